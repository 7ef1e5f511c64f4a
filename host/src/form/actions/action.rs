//! What stands around every action: its number and its bound, its line in the trace, and where a failure happened.

use super::context::ActionContext;
use super::submit_watch::HeldBack;
use crate::form::record::{ActionSpan, ShotFormat};
use crate::form::types::{ActionError, Failure, Mismatch, RawFailure, without_query};

/// The kind of the one action whose requests the gate lets through, and accounts for.
pub(super) const COMMIT: &str = "commit";
/// The kind of the one that checks what a commit needs.
pub(crate) const PREPARE_COMMIT: &str = "prepare-commit";

/// Characters of what is declared that an error quotes.
const MAX_DECLARED: usize = 300;

impl ActionContext {
    #[expect(
        clippy::result_large_err,
        reason = "a failure is what the contract hands out; one that is made is the exception"
    )]
    pub(crate) fn begin(
        &mut self,
        kind: &'static str,
        target: &str,
        value: Option<String>,
    ) -> Result<ActionSpan, Failure> {
        self.drift.forget_signature();
        self.document.begin_action();
        self.recorder.begin(kind, target, value, self.document.commands()).map_err(|error| {
            let hint = error.hint().to_owned();
            Failure { error, item: None, address: String::new(), title: String::new(), hint }
        })
    }

    /// An action that was not begun, because it cannot be understood: it counts and stands in the trace like any other.
    #[expect(
        clippy::result_large_err,
        reason = "a failure is what the contract hands out; one that is made is the exception"
    )]
    pub(crate) fn refuse(&mut self, kind: &'static str, why: &str) -> Result<(), Failure> {
        let span = self.begin(kind, "what the plugin asked for", None)?;
        self.recorder.set_last_failure(&self.recorder.masked_line(why));
        let (duration, commands) = (span.begun.elapsed(), span.commands);
        self.recorder.finish(span, duration, commands, "malformed", None);
        Ok(())
    }

    pub(crate) async fn finish<T>(&mut self, span: ActionSpan, done: Result<T, RawFailure>) -> Result<T, Failure> {
        let duration = span.begun.elapsed();
        self.document.end_action();
        self.recorder.count_requests(self.document.session().count_unsafe_requests());
        let done = if span.kind == COMMIT { done } else { self.unless_held_back(done) };
        let done = match done {
            Ok(value) => Ok(value),
            Err(failure) => Err(self.with_location(failure, &span.target).await),
        };
        if let Err(failure) = &done {
            self.recorder.set_last_failure(&failure.to_string());
        }
        let result = done.as_ref().map_or_else(|failure| failure.error.name(), |_| "ok");
        self.recorder.finish(span, duration, self.document.commands(), result, self.drift.signature());
        done
    }

    /// An action at or before which the gate held a request back ends so, whatever it seemed to end in: a page may say “Thank
    /// you” without having looked at the answer.
    fn unless_held_back<T>(&mut self, done: Result<T, RawFailure>) -> Result<T, RawFailure> {
        let lost = matches!(&done, Err(failure) if failure.error == ActionError::BrowserLost);
        match self.held_back() {
            Some(held_back) if !lost => Err(held_back.into()),
            _ => done,
        }
    }

    /// That the gate held a request back since this was asked last, as an action's failure.
    pub(super) fn held_back(&mut self) -> Option<ActionError> {
        self.submits.held_back(self.document.session()).map(|held_back| match held_back {
            HeldBack::Submits(request) => {
                ActionError::Submits { wanted: String::new(), blocked: Some(self.document.masked(&request)) }
            }
            HeldBack::Undeclared(request) => self.undeclared(&request),
        })
    }

    /// That the page sent what nobody declared, as an action's failure.
    pub(super) fn undeclared(&self, request: &str) -> ActionError {
        let declared = self.document.session().declared_requests().chars().take(MAX_DECLARED).collect();
        ActionError::Undeclared { declared, request: self.document.masked(request) }
    }

    /// What the gate held back after the last action ends no action: it stands in the trace, and is the last failure.
    pub(crate) fn end_attempt(&mut self) {
        let Some(mut error) = self.held_back() else { return };
        if let ActionError::Submits { wanted, .. } = &mut error {
            "the page".clone_into(wanted);
        }
        self.recorder.set_last_failure(&format!("{error}. {}", error.hint()));
        let target = self.recorder.masked(&error.to_string());
        self.recorder.note("end", target, None, error.name(), None);
    }

    /// Adds where it happened, and keeps a picture.
    async fn with_location(&mut self, failure: RawFailure, target: &str) -> Failure {
        let mut error = failure.error;
        if let ActionError::NotReady { wanted, .. } | ActionError::Submits { wanted, .. } = &mut error
            && wanted.is_empty()
        {
            target.clone_into(wanted);
        }
        let (mut address, mut title, mut hint) = (String::new(), String::new(), failure.advice.map(str::to_owned));
        let asks = !matches!(
            error,
            ActionError::BrowserLost
                | ActionError::DialogOpen(_)
                | ActionError::AlreadyCommitted
                | ActionError::Limit(_)
        );
        if asks && !self.document.session().is_lost() {
            if let Ok(page) = self.measure(false).await {
                error = self.document.blame_the_site(error, &page.href);
                let seen = self.seen(&page);
                self.drift.note_missed(&error, &seen, |text| self.recorder.masked(text));
                hint = self.drift.explain(&error, &seen).or(hint).or_else(|| {
                    let headings = self.document.masked_all(&page.headings);
                    headed(&error, &headings)
                });
                self.see_page(&page);
                address = self.document.masked(&without_query(&page.href));
                title = self.document.masked(&page.title);
            }
            if self.recorder.room_for_a_failure_shot() {
                self.keep_picture("failure").await;
            }
        }
        // Whatever put it together: no text of a page goes on unmasked.
        for text in error.texts() {
            *text = self.document.masked(text);
        }
        let error = error.without_hidden_length();
        let hint = hint.unwrap_or_else(|| error.hint().to_owned());
        Failure { error, item: failure.item, address, title, hint }
    }

    /// What the site took away ends no action that places something: the attempt goes on to see what else changed, and sends nothing.
    #[expect(
        clippy::result_large_err,
        reason = "a failure is what the contract hands out; one that is made is the exception"
    )]
    pub(crate) fn unless_missed(&mut self, done: Result<(), Failure>) -> Result<(), Failure> {
        if self.drift.take_missed() { Ok(()) } else { done }
    }

    /// A picture is evidence, not a condition: one that cannot be taken stops nothing.
    async fn keep_picture(&mut self, what: &str) {
        if let Ok(bytes) = self.document.screenshot().await {
            self.recorder.keep(what, ShotFormat::Png, bytes);
        }
    }

    /// The same, under a label of its own.
    pub(super) async fn keep_picture_as(&mut self, label: &str) {
        if let Ok(bytes) = self.document.screenshot().await {
            self.recorder.keep_as(label.to_owned(), ShotFormat::Png, bytes);
        }
    }
}

/// Where a page has nothing like what was looked for: what it says that it is; masked.
fn headed(error: &ActionError, headings: &[String]) -> Option<String> {
    let ActionError::NoMatch(Mismatch { found, advice: None, .. }) = error else { return None };
    let quoted = headings.iter().map(|heading| format!("“{heading}”")).collect::<Vec<_>>().join(", ");
    (found.is_empty() && !headings.is_empty()).then(|| format!("{} This one is headed {quoted}.", error.hint()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_has_nothing_of_the_kind_is_named_by_its_headings() {
        let none = |found: &[&str]| {
            let found = found.iter().map(|text| (*text).to_owned()).collect();
            ActionError::NoMatch(Mismatch::new("the tab named “Income”", found))
        };
        let headings = ["Sign in".to_owned(), "Help".to_owned()];
        assert_eq!(
            headed(&none(&[]), &headings).unwrap(),
            "The page has nothing of this kind: ask first whether it is the page that you expect, by something that only \
             that one shows. This one is headed “Sign in”, “Help”."
        );
        assert_eq!(headed(&none(&[]), &[]), None);
        assert_eq!(headed(&none(&["Household"]), &headings), None);
    }
}
