//! One case: what a person needs to know of an application before deciding about it, and what became of it.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::disclosure::Disclosure;
use super::problem::Problem;
use crate::ledger::{AttemptRecord, Disposition, EvidenceRef, Ledger, Record, Who, WorkKind};
use crate::submission::{Sending, State};

/// What a person needs to know of one before deciding.
#[derive(Serialize)]
pub(super) struct Case {
    #[serde(flatten)]
    record: Record,
    /// Whole minutes to its cutoff, rounded down; less than none once that has passed.
    minutes_left: i64,
    /// Who has it, since when, and what was decided about it last.
    disposition: Disposition,
    /// Where all that happened to it is told.
    history: String,
    /// What the county has of it, as far as the ledger knows.
    county_has: CountyHas,
    /// The attempt that sent it, or may have: its outcome, and the pictures of the pages that it stood on.
    sent: Option<AttemptRecord>,
    /// How the last attempt ended.
    outcome: Option<String>,
    /// The plugin's own words of that, and the page's; for those who decide.
    said: Option<Value>,
    /// The page that the last attempt ended on; for those who decide.
    stood_on: Option<String>,
    /// What the county or its plugin will not take: the fields, and for those who decide the words.
    problems: Vec<Value>,
    /// What there is to look at of the last attempt.
    evidence: Vec<EvidenceRef>,
}

/// What a county has of an application that waits for a person: before anything else, they have to know it.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
enum CountyHas {
    /// Nothing was sent, or the county itself said that it did not take it.
    Nothing,
    /// The host read the county's confirmation.
    Confirmed,
    /// It was sent perhaps.
    Unknown,
    /// A person delivered it.
    DeliveredByHand,
}

impl CountyHas {
    fn of(record: &Record) -> Self {
        match (record.state, record.sending) {
            (State::DeliveredByHand, _) => Self::DeliveredByHand,
            (State::Delivered, _) | (_, Some(Sending::Confirmed)) => Self::Confirmed,
            (_, Some(Sending::Intended | Sending::Claimed)) => Self::Unknown,
            (_, None) => Self::Nothing,
        }
    }
}

impl Case {
    /// As somebody may see it at a moment.
    pub(super) async fn read(ledger: &Ledger, record: Record, who: &Who, now: Timestamp) -> Result<Self, Problem> {
        let county_has = CountyHas::of(&record);
        let sent = match county_has {
            CountyHas::Nothing | CountyHas::DeliveredByHand => None,
            CountyHas::Confirmed | CountyHas::Unknown => ledger.last_attempt_to(record.id, WorkKind::Submit).await?,
        };
        let last = ledger.last_attempt(record.id).await?.map(|last| Disclosure::attempt(who, last));
        let (outcome, details, evidence) = match last {
            Some(last) => (last.outcome, last.details, last.evidence),
            None => (None, None, Vec::new()),
        };
        let in_details = |name| details.as_ref().map(|details: &Value| &details[name]);
        Ok(Self {
            minutes_left: (record.deadline.as_second() - now.as_second()).div_euclid(60),
            disposition: ledger.disposition(record.id).await?,
            history: format!("/v1/applications/{}", record.id),
            county_has,
            sent: sent.map(|sent| Disclosure::attempt(who, sent)),
            outcome,
            stood_on: in_details("stood_on").and_then(Value::as_str).map(str::to_owned),
            // Other outcomes have none.
            problems: in_details("problems").and_then(Value::as_array).cloned().unwrap_or_default(),
            evidence,
            record: Disclosure::of_application(who).record(record),
            said: details,
        })
    }
}
