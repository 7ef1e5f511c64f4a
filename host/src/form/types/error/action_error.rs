//! Why an action failed, in the contract's cases. Texts of the page that stand in it are masked before it leaves the engine.

use std::borrow::Cow;

use super::alteration::{AlterationKind, HIDDEN};
use super::readiness::Readiness;

/// Nothing matched, or too much did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// What was looked for, described.
    pub wanted: String,
    /// What the page has instead; masked.
    pub found: Vec<String>,
    /// What to try, where more is known than the error alone says.
    pub advice: Option<Cow<'static, str>>,
    /// Whether only a part of what there is was seen: what was looked for may be in the rest.
    pub partial: bool,
    /// Whether there is more than `found`, which has the nearest.
    pub more: bool,
}

impl Mismatch {
    /// What was looked for, and what there is.
    pub fn new(wanted: impl Into<String>, found: Vec<String>) -> Mismatch {
        Mismatch { wanted: wanted.into(), found, advice: None, partial: false, more: false }
    }
}

/// Why an action failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActionError {
    /// No element is what the target says.
    NoMatch(Mismatch),
    /// Several elements are.
    ManyMatches(Mismatch),
    /// The element did not become ready within the bound.
    NotReady {
        /// What was looked for.
        wanted: String,
        /// Which state was missing.
        missing: Readiness,
        /// What covers it, where that was the reason.
        covered_by: Option<String>,
    },
    /// The browser itself would hold the form back: `found` are its controls that it holds invalid, and what it says of each.
    Invalid(Mismatch),
    /// The list does not offer this.
    NoSuchOption(Mismatch),
    /// The control holds something else than what was typed.
    Altered {
        /// The control, described.
        control: String,
        /// How it differs.
        kind: AlterationKind,
        /// What it holds; masked.
        actual: String,
        /// Its length in characters.
        actual_length: u32,
    },
    /// None of the conditions came true in time; what stands there instead.
    TimedOut(Mismatch),
    /// A dialog stands open; its text, masked.
    DialogOpen(String),
    /// There is no dialog, window or frame of that kind.
    NothingThere(String),
    /// The site does not answer, or answers with an error.
    Unreachable {
        /// Without its query.
        address: String,
        /// Where there was an answer.
        status: Option<u16>,
        /// What the site asked for, in seconds.
        retry_after_seconds: Option<u32>,
        /// How it failed.
        reason: String,
    },
    /// An address outside the manifest's origins.
    ForbiddenAddress(String),
    /// What submits was about to be done plainly, or was done by the page and held back.
    Submits {
        /// What the action was done to, described.
        wanted: String,
        /// The request that the gate blocked, method and path, masked; none where the action itself was refused.
        blocked: Option<String>,
    },
    /// The page was about to send what the manifest does not declare, and it was held back.
    Undeclared {
        /// What the manifest declares to be sent.
        declared: String,
        /// The request, method and path, masked.
        request: String,
    },
    /// `commit` refused: the site is not what the release is known to fit. In what it differs, a line for each page.
    Drifted(String),
    /// `commit` refused: all is ready for it, and this is a rehearsal.
    Rehearsed,
    /// `commit` refused: these required fields were not placed, or these documents not handed over.
    Incomplete(Vec<String>),
    /// `commit` was called before.
    AlreadyCommitted,
    /// The target, selector or argument is malformed.
    Malformed(String),
    /// A bound was reached.
    Limit(String),
    /// This host does not do that yet.
    Unsupported(String),
    /// The browser is gone, or did what none of its kind does.
    BrowserLost,
}

impl ActionError {
    /// Every text in it that a page may have said.
    pub(crate) fn texts(&mut self) -> Vec<&mut String> {
        match self {
            ActionError::NoMatch(found)
            | ActionError::ManyMatches(found)
            | ActionError::Invalid(found)
            | ActionError::NoSuchOption(found)
            | ActionError::TimedOut(found) => std::iter::once(&mut found.wanted).chain(&mut found.found).collect(),
            ActionError::NotReady { wanted, covered_by, .. } => {
                std::iter::once(wanted).chain(covered_by.as_mut()).collect()
            }
            ActionError::Altered { control, actual, .. } => vec![control, actual],
            ActionError::DialogOpen(text)
            | ActionError::NothingThere(text)
            | ActionError::ForbiddenAddress(text)
            | ActionError::Drifted(text)
            | ActionError::Malformed(text)
            | ActionError::Limit(text)
            | ActionError::Unsupported(text) => vec![text],
            ActionError::Unreachable { address, reason, .. } => vec![address, reason],
            ActionError::Submits { wanted, blocked } => std::iter::once(wanted).chain(blocked.as_mut()).collect(),
            ActionError::Undeclared { request, .. } => vec![request],
            ActionError::Incomplete(_)
            | ActionError::Rehearsed
            | ActionError::AlreadyCommitted
            | ActionError::BrowserLost => Vec::new(),
        }
    }

    /// How long a value is that the plugin may not read, only the control's own limit tells.
    pub(crate) fn without_hidden_length(mut self) -> ActionError {
        if let ActionError::Altered { kind, actual, actual_length, .. } = &mut self
            && actual == HIDDEN
            && *kind != AlterationKind::Cut
        {
            *actual_length = 0;
        }
        self
    }

    /// The error's name in the contract, as in the trace.
    pub fn name(&self) -> &'static str {
        match self {
            ActionError::NoMatch(_) => "no-match",
            ActionError::ManyMatches(_) => "many-matches",
            // The form is what is not ready to be sent.
            ActionError::NotReady { .. } | ActionError::Invalid(_) => "not-ready",
            ActionError::NoSuchOption(_) => "no-such-option",
            ActionError::Altered { .. } => "altered",
            ActionError::TimedOut(_) => "timed-out",
            ActionError::DialogOpen(_) => "dialog-open",
            ActionError::NothingThere(_) => "nothing-there",
            ActionError::Unreachable { .. } => "unreachable",
            ActionError::ForbiddenAddress(_) => "forbidden-address",
            ActionError::Submits { .. } => "submits",
            // The contract's word for a page that is not what was looked for.
            ActionError::Undeclared { .. } | ActionError::Drifted(_) | ActionError::Rehearsed => "no-match",
            ActionError::Incomplete(_) => "incomplete",
            ActionError::AlreadyCommitted => "already-committed",
            ActionError::Malformed(_) => "malformed",
            ActionError::Limit(_) => "limit",
            ActionError::Unsupported(_) => "unsupported",
            ActionError::BrowserLost => "browser-lost",
        }
    }
}
