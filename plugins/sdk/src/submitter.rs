//! What a plugin implements, and how that becomes the contract's exports. Each call runs in an instance of its own;
//! nothing here is remembered between calls.

use crate::application::Application;
use crate::bindings::exports::postrider::county::submitter::{
    DocumentOutcome, Doubt, Finding, Guest, Health, Outcome, Problem,
};
use crate::bindings::postrider::county::documents::DocumentId;
use crate::bindings::postrider::county::form::Receipt;
use crate::log;
use crate::message::{joined, problem_lines};
use crate::page::Page;
use crate::stop::Stop;

/// One county's plugin.
pub trait Submitter {
    /// What this county will not take, said at intake while the applicant can still be asked. Without a browser.
    fn check(_app: &Application) -> Vec<Problem> {
        Vec::new()
    }

    /// Carries the application to the county.
    fn submit(app: &Application, page: &Page) -> Result<Receipt, Stop>;

    /// Asks the county whether it has this application. `Finding::None` only if its own search said so. Never submits.
    fn reconcile(_app: &Application, _page: &Page, _doubt: Doubt) -> Result<Finding, Stop> {
        Ok(Finding::Undecided("this county's site has no way to look an application up".to_owned()))
    }

    /// Walks the site without submitting: is it still what the plugin was written for?
    fn probe(page: &Page) -> Result<(), Stop>;

    /// Hands a later document to the county, by the confirmation number; the county's reference for it. None means
    /// that this plugin does not deliver documents. No host calls it yet: what the application has goes by [`Page::upload`].
    fn deliver_document(_page: &Page, _document: DocumentId, _number: &str) -> Option<Result<Option<String>, Stop>> {
        None
    }
}

/// Makes a [`Submitter`] the component's export, and embeds the crate's `manifest.toml` (or another file beside it) as
/// the custom section `postrider:manifest`, where the host reads it before anything is compiled.
#[macro_export]
macro_rules! register {
    ($plugin:ty) => {
        $crate::register!($plugin, "manifest.toml");
    };
    ($plugin:ty, $manifest:literal) => {
        // Not `#[used]` where it is a section: that would put it into the component's memory as well, 2 KB a plugin.
        #[cfg_attr(target_family = "wasm", unsafe(link_section = "postrider:manifest"))]
        #[cfg_attr(not(target_family = "wasm"), used)]
        static POSTRIDER_MANIFEST: [u8; include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/", $manifest)).len()] =
            *include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/", $manifest));

        type PostriderPlugin = $crate::submitter::Plugin<$plugin>;
        $crate::bindings::export_plugin!(PostriderPlugin with_types_in $crate::bindings);
    };
}

/// The contract's exports for a [`Submitter`]; named only by [`register!`].
#[derive(Debug)]
pub struct Plugin<S>(core::marker::PhantomData<S>);

impl<S: Submitter> Guest for Plugin<S> {
    fn check() -> Vec<Problem> {
        log::hook_panics();
        S::check(&Application::new())
    }

    fn submit() -> Outcome {
        log::hook_panics();
        let page = Page::default();
        let result = S::submit(&Application::new(), &page);
        outcome(result, page.received.take())
    }

    fn reconcile(doubt: Doubt) -> Finding {
        log::hook_panics();
        S::reconcile(&Application::new(), &Page::default(), doubt).unwrap_or_else(finding)
    }

    fn probe() -> Health {
        log::hook_panics();
        S::probe(&Page::default()).map_or_else(health, |()| Health::Sound)
    }

    fn deliver_document(document: DocumentId, number: String) -> DocumentOutcome {
        log::hook_panics();
        match S::deliver_document(&Page::default(), document, &number) {
            None => DocumentOutcome::Unsupported,
            Some(Ok(reference)) => DocumentOutcome::Delivered(reference),
            Some(Err(stop)) => document_outcome(stop),
        }
    }
}

/// A receipt that the commit brought is the outcome, whatever happened after it: the county has the application.
fn outcome(result: Result<Receipt, Stop>, confirmed: Option<Receipt>) -> Outcome {
    match (result, confirmed) {
        (Ok(receipt), _) => Outcome::Delivered(receipt),
        (Err(stop), Some(receipt)) => {
            log::warn(&joined(&["after the commit was confirmed: ", stop.name(), ": ", &stop.message()]));
            Outcome::Delivered(receipt)
        }
        (Err(stop), None) => match stop {
            Stop::Refused(problems) => Outcome::Refused(problems),
            Stop::Unavailable(unavailability) => Outcome::Unavailable(unavailability),
            Stop::Drifted(drift) => Outcome::Drifted(drift),
            Stop::Credential(problem) => Outcome::Credential(problem),
            Stop::NeedsPerson(question) => Outcome::NeedsPerson(question),
            Stop::InDoubt(reason) => Outcome::InDoubt(reason),
            Stop::Fault(what) => log::trap(&what),
        },
    }
}

/// A look-up that could not be finished decides nothing.
fn finding(stop: Stop) -> Finding {
    match stop {
        Stop::Unavailable(unavailability) => Finding::Unavailable(unavailability),
        Stop::Drifted(drift) => Finding::Drifted(drift),
        Stop::Credential(problem) => Finding::Credential(problem),
        Stop::Refused(problems) => Finding::Undecided(problem_lines(&problems)),
        Stop::NeedsPerson(reason) | Stop::InDoubt(reason) => Finding::Undecided(reason),
        Stop::Fault(what) => log::trap(&what),
    }
}

fn health(stop: Stop) -> Health {
    match stop {
        Stop::Unavailable(unavailability) => Health::Unavailable(unavailability),
        Stop::Drifted(drift) => Health::Drifted(drift),
        Stop::Credential(problem) => Health::Credential(problem),
        Stop::Refused(problems) => health(Stop::drifted("a walk without data", &problem_lines(&problems))),
        Stop::NeedsPerson(reason) | Stop::InDoubt(reason) => health(Stop::unavailable(&reason)),
        Stop::Fault(what) => log::trap(&what),
    }
}

fn document_outcome(stop: Stop) -> DocumentOutcome {
    match stop {
        Stop::Unavailable(unavailability) => DocumentOutcome::Unavailable(unavailability),
        Stop::Drifted(drift) => DocumentOutcome::Drifted(drift),
        Stop::Refused(problems) => DocumentOutcome::Refused(problem_lines(&problems)),
        Stop::Credential(problem) => document_outcome(Stop::unavailable(&problem.problem)),
        Stop::NeedsPerson(reason) | Stop::InDoubt(reason) => document_outcome(Stop::unavailable(&reason)),
        Stop::Fault(what) => log::trap(&what),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lookup_that_stopped_never_says_none() {
        let stops = [
            Stop::refused("home.city", "no"),
            Stop::unavailable("away"),
            Stop::drifted("a", "b"),
            Stop::credential("worker", "locked"),
            Stop::NeedsPerson("code?".into()),
            Stop::InDoubt("?".into()),
        ];
        for stop in stops {
            assert!(!matches!(finding(stop), Finding::None | Finding::Found(_)));
        }
    }

    #[test]
    fn a_stop_without_a_receipt_is_never_delivered() {
        assert_eq!(outcome(Err(Stop::InDoubt("lost".into())), None), Outcome::InDoubt("lost".into()));
    }
}
