//! An action that failed, as a plugin learns of it.

use super::action_error::ActionError;
use crate::submission::Mask;

/// An action that failed, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{error}{}. {hint}", self.place())]
pub struct Failure {
    /// Why.
    pub error: ActionError,
    /// For `fill_all` and `choose`: which item or choice of several, from 0, where that is known.
    pub item: Option<u32>,
    /// The page's address, without its query.
    pub address: String,
    /// The page's title, masked.
    pub title: String,
    /// What to try next.
    pub hint: String,
}

impl Failure {
    /// Where it happened, as far as that could be asked.
    fn place(&self) -> String {
        if self.address.is_empty() { String::new() } else { format!(" — at {} “{}”", self.address, self.title) }
    }
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
