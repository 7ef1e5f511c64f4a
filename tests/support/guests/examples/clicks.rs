//! Fills Birch's form as it should and then sends it by a plain click: its manifest names another button and path.
#[path = "../../../../plugins/birch/src/form.rs"]
#[expect(dead_code, reason = "the limits, which are for a check")]
mod form;
#[path = "../../../../plugins/birch/src/search.rs"]
mod search;
#[path = "../../../../plugins/birch/src/v1.rs"]
mod site;
#[path = "../../../../plugins/birch/src/walk.rs"]
mod walk;

use postrider_sdk::prelude::*;

struct Clicks;

impl Submitter for Clicks {
    fn submit(app: &Application, page: &Page) -> Result<Receipt, Stop> {
        walk::to_last_step(app, page)?;
        page.click(button(site::SUBMIT))?;
        page.wait_for([visible(id("confirmation"))])?;
        Ok(Receipt { number: page.text(id("confirmation"))?, text: "clicked".to_owned() })
    }

    fn reconcile(app: &Application, page: &Page, doubt: Doubt) -> Result<Finding, Stop> {
        search::find(app, page, doubt)
    }

    fn probe(page: &Page) -> Result<(), Stop> {
        walk::to_first_step(page)
    }
}

postrider_sdk::register!(Clicks, "manifests/clicks.toml");
