//! Carries applications to Alder County: a worker's login that allows one session, server-made pages one after the
//! other, plain ASCII only. Follows the page it sees. Never submits but by `commit`, never reads a personal value.
//!
//! One source, two releases: 1.0.0 for the site as it was ([`site`] is `v1.rs`), 2.0.0 (feature `redesign`) for the
//! site as it is since its redesign (`v2.rs`). What both have in common stands here and in the other modules.

mod form;
mod search;
#[cfg_attr(feature = "redesign", path = "v2.rs")]
#[cfg_attr(not(feature = "redesign"), path = "v1.rs")]
mod site;
mod walk;

use postrider_sdk::prelude::*;

#[cfg(not(feature = "redesign"))]
postrider_sdk::register!(Alder);
#[cfg(feature = "redesign")]
postrider_sdk::register!(Alder, "manifest-redesign.toml");

/// What there is to say of each document: the site has no place for any.
const NO_DOCUMENTS: &str = "Alder County's site takes no documents: apply without it, and mail it to the county.";

/// Alder County.
#[derive(Debug)]
struct Alder;

impl Submitter for Alder {
    fn check(app: &Application) -> Vec<Problem> {
        let mut problems = app.documents().not_taken(NO_DOCUMENTS);
        problems.extend(form::boxes(app).iter().filter_map(form::TextBox::problem));
        problems
    }

    fn submit(app: &Application, page: &Page) -> Result<Receipt, Stop> {
        refuse_if_any(app.documents().not_taken(NO_DOCUMENTS))?;
        walk::to_review(app, page)?;
        let received = page.commit(
            Commit::by(button(site::SUBMIT))
                .confirmed([visible(id("confirmation_number"))])
                // Only on a page of the form: the login page has a banner too, and says nothing of what was sent.
                .refused([visible(css("p.steps ~ #errors"))])
                .number(id("confirmation_number"), "ALD-####-######"),
        );
        match received {
            Err(Stop::Refused(problems)) if problems.iter().any(|p| mentions(&p.message, "form has expired")) => {
                Err(Stop::unavailable("the form had expired, and the county took nothing"))
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
