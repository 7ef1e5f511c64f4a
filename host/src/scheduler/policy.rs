//! What follows from how a piece of work ended: one table, pure. Time and chance come in as values.

use jiff::{SignedDuration, Timestamp};

use super::Config;
use crate::form::CommitOutcome;
use crate::plugin::CommitStage;
use crate::submission::{Event, Finding, Outcome, Receipt};

/// Longest wait between two tries.
const LONGEST_BACKOFF: SignedDuration = SignedDuration::from_mins(10);
/// Longest wait that a site's `Retry-After` is granted.
const LONGEST_RETRY_AFTER: SignedDuration = SignedDuration::from_hours(1);
/// Pieces of work on one application after which a person looks at it, whatever each ended in.
const MAX_ATTEMPTS: u32 = 25;
/// Faults of one release in a row after which it is quarantined.
pub const FAULTS_TO_QUARANTINE: u32 = 2;

/// The table's few numbers.
#[derive(Debug, Clone)]
pub struct Policy {
    backoff: SignedDuration,
    reconcile_after: SignedDuration,
}

/// What was known when a piece of work ended.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// Now.
    pub now: Timestamp,
    /// The application's cutoff.
    pub deadline: Timestamp,
    /// Delayed retries so far.
    pub setbacks: u32,
    /// Which piece of work on this application, from 1.
    pub attempt: u32,
    /// Between 0 and 1, so that retries do not come in step.
    pub chance: f64,
}

/// What happens to the application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The move; none for a reconcile that has to be asked again.
    pub event: Option<Event>,
    /// Not worked on before.
    pub not_before: Option<Timestamp>,
    /// The county's confirmation.
    pub receipt: Option<Receipt>,
    /// Why, in words that hold no personal data of the host's making.
    pub why: String,
}

impl Policy {
    /// From the configuration.
    pub fn new(config: &Config) -> Self {
        Self {
            backoff: SignedDuration::from_secs(i64::from(config.backoff_seconds.max(1))),
            reconcile_after: SignedDuration::from_secs(i64::from(config.reconcile_after_seconds)),
        }
    }

    /// After a submission. The stage is the host's own knowledge and outranks whatever the plugin says.
    pub fn after_submit(
        &self,
        answer: &Result<Outcome, String>,
        stage: &CommitStage,
        browser_lost: bool,
        at: Moment,
    ) -> Verdict {
        match stage {
            CommitStage::Ended(CommitOutcome::Confirmed(receipt)) => {
                let why = format!("the county confirmed: {}", receipt.number);
                Verdict { event: Some(Event::Confirm), not_before: None, receipt: Some(receipt.clone()), why }
            }
            CommitStage::Ended(CommitOutcome::Refused(_)) => match answer {
                Ok(Outcome::Refused { problems }) => {
                    of(Event::Refuse, &format!("the county refused it: {} problems", problems.len()))
                }
                // The county took nothing for a reason of its own; its own records are asked before anything is sent again.
                Ok(Outcome::Unavailable(found)) => {
                    self.doubt(&format!("the county took nothing: {}", found.reason), at)
                }
                _ => of(Event::Refuse, "the county's page said that it did not take it"),
            },
            CommitStage::Ended(CommitOutcome::InDoubt(reason)) => self.doubt(reason, at),
            CommitStage::Ended(CommitOutcome::NotClicked(_)) => self.doubt("the final click could not be made", at),
            CommitStage::Intended => self.doubt("the attempt ended during its commit", at),
            CommitStage::Before => self.before_commit(answer, browser_lost, at),
        }
    }

    fn before_commit(&self, answer: &Result<Outcome, String>, browser_lost: bool, at: Moment) -> Verdict {
        if at.attempt >= MAX_ATTEMPTS {
            return of(Event::Escalate, &format!("{MAX_ATTEMPTS} attempts came to nothing"));
        }
        if browser_lost {
            return of(Event::Retry, "the browser was lost");
        }
        match answer {
            Ok(Outcome::Refused { problems }) => {
                let fields: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
                of(Event::Escalate, &format!("the county will not take it as it is: {}", fields.join(", ")))
            }
            Ok(Outcome::NeedsPerson { question }) => of(Event::Escalate, question),
            Ok(Outcome::Unavailable(found)) => self.later(
                Event::Retry,
                &format!("the county cannot be used: {}", found.reason),
                found.retry_after_seconds,
                at,
            ),
            Ok(Outcome::Drifted(found)) => {
                of(Event::Retry, &format!("the site drifted: expected {}; found {}", found.expected, found.found))
            }
            Ok(Outcome::Credential { name, problem }) => {
                of(Event::Retry, &format!("credential {name} does not work: {problem}"))
            }
            Ok(Outcome::Interrupted { reason }) => of(Event::Retry, reason),
            Ok(Outcome::Delivered { .. } | Outcome::InDoubt(_)) => {
                of(Event::Retry, "plugin fault: it claims to have sent what it never committed")
            }
            Ok(Outcome::PluginFault { fault }) | Err(fault) => {
                of(Event::Retry, &format!("plugin fault: {}", first_line(fault)))
            }
        }
    }

    /// After the county was asked.
    pub fn after_reconcile(&self, answer: &Result<Finding, String>, at: Moment) -> Verdict {
        if at.attempt >= MAX_ATTEMPTS && !matches!(answer, Ok(Finding::Found(_) | Finding::None)) {
            return of(Event::Escalate, "the county could not be asked whether it has it: ask, and resolve");
        }
        match answer {
            Ok(Finding::Found(receipt)) => {
                let why = format!("the county has it: {}", receipt.number);
                Verdict { event: Some(Event::Confirm), not_before: None, receipt: Some(receipt.clone()), why }
            }
            Ok(Finding::None) => of(Event::NotFound, "the county says that it has no such application"),
            Ok(Finding::Undecided { reason }) => {
                of(Event::Escalate, &format!("the county's answer is unclear: {reason}"))
            }
            Ok(Finding::Later { reason, retry_after_seconds }) => self.ask_again(reason, *retry_after_seconds, at),
            Err(fault) => self.ask_again(&format!("plugin fault: {}", first_line(fault)), None, at),
        }
    }

    /// A doubt that could not be settled now: asked again after a while, or in front of a person before the cutoff.
    pub fn ask_again(&self, why: &str, retry_after_seconds: Option<u32>, at: Moment) -> Verdict {
        let verdict = self.later(Event::Escalate, why, retry_after_seconds, at);
        Verdict { event: verdict.event.filter(|_| verdict.not_before.is_none()), ..verdict }
    }

    fn doubt(&self, why: &str, at: Moment) -> Verdict {
        let not_before = at.now.saturating_add(self.reconcile_after).ok();
        Verdict { event: Some(Event::Doubt), not_before, receipt: None, why: why.to_owned() }
    }

    /// Again after a while; in front of a person when the while would end after the cutoff.
    pub fn later(&self, event: Event, why: &str, retry_after_seconds: Option<u32>, at: Moment) -> Verdict {
        let doubled = self.backoff.saturating_mul(1_i32.checked_shl(at.setbacks.min(16)).unwrap_or(i32::MAX));
        let asked = SignedDuration::from_secs(i64::from(retry_after_seconds.unwrap_or(0))).min(LONGEST_RETRY_AFTER);
        let wait = jittered(doubled.min(LONGEST_BACKOFF), at.chance).max(asked);
        let remaining = at.deadline.duration_since(at.now);
        // Before the cutoff a try is worth more than politeness: never wait for more than half of what is left of the day.
        let wait = if remaining > self.backoff && asked.is_zero() { wait.min(remaining / 2) } else { wait };
        let due = at.now.saturating_add(wait).unwrap_or(at.now);
        if due >= at.deadline && at.now < at.deadline {
            return of(Event::Escalate, &format!("{why}; no further try before the cutoff"));
        }
        Verdict { event: Some(event), not_before: Some(due), receipt: None, why: why.to_owned() }
    }
}

fn of(event: Event, why: &str) -> Verdict {
    Verdict { event: Some(event), not_before: None, receipt: None, why: why.to_owned() }
}

/// Between 80 and 120 % of a wait.
fn jittered(wait: SignedDuration, chance: f64) -> SignedDuration {
    SignedDuration::try_from_secs_f64(wait.as_secs_f64() * (0.8 + 0.4 * chance.clamp(0.0, 1.0))).unwrap_or(wait)
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::submission::{Doubt, Drift, Problem, Unavailability};

    fn at(setbacks: u32, attempt: u32) -> Moment {
        Moment {
            now: "2026-11-23T20:00:00Z".parse().unwrap(),
            deadline: "2026-11-24T01:00:00Z".parse().unwrap(),
            setbacks,
            attempt,
            chance: 0.5,
        }
    }

    fn receipt() -> Receipt {
        Receipt { number: "A-1".into(), text: String::new() }
    }

    #[expect(clippy::needless_pass_by_value, reason = "the table below reads better without borrows")]
    fn check(answer: Result<Outcome, String>, stage: CommitStage, lost: bool, expect: &str) {
        let verdict = Policy::new(&Config::default()).after_submit(&answer, &stage, lost, at(0, 1));
        let wait = verdict.not_before.map(|due| due.duration_since(at(0, 1).now).as_secs());
        let said = format!("{} {:?} {}", verdict.event.unwrap(), wait, verdict.why);
        assert_eq!(said, expect);
    }

    #[test]
    fn every_outcome_has_its_one_consequence() {
        let before = || CommitStage::Before;
        check(
            Ok(Outcome::Refused { problems: vec![Problem { field: "home.zip".into(), message: "x".into() }] }),
            before(),
            false,
            "escalate None the county will not take it as it is: home.zip",
        );
        check(
            Ok(Outcome::Unavailable(Unavailability { reason: "503".into(), retry_after_seconds: None })),
            before(),
            false,
            "retry Some(5) the county cannot be used: 503",
        );
        check(
            Ok(Outcome::Unavailable(Unavailability { reason: "503".into(), retry_after_seconds: Some(90) })),
            before(),
            false,
            "retry Some(90) the county cannot be used: 503",
        );
        check(
            Ok(Outcome::Drifted(Drift { expected: "a".into(), found: "b".into() })),
            before(),
            false,
            "retry None the site drifted: expected a; found b",
        );
        check(Err("trap\n frames".into()), before(), false, "retry None plugin fault: trap");
        check(Err("gone".into()), before(), true, "retry None the browser was lost");
    }

    #[test]
    fn what_the_host_saw_outranks_what_the_plugin_says() {
        let claims = || Ok(Outcome::Delivered { receipt: receipt() });
        check(
            claims(),
            CommitStage::Before,
            false,
            "retry None plugin fault: it claims to have sent what it never committed",
        );
        check(claims(), CommitStage::Intended, false, "doubt Some(30) the attempt ended during its commit");
        let ended = CommitStage::Ended;
        check(
            Err("trap".into()),
            ended(CommitOutcome::Confirmed(receipt())),
            false,
            "confirm None the county confirmed: A-1",
        );
        check(Err("trap".into()), ended(CommitOutcome::InDoubt("silence".into())), true, "doubt Some(30) silence");
        check(
            claims(),
            ended(CommitOutcome::Refused("no".into())),
            false,
            "refuse None the county's page said that it did not take it",
        );
        check(
            Ok(Outcome::InDoubt(Doubt { reason: "?".into() })),
            CommitStage::Before,
            false,
            "retry None plugin fault: it claims to have sent what it never committed",
        );
    }

    #[test]
    fn waits_double_and_end_before_the_cutoff() {
        let policy = Policy::new(&Config::default());
        let unavailable = Ok(Outcome::Unavailable(Unavailability { reason: "down".into(), retry_after_seconds: None }));
        let wait = |moment: Moment| {
            let verdict = policy.after_submit(&unavailable, &CommitStage::Before, false, moment);
            (verdict.event.unwrap(), verdict.not_before.map(|due| due.duration_since(moment.now).as_secs()))
        };
        assert_eq!(wait(at(3, 4)), (Event::Retry, Some(40)));
        assert_eq!(wait(at(30, 24)), (Event::Retry, Some(600)));
        let close = Moment { now: "2026-11-24T00:59:00Z".parse().unwrap(), ..at(9, 9) };
        assert_eq!(wait(close), (Event::Retry, Some(30)));
        let last = Moment { now: "2026-11-24T00:59:57Z".parse().unwrap(), ..at(9, 9) };
        assert_eq!(wait(last), (Event::Escalate, None));
        let after = Moment { now: "2026-11-24T01:00:01Z".parse().unwrap(), ..at(0, 9) };
        assert_eq!(wait(after), (Event::Retry, Some(5)));
        assert_eq!(wait(at(0, MAX_ATTEMPTS)), (Event::Escalate, None));
    }

    #[test]
    fn only_a_clear_answer_settles_a_doubt() {
        let policy = Policy::new(&Config::default());
        let event = |answer: Result<Finding, String>| policy.after_reconcile(&answer, at(0, 2)).event;
        assert_eq!(event(Ok(Finding::Found(receipt()))), Some(Event::Confirm));
        assert_eq!(event(Ok(Finding::None)), Some(Event::NotFound));
        assert_eq!(event(Ok(Finding::Undecided { reason: "two".into() })), Some(Event::Escalate));
        assert_eq!(event(Ok(Finding::Later { reason: "down".into(), retry_after_seconds: None })), None);
        assert_eq!(event(Err("trap".into())), None);
    }
}
