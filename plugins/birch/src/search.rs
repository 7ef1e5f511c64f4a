//! Asks Birch's own status page whether the county has an application: by last name, date of birth and first name, none
//! of which is ever read.

use postrider_sdk::prelude::*;

use crate::form::birth;
use crate::walk::{is_away, sign_in};

pub(crate) fn find(app: &Application, page: &Page, doubt: Doubt) -> Result<Finding, Stop> {
    page.open("https://birch.test/")?;
    if page.wait_for([visible(css("[data-view=menu]")), visible(css("[data-view=pin]"))])? == 1 {
        sign_in(page)?;
    }
    page.click(button("Check application status"))?;
    let applicant = app.applicant();
    page.fill_all([
        entry(label("Applicant's last name"), applicant.name().last()),
        entry(label("Applicant's date of birth"), birth(&applicant.birth_date())),
    ])?;
    page.click(button("Look up"))?;
    match page.wait_for([visible(id("none-found")), visible(id("results")), visible(id("banner"))])? {
        0 => Ok(Finding::None),
        1 => {
            let results = Lookup { table: id("results"), number: 0, received: 3, most: usize::MAX };
            page.look_up(&results, &[applicant.name().first()], doubt)
        }
        _ => {
            let said = page.text(id("banner"))?;
            // Only what the site says of the question itself is an answer.
            if is_away(&said) { Err(Stop::unavailable(&said)) } else { Ok(Finding::Undecided(said)) }
        }
    }
}
