//! The final click and how its outcome shows. After it nothing but the receipt, a refusal or doubt can come out of an
//! attempt; a receipt once seen stays the outcome whatever the plugin does next (`submitter`).

use crate::bindings::exports::postrider::county::submitter::Problem;
use crate::bindings::postrider::county::form::{
    self, CommitOutcome, CommitRequest, Condition, DialogAnswer, Meaning, Receipt, Sign, Target,
};
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
    pattern: Option<String>,
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

    /// Where the confirmation number will stand, and its form: `#` a digit, `@` a letter, `*` either.
    pub fn number(self, target: Target, pattern: &str) -> Ready {
        Ready { commit: self, number: target, pattern: Some(pattern.to_owned()) }
    }
}

impl Page {
    /// The only way past the point of no return: once per attempt, and the last thing a plugin does.
    pub fn commit(&self, ready: Ready) -> Result<Receipt, Stop> {
        let Ready { commit, number, pattern } = ready;
        let request = CommitRequest {
            target: self.place(commit.target),
            dialogs: commit.dialogs,
            signs: commit
                .signs
                .into_iter()
                .map(|sign| Sign { condition: sign.condition.map(|target| self.place(target)), ..sign })
                .collect(),
            number: self.place(number),
            number_pattern: pattern,
            bound: commit.bound,
        };
        match form::commit(&request)? {
            CommitOutcome::Confirmed(receipt) => {
                self.received.set(Some(receipt.clone()));
                Ok(receipt)
            }
            CommitOutcome::Refused(message) => Err(Stop::Refused(vec![Problem { path: String::new(), message }])),
            CommitOutcome::InDoubt(reason) => Err(Stop::InDoubt(reason)),
        }
    }
}
