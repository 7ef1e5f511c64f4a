//! One call of one release: what it is given and what it leaves. Plain values.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::access::Attachment;
use super::commit::CommitProgress;
use super::fault::Fault;
use super::log::LogLine;
use crate::browser::Farewell;
use crate::form::{DriftReport, Form, SeenPage, Shot, TraceLine};
use crate::ledger::LedgerError;
use crate::submission::{Calendar, Clock, Drift, Fields, LeasedCredentials};

/// Everything that every call is given.
pub struct Job {
    /// The application by path.
    pub fields: Arc<Fields>,
    pub attachments: Vec<Attachment>,
    /// Paths that ops let the plugin read.
    pub read: Vec<String>,
    pub credentials: LeasedCredentials,
    /// The county's site in a browser; none at `check`.
    pub form: Option<Form>,
    /// What the browser still does at the county afterwards, unless something may have been sent of which nobody knows what became.
    pub farewell: Option<Farewell>,
    pub clock: Clock,
    pub calendar: Calendar,
}

impl Job {
    /// To see whether an instance can be made: no application, no browser.
    pub(super) fn of_nothing() -> Self {
        Self {
            fields: Arc::default(),
            attachments: Vec::new(),
            read: Vec::new(),
            credentials: LeasedCredentials::default(),
            form: None,
            farewell: None,
            clock: Clock::System,
            calendar: Calendar::usual(TimeZone::UTC),
        }
    }
}

/// What one call left behind, whatever became of it. Masked: it is read by others than the plugin.
pub struct CallReport<T> {
    /// What the plugin returned, or why it returned nothing.
    pub answer: Result<T, Fault>,
    /// How far the commit went.
    pub progress: CommitProgress,
    /// The ledger refused the intent: the attempt lost its lease.
    pub barrier_error: Option<LedgerError>,
    /// Whether the browser was lost on the way.
    pub browser_lost: bool,
    /// The last action that failed, with all that the host said of it.
    pub last_failure: Option<String>,
    /// The commit was made over a socket: its outcome is the page's word alone.
    pub unwitnessed: bool,
    /// The site sent what nobody declared, and it was held before a commit.
    pub undeclared: Option<Drift>,
    /// The page that it ended on, its path and title.
    pub stood_on: Option<String>,
    /// The forms that were seen.
    pub pages: Vec<SeenPage>,
    /// In what they differ from those that are known.
    pub drift: DriftReport,
    /// The plugin came to its commit, which was refused for what the site became or because this is a rehearsal.
    pub refused_commit: bool,
    pub trace: Vec<TraceLine>,
    pub shots: Vec<Shot>,
    pub log: Vec<LogLine>,
}

impl<T> CallReport<T> {
    /// Of a call that ended, or was never made, before the browser was looked at.
    pub fn of_answer(answer: Result<T, Fault>) -> Self {
        Self {
            answer,
            progress: CommitProgress::Before,
            barrier_error: None,
            browser_lost: false,
            last_failure: None,
            unwitnessed: false,
            undeclared: None,
            stood_on: None,
            pages: Vec::new(),
            drift: DriftReport::default(),
            refused_commit: false,
            trace: Vec::new(),
            shots: Vec::new(),
            log: Vec::new(),
        }
    }
}
