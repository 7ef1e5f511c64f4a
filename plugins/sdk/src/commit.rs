//! The final click and how its outcome shows. After it nothing but the receipt, a refusal or doubt can come out of an
//! attempt; a receipt once seen stays the outcome whatever the plugin does next (`submitter`).

use core::panic::Location;

use crate::bindings::exports::postrider::county::submitter::Problem;
use crate::bindings::postrider::county::form::{
    self, CommitOutcome, CommitRequest, Condition, DialogAnswer, Meaning, Receipt, Sign, Target,
};
use crate::failure::done;
use crate::page::Page;
use crate::stop::Stop;

/// How long the county has to answer the final click, in milliseconds, unless [`Commit::within_ms`] says otherwise.
pub const ANSWER: u32 = 60_000;

/// What submits, and how one knows.
#[derive(Debug, Clone)]
pub struct Commit {
    target: Target,
    dialogs: Vec<DialogAnswer>,
    signs: Vec<Sign>,
    bound: u32,
}

/// A commit that knows where the confirmation number will stand.
#[derive(Debug, Clone)]
pub struct Ready {
    commit: Commit,
    number: Target,
    pattern: String,
}

impl Commit {
    /// The control that submits, as the manifest declares it.
    pub fn by(target: Target) -> Self {
        Self { target, dialogs: Vec::new(), signs: Vec::new(), bound: ANSWER }
    }

    /// Any of these: the county has it.
    #[must_use]
    pub fn confirmed(self, conditions: impl IntoIterator<Item = Condition>) -> Self {
        self.signs(Meaning::Confirmed, conditions)
    }

    /// Any of these: the county says that it did not take it.
    #[must_use]
    pub fn refused(self, conditions: impl IntoIterator<Item = Condition>) -> Self {
        self.signs(Meaning::Refused, conditions)
    }

    /// A dialog after the click, said OK to; call once for each.
    #[must_use]
    pub fn accepting_dialog(mut self) -> Self {
        self.dialogs.push(DialogAnswer::Accept);
        self
    }

    /// How long the county has, in milliseconds; at most 120,000.
    #[must_use]
    pub fn within_ms(mut self, bound: u32) -> Self {
        self.bound = bound;
        self
    }

    fn signs(mut self, meaning: Meaning, conditions: impl IntoIterator<Item = Condition>) -> Self {
        self.signs.extend(conditions.into_iter().map(|condition| Sign { meaning, condition }));
        self
    }

    /// Where the confirmation number will stand, and its form: `#` a digit, `@` a letter, `*` either. One of these has to be in
    /// it: what can be nothing, or always the same, is no number. The first piece that fits and stands by itself is taken: `****` fits
    /// any word of four letters. The contract has the form optional, and takes the whole text without; here it is always given.
    pub fn number(self, target: Target, pattern: &str) -> Ready {
        Ready { commit: self, number: target, pattern: pattern.to_owned() }
    }
}

/// Whether a number can have this form. An empty one fits none, and would leave every application in doubt.
fn is_pattern(pattern: &str) -> bool {
    pattern.contains(['#', '@', '*'])
}

impl Page {
    /// The only way past the point of no return, once per attempt. A receipt once seen stays the outcome, whatever is done after it.
    #[track_caller]
    pub fn commit(&self, ready: Ready) -> Result<Receipt, Stop> {
        let Ready { commit, number, pattern } = ready;
        if !is_pattern(&pattern) {
            let what = [
                "nothing was clicked: the number's pattern “",
                &pattern,
                "” has no `#`, `@` or `*`, as `OAK-######` has",
            ];
            return Err(Stop::fault(&what, Location::caller()));
        }
        let request = CommitRequest {
            target: self.place(commit.target),
            dialogs: commit.dialogs,
            signs: commit
                .signs
                .into_iter()
                .map(|sign| Sign { condition: sign.condition.map(|target| self.place(target)), ..sign })
                .collect(),
            number: self.place(number),
            number_pattern: Some(pattern),
            bound: commit.bound,
        };
        match done(form::commit(&request))? {
            CommitOutcome::Confirmed(receipt) => {
                self.received.set(Some(receipt.clone()));
                Ok(receipt)
            }
            CommitOutcome::Refused(message) => Err(Stop::Refused(vec![Problem { path: String::new(), message }])),
            CommitOutcome::InDoubt(reason) => Err(Stop::InDoubt(reason)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::{button, id};

    #[test]
    fn a_number_without_a_form_is_a_fault_before_anything_is_clicked() {
        for pattern in ["", "Received"] {
            let stop = Page::default().commit(Commit::by(button("Send")).number(id("number"), pattern)).unwrap_err();
            let line = line!() - 1;
            let message = format!(
                "nothing was clicked: the number's pattern “{pattern}” has no `#`, `@` or `*`, as `OAK-######` has ({}:{line})",
                file!()
            );
            assert_eq!(stop, Stop::Fault(message));
        }
    }
}
