//! A failure before it is known where it happened, and what the browser's errors mean in the contract's cases.

use super::action_error::ActionError;
use super::readiness::Readiness;
use crate::browser::BrowserError;

/// An action's failure before it is known where it happened.
#[derive(Debug)]
pub(crate) struct RawFailure {
    pub(crate) error: ActionError,
    pub(crate) item: Option<u32>,
    pub(crate) gone: Option<Gone>,
    /// What to try next, where more is known than the error alone says.
    pub(crate) advice: Option<&'static str>,
}

/// What was there when the page was last looked at, and is not any more: worth another look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gone {
    Element,
    Frame,
    /// It is still there, out of what the driver takes for its window.
    View,
    /// It is still there, and a click on it went astray before the page heard of it.
    Aim,
    /// The same after it was pressed, of which the page heard.
    Press,
}

impl RawFailure {
    pub(crate) fn frame_gone(&self) -> bool {
        self.gone == Some(Gone::Frame)
    }

    pub(crate) fn stale(&self) -> bool {
        self.gone == Some(Gone::Element)
    }

    /// A click met something else, which heard nothing of it; described, and masked. `pressed` where what it was aimed at heard the press.
    pub(crate) fn missed(met: &str, pressed: bool) -> RawFailure {
        let covered_by = Some(met.to_owned());
        let error = ActionError::NotReady { wanted: String::new(), missing: Readiness::Uncovered, covered_by };
        RawFailure { gone: Some(if pressed { Gone::Press } else { Gone::Aim }), ..error.into() }
    }

    /// The click went astray, and may be made again.
    pub(crate) fn astray(&self) -> bool {
        matches!(self.gone, Some(Gone::Aim | Gone::Press))
    }

    /// The page heard the press of a click that went astray.
    pub(crate) fn pressed(&self) -> bool {
        self.gone == Some(Gone::Press)
    }

    /// Nothing was clicked, for the driver takes no such point.
    pub(crate) fn out_of_reach(&self) -> bool {
        self.gone == Some(Gone::View)
    }

    /// The page holds something else than what was put there.
    pub(crate) fn altered(&self) -> bool {
        matches!(self.error, ActionError::Altered { .. })
    }

    pub(crate) fn dialog_open(&self) -> bool {
        matches!(self.error, ActionError::DialogOpen(_))
    }
}

impl From<ActionError> for RawFailure {
    fn from(error: ActionError) -> RawFailure {
        RawFailure { error, item: None, gone: None, advice: None }
    }
}

impl From<BrowserError> for RawFailure {
    fn from(cause: BrowserError) -> RawFailure {
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
            // What it was is known to the action alone, which says it where it ends.
            BrowserError::Intercepted { .. } => unready(Readiness::Uncovered),
            BrowserError::NotInteractable { .. } => unready(Readiness::Visible),
            BrowserError::Stale | BrowserError::NoSuchElement => unready(Readiness::Attached),
            cause if cause.page_went_away() => unready(Readiness::Attached),
            BrowserError::Driver { code, .. } if code == "move target out of bounds" => unready(Readiness::Uncovered),
            BrowserError::Upload { .. } => {
                ActionError::NothingThere("document to hand over any more: its file cannot be read".to_owned())
            }
            BrowserError::Script { .. } => {
                ActionError::Unsupported("a page whose scripts break what every page has".to_owned())
            }
            BrowserError::Timeout { command } => ActionError::Unreachable {
                address: String::new(),
                status: None,
                retry_after_seconds: None,
                reason: format!("`{command}` got no answer in time"),
            },
            cause if cause.is_unexplained() => ActionError::Unreachable {
                address: String::new(),
                status: None,
                retry_after_seconds: None,
                reason: "the browser's driver failed and did not say why".to_owned(),
            },
            other => other.refusal().map_or(ActionError::BrowserLost, |code| {
                ActionError::Unsupported(format!("the browser's driver refuses it by `{code}`"))
            }),
        };
        if error == ActionError::BrowserLost {
            tracing::debug!(%cause, "the browser did not do a command");
        }
        let gone = match cause {
            BrowserError::Stale | BrowserError::NoSuchElement => Some(Gone::Element),
            cause if cause.page_went_away() => Some(Gone::Element),
            BrowserError::NoSuchFrame | BrowserError::NoSuchWindow => Some(Gone::Frame),
            BrowserError::NotInteractable { .. } => Some(Gone::View),
            _ => None,
        };
        RawFailure { error, item: None, gone, advice: None }
    }
}

fn unready(missing: Readiness) -> ActionError {
    ActionError::NotReady { wanted: String::new(), missing, covered_by: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::browser::PageText;

    #[test]
    fn what_a_driver_refuses_is_no_lost_browser() {
        #[track_caller]
        fn check(code: &str, expect: &ActionError) {
            let refused = BrowserError::Driver { code: code.to_owned(), message: PageText::default() };
            assert_eq!(RawFailure::from(refused).error, *expect, "{code}");
        }
        let unsupported = |code| ActionError::Unsupported(format!("the browser's driver refuses it by `{code}`"));
        check("invalid argument", &unsupported("invalid argument"));
        check("unable to capture screen", &unsupported("unable to capture screen"));
        check("session not created", &ActionError::BrowserLost);
        let unexplained = BrowserError::Driver { code: "unknown error".to_owned(), message: PageText::default() };
        assert!(matches!(RawFailure::from(unexplained).error, ActionError::Unreachable { status: None, .. }));
        check("an answer to `print_pdf` outside the protocol", &ActionError::BrowserLost);
        let lost = BrowserError::Lost { why: "the browser died".to_owned() };
        assert_eq!(RawFailure::from(lost).error, ActionError::BrowserLost);
    }
}
