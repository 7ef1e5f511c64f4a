//! The recorder: counts the actions of an attempt, and keeps their trace, pictures, and the last failure. What it keeps is masked.

use std::time::{Duration, Instant};

use super::action_span::ActionSpan;
use super::screenshot::{Shot, ShotFormat};
use super::trace::TraceLine;
use crate::browser::UnsafeRequest;
use crate::form::types::{ActionError, RawFailure, without_what_to_return};
use crate::submission::Mask;

/// Pictures, prints and downloads of one attempt.
const MAX_SHOTS: usize = 50;
/// Pictures kept of failures in one attempt: a plugin that feels its way by failing actions must not fill the disk.
const MAX_FAILURE_SHOTS: usize = 8;
/// Characters of a target, and of where a value came from, that a line of the trace keeps: what is longer is a plugin's own doing.
const MAX_TRACED: usize = 500;

/// What an attempt leaves behind.
pub(crate) struct Recorder {
    /// Hides every value of the applicant's in what leaves the attempt.
    full_mask: Mask,
    max_actions: u32,
    actions: u32,
    trace: Vec<TraceLine>,
    shots: Vec<Shot>,
    last_failure: Option<String>,
    /// A fallback of this action that must show in the trace.
    by_script: bool,
    /// Of each request that may change something, the action during or before which it was made.
    actions_of_requests: Vec<u32>,
    /// Which of them was the submission.
    submission: Option<usize>,
}

impl Recorder {
    pub(crate) fn new(full_mask: Mask, max_actions: u32) -> Recorder {
        Recorder {
            full_mask,
            max_actions,
            actions: 0,
            trace: Vec::new(),
            shots: Vec::new(),
            last_failure: None,
            by_script: false,
            actions_of_requests: Vec::new(),
            submission: None,
        }
    }

    /// Counts an action, unless there are too many. `commands`: how many were sent before it.
    pub(crate) fn begin(
        &mut self,
        kind: &'static str,
        target: &str,
        value: Option<String>,
        commands: u64,
    ) -> Result<ActionSpan, ActionError> {
        if self.actions >= self.max_actions {
            return Err(ActionError::Limit(format!("an attempt has at most {} actions", self.max_actions)));
        }
        self.actions += 1;
        self.by_script = false;
        let target = shortened(self.full_mask.apply(target));
        Ok(ActionSpan { kind, target, value: value.map(shortened), begun: Instant::now(), commands })
    }

    /// Writes the line of an action that took `duration`, up to `commands` of the driver.
    pub(crate) fn finish(
        &mut self,
        span: ActionSpan,
        duration: Duration,
        commands: u64,
        result: &str,
        signature: Option<&str>,
    ) {
        let kind = if self.by_script { format!("{} (script)", span.kind) } else { span.kind.to_owned() };
        tracing::debug!(seq = self.actions, kind, result, ms = duration.as_millis(), "action");
        self.trace.push(TraceLine {
            seq: self.actions,
            kind,
            target: span.target,
            value: span.value,
            duration,
            commands: commands - span.commands,
            result: result.to_owned(),
            signature: signature.map(str::to_owned),
        });
    }

    /// A line of something that is no action of the plugin's. Its texts are masked by whoever made them.
    pub(crate) fn note(
        &mut self,
        kind: &str,
        target: String,
        value: Option<String>,
        result: &str,
        signature: Option<&str>,
    ) {
        self.trace.push(TraceLine {
            seq: self.actions,
            kind: kind.to_owned(),
            target,
            value,
            duration: Duration::ZERO,
            commands: 0,
            result: result.to_owned(),
            signature: signature.map(str::to_owned),
        });
    }

    /// The line that was written last says this instead.
    pub(crate) fn amend(&mut self, result: &str, value: String) {
        if let Some(line) = self.trace.last_mut() {
            result.clone_into(&mut line.result);
            line.value = Some(value);
        }
    }

    /// So many requests that may change something were made up to this action.
    pub(crate) fn count_requests(&mut self, so_far: usize) {
        let known = self.actions_of_requests.len();
        self.actions_of_requests.resize(so_far.max(known), self.actions);
    }

    /// Which request that may change something was the submission, where that is known.
    pub(crate) fn note_submission(&mut self, request: Option<usize>) {
        self.submission = request;
    }

    /// A line for each request that may change something, after the action that it belongs to.
    pub(crate) fn add_requests(&mut self, requests: Vec<UnsafeRequest>) {
        self.count_requests(requests.len());
        let numbered = requests.into_iter().zip(self.actions_of_requests.clone()).enumerate();
        for (at, (UnsafeRequest { request, fate }, seq)) in numbered {
            let target = self.masked_line(&request);
            let submission = if self.submission == Some(at) { "the submission: " } else { "" };
            self.note("request", target, None, &format!("{submission}{fate}"), None);
            if let Some(line) = self.trace.last_mut() {
                line.seq = seq;
            }
        }
        // Stable: what belongs to one action stays in its order.
        self.trace.sort_by_key(|line| line.seq);
    }

    /// This action falls back to a script, which shows in its line.
    pub(crate) fn falls_back_to_script(&mut self) {
        self.by_script = true;
    }

    /// Of an action that failed, in words that people read, too.
    pub(crate) fn set_last_failure(&mut self, failure: &str) {
        self.last_failure = Some(self.full_mask.apply(&without_what_to_return(failure)));
    }

    /// The last action that failed, explained and masked.
    pub(crate) fn last_failure(&self) -> Option<&str> {
        self.last_failure.as_deref()
    }

    /// What may leave the attempt.
    pub(crate) fn masked(&self, text: &str) -> String {
        self.full_mask.apply(text)
    }

    /// As long as a line of the trace may be.
    pub(crate) fn masked_line(&self, text: &str) -> String {
        shortened(self.full_mask.apply(text))
    }

    /// A confirmation number, if this is one and no value of the applicant's.
    pub(crate) fn number(&self, shown: &str) -> Option<String> {
        self.full_mask.number(shown)
    }

    // ---- Pictures ----------------------------------------------------------------------------------------------

    /// Whether one more may be kept.
    pub(crate) fn room_for_a_shot(&self) -> Result<(), RawFailure> {
        if self.shots.len() >= MAX_SHOTS {
            let limit = format!("an attempt keeps at most {MAX_SHOTS} pictures, prints and downloads");
            return Err(ActionError::Limit(limit).into());
        }
        Ok(())
    }

    /// Whether one more may be kept of a failure.
    pub(crate) fn room_for_a_failure_shot(&self) -> bool {
        self.shots.iter().filter(|shot| shot.label.starts_with("failure")).count() < MAX_FAILURE_SHOTS
    }

    /// Keeps what this action made.
    pub(crate) fn keep(&mut self, what: &str, format: ShotFormat, bytes: Vec<u8>) {
        self.keep_as(format!("{what} {}", self.actions), format, bytes);
    }

    pub(crate) fn keep_as(&mut self, label: String, format: ShotFormat, bytes: Vec<u8>) {
        self.shots.push(Shot { label, format, bytes });
    }

    // ---- What was kept -----------------------------------------------------------------------------------------

    pub(crate) fn trace(&self) -> &[TraceLine] {
        &self.trace
    }

    pub(crate) fn shots(&self) -> &[Shot] {
        &self.shots
    }

    pub(crate) fn take(&mut self) -> (Vec<TraceLine>, Vec<Shot>) {
        (std::mem::take(&mut self.trace), std::mem::take(&mut self.shots))
    }
}

fn shortened(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(MAX_TRACED) {
        text.truncate(end);
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::browser::RequestFate;

    #[test]
    fn the_submission_is_marked_among_the_requests() {
        let mut recorder = Recorder::new(Mask::new(), 10);
        let made = |fate| UnsafeRequest { request: "POST /Apply.aspx".into(), fate };
        recorder.note_submission(Some(1));
        recorder.add_requests(vec![
            made(RequestFate::Answered(200)),
            made(RequestFate::Answered(302)),
            made(RequestFate::Dropped),
        ]);
        let results: Vec<&str> = recorder.trace().iter().map(|line| line.result.as_str()).collect();
        assert_eq!(results, ["status 200", "the submission: status 302", "dropped"]);
    }

    #[test]
    fn the_last_failure_says_what_happened_and_not_what_to_return() {
        let mut recorder = Recorder::new(Mask::new(), 10);
        let error = ActionError::Drifted("/apply: button “Next” is gone".to_owned());
        recorder.set_last_failure(&format!("{error}. {}", error.hint()));
        let said = "the site is not what this release is known to fit: /apply: button “Next” is gone.";
        assert_eq!(recorder.last_failure(), Some(said));
    }
}
