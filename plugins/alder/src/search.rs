//! Asks Alder's own search page whether the county has an application: by last name, date of birth and first name, none
//! of which is ever read.

use postrider_sdk::prelude::*;

use crate::form::choose_date;
use crate::walk::to_search;

pub(crate) fn find(app: &Application, page: &Page, doubt: Doubt) -> Result<Finding, Stop> {
    to_search(app, page)?;
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
