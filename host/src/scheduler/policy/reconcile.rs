//! What follows when the county was asked about an application that is in doubt.

use super::Policy;
use super::message::{first_line, quoted};
use super::moment::Moment;
use super::verdict::{Next, Verdict, confirmed};
use crate::plugin::Fault;
use crate::submission::{Counts, Event, Finding, Sending};

impl Policy {
    /// After the county was asked.
    pub fn after_reconcile(&self, answer: &Result<Finding, Fault>, at: Moment) -> Verdict {
        let sending = at.sending.unwrap_or(Sending::Intended);
        let person = |said: &str| Verdict::of(Event::Escalate, format!("{said}: {}", sending.what_to_do()));
        match answer {
            Ok(Finding::Found(receipt)) => confirmed("the county has it", receipt).unwrap_or_else(|| {
                let seen = if receipt.text.trim().is_empty() { "nothing else" } else { quoted(&receipt.text) };
                person(&format!("the county was found to have it, but its number is empty; what was seen: {seen}"))
            }),
            Ok(Finding::None) if !sending.settled_by_county_has_none() => {
                person("the county says that it has no such application")
            }
            Ok(Finding::None) if at.counts.county_has_none + 1 < Counts::COUNTY_HAS_NONE_TO_SEND_AGAIN => Verdict {
                next: Next::CountyHasNone,
                ..Verdict::of(
                    Event::NotFound,
                    "the county says that it has no such application; it is asked once more".to_owned(),
                )
            },
            Ok(Finding::None) => {
                let why =
                    format!("the county said {} times that it has no such application", at.counts.county_has_none + 1);
                Verdict::of(Event::NotFound, why)
            }
            Ok(Finding::Undecided { reason }) => person(&format!("the county's answer is unclear ({reason})")),
            Ok(Finding::Later { reason, .. }) if at.counts.county_has_none > 0 => person(&contradicted(reason)),
            Err(fault) if at.counts.county_has_none > 0 => person(&contradicted(first_line(&fault.to_string()))),
            Ok(Finding::Later { reason, retry_after_seconds, .. }) => self.ask_again(reason, *retry_after_seconds, at),
            Err(fault) => self.ask_again(first_line(&fault.to_string()), None, at),
        }
    }

    /// A doubt that could not be settled now: asked again after a while, which doubles; or, after many times and before the
    /// cutoff, in front of a person.
    pub fn ask_again(&self, why: &str, retry_after_seconds: Option<u32>, at: Moment) -> Verdict {
        let (asked, sending) = (at.counts.unanswered + 1, at.sending.unwrap_or(Sending::Intended));
        let person = |why: &str| Verdict::of(Event::Escalate, format!("{why}; {}", sending.what_to_do()));
        if asked >= Counts::MAX_UNANSWERED {
            return person(&format!("the county could not be asked {asked} times; the last: {why}"));
        }
        match self.backoff.due(retry_after_seconds, at.counts.unanswered, at) {
            Some(due) => {
                Verdict { next: Next::AskAgain, not_before: Some(due), ..Verdict::of(Event::Doubt, why.to_owned()) }
            }
            None => person(&format!("{why}; the county is not asked again before the cutoff")),
        }
    }
}

fn contradicted(then: &str) -> String {
    format!("the county said once that it has no such application, which could not be confirmed ({then})")
}
