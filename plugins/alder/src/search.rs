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
    let answers = [
        (visible(id("no_results")), Some(false)),
        (visible(id("results")), Some(true)),
        (visible(id("errors")), None),
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
            page.look_up(&results, &[name.first().restrict(CharacterSet::Ascii)], doubt)
        }
        None => Ok(Finding::Undecided(page.text(id("errors"))?)),
    }
}

fn open(page: &Page) -> Result<(), Stop> {
    for _ in 0..=MOST_LOGINS {
        page.open(SEARCH)?;
        let pages = [
            (visible(heading("Find an application")), true),
            (visible(heading("Worker sign in")), false),
        ];
        if page.see(pages)? {
            return Ok(());
        }
        sign_in(page)?;
    }
    Err(Stop::unavailable(
        "signed out again and again: the login is in use elsewhere",
    ))
}
