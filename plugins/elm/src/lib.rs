//! Carries applications to Elm County: one page that a script draws, one address behind it for everything, lists of which only
//! the rows in sight are in the document, and a toast, gone in seconds, as the county's only word. Never submits but by
//! `commit`, never reads a personal value.
//!
//! One source, two releases: 1.0.0 for the site as it was ([`site`] is `v1.rs`), 2.0.0 (feature `redesign`) for the site as
//! it is since its redesign (`v2.rs`).

mod form;
mod search;
#[cfg_attr(feature = "redesign", path = "v2.rs")]
#[cfg_attr(not(feature = "redesign"), path = "v1.rs")]
mod site;
mod walk;

use postrider_sdk::prelude::*;

#[cfg(not(feature = "redesign"))]
postrider_sdk::register!(Elm);
#[cfg(feature = "redesign")]
postrider_sdk::register!(Elm, "manifest-redesign.toml");

/// What there is to say of each document: the site has no place for any.
const NO_DOCUMENTS: &str = "Elm County's site takes no documents: apply without it, and mail it to the county.";

/// Elm County.
#[derive(Debug)]
struct Elm;

impl Submitter for Elm {
    fn check(app: &Application) -> Vec<Problem> {
        let mut problems = app.documents().not_taken(NO_DOCUMENTS);
        for (field, most) in form::limits(app) {
            problems.extend(field.at_most(most).unfit());
        }
        problems
    }

    fn submit(app: &Application, page: &Page) -> Result<Receipt, Stop> {
        refuse_if_any(app.documents().not_taken(NO_DOCUMENTS))?;
        walk::to_last_click(app, page)?;
        let toast = css("[data-testid=toast]");
        let says = |part| visible(text(contains(part)).within(walk::complaint()));
        page.commit(
            Commit::by(button(site::SUBMIT))
                .confirmed([visible(toast.clone())])
                // A lost answer is said by such a toast as well: only these say that nothing was taken.
                .refused([
                    says("Nothing was sent"),
                    says("is required"),
                    says("is not valid"),
                    says("Please start again"),
                    says("sign in again"),
                ])
                .number(toast, "ELM-####-#####"),
        )
    }

    fn reconcile(app: &Application, page: &Page, doubt: Doubt) -> Result<Finding, Stop> {
        search::find(app, page, doubt)
    }

    fn probe(page: &Page) -> Result<(), Stop> {
        walk::to_first_section(page)
    }
}
