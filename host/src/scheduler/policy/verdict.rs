//! The verdict on an application after an attempt or a question, and the verdicts that several ends share.

use jiff::Timestamp;

use super::moment::Moment;
use crate::ledger::{Complaint, Mark};
use crate::submission::{Event, Receipt};

/// Attempts at one application after which a person looks at it, whatever each ended in.
pub(super) const MAX_ATTEMPTS: u32 = 25;
/// What is said of a plugin that returns a delivery, or a doubt, without a commit.
pub(super) const CLAIMED: &str = "plugin fault: it claims to have sent what it never committed, so that something may have been sent by a way \
                       that its manifest does not declare";

/// What the application does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The application moves to another state.
    Move(Event),
    /// The application stays in doubt. The county could not be asked, and is asked again.
    AskAgain,
    /// The application stays in doubt. The county says that it has no such application, and is asked once more.
    CountyHasNone,
    /// The application stays in doubt. The host gave the question up for a reason of its own, and asks when it can.
    GivenUp,
}

/// What happens to the application, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub next: Next,
    /// What the ledger keeps of the end beside the move.
    pub mark: Option<Mark>,
    /// What the application was refused with, where it was.
    pub complaint: Option<Complaint>,
    /// The application is not worked on before this. A doubt has none: the ledger knows how long it settles.
    pub not_before: Option<Timestamp>,
    pub receipt: Option<Receipt>,
    /// The reason. The host adds no personal data to it.
    pub why: String,
}

impl Verdict {
    /// A move at once.
    pub fn of(event: Event, why: String) -> Self {
        Self { next: Next::Move(event), mark: None, complaint: None, not_before: None, receipt: None, why }
    }

    /// The move it makes, if it makes one.
    pub fn event(&self) -> Option<Event> {
        match self.next {
            Next::Move(event) => Some(event),
            Next::AskAgain | Next::CountyHasNone | Next::GivenUp => None,
        }
    }
}

/// The verdict of a delivery that the county confirmed; none where its receipt has no number.
pub(super) fn confirmed(how: &str, receipt: &Receipt) -> Option<Verdict> {
    let number = receipt.number.trim();
    (!number.is_empty())
        .then(|| Verdict { receipt: Some(receipt.clone()), ..Verdict::of(Event::Confirm, format!("{how}: {number}")) })
}

/// The one way back to the queue. After [`MAX_ATTEMPTS`] a person looks, whatever each attempt ended in.
pub(super) fn retry(why: &str, not_before: Option<Timestamp>, at: Moment) -> Verdict {
    if at.tries >= MAX_ATTEMPTS {
        return Verdict::of(Event::Escalate, format!("{MAX_ATTEMPTS} attempts came to nothing; the last: {why}"));
    }
    Verdict { not_before, ..Verdict::of(Event::Retry, why.to_owned()) }
}

/// Something may have been sent by a way that nobody declared.
pub(super) fn claimed() -> Verdict {
    Verdict { mark: Some(Mark::Fault), ..Verdict::of(Event::Doubt, CLAIMED.to_owned()) }
}

/// The county confirmed it, and no receipt number could be read.
pub(super) fn number_missing(why: &str) -> Verdict {
    Verdict { mark: Some(Mark::NumberMissing), ..Verdict::of(Event::Doubt, why.to_owned()) }
}
