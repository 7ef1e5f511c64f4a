//! Asks Cedar's own list of cases whether the county has an application: by last name, then first name and date of
//! birth, none of which is ever read.

use postrider_sdk::prelude::*;

use crate::form::birth;
use crate::site;
use crate::walk;

/// Cases that the list shows at most, and its row of headers.
const MOST_ROWS: usize = 50;

pub(crate) fn find(app: &Application, page: &Page, doubt: Doubt) -> Result<Finding, Stop> {
    walk::to_menu(app, page)?;
    page.frame(name("menu")).click(link(site::CASES))?;
    let main = walk::main(page);
    let applicant = app.applicant();
    main.fill(name("FIND"), applicant.name().last())?;
    main.click(button("FIND"))?;
    // The list of before has an empty box, whatever was typed into it.
    main.wait_for([visible(css("#FIND:not([value=''])"))])?;
    if main.wait_for([visible(id("NOCASES")), visible(id("CASES"))])? == 0 {
        return Ok(Finding::None);
    }
    let cases = Lookup { table: id("CASES"), number: 0, received: 3, most: MOST_ROWS };
    main.look_up(&cases, &[applicant.name().first(), birth(&applicant.birth_date())], doubt)
}
