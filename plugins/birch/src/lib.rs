//! Carries applications to Birch County: one page made by script, where steps are drawn twice, lists come late, masks
//! format what is typed, and a banner comes instead of the next step. Waits for what it sees. Never submits but by
//! `commit`, never reads a personal value.
//!
//! One source, two releases: 1.0.0 for the site as it was ([`site`] is `v1.rs`), 2.0.0 (feature `redesign`) for the
//! site as it is since its redesign (`v2.rs`).

mod form;
mod search;
#[cfg_attr(feature = "redesign", path = "v2.rs")]
#[cfg_attr(not(feature = "redesign"), path = "v1.rs")]
mod site;
mod walk;

use postrider_sdk::prelude::*;

#[cfg(not(feature = "redesign"))]
postrider_sdk::register!(Birch);
#[cfg(feature = "redesign")]
postrider_sdk::register!(Birch, "manifest-redesign.toml");

/// What there is to say of each document: the site has no place for any.
const NO_DOCUMENTS: &str = "Birch County's site takes no documents: apply without it, and mail it to the county.";

/// Birch County.
#[derive(Debug)]
struct Birch;

impl Submitter for Birch {
    fn check(app: &Application) -> Vec<Problem> {
        let mut found = problems(form::limits(app).into_iter().map(|(field, most)| field.at_most(most)));
        found.extend(app.documents().not_taken(NO_DOCUMENTS));
        found
    }

    fn submit(app: &Application, page: &Page) -> Result<Receipt, Stop> {
        refuse_if_any(app.documents().not_taken(NO_DOCUMENTS))?;
        walk::to_last_step(app, page)?;
        page.commit(
            Commit::by(button(site::SUBMIT))
                .confirmed([visible(id("confirmation"))])
                // A lost answer shows a banner as well: only these say that nothing was taken.
                .refused([
                    visible(css("p.error:not([hidden])")),
                    visible(text(contains("form was updated")).within(id("banner"))),
                    visible(text(contains("answers are missing")).within(id("banner"))),
                ])
                .number(id("confirmation"), "B-******"),
        )
    }

    fn reconcile(app: &Application, page: &Page, doubt: Doubt) -> Result<Finding, Stop> {
        search::find(app, page, doubt)
    }

    fn probe(page: &Page) -> Result<(), Stop> {
        walk::to_first_step(page)
    }
}
