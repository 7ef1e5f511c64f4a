//! Asks Dogwood's own inquiry page whether the county has an application: by last name, date of birth and first name, none of
//! which is ever read.

use postrider_sdk::prelude::*;

use crate::form::{control, slashed};
use crate::walk::to_inquiry;

pub(crate) fn find(app: &Application, page: &Page, doubt: Doubt) -> Result<Finding, Stop> {
    to_inquiry(app, page)?;
    let applicant = app.applicant();
    page.fill_all([
        entry(label("Last name"), applicant.name().last()),
        entry(label("Date of birth (MM/DD/YYYY)"), slashed(&applicant.birth_date())),
    ])?;
    page.click(button("Find"))?;
    let [none, results, wrong] = ["lblNone", "gvResults", "ValidationSummary1"].map(control);
    match page.wait_for([visible(none), visible(results.clone()), visible(wrong.clone())])? {
        0 => Ok(Finding::None),
        1 => {
            let results = Lookup { table: results, number: 0, received: 3, most: usize::MAX };
            page.look_up(&results, &[applicant.name().first()], doubt)
        }
        _ => Ok(Finding::Undecided(page.text(wrong)?)),
    }
}
