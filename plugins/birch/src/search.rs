//! Asks Birch's own status page whether the county has an application: by last name, date of birth and first name, none
//! of which is ever read.

use postrider_sdk::prelude::*;

use crate::form::birth;
use crate::walk::sign_in;

pub(crate) fn find(app: &Application, page: &Page, doubt: Doubt) -> Result<Finding, Stop> {
    page.open("http://birch.test/")?;
    let views = [
        (visible(css("[data-view=menu]")), true),
        (visible(css("[data-view=pin]")), false),
    ];
    if !page.see(views)? {
        sign_in(page)?;
    }
    page.click(button("Check application status"))?;
    let applicant = app.applicant();
    page.fill_all([
        entry(label("Applicant's last name"), applicant.name().last()),
        entry(label("Applicant's date of birth"), birth(&applicant.birth_date())),
    ])?;
    page.click(button("Look up"))?;
    let answers = [
        (visible(id("none-found")), Some(false)),
        (visible(id("results")), Some(true)),
        (visible(id("banner")), None),
    ];
    match page.see(answers)? {
        Some(false) => Ok(Finding::None),
        Some(true) => {
            let results = Lookup {
                table: id("results"),
                number: 0,
                received: 3,
                most: usize::MAX,
            };
            page.look_up(&results, &[applicant.name().first()], doubt)
        }
        None => Ok(Finding::Undecided(page.text(id("banner"))?)),
    }
}
