//! Asks Elm itself whether the county has an application: by last name, date of birth and first name, none of which is ever
//! read.

use postrider_sdk::prelude::*;

use crate::walk::{complaint, is_away, to_home};

/// Rows in sight, without that of the headers; of a longer list the others are not in the document, and nothing says so. So a
/// list that is this long is not taken for a whole one.
const ROWS: usize = 5;

pub(crate) fn find(app: &Application, page: &Page, doubt: Doubt) -> Result<Finding, Stop> {
    to_home(app, page)?;
    page.click(button("Find an application"))?;
    let applicant = app.applicant();
    page.fill_all([
        entry(label("Last name"), applicant.name().last()),
        entry(label("Date of birth"), applicant.birth_date().date("MM/DD/YYYY")),
    ])?;
    page.click(button("Search"))?;
    let results = css("[data-testid=results]");
    match page.wait_for([visible(css("[data-testid=nothing]")), visible(results.clone()), visible(complaint())])? {
        0 => Ok(Finding::None),
        1 => {
            let list = Lookup { table: results, number: 0, received: 3, most: ROWS };
            page.look_up(&list, &[applicant.name().first()], doubt)
        }
        _ => {
            let said = page.text(complaint())?;
            // Only what the site says of the question itself is an answer.
            if is_away(&said) { Err(Stop::unavailable(&said)) } else { Ok(Finding::Undecided(said)) }
        }
    }
}
