//! When the end of one application says something about the next ones of its county: where others end alike, or where the site has
//! changed. Pure; the ledger counts.

use super::verdict::Verdict;
use crate::submission::Event;

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
    /// What the county is held for then.
    pub why: String,
}

/// How, and the words by which it is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended<'a> {
    Refused(&'a str),
    InDoubt(&'a str),
}

/// What an end says about the county, where it says something. What one site asks of everybody must not cost one application after the
/// other; `changed` is in what the site differs from the forms that are known.
pub fn alike<'a>(verdict: &'a Verdict, changed: &[String]) -> Option<Alike<'a>> {
    let why = &verdict.why;
    match (&verdict.complaint, verdict.event()) {
        (Some(complaint), _) if !changed.is_empty() => {
            let changed = changed.join("\n");
            let why = format!(
                "an application was refused by a site that has changed: {why}; what it has changed:\n{changed}"
            );
            Some(Alike { what: Ended::Refused(&complaint.words), most: 1, why })
        }
        (Some(complaint), _) => {
            let why = format!("two applications in a row were refused alike: {why}; a new required question?");
            Some(Alike { what: Ended::Refused(&complaint.words), most: REFUSALS_TO_HOLD, why })
        }
        (None, Some(Event::Doubt)) => {
            let reason = format!("two applications in a row are in doubt for one reason: {why}");
            Some(Alike { what: Ended::InDoubt(why), most: DOUBTS_TO_HOLD, why: reason })
        }
        _ => None,
    }
}
