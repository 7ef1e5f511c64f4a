//! One call of one release: what it is given and what it leaves.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use tokio_util::task::TaskTracker;

use super::barrier::CommitStage;
use super::guest::{Attachment, LogLine};
use crate::form::{Form, SeenPage, Shot, TraceLine};
use crate::ledger::{Lease, Ledger, LedgerError};
use crate::submission::{Calendar, Clock, Fields, Personal};

/// What a plugin is called for.
pub enum Task {
    /// At intake, without a browser.
    Check,
    /// Carries the application; may commit, under the lease.
    Submit {
        /// Where the intent is written.
        ledger: Ledger,
        /// Under which fence.
        lease: Lease,
        /// Whether it still may.
        passage: Passage,
        /// Where the ledger's writes run: not on the call's thread.
        writes: TaskTracker,
    },
    /// Asks whether the county has it.
    Reconcile {
        /// When the commit in doubt was intended.
        committed_at: Timestamp,
    },
    /// Walks the site without submitting.
    Probe,
}

/// The way past the point of no return: passed once, or closed before. Whoever closes it may drop the call; once it is
/// passed, the call has to be let finish.
#[derive(Debug, Clone, Default)]
pub struct Passage(Arc<AtomicU8>);

const OPEN: u8 = 0;
const PASSED: u8 = 1;
const CLOSED: u8 = 2;

impl Passage {
    /// Closes it; false if it was passed already.
    pub fn close(&self) -> bool {
        match self.0.compare_exchange(OPEN, CLOSED, Ordering::SeqCst, Ordering::SeqCst) {
            Ok(_) => true,
            Err(state) => state == CLOSED,
        }
    }

    /// Passes it; false if it was closed or passed before.
    pub(super) fn pass(&self) -> bool {
        self.0.compare_exchange(OPEN, PASSED, Ordering::SeqCst, Ordering::SeqCst).is_ok()
    }
}

/// Everything one call is given.
pub struct Job {
    /// What for.
    pub task: Task,
    /// The application by path.
    pub fields: Arc<Fields>,
    /// Its documents.
    pub attachments: Vec<Attachment>,
    /// Paths that ops let the plugin read.
    pub read: Vec<String>,
    /// The leased credentials: name, part.
    pub credentials: BTreeMap<String, BTreeMap<String, Personal>>,
    /// The county's site in a browser; none at `check`.
    pub form: Option<Form>,
    /// The time.
    pub clock: Clock,
    /// The county's calendar.
    pub calendar: Calendar,
}

impl Job {
    /// To see whether an instance can be made: no application, no browser.
    pub(super) fn of_nothing() -> Self {
        Self {
            task: Task::Check,
            fields: Arc::default(),
            attachments: Vec::new(),
            read: Vec::new(),
            credentials: BTreeMap::new(),
            form: None,
            clock: Clock::System,
            calendar: Calendar { zone: TimeZone::UTC, cutoff: Time::MAX, closed: BTreeSet::new() },
        }
    }
}

/// Why a call ended without an answer, by whose doing it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The plugin's: a trap, a limit on what it computes or holds, a broken contract. Function and line where known.
    #[error("plugin fault: {0}")]
    Plugin(String),
    /// The attempt's wall clock ran out: the county may be slow, or the plugin waits for what never comes.
    #[error("out of time: {0}")]
    TimedOut(String),
    /// The host's: there was no place to run it, or it is stopping.
    #[error("the host could not run the plugin: {0}")]
    Host(String),
}

impl Fault {
    /// The same fault with its words changed.
    pub(super) fn map(self, change: impl FnOnce(String) -> String) -> Self {
        match self {
            Self::Plugin(words) => Self::Plugin(change(words)),
            Self::TimedOut(words) => Self::TimedOut(change(words)),
            Self::Host(words) => Self::Host(change(words)),
        }
    }

    /// The kind's name, as in histories and metrics.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Plugin(_) => "plugin_fault",
            Self::TimedOut(_) => "timed_out",
            Self::Host(_) => "host_fault",
        }
    }
}

/// What one call left behind, whatever became of it.
pub struct Ran<T> {
    /// What the plugin returned, or why it returned nothing.
    pub answer: Result<T, Fault>,
    /// How far the commit went.
    pub stage: CommitStage,
    /// The ledger refused the intent: the attempt lost its lease.
    pub barrier_error: Option<LedgerError>,
    /// Whether the browser was lost on the way.
    pub browser_lost: bool,
    /// The last action that failed, with all that the host said of it, masked.
    pub last_failure: Option<String>,
    /// The forms that were seen.
    pub pages: Vec<SeenPage>,
    /// In what they differ from those that applications were delivered by; masked.
    pub suspicions: Vec<String>,
    /// Every action.
    pub trace: Vec<TraceLine>,
    /// Pictures.
    pub shots: Vec<Shot>,
    /// What the plugin wrote.
    pub log: Vec<LogLine>,
}

impl<T> Ran<T> {
    /// The call was never made: why, in words. The host's doing.
    pub(super) fn not_made(why: String) -> Self {
        Self {
            answer: Err(Fault::Host(why)),
            stage: CommitStage::Before,
            barrier_error: None,
            browser_lost: false,
            last_failure: None,
            pages: Vec::new(),
            suspicions: Vec::new(),
            trace: Vec::new(),
            shots: Vec::new(),
            log: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passage_is_passed_or_closed_and_never_both() {
        let passage = Passage::default();
        assert!(passage.close() && passage.close());
        assert!(!passage.pass());
        let passage = Passage::default();
        assert!(passage.pass() && !passage.pass());
        assert!(!passage.close());
    }
}
