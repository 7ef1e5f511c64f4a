//! What follows from how a piece of work ended: one table, pure. Time and chance come in as values.

use jiff::{SignedDuration, Timestamp};

use super::Config;
use crate::form::CommitOutcome;
use crate::ledger::Mark;
use crate::plugin::{CommitProgress, Fault};
use crate::submission::{Counts, Event, Finding, Outcome, Problem, Receipt, Sending, Task};

/// Longest wait between two tries.
const LONGEST_BACKOFF: SignedDuration = SignedDuration::from_mins(10);
/// Longest wait that a site's `Retry-After` is granted.
const LONGEST_RETRY_AFTER: SignedDuration = SignedDuration::from_hours(1);
/// Attempts at one application after which a person looks at it, whatever each ended in.
const MAX_ATTEMPTS: u32 = 25;
/// Applications in a row that a release was at fault with, after which it is quarantined.
pub const FAULTS_TO_QUARANTINE: u32 = 2;
/// Characters of a county's page that a reason quotes.
const MAX_QUOTED: usize = 300;
/// Problems that a reason spells out.
const MAX_SPELT_OUT: usize = 10;

/// The table's one number.
#[derive(Debug, Clone)]
pub struct Policy {
    backoff: SignedDuration,
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
    /// Which attempt since a person last put it in the queue, from 1.
    pub tries: u32,
    /// What went wrong with it before this piece of work.
    pub counts: Counts,
    /// What spoke for it that the county has it.
    pub sending: Option<Sending>,
    /// Between 0 and 1, so that retries do not come in step.
    pub chance: f64,
}

/// Where an application goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// It moves.
    Move(Event),
    /// It stays in doubt: the county could not be asked, and is asked again.
    AskAgain,
    /// It stays in doubt: the county says that it has none, and is asked once more.
    Denied,
    /// It stays in doubt: the host gave the question up for a reason of its own, and asks when it can.
    GivenUp,
}

/// What happens to the application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Where it goes.
    pub next: Next,
    /// What is kept of it beside the move.
    pub mark: Option<Mark>,
    /// Not worked on before. A doubt has none: the ledger knows how long it settles.
    pub not_before: Option<Timestamp>,
    /// The county's confirmation.
    pub receipt: Option<Receipt>,
    /// Why, in words that hold no personal data of the host's making.
    pub why: String,
}

impl Policy {
    /// From the configuration.
    pub fn new(config: &Config) -> Self {
        Self { backoff: SignedDuration::from_secs(i64::from(config.backoff_seconds)) }
    }

    /// After a submission. The progress is the host's own knowledge and outranks whatever the plugin says.
    pub fn after_submit(
        &self,
        answer: &Result<Outcome, Fault>,
        progress: &CommitProgress,
        browser_lost: bool,
        at: Moment,
    ) -> Verdict {
        match progress {
            CommitProgress::Ended(CommitOutcome::Confirmed(receipt)) => confirmed("the county confirmed", receipt)
                .unwrap_or_else(|| unread("the county confirmed, but its number is empty")),
            CommitProgress::Ended(CommitOutcome::Refused(page)) => match answer {
                // The county took nothing for a reason of its own; its own records are asked before anything is sent again.
                Ok(Outcome::Unavailable(found)) => {
                    Verdict::of(Event::Doubt, format!("the county took nothing: {}", found.reason))
                }
                Ok(Outcome::Refused { problems }) if !problems.is_empty() => Verdict::of(
                    Event::Refuse,
                    format!("the county refused it: {}; its page says: {}", spelt_out(problems), quoted(page)),
                ),
                _ => Verdict::of(Event::Refuse, format!("the county did not take it; its page says: {}", quoted(page))),
            },
            CommitProgress::Ended(CommitOutcome::InDoubt(reason)) => Verdict::of(Event::Doubt, reason.clone()),
            CommitProgress::Ended(CommitOutcome::Unread(reason)) => unread(reason),
            CommitProgress::Ended(CommitOutcome::NotClicked(_))
                if progress.send_report(answer.as_ref().ok()).is_some() =>
            {
                claimed()
            }
            CommitProgress::Ended(CommitOutcome::NotClicked(failure)) => Verdict {
                not_before: Some(self.due(None, at.setbacks, at).unwrap_or(at.now)),
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
                Verdict::of(Event::Escalate, format!("the county will not take it as it is: {}", spelt_out(problems)))
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

    /// After the county was asked.
    pub fn after_reconcile(&self, answer: &Result<Finding, Fault>, at: Moment) -> Verdict {
        let sending = at.sending.unwrap_or(Sending::Intended);
        let person = |said: &str| Verdict::of(Event::Escalate, format!("{said}: {}", sending.what_to_do()));
        match answer {
            Ok(Finding::Found(receipt)) => confirmed("the county has it", receipt).unwrap_or_else(|| {
                let seen = if receipt.text.trim().is_empty() { "nothing else" } else { quoted(&receipt.text) };
                person(&format!("the county was found to have it, but its number is empty; what was seen: {seen}"))
            }),
            Ok(Finding::None) if !sending.settled_by_denials() => {
                person("the county says that it has no such application")
            }
            Ok(Finding::None) if at.counts.denials + 1 < Counts::DENIALS_TO_SEND_AGAIN => Verdict {
                next: Next::Denied,
                ..Verdict::of(
                    Event::NotFound,
                    "the county says that it has no such application; it is asked once more".to_owned(),
                )
            },
            Ok(Finding::None) => {
                let why = format!("the county said {} times that it has no such application", at.counts.denials + 1);
                Verdict::of(Event::NotFound, why)
            }
            Ok(Finding::Undecided { reason }) => person(&format!("the county's answer is unclear ({reason})")),
            Ok(Finding::Later { reason, .. }) if at.counts.denials > 0 => person(&contradicted(reason)),
            Err(fault) if at.counts.denials > 0 => person(&contradicted(first_line(&fault.to_string()))),
            Ok(Finding::Later { reason, retry_after_seconds }) => self.ask_again(reason, *retry_after_seconds, at),
            Err(fault) => self.ask_again(first_line(&fault.to_string()), None, at),
        }
    }

    /// A doubt that could not be settled now: asked again after a while, which doubles; or, after many times and before the
    /// cutoff, in front of a person.
    pub fn ask_again(&self, why: &str, retry_after_seconds: Option<u32>, at: Moment) -> Verdict {
        let (asked, sending) = (at.counts.unanswered + 1, at.sending.unwrap_or(Sending::Intended));
        let person = |why: &str| Verdict::of(Event::Escalate, format!("{why}; {}", sending.what_to_do()));
        if asked >= Counts::MAX_UNANSWERED {
            return person(&format!("the county could not be asked {asked} times; the last: {why}"));
        }
        match self.due(retry_after_seconds, at.counts.unanswered, at) {
            Some(due) => {
                Verdict { next: Next::AskAgain, not_before: Some(due), ..Verdict::of(Event::Doubt, why.to_owned()) }
            }
            None => person(&format!("{why}; the county is not asked again before the cutoff")),
        }
    }

    /// Again after a while; in front of a person when the while would end after the cutoff.
    pub fn later(&self, why: &str, retry_after_seconds: Option<u32>, at: Moment) -> Verdict {
        match self.due(retry_after_seconds, at.setbacks, at) {
            Some(due) => retry(why, Some(due), at),
            None => Verdict::of(Event::Escalate, format!("{why}; no further try before the cutoff")),
        }
    }

    /// Nothing was sent, for a reason of the host's own that is over with this piece of work. A doubt stays one.
    pub fn at_once(&self, why: &str, task: Task, at: Moment) -> Verdict {
        match task {
            Task::Submit => retry(why, None, at),
            Task::Reconcile { .. } => Verdict { next: Next::GivenUp, ..Verdict::of(Event::Doubt, why.to_owned()) },
        }
    }

    /// When a next try is due after so many; none where that would be after the cutoff.
    fn due(&self, retry_after_seconds: Option<u32>, before: u32, at: Moment) -> Option<Timestamp> {
        let doubled = self.backoff.saturating_mul(1_i32.checked_shl(before.min(16)).unwrap_or(i32::MAX));
        let asked = SignedDuration::from_secs(i64::from(retry_after_seconds.unwrap_or(0))).min(LONGEST_RETRY_AFTER);
        let wait = jittered(doubled.min(LONGEST_BACKOFF), at.chance).max(asked);
        let remaining = at.deadline.duration_since(at.now);
        // Before the cutoff a try is worth more than politeness: never wait for more than half of what is left of the day.
        let wait = if remaining > self.backoff && asked.is_zero() { wait.min(remaining / 2) } else { wait };
        let due = at.now.saturating_add(wait).unwrap_or(at.now);
        (due < at.deadline || at.now >= at.deadline).then_some(due)
    }
}

/// What is said of a browser that went away.
const BROWSER_LOST: &str = "the browser was lost";
/// What is said of a plugin that returns a delivery, or a doubt, without a commit.
const CLAIMED: &str = "plugin fault: it claims to have sent what it never committed, so that something may have been sent by a way \
                       that its manifest does not declare";

impl Verdict {
    /// A move at once.
    pub fn of(event: Event, why: String) -> Self {
        Self { next: Next::Move(event), mark: None, not_before: None, receipt: None, why }
    }

    /// The move it makes, if it makes one.
    pub fn event(&self) -> Option<Event> {
        match self.next {
            Next::Move(event) => Some(event),
            Next::AskAgain | Next::Denied | Next::GivenUp => None,
        }
    }
}

/// The county's word with a number; none without one.
fn confirmed(how: &str, receipt: &Receipt) -> Option<Verdict> {
    let number = receipt.number.trim();
    (!number.is_empty())
        .then(|| Verdict { receipt: Some(receipt.clone()), ..Verdict::of(Event::Confirm, format!("{how}: {number}")) })
}

/// The one way back to the queue: so many tries are enough, whatever each ended in, and then a person looks.
fn retry(why: &str, not_before: Option<Timestamp>, at: Moment) -> Verdict {
    if at.tries >= MAX_ATTEMPTS {
        return Verdict::of(Event::Escalate, format!("{MAX_ATTEMPTS} attempts came to nothing; the last: {why}"));
    }
    Verdict { not_before, ..Verdict::of(Event::Retry, why.to_owned()) }
}

/// Something may have been sent by a way that nobody declared.
fn claimed() -> Verdict {
    Verdict { mark: Some(Mark::Fault), ..Verdict::of(Event::Doubt, CLAIMED.to_owned()) }
}

fn unread(why: &str) -> Verdict {
    Verdict { mark: Some(Mark::Unread), ..Verdict::of(Event::Doubt, why.to_owned()) }
}

fn contradicted(then: &str) -> String {
    format!("the county said once that it has no such application, which could not be confirmed ({then})")
}

/// Each problem's field and message; what a reviewer has to mend.
fn spelt_out(problems: &[Problem]) -> String {
    if problems.is_empty() {
        return "the plugin names no field".to_owned();
    }
    let spelt = problems.iter().take(MAX_SPELT_OUT).map(|problem| match problem.field.as_str() {
        "" => problem.message.clone(),
        field => format!("{field}: {}", problem.message),
    });
    let more = problems.len().saturating_sub(MAX_SPELT_OUT);
    let rest = (more > 0).then(|| format!("and {more} more"));
    spelt.chain(rest).collect::<Vec<_>>().join("; ")
}

fn quoted(page: &str) -> &str {
    let page = page.trim();
    page.char_indices().nth(MAX_QUOTED).map_or(page, |(end, _)| &page[..end])
}

fn ordinal(times: u32) -> String {
    match times {
        1 => "first".to_owned(),
        2 => "second".to_owned(),
        3 => "third".to_owned(),
        more => format!("{more}th"),
    }
}

/// Between 80 and 120 % of a wait.
fn jittered(wait: SignedDuration, chance: f64) -> SignedDuration {
    SignedDuration::try_from_secs_f64(wait.as_secs_f64() * (0.8 + 0.4 * chance.clamp(0.0, 1.0))).unwrap_or(wait)
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests;
