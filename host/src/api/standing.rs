//! Why an application waits that is ready for its turn: its county is held, nothing serves it, its plugin is
//! being compiled, or another one goes first.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::disclosure::Disclosure;
use crate::ledger::{First, Hold, Ledger, LedgerError, Record, Who};
use crate::plugin::Registry;
use crate::submission::{CountyCode, State};

/// What keeps the counties' work from going on.
pub(super) struct Standing {
    /// With whether the county is asked about its doubts all the same.
    held: BTreeMap<CountyCode, (Hold, bool)>,
    going_first: BTreeMap<CountyCode, First>,
    registry: Registry,
    disclosure: Disclosure,
}

impl Standing {
    /// As it is now, in the words that somebody may see.
    pub(super) async fn read(ledger: &Ledger, registry: Registry, who: &Who) -> Result<Self, LedgerError> {
        let (held, going_first) = (ledger.holds().await?, ledger.going_first().await?);
        Ok(Self { held, going_first, registry, disclosure: Disclosure::of_site(who) })
    }

    /// The record with what its county's standing has to do with its waiting.
    pub(super) fn explained(&self, record: Record) -> Record {
        let Some((waits, next)) = self.waits(&record) else { return record };
        let reason = match record.reason {
            // Of the application that the county is held for, the hold has said it.
            Some(before) if !waits.ends_with(&before) => format!("{waits}{next}; before that: {before}"),
            _ => waits + &next,
        };
        Record { reason: Some(reason), ..record }
    }

    /// Why it waits, and what lets it go on, for those who are shown why.
    fn waits(&self, record: &Record) -> Option<(String, String)> {
        let doubt = match record.state {
            State::Queued => false,
            State::InDoubt => true,
            _ => return None,
        };
        let because = |what: &str, hold: Hold| {
            let Hold { since, why } = self.disclosure.hold(hold);
            format!("waits: {what} since {}, because {why}", minute(since))
        };
        let plain = |waits: String| Some((waits, String::new()));
        match (self.held.get(&record.county), self.registry.unserved(&record.county)) {
            (Some((hold, asks)), unserved) if unserved.is_some() || !(doubt && *asks) => {
                let next = match self.disclosure {
                    Disclosure::Everything => format!("; {}", commands_after_hold(record.county.as_str())),
                    Disclosure::OwnWords => String::new(),
                };
                Some((because("county held", hold.clone()), next))
            }
            (None, Some(none)) => plain(because("no release serves its county", none)),
            _ if self.registry.is_compiling(&record.county) => {
                plain("waits: its county's plugin is being compiled".to_owned())
            }
            _ if doubt => None,
            _ => self.going_first.get(&record.county).and_then(|first| {
                plain(format!("waits: one application of its county goes first, since {}", minute(first.since)))
            }),
        }
    }
}

/// What lets a held county's work go on, as somebody types it.
pub fn commands_after_hold(county: &str) -> String {
    format!(
        "next: `postrider county pages {county}` shows what its site became; then `postrider plugin install` of a release that fits, or, \
         where this one does, `postrider county accept {county} PAGE` and `postrider county resume {county}`"
    )
}

fn minute(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}
