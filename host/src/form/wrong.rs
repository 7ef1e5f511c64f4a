//! A failure before it is known where it happened, and what the browser's errors mean in the contract's words.

use url::Url;

use super::failure::ActionError;
use crate::browser::BrowserError;

/// An action's failure before it is known where it happened.
#[derive(Debug)]
pub(super) struct Wrong {
    pub(super) error: ActionError,
    pub(super) item: Option<u32>,
    pub(super) gone: Option<Gone>,
}

/// What was there when the page was last looked at, and is not any more: worth another look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gone {
    Element,
    Frame,
}

impl Wrong {
    pub(super) fn frame_gone(&self) -> bool {
        self.gone == Some(Gone::Frame)
    }

    pub(super) fn stale(&self) -> bool {
        self.gone == Some(Gone::Element)
    }

    pub(super) fn dialog_open(&self) -> bool {
        matches!(self.error, ActionError::DialogOpen(_))
    }
}

impl From<ActionError> for Wrong {
    fn from(error: ActionError) -> Wrong {
        Wrong { error, item: None, gone: None }
    }
}

impl From<BrowserError> for Wrong {
    fn from(cause: BrowserError) -> Wrong {
        let error = match &cause {
            BrowserError::DialogOpen { text } => ActionError::DialogOpen(text.reveal().to_owned()),
            BrowserError::NoDialog => ActionError::NothingThere("open dialog".to_owned()),
            BrowserError::NoSuchWindow => ActionError::NothingThere("window any more: it was closed".to_owned()),
            BrowserError::NoSuchFrame => ActionError::NothingThere("such frame any more".to_owned()),
            BrowserError::Forbidden { address } => ActionError::ForbiddenAddress(address.clone()),
            BrowserError::Unreachable { address, reason, status, retry_after } => ActionError::Unreachable {
                address: address.clone(),
                status: *status,
                retry_after_seconds: retry_after.map(|after| u32::try_from(after.as_secs()).unwrap_or(u32::MAX)),
                reason: reason.clone(),
            },
            BrowserError::Timeout { command } => ActionError::Unreachable {
                address: String::new(),
                status: None,
                retry_after_seconds: None,
                reason: format!("`{command}` got no answer in time"),
            },
            _ => ActionError::BrowserLost,
        };
        if error == ActionError::BrowserLost {
            tracing::debug!(%cause, "the browser did not do a command");
        }
        let gone = match cause {
            BrowserError::Stale | BrowserError::NoSuchElement => Some(Gone::Element),
            BrowserError::NoSuchFrame | BrowserError::NoSuchWindow => Some(Gone::Frame),
            _ => None,
        };
        Wrong { error, item: None, gone }
    }
}

/// An address as it may stand in an error.
pub(super) fn without_query(address: &str) -> String {
    match Url::parse(address) {
        Ok(mut url) => {
            url.set_query(None);
            url.set_fragment(None);
            url.into()
        }
        Err(_) => String::new(),
    }
}
