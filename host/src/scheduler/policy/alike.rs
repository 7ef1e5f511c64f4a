//! When the end of one application says something about the next ones of its county: where others end alike, or where the site has
//! changed. Pure; the ledger counts.

use super::verdict::Verdict;
use crate::ledger::Complainant;
use crate::submission::{ApplicationId, Event};

/// Applications in a row that were refused alike, after which their county is held.
const REFUSALS_TO_HOLD: u32 = 2;
/// Applications in a row that are in doubt for one reason, after which their county is held.
const DOUBTS_TO_HOLD: u32 = 2;

/// An end that holds its county when there are enough of its kind.
#[derive(Debug, PartialEq, Eq)]
pub struct Alike<'a> {
    pub what: Ended<'a>,
    /// How many different applications in a row.
    pub most: u32,
    /// What the county is held for then: nothing of one application's own words, which fewer may read than a hold.
    pub why: String,
}

/// How, and the words by which it is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended<'a> {
    Refused(&'a str),
    InDoubt(&'a str),
}

/// What the end of an application says about the county, where it says something. What one site asks of everybody must not cost one
/// application after the other; `changed` is in what the site differs from the forms that are known.
pub fn alike<'a>(verdict: &'a Verdict, changed: &[String], application: ApplicationId) -> Option<Alike<'a>> {
    match (&verdict.complaint, verdict.event()) {
        (Some(complaint), _) if complaint.by == Complainant::Site && !changed.is_empty() => {
            let changed = changed.join("\n");
            let why = format!(
                "application {application} was refused by a site that has changed; what it has changed:\n{changed}"
            );
            Some(Alike { what: Ended::Refused(&complaint.words), most: 1, why })
        }
        (Some(complaint), _) => {
            let why = format!(
                "two applications in a row were refused alike, the last of them {application}, whose last attempt has the words: a new required question?"
            );
            Some(Alike { what: Ended::Refused(&complaint.words), most: REFUSALS_TO_HOLD, why })
        }
        (None, Some(Event::Doubt)) => {
            let why = format!(
                "two applications in a row are in doubt for one reason, the last of them {application}, whose last attempt has it"
            );
            Some(Alike { what: Ended::InDoubt(&verdict.why), most: DOUBTS_TO_HOLD, why })
        }
        _ => None,
    }
}
