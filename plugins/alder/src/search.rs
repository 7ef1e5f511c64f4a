//! Asks Alder's own search page whether the county has an application: by last name, date of birth and first name, none
//! of which is ever read.

use postrider_sdk::prelude::*;

use crate::form::choose_date;
use crate::walk::sign_in;

const SEARCH: &str = "http://alder.test/search";

/// Logins before giving up.
const MOST_LOGINS: usize = 3;

pub(crate) fn find(app: &Application, page: &Page, doubt: Doubt) -> Result<Finding, Stop> {
    open(page)?;
    let name = app.applicant().name();
    page.fill(label("Last name"), name.last().restrict(CharacterSet::Ascii))?;
    choose_date(page, "born", &app.applicant().birth_date(), "MONTH")?;
    page.click(button("Search"))?;
    match page.wait_for([visible(id("no_results")), visible(id("results")), visible(id("errors"))])? {
        0 => Ok(Finding::None),
        1 => {
            let results = Lookup { table: id("results"), number: 0, received: 3, most: usize::MAX };
            page.look_up(&results, &[name.first().restrict(CharacterSet::Ascii)], doubt)
        }
        _ => Ok(Finding::Undecided(page.text(id("errors"))?)),
    }
}

fn open(page: &Page) -> Result<(), Stop> {
    for _ in 0..=MOST_LOGINS {
        page.open(SEARCH)?;
        if page.wait_for([visible(heading("Find an application")), visible(heading("Worker sign in"))])? == 0 {
            return Ok(());
        }
        sign_in(page)?;
    }
    Err(Stop::unavailable("signed out again and again: the login is in use elsewhere"))
}
