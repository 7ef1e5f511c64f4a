//! The point of no return, in two phases. `prepare_commit` checks everything and clicks nothing; `commit` takes a proof that
//! the intent was written down, clicks once, and says what came of it. It never clicks a second time.
//!
//! The browser's submit gate is the witness: it lets one request through, counted before the first byte leaves.

use std::time::{Duration, Instant};

use serde_json::json;

use super::condition::{Condition, either};
use super::failure::ActionError;
use super::keys;
use super::locate::{Located, Wanted};
use super::page::millis;
use super::value::{ClickOptions, CommitRequest};
use super::wait::MAX_CONDITIONS;
use super::{Failure, Form, Submit, Wrong};
use crate::submission::{CommitIntent, Receipt};

/// Longest wait for an outcome, in milliseconds.
pub(super) const MAX_COMMIT_WAIT_MS: u32 = 120_000;
/// Dialogs that may follow the click.
const MAX_DIALOGS: usize = 8;
/// How long the confirmation number may come after the confirmation.
const NUMBER_BOUND: Duration = Duration::from_secs(5);
/// The last look before the click: everything was ready a moment ago.
const LAST_LOOK: Duration = Duration::from_secs(2);
/// How often the gate is asked whether an answer can still come.
const GATE_LOOK: Duration = Duration::from_secs(5);
/// How long the page may still say what happened when the answer to what was sent is lost.
const AFTER_LOSS: Duration = Duration::from_secs(3);
/// Characters of what stands where the number should.
const MAX_SHOWN: usize = 100;
/// Characters of the page that confirmed or refused.
const MAX_OUTCOME_TEXT: usize = 4_000;

/// A commit that was checked and can be made: the target is ready and every required field is accounted for.
#[derive(Debug)]
pub struct ReadyCommit {
    request: CommitRequest,
}

/// What became of a commit.
#[derive(Clone, Debug)]
pub enum CommitOutcome {
    /// The county has it.
    Confirmed(Receipt),
    /// The county says that it did not take it; what the page says, masked.
    Refused(String),
    /// The click was made, or may have been, and neither showed; why.
    InDoubt(String),
    /// The county's page confirms it, and its number could not be read; what stands there, masked.
    Unread(String),
    /// Nothing was clicked, or the gate proves that nothing was sent: the intent can be taken back.
    NotClicked(Failure),
}

impl Form {
    /// Checks what a commit needs: required fields placed and still holding, the target ready, no outcome showing already.
    /// Nothing is clicked.
    pub async fn prepare_commit(&mut self, request: CommitRequest) -> Result<ReadyCommit, Failure> {
        let begun = self.begin("prepare-commit", &request.target.describe(), None)?;
        let done = self.prepare_now(&request).await;
        self.finish(begun, done).await?;
        Ok(ReadyCommit { request })
    }

    /// Clicks, once, and waits for the outcome. The intent is proof that a restart would find what is about to happen.
    pub async fn commit(&mut self, ready: ReadyCommit, _intent: CommitIntent) -> CommitOutcome {
        let begun = match self.begin("commit", &ready.request.target.describe(), None) {
            Ok(begun) => begun,
            Err(failure) => return CommitOutcome::NotClicked(failure),
        };
        match self.commit_now(&ready.request).await {
            Ok(outcome) => {
                let word = outcome.word();
                // An outcome is no failure of the action: what the trace says is which one it was.
                let traced = self.finish(begun, Ok(())).await.is_ok();
                if let Some(line) = self.trace.last_mut().filter(|_| traced) {
                    line.result = word.to_owned();
                }
                outcome
            }
            Err(wrong) => match self.finish::<()>(begun, Err(wrong)).await {
                Err(failure) => CommitOutcome::NotClicked(failure),
                Ok(()) => CommitOutcome::InDoubt("the commit ended in no way that is known".to_owned()),
            },
        }
    }

    async fn prepare_now(&mut self, request: &CommitRequest) -> Result<(), Wrong> {
        if self.committed {
            return Err(ActionError::AlreadyCommitted.into());
        }
        within_limits(request)?;
        let missing = self.account.missing();
        if !missing.is_empty() {
            return Err(ActionError::Incomplete(missing).into());
        }
        self.locate(&request.target, Wanted { what: "click", activates: true, ..Wanted::default() }).await?;
        // The recheck may have taken a field out that another frame held.
        let missing = self.account.missing();
        if !missing.is_empty() {
            return Err(ActionError::Incomplete(missing).into());
        }
        let outcomes: Vec<Condition> = request.confirmed.iter().chain(&request.refused).cloned().collect();
        if let Some(number) = self.which_of(&outcomes).await? {
            let which = outcomes[number as usize].describe();
            let reason = format!("“{which}” is true before the click, so it cannot tell the outcome");
            return Err(ActionError::Malformed(self.settings.mask.apply(&reason)).into());
        }
        Ok(())
    }

    /// An error means that nothing was clicked, or that the gate proves that nothing was sent.
    async fn commit_now(&mut self, request: &CommitRequest) -> Result<CommitOutcome, Wrong> {
        if self.committed {
            return Err(ActionError::AlreadyCommitted.into());
        }
        self.keep_shot("before commit".to_owned()).await;
        let wanted = Wanted { what: "click", activates: true, ..Wanted::default() };
        let located = self.locate_within(&request.target, wanted, LAST_LOOK).await?;
        let click = keys::click(super::click::point(&located)?, &ClickOptions::default())?;
        let gate_sees = self.gate_sees(&located);
        self.session.arm_submit();
        self.committed = true;
        self.commands += 1;
        let clicked = self.session.perform(click).await;
        if let Err(error) = clicked
            && !matches!(error, crate::browser::BrowserError::DialogOpen { .. })
        {
            let seen = self.session.disarm_submit();
            if gate_sees && seen.sent == 0 && !self.session.is_lost() {
                self.committed = false;
                return Err(error.into());
            }
            return Ok(CommitOutcome::InDoubt(format!("the click may have been made: {error}")));
        }
        let end = Instant::now() + Duration::from_millis(u64::from(request.bound_ms));
        let outcome = match self.outcome(request, end).await {
            Ok(outcome) => outcome,
            Err(wrong) => {
                CommitOutcome::InDoubt(self.settings.mask.apply(&format!("after the click: {}", wrong.error)))
            }
        };
        let seen = self.session.disarm_submit();
        let outcome = match outcome {
            CommitOutcome::InDoubt(why) => {
                let answered =
                    seen.answered.map_or_else(String::new, |status| format!(", answered with status {status}"));
                CommitOutcome::InDoubt(format!(
                    "{why} (requests sent: {}, held back: {}{answered})",
                    seen.sent, seen.refused
                ))
            }
            other => other,
        };
        self.keep_shot("after commit".to_owned()).await;
        Ok(outcome)
    }

    /// Waits for a condition, answering the listed dialogs when they stand open.
    async fn outcome(&mut self, request: &CommitRequest, mut end: Instant) -> Result<CommitOutcome, Wrong> {
        let conditions: Vec<Condition> = request.confirmed.iter().chain(&request.refused).cloned().collect();
        let wants_dialog = conditions.iter().any(|condition| matches!(condition, Condition::Dialog));
        let mut dialogs = request.dialogs.iter();
        let mut lost = false;
        loop {
            if self.session.submit_seen().lost && !lost {
                lost = true;
                end = end.min(Instant::now() + AFTER_LOSS);
            }
            let found = match self.first_of(&conditions, end.min(Instant::now() + GATE_LOOK)).await {
                Err(wrong) if wrong.dialog_open() && !wants_dialog => {
                    let Some(answer) = dialogs.next() else {
                        return Err(wrong);
                    };
                    self.answer_dialog(answer, Duration::ZERO).await?;
                    continue;
                }
                Err(wrong) if wrong.frame_gone() && Instant::now() < end => {
                    self.in_frame_unknown = true;
                    self.leave_frames().await?;
                    continue;
                }
                other => other?,
            };
            let Some(number) = found else {
                if Instant::now() < end {
                    continue;
                }
                let why = if lost { "the county's answer was lost, and" } else { "in the time for it" };
                let waited = format!("{why} none of these showed: {}", either(&conditions));
                return Ok(CommitOutcome::InDoubt(self.settings.mask.apply(&waited)));
            };
            if number as usize >= request.confirmed.len() {
                return Ok(CommitOutcome::Refused(self.page_text().await.unwrap_or_default()));
            }
            // A page that says both is not believed either way.
            if !request.refused.is_empty() && self.which_of(&request.refused).await?.is_some() {
                return Ok(CommitOutcome::InDoubt("the page shows a confirmation and a refusal at once".to_owned()));
            }
            return self.receipt(request).await;
        }
    }

    async fn receipt(&mut self, request: &CommitRequest) -> Result<CommitOutcome, Wrong> {
        let text = self.page_text().await.unwrap_or_default();
        let end = Instant::now() + NUMBER_BOUND;
        self.enter(&request.number.frames, end).await?;
        let answer = self
            .ask(json!({
                "op": "look", "target": request.number.to_json(), "want": "look", "what": "text", "bound": millis(NUMBER_BOUND),
            }))
            .await?;
        let shown = answer["value"].as_str().map(|shown| shown.split_whitespace().collect::<Vec<_>>().join(" "));
        let number =
            shown.as_deref().filter(|shown| !shown.is_empty()).and_then(|shown| match &request.number_pattern {
                Some(pattern) => number_in(shown, pattern),
                None => Some(shown.to_owned()),
            });
        let number = number.and_then(|number| self.settings.full_mask.number(&number));
        Ok(match number {
            Some(number) => CommitOutcome::Confirmed(Receipt { number, text }),
            None => {
                let (place, holds) = (request.number.describe(), shown.unwrap_or_default());
                let wanted = request.number_pattern.as_deref().unwrap_or("any text");
                let short: String = holds.chars().take(MAX_SHOWN).collect();
                CommitOutcome::Unread(self.settings.mask.apply(&format!(
                    "the county confirmed, but its number could not be read: {place} shows “{short}”, not {wanted}"
                )))
            }
        })
    }

    async fn page_text(&mut self) -> Result<String, Wrong> {
        let answer = self.ask(json!({ "op": "text" })).await?;
        let text: String = answer["value"].as_str().unwrap_or_default().chars().take(MAX_OUTCOME_TEXT).collect();
        Ok(self.settings.mask.apply(&text))
    }

    /// Whether what this click sends is among the paths that the gate watches: only then does its silence prove anything.
    fn gate_sees(&self, located: &Located) -> bool {
        let declared: Vec<String> = self
            .settings
            .submits
            .iter()
            .filter_map(|submit| match submit {
                Submit::Path(path) => Some(path.clone()),
                Submit::Button(_) => None,
            })
            .collect();
        let wall = crate::browser::Wall { submits: declared, ..crate::browser::Wall::default() };
        let submits = &located.facts["submits"];
        submits["method"].as_str().is_some_and(|method| method.eq_ignore_ascii_case("post"))
            && self.settings.origins.iter().all(|origin| origin.scheme == crate::browser::Scheme::Http)
            && submits["paths"].as_array().is_some_and(|paths| {
                !paths.is_empty() && paths.iter().all(|path| path.as_str().is_some_and(|path| wall.submits(path)))
            })
    }
}

impl CommitOutcome {
    fn word(&self) -> &'static str {
        match self {
            CommitOutcome::Confirmed(_) => "confirmed",
            CommitOutcome::Refused(_) => "refused",
            CommitOutcome::InDoubt(_) | CommitOutcome::Unread(_) => "in-doubt",
            CommitOutcome::NotClicked(_) => "not-clicked",
        }
    }
}

fn within_limits(request: &CommitRequest) -> Result<(), Wrong> {
    if request.confirmed.is_empty() || request.confirmed.len() + request.refused.len() > MAX_CONDITIONS {
        return Err(ActionError::Limit(format!("one to {MAX_CONDITIONS} conditions, one of them confirming")).into());
    }
    if request.bound_ms > MAX_COMMIT_WAIT_MS {
        return Err(ActionError::Limit(format!("an outcome is waited for at most {MAX_COMMIT_WAIT_MS} ms")).into());
    }
    if request.dialogs.len() > MAX_DIALOGS {
        return Err(ActionError::Limit(format!("at most {MAX_DIALOGS} dialogs after the click")).into());
    }
    Ok(())
}

/// The first piece of a text that has the pattern's form and is no part of a longer number or word.
fn number_in(text: &str, pattern: &str) -> Option<String> {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    let fits = |piece: &[char]| {
        piece.iter().zip(&pattern).all(|(c, p)| match p {
            '#' => c.is_ascii_digit(),
            '@' => c.is_alphabetic(),
            '*' => c.is_alphanumeric(),
            literal => c == literal,
        })
    };
    let whole = |at: usize| {
        let before = at.checked_sub(1).and_then(|i| text.get(i));
        let after = text.get(at + pattern.len());
        !before.is_some_and(|c| c.is_alphanumeric()) && !after.is_some_and(|c| c.is_alphanumeric())
    };
    if pattern.is_empty() || text.len() < pattern.len() {
        return None;
    }
    (0..=text.len() - pattern.len())
        .find(|&at| fits(&text[at..at + pattern.len()]) && whole(at))
        .map(|at| text[at..at + pattern.len()].iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_by_its_pattern() {
        #[track_caller]
        fn check(text: &str, pattern: &str, expect: Option<&str>) {
            assert_eq!(number_in(text, pattern).as_deref(), expect);
        }
        check("Your number: ALD-2026-000123.", "ALD-####-######", Some("ALD-2026-000123"));
        check("ALD-2026-0001234", "ALD-####-######", None);
        check("Ref B7X9 received", "@#@#", Some("B7X9"));
        check("no number", "####", None);
        check("", "##", None);
    }
}
