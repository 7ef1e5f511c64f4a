//! Carries applications to Cedar County: frames, a window for each member of the household, dialogs, a calendar, and an
//! upload that takes PDF and JPEG only. Never submits but by `commit`; reads no personal value but the date of the
//! signature, whose day has to be clicked.
//!
//! One source, two releases: 1.0.0 for the site as it was ([`site`] is `v1.rs`), 2.0.0 (feature `redesign`) for the
//! site as it is since its redesign (`v2.rs`).

mod form;
mod paper;
mod search;
#[cfg_attr(feature = "redesign", path = "v2.rs")]
#[cfg_attr(not(feature = "redesign"), path = "v1.rs")]
mod site;
mod walk;

use postrider_sdk::prelude::*;

#[cfg(not(feature = "redesign"))]
postrider_sdk::register!(Cedar);
#[cfg(feature = "redesign")]
postrider_sdk::register!(Cedar, "manifest-redesign.toml");

/// Cedar County.
#[derive(Debug)]
struct Cedar;

impl Submitter for Cedar {
    fn check(app: &Application) -> Vec<Problem> {
        let mut problems = paper::problems(app);
        for (field, most) in form::limits(app) {
            problems.extend(field.at_most(most).unfit());
        }
        problems
    }

    fn submit(app: &Application, page: &Page) -> Result<Receipt, Stop> {
        walk::to_last_page(app, page)?;
        walk::main(page).commit(
            Commit::by(button(site::SUBMIT))
                .accepting_dialog()
                .confirmed([visible(id("CONFNO"))])
                // The login in the frame has a message too, which is no `div`, and says nothing of what was sent.
                .refused([visible(css("div#ERRMSG"))])
                .number(id("CONFNO"), "C####-#####"),
        )
    }

    fn reconcile(app: &Application, page: &Page, doubt: Doubt) -> Result<Finding, Stop> {
        search::find(app, page, doubt)
    }

    fn probe(page: &Page) -> Result<(), Stop> {
        walk::to_first_page(page)
    }
}
