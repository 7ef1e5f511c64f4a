//! Carries applications to Dogwood County: one address for every step, postbacks that draw a part of the page anew under what
//! was just typed, links that are scripts, and a dialog that says that the session will end. Never submits but by `commit`,
//! never reads a personal value.
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
postrider_sdk::register!(Dogwood);
#[cfg(feature = "redesign")]
postrider_sdk::register!(Dogwood, "manifest-redesign.toml");

/// What there is to say of each document: the site has no place for any.
const NO_DOCUMENTS: &str = "Dogwood County's site takes no documents: apply without it, and mail it to the county.";

/// Dogwood County.
#[derive(Debug)]
struct Dogwood;

impl Submitter for Dogwood {
    fn check(app: &Application) -> Vec<Problem> {
        let mut problems = app.documents().not_taken(NO_DOCUMENTS);
        for (field, most) in form::limits(app) {
            problems.extend(field.at_most(most).unfit());
        }
        problems
    }

    fn submit(app: &Application, page: &Page) -> Result<Receipt, Stop> {
        refuse_if_any(app.documents().not_taken(NO_DOCUMENTS))?;
        walk::to_last_page(app, page)?;
        let number = form::control("lblNumber");
        let received = page.commit(
            Commit::by(site::submit())
                .confirmed([visible(number.clone())])
                // The summary stands on the form's pages alone, and says that nothing was taken.
                .refused([visible(form::control("ValidationSummary1"))])
                .number(number, "DW-##-######"),
        );
        match received {
            Err(Stop::Refused(problems)) if problems.iter().any(|p| mentions(&p.message, form::STALE)) => {
                Err(Stop::unavailable("the page's state had expired, and the county took nothing"))
            }
            other => other,
        }
    }

    fn reconcile(app: &Application, page: &Page, doubt: Doubt) -> Result<Finding, Stop> {
        search::find(app, page, doubt)
    }

    fn probe(page: &Page) -> Result<(), Stop> {
        walk::to_first_page(page)
    }
}
