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
        let Some(waits) = self.waits(&record) else { return record };
        let reason = match record.reason {
            // Of the application that the county is held for, the hold has said it.
            Some(before) if !waits.ends_with(&before) => format!("{waits}; before that: {before}"),
            _ => waits,
        };
        Record { reason: Some(reason), ..record }
    }

    fn waits(&self, record: &Record) -> Option<String> {
        let doubt = match record.state {
            State::Queued => false,
            State::InDoubt => true,
            _ => return None,
        };
        let because = |what: &str, hold: Hold| {
            let Hold { since, why } = self.disclosure.hold(hold);
            format!("waits: {what} since {}, because {why}", minute(since))
        };
        match (self.held.get(&record.county), self.registry.unserved(&record.county)) {
            (Some((hold, asks)), None) if !(doubt && *asks) => Some(because("county held", hold.clone())),
            (Some((hold, _)), Some(_)) => Some(because("county held", hold.clone())),
            (None, Some(none)) => Some(because("no release serves its county", none)),
            _ if self.registry.is_compiling(&record.county) => {
                Some("waits: its county's plugin is being compiled".to_owned())
            }
            _ if doubt => None,
            _ => self
                .going_first
                .get(&record.county)
                .map(|first| format!("waits: one application of its county goes first, since {}", minute(first.since))),
        }
    }
}

fn minute(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}
