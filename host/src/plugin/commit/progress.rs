//! How far a commit went, and what that proves. Kept by the host: nothing that a plugin says changes it.

use crate::form::CommitOutcome;
use crate::ledger::SendReport;
use crate::submission::{Mask, Outcome};

/// How far a commit went. What the plugin says afterwards does not change it.
#[derive(Debug, Clone)]
pub enum CommitProgress {
    /// Nothing was sent.
    Before,
    /// The intent is durable; the click may have been made.
    Intended,
    /// How it ended.
    Ended(CommitOutcome),
}

impl CommitProgress {
    /// The same without any of the applicant's values.
    #[must_use]
    pub(in crate::plugin) fn masked(self, mask: &Mask) -> Self {
        use CommitOutcome as O;
        let hide = |text: String| mask.apply(&text);
        match self {
            Self::Before => Self::Before,
            Self::Intended => Self::Intended,
            Self::Ended(O::Confirmed(receipt)) => Self::Ended(O::Confirmed(receipt.masked(mask))),
            Self::Ended(O::Refused(text)) => Self::Ended(O::Refused(hide(text))),
            Self::Ended(O::InDoubt(why)) => Self::Ended(O::InDoubt(hide(why))),
            Self::Ended(O::Unread(why)) => Self::Ended(O::Unread(hide(why))),
            Self::Ended(O::NotClicked(failure)) => Self::Ended(O::NotClicked(failure.masked(mask))),
        }
    }

    /// Whether it is known what became of it: nothing can be under way at the county any more.
    pub(in crate::plugin) fn is_known(&self) -> bool {
        use CommitOutcome as O;
        match self {
            Self::Before | Self::Ended(O::Confirmed(_) | O::Refused(_) | O::NotClicked(_)) => true,
            Self::Intended | Self::Ended(O::InDoubt(_) | O::Unread(_)) => false,
        }
    }

    /// Who says that it was sent: the county, as the host read it, or a plugin which claims so although no commit of the host's
    /// sent anything.
    pub fn send_report(&self, answer: Option<&Outcome>) -> Option<SendReport> {
        let claims = matches!(answer, Some(Outcome::Delivered { .. } | Outcome::InDoubt(_)));
        match self {
            Self::Before | Self::Ended(CommitOutcome::NotClicked(_)) => claims.then_some(SendReport::Claimed),
            Self::Ended(CommitOutcome::Confirmed(receipt)) if !receipt.number.trim().is_empty() => {
                Some(SendReport::Confirmed(receipt.clone()))
            }
            Self::Ended(CommitOutcome::Confirmed(_) | CommitOutcome::Unread(_)) => Some(SendReport::NumberMissing),
            Self::Intended | Self::Ended(CommitOutcome::Refused(_) | CommitOutcome::InDoubt(_)) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::{ActionError, Failure};
    use crate::plugin::sample;
    use crate::submission::{Doubt, Receipt};

    fn mask() -> Mask {
        Mask::full(&sample::fields())
    }

    fn failure(text: &str) -> Failure {
        Failure {
            error: ActionError::DialogOpen(text.to_owned()),
            item: None,
            address: "http://alder.test/send".to_owned(),
            title: text.to_owned(),
            hint: text.to_owned(),
        }
    }

    #[test]
    fn no_end_of_a_commit_shows_a_value() {
        use CommitOutcome as O;
        let text = || "Thank you, Quixworth".to_owned();
        let receipt = Receipt { number: "A-1".to_owned(), text: text() };
        for outcome in [
            O::Confirmed(receipt),
            O::Refused(text()),
            O::InDoubt(text()),
            O::Unread(text()),
            O::NotClicked(failure(&text())),
        ] {
            let shown = format!("{:?}", CommitProgress::Ended(outcome).masked(&mask()));
            assert!(shown.contains("Thank you") && !shown.contains("Quixworth"), "{shown}");
        }
    }

    /// A county's session is ended after these, and after no other.
    #[test]
    fn what_a_commit_came_to_is_known_or_in_doubt() {
        use CommitOutcome as O;
        let (text, receipt) = (String::new, Receipt { number: "A-1".to_owned(), text: String::new() });
        let check = |progress: CommitProgress, expect: bool| assert_eq!(progress.is_known(), expect, "{progress:?}");
        check(CommitProgress::Before, true);
        check(CommitProgress::Intended, false);
        check(CommitProgress::Ended(O::Confirmed(receipt)), true);
        check(CommitProgress::Ended(O::Refused(text())), true);
        check(CommitProgress::Ended(O::NotClicked(failure(""))), true);
        check(CommitProgress::Ended(O::InDoubt(text())), false);
        check(CommitProgress::Ended(O::Unread(text())), false);
    }

    #[test]
    fn a_claim_is_the_plugins_word_only_where_the_host_sent_nothing() {
        use CommitOutcome as O;
        let receipt = |number: &str| Receipt { number: number.to_owned(), text: String::new() };
        let claims =
            [Outcome::Delivered { receipt: receipt("B-2") }, Outcome::InDoubt(Doubt { reason: "?".to_owned() })];
        for claim in &claims {
            let reported = |progress: CommitProgress| progress.send_report(Some(claim));
            assert_eq!(reported(CommitProgress::Before), Some(SendReport::Claimed));
            assert_eq!(reported(CommitProgress::Ended(O::NotClicked(failure("")))), Some(SendReport::Claimed));
            assert_eq!(reported(CommitProgress::Intended), None);
            assert_eq!(reported(CommitProgress::Ended(O::InDoubt(String::new()))), None);
            assert_eq!(
                reported(CommitProgress::Ended(O::Confirmed(receipt("A-1")))),
                Some(SendReport::Confirmed(receipt("A-1")))
            );
        }
        assert_eq!(CommitProgress::Before.send_report(None), None);
        assert_eq!(CommitProgress::Ended(O::NotClicked(failure(""))).send_report(None), None);
        for outcome in [O::Confirmed(receipt(" ")), O::Unread("“—”".to_owned())] {
            assert_eq!(CommitProgress::Ended(outcome).send_report(None), Some(SendReport::NumberMissing));
        }
    }
}
