//! What follows from how an attempt ended: one table, pure. Time and chance come in as values.

mod alike;
mod backoff;
mod message;
mod moment;
mod reconcile;
mod verdict;

pub use self::alike::{Alike, Ended, alike};
use self::backoff::Backoff;
use self::message::{first_line, ordinal, quoted, spelt_out};
pub use self::moment::Moment;
pub use self::verdict::{Next, Verdict};
use self::verdict::{claimed, confirmed, number_missing, retry};
use super::config::Config;
use crate::form::CommitOutcome;
use crate::ledger::{Complainant, Complaint, Mark, Pause};
use crate::plugin::{CommitProgress, Fault};
use crate::submission::{Counts, Event, Outcome, Task};

/// Applications in a row that a release was at fault with, after which it is quarantined.
pub const FAULTS_TO_QUARANTINE: u32 = 2;
/// What is said of a browser that went away.
const BROWSER_LOST: &str = "the browser was lost";

/// The table, and its one number.
#[derive(Debug, Clone)]
pub struct Policy {
    backoff: Backoff,
}

impl Policy {
    pub fn new(config: &Config) -> Self {
        Self { backoff: Backoff::new(config.backoff_seconds) }
    }

    /// After a submission. How far the commit went is the host's own knowledge and outranks whatever the plugin says.
    pub fn after_submit(
        &self,
        answer: &Result<Outcome, Fault>,
        progress: &CommitProgress,
        browser_lost: bool,
        at: Moment,
    ) -> Verdict {
        match progress {
            CommitProgress::Ended(CommitOutcome::Confirmed(receipt)) => confirmed("the county confirmed", receipt)
                .unwrap_or_else(|| number_missing("the county confirmed, but its number is empty")),
            CommitProgress::Ended(CommitOutcome::Refused(page)) => match answer {
                // The county took nothing for a reason of its own; its own records are asked before anything is sent again.
                Ok(Outcome::Unavailable(found)) => {
                    Verdict::of(Event::Doubt, format!("the county took nothing: {}", found.reason))
                }
                Ok(Outcome::Refused { problems }) if !problems.is_empty() => Verdict {
                    complaint: Some(Complaint { words: spelt_out(problems), by: Complainant::Site }),
                    ..Verdict::of(
                        Event::Refuse,
                        format!("the county refused it: {}; its page says: {}", spelt_out(problems), quoted(page)),
                    )
                },
                _ => Verdict {
                    complaint: Some(Complaint { words: page.clone(), by: Complainant::Site }),
                    ..Verdict::of(Event::Refuse, format!("the county did not take it; its page says: {}", quoted(page)))
                },
            },
            CommitProgress::Ended(CommitOutcome::InDoubt(reason)) => Verdict::of(Event::Doubt, reason.clone()),
            CommitProgress::Ended(CommitOutcome::Unread(reason)) => number_missing(reason),
            CommitProgress::Ended(CommitOutcome::NotClicked(_))
                if progress.send_report(answer.as_ref().ok()).is_some() =>
            {
                claimed()
            }
            CommitProgress::Ended(CommitOutcome::NotClicked(failure)) => Verdict {
                mark: matches!(answer, Ok(Outcome::Drifted(_))).then_some(Mark::Drift),
                not_before: Some(self.backoff.due(None, at.setbacks, at).unwrap_or(at.now)),
                ..Verdict::of(Event::NotSent, format!("nothing was sent: {}", first_line(&failure.to_string())))
            },
            CommitProgress::Intended => Verdict::of(Event::Doubt, "the attempt ended during its commit".to_owned()),
            CommitProgress::Before => self.before_commit(answer, browser_lost, at),
        }
    }

    fn before_commit(&self, answer: &Result<Outcome, Fault>, browser_lost: bool, at: Moment) -> Verdict {
        match answer {
            // First of all, and whatever else is known: something may have been sent by a way that nobody declared.
            Ok(Outcome::Delivered { .. } | Outcome::InDoubt(_)) => claimed(),
            // The wall clock outranks the browser, which is lost where it ran out.
            Err(fault @ Fault::TimedOut(_)) => {
                let times = at.counts.time_outs + 1;
                self.again(&fault.to_string(), Mark::TimeOut, (times, Counts::MAX_TIME_OUTS), at)
            }
            // Once is an accident; a page that does it again lets others have their turn.
            _ if browser_lost && at.tries <= 1 => retry(BROWSER_LOST, None, at),
            _ if browser_lost => self.later(BROWSER_LOST, None, at),
            Ok(Outcome::Refused { problems }) => {
                let said = spelt_out(problems);
                // A problem of the application as a whole is what a page says; one of a field is the data's.
                let whole = problems.iter().any(|problem| problem.field.is_empty());
                let by = if whole { Complainant::Site } else { Complainant::Plugin };
                let why = format!("the county will not take it as it is: {said}");
                Verdict { complaint: Some(Complaint { words: said, by }), ..Verdict::of(Event::Escalate, why) }
            }
            Ok(Outcome::NeedsPerson { question }) => Verdict::of(Event::Escalate, question.clone()),
            Ok(Outcome::Unavailable(found)) => {
                self.later(&format!("the county cannot be used: {}", found.reason), found.retry_after_seconds, at)
            }
            Ok(Outcome::Drifted(found)) => {
                let why = format!("the site drifted: expected {}; found {}", found.expected, found.found);
                self.again(&why, Mark::Drift, (at.counts.drifts + 1, Counts::MAX_DRIFTS), at)
            }
            Ok(Outcome::Credential { name, problem }) => {
                retry(&format!("credential {name} does not work: {problem}"), None, at)
            }
            Err(fault @ Fault::Host(_)) => self.later(first_line(&fault.to_string()), None, at),
            Err(fault @ Fault::Plugin(_)) => self.faulted(&fault.to_string(), at),
        }
    }

    fn faulted(&self, why: &str, at: Moment) -> Verdict {
        self.again(first_line(why), Mark::Fault, (at.counts.faults + 1, Counts::MAX_FAULTS), at)
    }

    /// Again after a while, in which others have their turn; at the last of so many times, in front of a person.
    fn again(&self, why: &str, mark: Mark, (times, most): (u32, u32), at: Moment) -> Verdict {
        let verdict = if times < most {
            self.later(why, None, at)
        } else {
            Verdict::of(Event::Escalate, format!("{why}; for the {} time with this application", ordinal(times)))
        };
        Verdict { mark: Some(mark), ..verdict }
    }

    /// Again after a while; in front of a person when the while would end after the cutoff.
    pub fn later(&self, why: &str, retry_after_seconds: Option<u32>, at: Moment) -> Verdict {
        match self.backoff.due(retry_after_seconds, at.setbacks, at) {
            Some(due) => retry(why, Some(due), at),
            None => Verdict::of(Event::Escalate, format!("{why}; no further try before the cutoff")),
        }
    }

    /// How long a county whose site is down is left alone.
    pub fn pause(&self, retry_after_seconds: Option<u32>, chance: f64) -> Pause {
        self.backoff.pause(retry_after_seconds, chance)
    }

    /// Nothing was sent, for a reason of the host's own that is over with this piece of work. A doubt stays one.
    pub fn at_once(&self, why: &str, task: Task, at: Moment) -> Verdict {
        match task {
            Task::Submit | Task::Rehearse => retry(why, None, at),
            Task::Reconcile { .. } => Verdict { next: Next::GivenUp, ..Verdict::of(Event::Doubt, why.to_owned()) },
        }
    }
}

#[cfg(test)]
mod tests;
