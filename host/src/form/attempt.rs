//! What stands around every action: its number and its bound, its line in the trace, and where a failure happened.

use std::time::{Duration, Instant};

use super::Form;
use super::failure::{ActionError, Failure};
use super::page::millis;
use super::trace::{Shot, ShotFormat, TraceLine};
use super::wrong::{Wrong, without_query};
use crate::submission::Mask;

/// Pictures kept of failures in one attempt: a plugin that feels its way by failing actions must not fill the disk.
const MAX_FAILURE_SHOTS: usize = 8;
/// Characters of a target, and of where a value came from, that a line of the trace keeps: what is longer is a plugin's own doing.
const MAX_TRACED: usize = 500;
/// The kind of the one action whose requests the gate lets through, and accounts for.
pub(super) const COMMIT: &str = "commit";

/// An action that is being done.
pub(super) struct Begun {
    kind: &'static str,
    target: String,
    value: Option<String>,
    at: Instant,
    /// Commands that were sent before it.
    commands: u64,
}

impl Failure {
    /// The same without what a mask hides.
    #[must_use]
    pub fn masked(mut self, mask: &Mask) -> Self {
        let around = [&mut self.address, &mut self.title, &mut self.hint];
        for text in self.error.texts().into_iter().chain(around) {
            *text = mask.apply(text);
        }
        self
    }
}

impl Form {
    #[expect(
        clippy::result_large_err,
        reason = "a failure is what the contract hands out; one that is made is the exception"
    )]
    pub(super) fn begin(&mut self, kind: &'static str, target: &str, value: Option<String>) -> Result<Begun, Failure> {
        if self.actions >= self.settings.max_actions {
            let error = ActionError::Limit(format!("at most {} actions in an attempt", self.settings.max_actions));
            let hint = error.hint().to_owned();
            return Err(Failure { error, item: None, address: String::new(), title: String::new(), hint });
        }
        self.actions += 1;
        self.signature = None;
        self.by_script = false;
        let target = traced(self.settings.full_mask.apply(target));
        let value = value.map(traced);
        Ok(Begun { kind, target, value, at: Instant::now(), commands: self.commands })
    }

    /// An action that was not begun, because it cannot be understood: it counts and stands in the trace like any other.
    #[expect(
        clippy::result_large_err,
        reason = "a failure is what the contract hands out; one that is made is the exception"
    )]
    pub fn refuse(&mut self, kind: &'static str, why: &str) -> Result<(), Failure> {
        let begun = self.begin(kind, "what the plugin asked for", None)?;
        let why = traced(self.settings.full_mask.apply(why));
        tracing::debug!(seq = self.actions, kind, "action refused");
        self.last_failure = Some(why);
        self.trace.push(TraceLine {
            seq: self.actions,
            kind: kind.to_owned(),
            target: begun.target,
            value: None,
            duration: begun.at.elapsed(),
            commands: 0,
            result: "malformed".to_owned(),
            signature: None,
        });
        Ok(())
    }

    pub(super) async fn finish<T>(&mut self, begun: Begun, done: Result<T, Wrong>) -> Result<T, Failure> {
        let duration = begun.at.elapsed();
        let done = if begun.kind == COMMIT { done } else { self.unless_held_back(done) };
        let done = match done {
            Ok(value) => Ok(value),
            Err(wrong) => Err(self.place_failure(wrong, &begun.target).await),
        };
        let kind = if self.by_script { format!("{} (script)", begun.kind) } else { begun.kind.to_owned() };
        if let Err(failure) = &done {
            self.last_failure = Some(self.settings.full_mask.apply(&failure.to_string()));
        }
        let result = done.as_ref().map_or_else(|failure| failure.error.name(), |_| "ok").to_owned();
        tracing::debug!(seq = self.actions, kind, result, ms = millis(duration), "action");
        self.trace.push(TraceLine {
            seq: self.actions,
            kind,
            target: begun.target,
            value: begun.value,
            duration,
            commands: self.commands - begun.commands,
            result,
            signature: self.signature.take(),
        });
        done
    }

    /// An action at or before which the gate held a request back ends so, whatever it seemed to end in: a page may say “Thank
    /// you” without having looked at the answer.
    fn unless_held_back<T>(&mut self, done: Result<T, Wrong>) -> Result<T, Wrong> {
        let lost = matches!(&done, Err(wrong) if wrong.error == ActionError::BrowserLost);
        match self.held_back() {
            Some(held) if !lost => Err(ActionError::Submits { wanted: String::new(), held: Some(held) }.into()),
            _ => done,
        }
    }

    /// The request that the gate held back since this was asked last, method and path, masked.
    pub(super) fn held_back(&mut self) -> Option<String> {
        let refused = self.session.submit_seen().refused;
        let news = refused > std::mem::replace(&mut self.told_refused, refused);
        news.then(|| self.settings.mask.apply(&self.session.submit_held().unwrap_or_default()))
    }

    /// What the gate held back after the last action ends no action: it stands in the trace, and is the last failure.
    pub fn end(&mut self) {
        let Some(held) = self.held_back() else { return };
        let error = ActionError::Submits { wanted: "the page".to_owned(), held: Some(held) };
        self.last_failure = Some(self.settings.full_mask.apply(&format!("{error}; {}", error.hint())));
        self.trace.push(TraceLine {
            seq: self.actions,
            kind: "end".to_owned(),
            target: self.settings.full_mask.apply(&error.to_string()),
            value: None,
            duration: Duration::ZERO,
            commands: 0,
            result: error.name().to_owned(),
            signature: None,
        });
    }

    /// Adds where it happened, and keeps a picture.
    async fn place_failure(&mut self, wrong: Wrong, target: &str) -> Failure {
        let mut error = wrong.error;
        if let ActionError::NotReady { wanted, .. } | ActionError::Submits { wanted, .. } = &mut error
            && wanted.is_empty()
        {
            target.clone_into(wanted);
        }
        let (mut address, mut title, mut drift) = (String::new(), String::new(), None);
        let asks = !matches!(
            error,
            ActionError::BrowserLost
                | ActionError::DialogOpen(_)
                | ActionError::AlreadyCommitted
                | ActionError::Limit(_)
        );
        if asks && !self.session.is_lost() {
            if let Ok(page) = self.look_at_page().await {
                error = self.blame_the_site(error, &page.href);
                drift = self.explained_by_drift(&error, &page);
                self.see_page(&page);
                address = self.settings.mask.apply(&without_query(&page.href));
                title = self.settings.mask.apply(&page.title);
            }
            self.keep_failure_shot().await;
        }
        // Whatever put it together: no text of a page goes on unmasked.
        for text in error.texts() {
            *text = self.settings.mask.apply(text);
        }
        let error = error.without_hidden_length();
        let hint = drift.unwrap_or_else(|| error.hint().to_owned());
        Failure { error, item: wrong.item, address, title, hint }
    }

    async fn keep_failure_shot(&mut self) {
        let kept = self.shots.iter().filter(|shot| shot.label.starts_with("failure")).count();
        if kept < MAX_FAILURE_SHOTS {
            self.keep_shot(format!("failure {}", self.actions)).await;
        }
    }

    /// A picture is evidence, not a condition: one that cannot be taken stops nothing.
    pub(super) async fn keep_shot(&mut self, label: String) {
        self.commands += 1;
        if let Ok(bytes) = self.session.screenshot().await {
            self.shots.push(Shot { label, format: ShotFormat::Png, bytes });
        }
    }
}

fn traced(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(MAX_TRACED) {
        text.truncate(end);
        text.push('…');
    }
    text
}
