//! The barrier before the point of no return: how far a commit went, and what of it the ledger is told at once.

use tokio_util::task::TaskTracker;
use tracing::Instrument as _;

use super::job::Passage;
use crate::form::CommitOutcome;
use crate::ledger::{Lease, Ledger, LedgerError, Word};
use crate::submission::{CommitIntent, Mask, Outcome, PluginDigest};

/// How far a commit went. What the plugin says afterwards does not change it.
#[derive(Debug, Clone)]
pub enum CommitStage {
    /// Nothing was sent.
    Before,
    /// The intent is durable; the click may have been made.
    Intended,
    /// How it ended.
    Ended(CommitOutcome),
}

impl CommitStage {
    /// The same without any of the applicant's values.
    #[must_use]
    pub(super) fn masked(self, mask: &Mask) -> Self {
        use CommitOutcome as O;
        let words = |text: String| mask.apply(&text);
        match self {
            Self::Before => Self::Before,
            Self::Intended => Self::Intended,
            Self::Ended(O::Confirmed(receipt)) => Self::Ended(O::Confirmed(receipt.masked(mask))),
            Self::Ended(O::Refused(text)) => Self::Ended(O::Refused(words(text))),
            Self::Ended(O::InDoubt(why)) => Self::Ended(O::InDoubt(words(why))),
            Self::Ended(O::Unread(why)) => Self::Ended(O::Unread(words(why))),
            Self::Ended(O::NotClicked(failure)) => Self::Ended(O::NotClicked(failure.masked(mask))),
        }
    }

    /// Whose word there is that it was sent: the county's, which the host read, or that of a plugin which answered so although
    /// no commit of the host's sent anything.
    pub fn word(&self, answer: Option<&Outcome>) -> Option<Word> {
        let claims = matches!(answer, Some(Outcome::Delivered { .. } | Outcome::InDoubt(_)));
        match self {
            Self::Before | Self::Ended(CommitOutcome::NotClicked(_)) => claims.then_some(Word::Claimed),
            Self::Ended(CommitOutcome::Confirmed(receipt)) if !receipt.number.trim().is_empty() => {
                Some(Word::Confirmed(receipt.clone()))
            }
            Self::Ended(CommitOutcome::Confirmed(_) | CommitOutcome::Unread(_)) => Some(Word::Unread),
            Self::Intended | Self::Ended(CommitOutcome::Refused(_) | CommitOutcome::InDoubt(_)) => None,
        }
    }
}

/// What is needed to make durable what becomes of a send. Only a submission has it. The ledger's one connection for writing is
/// never held on the call's thread, which may have to wait for every other: its writes run on the runtime, to their end, also
/// where the call is dropped. The lease's fence makes one that comes too late harmless.
pub(super) struct Barrier {
    pub(super) ledger: Ledger,
    pub(super) lease: Lease,
    pub(super) plugin: PluginDigest,
    pub(super) passage: Passage,
    pub(super) writes: TaskTracker,
    /// The full one: what is kept is read by others than the plugin.
    pub(super) mask: Mask,
}

impl Barrier {
    /// Passes the point of no return: nobody drops this call from here on. False if that was forbidden before.
    pub(super) fn pass(&self) -> bool {
        self.passage.pass()
    }

    /// Makes the intent to send durable.
    pub(super) async fn intend(&self) -> Result<CommitIntent, LedgerError> {
        let (ledger, lease, plugin) = (self.ledger.clone(), self.lease.clone(), self.plugin.clone());
        self.written(async move { ledger.intend(&lease, &plugin).await }).await
    }

    /// Keeps whose word there is that it was sent. One that cannot be kept now is kept before the work ends.
    pub(super) async fn keep(&self, stage: &CommitStage, answer: Option<&Outcome>) {
        let Some(word) = stage.clone().masked(&self.mask).word(answer) else { return };
        let (ledger, lease) = (self.ledger.clone(), self.lease.clone());
        if let Err(error) = self.written(async move { ledger.keep_word(&lease, &word).await }).await {
            tracing::warn!(%error, "what is known of the send could not be kept yet");
        }
    }

    async fn written<T: Send + 'static>(&self, write: impl Future<Output = T> + Send + 'static) -> T {
        match self.writes.spawn(write.in_current_span()).await {
            Ok(done) => done,
            Err(ended) => match ended.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                // The runtime ends, and this call with it.
                Err(_) => std::future::pending().await,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::form::{ActionError, Failure};
    use crate::plugin::full_mask;
    use crate::submission::{Application, Doubt, Fields, Receipt};

    fn mask() -> Mask {
        let body = serde_json::json!({
            "applicant": { "name": { "first": "Ada", "last": "Quixworth" }, "birth_date": "1980-01-02", "language": "en",
                           "marital_status": "single" },
            "home": { "kind": "none", "city": "Alder", "state": "CA", "zip": "95001" },
            "household": [],
            "finances": { "monthly_income": "1.00", "cash_on_hand": "0.00", "monthly_rent": "1.50", "pays_utilities": true },
            "contact_preference": "mail",
            "signature": { "signed_on": "2026-11-20" }
        });
        let application = Application::parse(body.to_string().as_bytes(), jiff::civil::Date::MAX).unwrap();
        full_mask(&Fields::of(&application), &BTreeMap::new())
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
    fn no_end_of_a_commit_tells_a_value() {
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
            let told = format!("{:?}", CommitStage::Ended(outcome).masked(&mask()));
            assert!(told.contains("Thank you") && !told.contains("Quixworth"), "{told}");
        }
    }

    #[test]
    fn a_claim_is_the_plugins_word_only_where_the_host_sent_nothing() {
        use CommitOutcome as O;
        let receipt = |number: &str| Receipt { number: number.to_owned(), text: String::new() };
        let claims =
            [Outcome::Delivered { receipt: receipt("B-2") }, Outcome::InDoubt(Doubt { reason: "?".to_owned() })];
        for claim in &claims {
            let word = |stage: CommitStage| stage.word(Some(claim));
            assert_eq!(word(CommitStage::Before), Some(Word::Claimed));
            assert_eq!(word(CommitStage::Ended(O::NotClicked(failure("")))), Some(Word::Claimed));
            assert_eq!(word(CommitStage::Intended), None);
            assert_eq!(word(CommitStage::Ended(O::InDoubt(String::new()))), None);
            assert_eq!(word(CommitStage::Ended(O::Confirmed(receipt("A-1")))), Some(Word::Confirmed(receipt("A-1"))));
        }
        assert_eq!(CommitStage::Before.word(None), None);
        assert_eq!(CommitStage::Ended(O::NotClicked(failure(""))).word(None), None);
        for outcome in [O::Confirmed(receipt(" ")), O::Unread("“—”".to_owned())] {
            assert_eq!(CommitStage::Ended(outcome).word(None), Some(Word::Unread));
        }
    }
}
