//! The point of no return, in two phases. `prepare_commit` checks everything and clicks nothing; `commit` takes a proof that
//! the intent was written down, clicks once, and says what came of it. It never clicks a second time.
//!
//! The browser's submit gate is the witness: it lets one request through, counted before the first byte leaves.

use std::time::{Duration, Instant};

use serde_json::json;

use super::attempt::COMMIT;
use super::condition::{Condition, either};
use super::failure::{ActionError, Mismatch};
use super::keys;
use super::locate::{Activation, Located, Wanted};
use super::page::millis;
use super::sends::{Fit, Sends, Witness, declared_words};
use super::value::{ClickOptions, CommitRequest};
use super::wait::MAX_CONDITIONS;
use super::{Failure, Form, Target, Wrong};
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

/// How the wait after the click ended.
enum Shown {
    /// A sign of the county's.
    Outcome(CommitOutcome),
    /// None, and why; the gate may know that nothing left.
    Nothing(String),
}

impl Form {
    /// Checks what a commit needs: required fields placed and still holding, the target one that the manifest declares, and
    /// ready, no outcome showing already.
    /// Nothing is clicked.
    pub async fn prepare_commit(&mut self, request: CommitRequest) -> Result<ReadyCommit, Failure> {
        let begun = self.begin("prepare-commit", &request.target.describe(), None)?;
        let done = self.prepare_now(&request).await;
        self.finish(begun, done).await?;
        Ok(ReadyCommit { request })
    }

    /// Clicks, once, and waits for the outcome. The intent is proof that a restart would find what is about to happen.
    pub async fn commit(&mut self, ready: ReadyCommit, _intent: CommitIntent) -> CommitOutcome {
        let begun = match self.begin(COMMIT, &ready.request.target.describe(), None) {
            Ok(begun) => begun,
            Err(failure) => {
                self.session.shut_submit();
                return CommitOutcome::NotClicked(failure);
            }
        };
        match self.commit_now(&ready.request).await {
            Ok((outcome, account)) => {
                let word = outcome.word();
                // An outcome is no failure of the action: what the trace says is which one it was, and what was seen of it.
                let traced = self.finish(begun, Ok(())).await.is_ok();
                if let Some(line) = self.trace.last_mut().filter(|_| traced) {
                    line.result = word.to_owned();
                    line.value = Some(account);
                }
                outcome
            }
            Err(wrong) => {
                // Told to be unsent: it stays so.
                self.session.shut_submit();
                match self.finish::<()>(begun, Err(wrong)).await {
                    Err(failure) => CommitOutcome::NotClicked(failure),
                    Ok(()) => CommitOutcome::InDoubt("the commit ended in no way that is known".to_owned()),
                }
            }
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
        let located = self
            .locate(&request.target, Wanted { what: "click", activation: Activation::Commit, ..Wanted::default() })
            .await?;
        self.refuse_undeclared(&request.target, &located)?;
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
    async fn commit_now(&mut self, request: &CommitRequest) -> Result<(CommitOutcome, String), Wrong> {
        if self.committed {
            return Err(ActionError::AlreadyCommitted.into());
        }
        self.keep_shot("before commit".to_owned()).await;
        let wanted = Wanted { what: "click", activation: Activation::Commit, ..Wanted::default() };
        let located = self.locate_within(&request.target, wanted, LAST_LOOK).await?;
        let sends = self.refuse_undeclared(&request.target, &located)?;
        let click = keys::click(super::click::point(&located)?, &ClickOptions::default())?;
        let held = self.held_back();
        if held.is_some() {
            return Err(ActionError::Submits { wanted: String::new(), held }.into());
        }
        let witness = Witness::of(&sends, &self.settings.submits, &self.settings.origins);
        self.session.arm_submit();
        self.committed = true;
        self.commands += 1;
        let clicked = self.session.perform(click).await;
        let (shown, failed) = match clicked {
            Err(error) if !matches!(error, crate::browser::BrowserError::DialogOpen { .. }) => {
                (Shown::Nothing(format!("the click may have been made: {error}")), Some(error.into()))
            }
            _ => {
                let end = Instant::now() + Duration::from_millis(u64::from(request.bound_ms));
                let shown = self.outcome(request, end).await.unwrap_or_else(|wrong| {
                    Shown::Nothing(self.settings.mask.apply(&format!("after the click: {}", wrong.error)))
                });
                (shown, None)
            }
        };
        let seen = self.session.disarm_submit();
        self.told_refused = 0;
        let account = witness.account(&seen);
        let outcome = match shown {
            Shown::Nothing(why) if witness.proves_nothing_left(&seen) && !self.session.is_lost() => {
                return Err(failed.unwrap_or_else(|| nothing_left(why)));
            }
            Shown::Nothing(why) => CommitOutcome::InDoubt(format!("{why} ({account})")),
            Shown::Outcome(CommitOutcome::Confirmed(_) | CommitOutcome::Unread(_)) if witness.contradicts(&seen) => {
                let declared = self.settings.mask.apply(&declared_words(&self.settings.submits));
                CommitOutcome::InDoubt(format!(
                    "the page confirms, and nothing that submits was seen to leave ({account}); the manifest's `submits` has {declared}"
                ))
            }
            Shown::Outcome(CommitOutcome::InDoubt(why)) => CommitOutcome::InDoubt(format!("{why} ({account})")),
            Shown::Outcome(other) => other,
        };
        self.keep_shot("after commit".to_owned()).await;
        Ok((outcome, account))
    }

    /// A commit by what the manifest does not declare is the plugin's mistake, found before anything is clicked. Where a script
    /// sends, only the gate can tell.
    fn refuse_undeclared(&self, target: &Target, located: &Located) -> Result<Sends, Wrong> {
        let sends = Sends::of(&located.facts["submits"]);
        if sends.fit(&self.settings.submits) == Fit::Undeclared {
            let words = format!(
                "a commit by {}, which {}: the manifest's `submits` has {}",
                target.describe(),
                sends.describe(),
                declared_words(&self.settings.submits)
            );
            return Err(ActionError::Malformed(self.settings.mask.apply(&words)).into());
        }
        Ok(sends)
    }

    /// Waits for a condition, answering the listed dialogs when they stand open.
    async fn outcome(&mut self, request: &CommitRequest, mut end: Instant) -> Result<Shown, Wrong> {
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
                return Ok(Shown::Nothing(self.settings.mask.apply(&waited)));
            };
            if number as usize >= request.confirmed.len() {
                return Ok(Shown::Outcome(CommitOutcome::Refused(self.page_text().await.unwrap_or_default())));
            }
            // Its confirmation was seen: from here on a failure is no proof that nothing left, and a page that says both is not
            // believed either way.
            let mask = self.settings.mask.clone();
            let then = |wrong: Wrong| mask.apply(&format!("the page confirmed, and then: {}", wrong.error));
            return Ok(Shown::Outcome(match self.which_of(&request.refused).await {
                Ok(None) => self.receipt(request).await.unwrap_or_else(|wrong| CommitOutcome::Unread(then(wrong))),
                Ok(Some(_)) => CommitOutcome::InDoubt("the page shows a confirmation and a refusal at once".to_owned()),
                Err(wrong) => CommitOutcome::InDoubt(then(wrong)),
            }));
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

/// No sign of the county's, and proof that it was sent nothing.
fn nothing_left(why: String) -> Wrong {
    let wanted = "a sign of the county's after the click".to_owned();
    ActionError::TimedOut(Mismatch::new(wanted, vec![why, "nothing was sent, says the gate".to_owned()])).into()
}

fn within_limits(request: &CommitRequest) -> Result<(), Wrong> {
    if request.number_pattern.as_deref().is_some_and(|pattern| !pattern.contains(['#', '@', '*'])) {
        let reason = "a number's pattern has at least one of `#` (a digit), `@` (a letter) and `*` (either)";
        return Err(ActionError::Malformed(reason.to_owned()).into());
    }
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

    #[test]
    fn a_pattern_that_finds_nothing_is_refused_beforehand() {
        let request = |pattern: Option<&str>| CommitRequest {
            target: Target::by(super::super::Finder::Id("send".into())),
            dialogs: Vec::new(),
            confirmed: vec![Condition::Address("/done".into())],
            refused: Vec::new(),
            number: Target::by(super::super::Finder::Id("number".into())),
            number_pattern: pattern.map(str::to_owned),
            bound_ms: 1_000,
        };
        for (pattern, fits) in [(None, true), (Some("A-##"), true), (Some(""), false), (Some("Received"), false)] {
            assert_eq!(within_limits(&request(pattern)).is_ok(), fits, "{pattern:?}");
        }
    }
}
