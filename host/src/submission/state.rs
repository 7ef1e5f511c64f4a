//! The life of an application: one table of allowed moves. No I/O, no clock, no await.
//!
//! ```text
//! received --queue--> queued --claim--> attempting --intend--> committing --confirm--> delivered
//!
//! attempting --retry-----> queued        nothing was sent, and another attempt may follow
//! committing --not_sent--> queued        the gate proves that nothing left
//! committing --refuse----> review        the county says that it did not take it
//! attempting --doubt-----> in_doubt      the plugin says that it sent what it never committed
//! committing --doubt-----> in_doubt      whatever breaks after the intent
//! in_doubt   --confirm---> delivered
//! in_doubt   --not_found-> queued        the county says, twice, that it has none
//! queued, attempting, in_doubt --escalate--> review
//!
//! review --requeue---------> queued      by a person; with a new release, what the county's site had stopped
//! review --deliver_by_hand-> delivered_by_hand
//! queued, review --cancel--> cancelled
//! ```
//!
//! The ledger refuses every move that [`State::after`] does not allow.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::IntoEnumIterator as _;

/// Where an application is. Exclusive: it is in exactly one of these.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    JsonSchema,
    strum::EnumIter,
    strum::Display,
    strum::EnumString,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str, parse_err_ty = String, parse_err_fn = no_such_state)]
pub enum State {
    /// Acknowledged and kept durably.
    Received,
    /// Waiting for its turn.
    Queued,
    /// A plugin is filling the county's form. Nothing has been sent.
    Attempting,
    /// The intent to send is durable; the click may have been made.
    Committing,
    /// Sending was intended and the outcome is not known. Never sent again from here unless the county says "none".
    InDoubt,
    /// In front of a person.
    Review,
    /// The county has it, with a receipt.
    Delivered,
    /// A person delivered it.
    DeliveredByHand,
    /// Withdrawn.
    Cancelled,
}

/// What can happen to an application.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
    strum::EnumIter,
    strum::Display,
    strum::EnumString,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Event {
    /// It may be worked on.
    Queue,
    /// An attempt began, under a lease.
    Claim,
    /// The attempt ended before its commit and another may follow.
    Retry,
    /// A person has to decide.
    Escalate,
    /// The intent to send became durable.
    Intend,
    /// The county has it.
    Confirm,
    /// The county said that it did not take what was sent.
    Refuse,
    /// Nobody knows whether the county has it.
    Doubt,
    /// The county says that it has no such application.
    NotFound,
    /// The browser's gate proves that nothing was sent.
    NotSent,
    /// A person sends it again, corrected or not; or a new release takes up what the county's site had stopped.
    Requeue,
    /// A person delivered it.
    DeliverByHand,
    /// It was withdrawn.
    Cancel,
}

/// A move that the table does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an application that is {state} cannot take `{event}`")]
pub struct IllegalTransition {
    /// Where it is.
    pub state: State,
    /// What was to happen.
    pub event: Event,
}

impl State {
    /// Where an application is after an event: the whole table.
    pub fn after(self, event: Event) -> Result<Self, IllegalTransition> {
        use Event as E;
        use State as S;
        Ok(match (self, event) {
            (S::Received, E::Queue) => S::Queued,
            (S::Queued, E::Claim) => S::Attempting,
            (S::Attempting, E::Retry) => S::Queued,
            (S::Attempting, E::Intend) => S::Committing,
            (S::Committing | S::InDoubt, E::Confirm) => S::Delivered,
            (S::Attempting | S::Committing, E::Doubt) => S::InDoubt,
            (S::Committing, E::Refuse) => S::Review,
            (S::InDoubt, E::NotFound) => S::Queued,
            (S::Committing, E::NotSent) => S::Queued,
            (S::Queued | S::Attempting | S::InDoubt, E::Escalate) => S::Review,
            (S::Review, E::Requeue) => S::Queued,
            (S::Review, E::DeliverByHand) => S::DeliveredByHand,
            (S::Queued | S::Review, E::Cancel) => S::Cancelled,
            (state, event) => return Err(IllegalTransition { state, event }),
        })
    }

    /// Whether nothing more can happen.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Delivered | Self::DeliveredByHand | Self::Cancelled)
    }
}

fn no_such_state(_: &str) -> String {
    let names: Vec<&str> = State::iter().map(|state| state.into_str()).collect();
    format!("no such state; there are {}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole state x event table, so that a move cannot appear or vanish unseen.
    #[test]
    fn the_table_is_exactly_this() {
        let mut lines = Vec::new();
        for state in State::iter() {
            for event in Event::iter() {
                if let Ok(next) = state.after(event) {
                    lines.push(format!("{state} + {event} -> {next}"));
                }
            }
        }
        insta::assert_snapshot!(lines.join("\n"));
    }

    #[test]
    fn nothing_leaves_a_final_state() {
        for state in State::iter() {
            let leaves = Event::iter().any(|event| state.after(event).is_ok());
            assert_eq!(leaves, !state.is_final(), "{state}");
        }
    }

    /// Promise 2: from the moment the intent is durable, only the gate's proof that nothing left, the county's own "none" or
    /// a person's decision leads back to a state from which an attempt can begin.
    #[test]
    fn only_the_gate_the_county_or_a_person_returns_a_commit_to_the_queue() {
        for (state, way_back) in [(State::Committing, Event::NotSent), (State::InDoubt, Event::NotFound)] {
            for event in Event::iter() {
                assert_eq!(state.after(event) == Ok(State::Queued), event == way_back, "{state} + {event}");
            }
        }
    }

    #[test]
    fn names_parse_back() {
        for state in State::iter() {
            assert_eq!(state.into_str().parse(), Ok(state));
        }
        assert!("lost".parse::<State>().is_err());
    }
}
