//! Who is shown what others wrote. What a page or a plugin said is masked, and a mask knows only the usual forms of a value: so
//! it goes to those who decide and run. All others are shown in the host's own words what happened.

use serde_json::{Map, Value, json};

use crate::ledger::{
    ActorRole, AttemptRecord, CaseNote, Hold, NoteKind, REHEARSED, Record, ReleaseMove, ReleaseRow, Transition, Who,
    WorkKind,
};
use crate::submission::{Event, Receipt, State, kind_of};

/// How much somebody is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Disclosure {
    /// The words of pages, plugins and people as well.
    Everything,
    /// The host's own words.
    OwnWords,
}

impl Disclosure {
    /// Of an application: to those who decide in review.
    pub(super) fn of_application(who: &Who) -> Self {
        Self::to(who, &[ActorRole::Reviewer, ActorRole::Admin])
    }

    /// Of a county's site and its plugin: also to those who have to mend the plugin by it.
    pub(super) fn of_site(who: &Who) -> Self {
        Self::to(who, &[ActorRole::Reviewer, ActorRole::Deployer, ActorRole::Admin])
    }

    /// Of a piece of work on an application. What a rehearsal met is of the site; one that ended otherwise is of the application, like any.
    fn of_attempt(who: &Who, attempt: &AttemptRecord) -> Self {
        let met_site = attempt.work == WorkKind::Rehearse && attempt.outcome.as_deref() == Some(REHEARSED);
        if met_site { Self::of_site(who) } else { Self::of_application(who) }
    }

    fn to(who: &Who, everything: &[ActorRole]) -> Self {
        if everything.contains(&who.role) { Self::Everything } else { Self::OwnWords }
    }

    pub(super) fn record(self, mut record: Record) -> Record {
        record.reason = self.reason(record.state, record.reason);
        if let Some(forgotten) = record.forgotten.as_mut().filter(|_| self == Self::OwnWords) {
            forgotten.why = "ask whoever runs the host".to_owned();
        }
        record
    }

    /// What is wrong with a county's settings.
    pub(super) fn configuration(self, problem: &str) -> String {
        let own_words = "what stands of it somewhere is wrong, and does not count: ask whoever runs the host";
        if self == Self::Everything { problem.to_owned() } else { own_words.to_owned() }
    }

    /// Why an application waits.
    pub(super) fn reason(self, state: State, reason: Option<String>) -> Option<String> {
        reason.map(|reason| if self == Self::Everything { reason } else { waits(state).to_owned() })
    }

    pub(super) fn transition(self, mut step: Transition) -> Transition {
        if self == Self::OwnWords {
            step.why = event_text(step.event).to_owned();
        }
        step
    }

    /// A piece of work on an application, as somebody may see it.
    pub(super) fn attempt(who: &Who, mut attempt: AttemptRecord) -> AttemptRecord {
        if Self::of_attempt(who, &attempt) == Self::OwnWords {
            attempt.details = attempt.details.as_ref().map(in_own_words);
            attempt.receipt = attempt.receipt.map(|receipt| Receipt { text: String::new(), ..receipt });
        }
        attempt
    }

    /// A note of a case.
    pub(super) fn note(self, mut note: CaseNote) -> CaseNote {
        if self == Self::OwnWords {
            note.words = note_text(note.kind).to_owned();
        }
        note
    }

    /// A release is quarantined for what its plugin said.
    pub(super) fn release(self, mut row: ReleaseRow) -> ReleaseRow {
        if self == Self::OwnWords {
            row.why = release_change_text(row.what).to_owned();
        }
        row
    }

    pub(super) fn hold(self, mut hold: Hold) -> Hold {
        if self == Self::OwnWords {
            hold.why = "ask whoever runs the host: the reason quotes the county's site".to_owned();
        }
        hold
    }
}

/// Of an outcome, which it was, and the fields that the county would not take.
fn in_own_words(details: &Value) -> Value {
    let mut shown = Map::new();
    for key in ["outcome", "finding"] {
        if let Some(name) = details[key].as_str() {
            shown.insert(key.to_owned(), name.into());
        }
    }
    let problems: Vec<Value> = details["problems"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|problem| problem["field"].as_str())
        .filter(|field| kind_of(field).is_some())
        .map(|field| json!({ "field": field }))
        .collect();
    if !problems.is_empty() {
        shown.insert("problems".to_owned(), problems.into());
    }
    Value::Object(shown)
}

fn waits(state: State) -> &'static str {
    match state {
        State::Received | State::Queued => "it waits for its turn",
        State::Attempting | State::Committing => "it is being worked on",
        State::InDoubt => "the county is asked whether it has it",
        State::Review => "a person has to decide",
        State::Delivered | State::DeliveredByHand | State::Cancelled => "nothing more happens",
    }
}

fn event_text(event: Option<Event>) -> &'static str {
    match event {
        None => "it stays where it is",
        Some(Event::Queue) => "it may be worked on",
        Some(Event::Claim) => "an attempt began",
        Some(Event::Retry) => "the attempt ended before anything was sent; another follows",
        Some(Event::Escalate) => "a person has to decide",
        Some(Event::Intend) => "it is about to be sent",
        Some(Event::Confirm) => "the county has it",
        Some(Event::Refuse) => "the county did not take it",
        Some(Event::Doubt) => "nobody knows whether the county has it",
        Some(Event::NotFound) => "the county says that it does not have it",
        Some(Event::NotSent) => "nothing was sent; another attempt follows",
        Some(Event::Requeue) => "a person sends it again",
        Some(Event::DeliverByHand) => "a person delivered it",
        Some(Event::Cancel) => "it was withdrawn",
    }
}

fn note_text(kind: NoteKind) -> &'static str {
    match kind {
        NoteKind::Called => "the applicant was called",
        NoteKind::Noted => "somebody noted something",
        NoteKind::TookOver => "it was taken over",
    }
}

fn release_change_text(what: ReleaseMove) -> &'static str {
    match what {
        ReleaseMove::Installed => "it was checked and kept",
        ReleaseMove::Activated => "it serves its county",
        ReleaseMove::RolledBack => "it serves its county again",
        ReleaseMove::Quarantined => "its faults took it out of service",
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::submission::{AttemptNumber, PluginDigest};

    #[test]
    fn only_those_who_decide_are_shown_what_others_wrote() {
        let details = json!({
            "outcome": "refused",
            "problems": [{"field": "home.zip", "message": "95001 is elsewhere"}, {"field": "of Ada", "message": "x"}],
            "reason": "the page says Ada",
        });
        assert_eq!(in_own_words(&details), json!({"outcome": "refused", "problems": [{"field": "home.zip"}]}));
        for (role, expect) in [
            (ActorRole::Client, "a person has to decide"),
            (ActorRole::Viewer, "a person has to decide"),
            (ActorRole::Deployer, "a person has to decide"),
            (ActorRole::Reviewer, "which Ada?"),
            (ActorRole::Admin, "which Ada?"),
        ] {
            let disclosure = Disclosure::of_application(&Who::new(role, "somebody"));
            assert_eq!(
                disclosure.reason(State::Review, Some("which Ada?".into())).as_deref(),
                Some(expect),
                "{role:?}"
            );
        }
    }

    #[test]
    fn moves_attempts_and_holds_are_shown_in_the_hosts_own_words() {
        let (at, words) = (Timestamp::UNIX_EPOCH, || "which Ada?".to_owned());
        let step = Transition {
            seq: 4,
            at,
            event: Some(Event::Escalate),
            from: State::Attempting,
            to: State::Review,
            who: Who::host("test"),
            why: words(),
            plugin: None,
            attempt: None,
        };
        let attempt = AttemptRecord {
            number: AttemptNumber(1),
            work: WorkKind::Submit,
            version: 1,
            plugin: PluginDigest::of(b"plugin"),
            started_at: at,
            ended_at: Some(at),
            outcome: Some("delivered".to_owned()),
            details: Some(json!({ "outcome": "delivered", "receipt": { "text": words() } })),
            receipt: Some(Receipt { number: "A-1".to_owned(), text: words() }),
            evidence: Vec::new(),
        };
        let hold = Hold { since: at, why: words() };
        let shown = |role: ActorRole| {
            let who = Who::new(role, "somebody");
            let disclosure = Disclosure::of_application(&who);
            json!([
                disclosure.transition(step.clone()),
                Disclosure::attempt(&who, attempt.clone()),
                disclosure.hold(hold.clone())
            ])
            .to_string()
        };
        let (own, everything) = (shown(ActorRole::Viewer), shown(ActorRole::Reviewer));
        assert!(!own.contains("Ada") && own.contains("a person has to decide") && own.contains("A-1"), "{own}");
        assert_eq!(everything.matches("which Ada?").count(), 4, "{everything}");
    }

    /// Whoever mends the plugin begins rehearsals, and reads what they met.
    #[test]
    fn what_a_rehearsal_met_is_shown_to_those_who_mend_the_plugin() {
        let attempt = |work, outcome: &str| AttemptRecord {
            number: AttemptNumber(1),
            work,
            version: 1,
            plugin: PluginDigest::of(b"plugin"),
            started_at: Timestamp::UNIX_EPOCH,
            ended_at: Some(Timestamp::UNIX_EPOCH),
            outcome: Some(outcome.to_owned()),
            details: Some(json!({ "outcome": outcome, "missed": ["button “Next”"] })),
            receipt: None,
            evidence: Vec::new(),
        };
        for (role, work, outcome, shown) in [
            (ActorRole::Deployer, WorkKind::Rehearse, "rehearsed", true),
            (ActorRole::Viewer, WorkKind::Rehearse, "rehearsed", false),
            // A rehearsal whose plugin claims a send ends like an attempt, in the application's words.
            (ActorRole::Deployer, WorkKind::Rehearse, "delivered", false),
            (ActorRole::Deployer, WorkKind::Submit, "rehearsed", false),
            (ActorRole::Reviewer, WorkKind::Submit, "refused", true),
        ] {
            let details = Disclosure::attempt(&Who::new(role, "somebody"), attempt(work, outcome)).details.unwrap();
            assert_eq!(details["missed"].is_array(), shown, "{role:?} {work:?} {outcome}");
        }
    }
}
