//! What of an application can change, as one transaction sees it: what a transition starts from, and what it makes of it.

use std::sync::LazyLock;

use jiff::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};

use super::LedgerError;
use super::keys::WrappedKey;
use super::rows::{count, moment, moment_if_any, parsed, parsed_if_any};
use crate::submission::{ApplicationId, Counts, CountyCode, Fence, PluginDigest, Sending, State};

/// What of an application can change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Snapshot {
    pub(super) id: ApplicationId,
    pub(super) county: CountyCode,
    pub(super) state: State,
    pub(super) fence: Fence,
    /// Rows of its history.
    pub(super) moves: u32,
    pub(super) attempts: u32,
    pub(super) setbacks: u32,
    pub(super) deadline: Timestamp,
    pub(super) not_before: Option<Timestamp>,
    pub(super) committed_at: Option<Timestamp>,
    pub(super) receipt_number: Option<String>,
    pub(super) plugin: Option<PluginDigest>,
    /// What speaks for it that the county has it.
    pub(super) sending: Option<Sending>,
    /// Attempts begun when a person last queued it.
    pub(super) attempts_before: u32,
    pub(super) counts: Counts,
    /// The key that seals what is its own; none of what came in before applications had keys.
    pub(super) key: Option<WrappedKey>,
    /// What of its county's site put it into review: the kind of the refusal, or nothing for a drift. Kept in review alone.
    pub(super) stopped_by: Option<Vec<u8>>,
}

impl Snapshot {
    /// What [`of`](Self::of) reads, of `applications` by the name of `a`.
    pub(super) const COLUMNS: &str = "a.id, a.county, a.state, a.fence, a.moves, a.attempts, a.setbacks, a.deadline, a.not_before,
        a.committed_at, a.receipt_number, a.plugin, a.sending, a.attempts_before, a.interruptions, a.time_outs, a.faults, a.drifts,
        a.unsent, a.doubts, a.unanswered, a.denials, a.stopped_by, k.key_id, k.wrapped";
    /// Where it stands, with the key that seals what is its own.
    pub(super) const TABLES: &str = "applications a LEFT JOIN application_keys k ON k.application = a.id";

    /// What an application is before its first move.
    pub(super) fn received(id: ApplicationId, county: CountyCode, deadline: Timestamp, key: WrappedKey) -> Self {
        Self {
            id,
            county,
            state: State::Received,
            fence: Fence(0),
            moves: 0,
            attempts: 0,
            setbacks: 0,
            deadline,
            not_before: None,
            committed_at: None,
            receipt_number: None,
            plugin: None,
            sending: None,
            attempts_before: 0,
            counts: Counts::default(),
            key: Some(key),
            stopped_by: None,
        }
    }

    /// What this transaction sees of an application.
    pub(super) async fn read(db: &mut AnyConnection, id: ApplicationId) -> Result<Option<Self>, LedgerError> {
        static BY_ID: LazyLock<String> =
            LazyLock::new(|| format!("SELECT {} FROM {} WHERE a.id = $1", Snapshot::COLUMNS, Snapshot::TABLES));
        let row = sqlx::query(BY_ID.as_str()).bind(id.to_string()).fetch_optional(db).await?;
        row.as_ref().map(Self::of).transpose()
    }

    pub(super) fn of(row: &AnyRow) -> Result<Self, LedgerError> {
        Ok(Self {
            id: parsed(row, "id")?,
            county: parsed(row, "county")?,
            state: parsed(row, "state")?,
            fence: Fence(row.try_get("fence")?),
            moves: count(row, "moves")?,
            attempts: count(row, "attempts")?,
            setbacks: count(row, "setbacks")?,
            deadline: moment(row, "deadline")?,
            not_before: moment_if_any(row, "not_before")?,
            committed_at: moment_if_any(row, "committed_at")?,
            receipt_number: row.try_get("receipt_number")?,
            plugin: parsed_if_any(row, "plugin")?,
            sending: parsed_if_any(row, "sending")?,
            attempts_before: count(row, "attempts_before")?,
            counts: Counts {
                interruptions: count(row, "interruptions")?,
                time_outs: count(row, "time_outs")?,
                faults: count(row, "faults")?,
                drifts: count(row, "drifts")?,
                unsent: count(row, "unsent")?,
                doubts: count(row, "doubts")?,
                unanswered: count(row, "unanswered")?,
                county_has_none: count(row, "denials")?,
            },
            key: WrappedKey::read(row)?,
            stopped_by: row.try_get("stopped_by")?,
        })
    }

    /// The same after it was moved from `before` into a state.
    pub(super) fn moved(self, before: &Self, state: State) -> Self {
        Self { state, moves: before.moves + 1, ..self }
    }

    /// Whether its plugin said that it sent it, in the work that is on it now.
    pub(super) fn is_claimed(&self) -> bool {
        matches!(self.state, State::Attempting | State::Committing) && self.sending == Some(Sending::Claimed)
    }

    /// As if nothing had ever been sent.
    pub(super) fn never_sent(&mut self) {
        self.committed_at = None;
        self.sending = None;
        self.counts.unanswered = 0;
        self.counts.county_has_none = 0;
    }
}
