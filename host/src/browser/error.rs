//! What can go wrong in a browser, each with who is to blame. `Display` never repeats text of a
//! page: that travels in [`PageText`].

use std::time::Duration;

use super::missing::Missing;
use super::page_text::PageText;

/// What is said of an answer that is none, and the driver's code where there is no session.
const OUTSIDE_THE_PROTOCOL: &str = "outside the protocol";
const NO_SESSION: &str = "session not created";
/// The driver's code for what it has no other for: mostly it passes.
const UNKNOWN: &str = "unknown error";

/// Why a command did not do its work. `Display` never repeats text of a page.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BrowserError {
    /// The session is gone, its processes with it; every later call answers the same. The host's doing (a browser died, hung
    /// beyond the deadline, or the host is stopping): start again with a new one.
    #[error("the browser session is lost: {why}")]
    Lost {
        /// What ended it.
        why: String,
    },
    /// The driver gave up on a command at a limit of its own (page load, script); the session is usable. Mostly the county's doing.
    #[error("`{command}` took longer than its limit")]
    Timeout { command: &'static str },
    /// A dialog is open and was kept open; nothing else works until it is answered. The plugin's to deal with.
    #[error("a dialog is open")]
    DialogOpen {
        /// Its text.
        text: PageText,
    },
    /// There is no dialog to answer.
    #[error("no dialog is open")]
    NoDialog,
    /// The element is no longer in its page.
    #[error("the element is no longer in the page")]
    Stale,
    /// The driver knows no such element.
    #[error("no such element")]
    NoSuchElement,
    /// The window was closed, or never was.
    #[error("no such window")]
    NoSuchWindow,
    /// The frame is gone, or the element is none.
    #[error("no such frame")]
    NoSuchFrame,
    /// The address is not on an origin that the session may reach, or has a scheme other than http and https. The plugin's doing.
    #[error("{address} is outside the session's origins")]
    Forbidden {
        /// Scheme and host; no path, no query.
        address: String,
    },
    /// The county's site did not answer, or answered with a server error (5xx). The county's doing: later again.
    #[error("{address} is unavailable: {reason}")]
    Unreachable {
        /// Scheme and host; no path, no query.
        address: String,
        /// What happened to the connection, or the status.
        reason: String,
        /// The HTTP status, when there was an answer.
        status: Option<u16>,
        /// How long the county asked to be left alone.
        retry_after: Option<Duration>,
    },
    /// Something lies over the element where the click would go.
    #[error("another element would receive the click")]
    Intercepted {
        /// The driver's message.
        message: PageText,
    },
    /// The element is there but takes no input: hidden, disabled, read-only, or out of view.
    #[error("the element takes no input")]
    NotInteractable {
        /// The driver's message.
        message: PageText,
    },
    /// A script threw.
    #[error("a script failed in the page")]
    Script {
        /// What it threw.
        message: PageText,
    },
    /// Something this machine lacks.
    #[error("{what}; {fix}")]
    Missing {
        what: String,
        /// What to do about it.
        fix: String,
    },
    /// A file for an upload could not be handed into the sandbox. The host's doing.
    #[error("an upload could not be prepared: {reason}")]
    Upload {
        /// Why; no file name.
        reason: String,
    },
    /// What the browser kept could not be looked at. The host's doing.
    #[error("a download cannot be read: {reason}")]
    Download {
        /// Why; no file name.
        reason: String,
    },
    /// The browser could not be started. The host's doing: again, and `doctor` if it stays.
    #[error("the browser did not start: {reason}")]
    Start {
        /// What was seen, before any page was open.
        reason: String,
    },
    /// Any other error of the driver.
    #[error("the driver answered `{code}`")]
    Driver {
        /// The W3C error code.
        code: String,
        /// The driver's message.
        message: PageText,
    },
}

impl BrowserError {
    pub(super) fn lost(why: impl Into<String>) -> BrowserError {
        BrowserError::Lost { why: why.into() }
    }

    /// The driver answered, and not as the protocol prescribes.
    pub(super) fn outside_the_protocol(answer: &str) -> BrowserError {
        BrowserError::Driver { code: format!("{answer} {OUTSIDE_THE_PROTOCOL}"), message: PageText::default() }
    }

    /// By which code the driver refused a command of a session that goes on, where nothing more is known of it.
    pub(crate) fn refusal(&self) -> Option<&str> {
        match self {
            BrowserError::Driver { code, .. }
                if ![NO_SESSION, UNKNOWN].contains(&code.as_str()) && !code.ends_with(OUTSIDE_THE_PROTOCOL) =>
            {
                Some(code)
            }
            _ => None,
        }
    }

    /// Whether the driver failed without saying why, in a session that goes on: it may do the same later.
    pub(crate) fn is_unexplained(&self) -> bool {
        matches!(self, BrowserError::Driver { code, .. } if code == UNKNOWN)
    }
}

/// What both drivers say where the document went away under a command.
const WENT_AWAY: [&str; 10] = [
    "unload",
    "context was destroyed",
    "context id",
    "detached",
    "Inspected target",
    "AbortError",
    "Actor",
    "browsing context has been discarded",
    "dead object",
    "does not belong to the document",
];
/// The same where it is the driver's own word: what a page throws may name its `navigator`.
const NAVIGATED: &str = "navigat";

impl BrowserError {
    /// Whether the document went away under the command.
    pub(crate) fn page_went_away(&self) -> bool {
        let (BrowserError::Script { message } | BrowserError::Driver { message, .. }) = self else { return false };
        let says = |sign: &str| message.reveal().contains(sign);
        WENT_AWAY.into_iter().any(says) || matches!(self, BrowserError::Driver { .. }) && says(NAVIGATED)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
impl BrowserError {
    pub(super) fn start(reason: impl ToString) -> BrowserError {
        BrowserError::Start { reason: reason.to_string() }
    }

    pub(super) fn upload(reason: impl ToString) -> BrowserError {
        BrowserError::Upload { reason: reason.to_string() }
    }

    pub(super) fn download(reason: impl ToString) -> BrowserError {
        BrowserError::Download { reason: reason.to_string() }
    }
}

impl From<Missing> for BrowserError {
    fn from(Missing { what, fix }: Missing) -> BrowserError {
        BrowserError::Missing { what, fix }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_went_away_is_distinguished_from_what_a_page_throws() {
        let script = |message: &str| BrowserError::Script { message: PageText::new(message) };
        let driver = |message: &str| BrowserError::Driver { code: UNKNOWN.to_owned(), message: PageText::new(message) };
        assert!(driver("aborted by navigation: loader has changed").page_went_away());
        assert!(script("document unloaded while waiting for result").page_went_away());
        assert!(!script("navigator.share is not a function").page_went_away());
        assert!(!driver("cannot take a picture").page_went_away());
    }
}
