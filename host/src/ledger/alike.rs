//! When two refusals, or two doubts, are alike: by their words, without numbers and without what was hidden of an applicant's values.

use super::Ledger;
use crate::submission::MASKED;

/// Words compared; a page's beginning says what it complains of.
const MOST_WORDS: usize = 400;

/// What an application was refused with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// In whatever words, masked.
    pub words: String,
    pub by: Complainant,
}

/// Who will not have an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Complainant {
    /// The county's page: the site may have changed.
    Site,
    /// The plugin's own check: the data's doing.
    Plugin,
}

impl Ledger {
    /// The kind of a refusal or a doubt. A digest under the ledger's key: the words may hold what no mask knows.
    pub(super) fn kind(&self, words: &str) -> Vec<u8> {
        self.ledger_key().digest("kind of trouble", without_numbers(words).as_bytes()).to_vec()
    }
}

/// The words of a text that are the site's or the host's own in every application.
fn without_numbers(text: &str) -> String {
    let own = |word: &&str| !word.contains(MASKED) && !word.contains(|letter: char| letter.is_numeric());
    text.split_whitespace().filter(own).take(MOST_WORDS).collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_in_numbers_and_hidden_values_alone_is_alike() {
        #[track_caller]
        fn check(one: &str, other: &str, expect: bool) {
            assert_eq!(without_numbers(one) == without_numbers(other), expect, "{one} / {other}");
        }
        check("Error 17: answer question 4b.", "error 23:  answer\nquestion 9.", true);
        check("••• has to say whether they own a boat", "••• ••• has to say whether they own a boat", true);
        check("Do you own a boat? is required", "Do you own a car? is required", false);
    }
}
