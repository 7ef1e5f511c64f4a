//! What drivers answer when a command fails, as this module's own errors. A driver's message may hold text of a
//! page, and stays [`PageText`].

use fantoccini::error::{CmdError, ErrorStatus, NewSessionError};
use serde_json::Value;

use crate::browser::error::BrowserError;
use crate::browser::page_text::PageText;

pub(super) fn browser_error(command: &'static str, error: CmdError) -> BrowserError {
    let CmdError::Standard(error) = error else {
        return match error {
            CmdError::NotJson(_) | CmdError::NotW3C(_) | CmdError::Json(_) => {
                BrowserError::outside_the_protocol("an answer")
            }
            _ => BrowserError::lost("the driver hung up"),
        };
    };
    let message = || PageText::new(error.message.as_ref());
    match error.error {
        ErrorStatus::InvalidSessionId => BrowserError::lost("the browser is gone"),
        ErrorStatus::UnexpectedAlertOpen => {
            let text =
                error.data.as_ref().and_then(|data| data.get("text")).and_then(Value::as_str).unwrap_or_default();
            BrowserError::DialogOpen { text: PageText::new(text) }
        }
        ErrorStatus::NoSuchAlert => BrowserError::NoDialog,
        ErrorStatus::StaleElementReference | ErrorStatus::DetachedShadowRoot => BrowserError::Stale,
        ErrorStatus::NoSuchElement | ErrorStatus::NoSuchShadowRoot => BrowserError::NoSuchElement,
        ErrorStatus::NoSuchWindow => BrowserError::NoSuchWindow,
        ErrorStatus::NoSuchFrame => BrowserError::NoSuchFrame,
        ErrorStatus::Timeout | ErrorStatus::ScriptTimeout => BrowserError::Timeout { command },
        ErrorStatus::ElementClickIntercepted => BrowserError::Intercepted { message: message() },
        ErrorStatus::ElementNotInteractable
        | ErrorStatus::ElementNotSelectable
        | ErrorStatus::InvalidElementState
        | ErrorStatus::MoveTargetOutOfBounds => BrowserError::NotInteractable { message: message() },
        ErrorStatus::JavascriptError => BrowserError::Script { message: message() },
        ErrorStatus::UnknownError if SIGNS_OF_DEATH.iter().any(|sign| error.message.contains(sign)) => {
            BrowserError::lost("the browser died")
        }
        ErrorStatus::UnknownError if KEEPING.contains(&command) => {
            BrowserError::Driver { code: ErrorStatus::UnsupportedOperation.to_string(), message: message() }
        }
        ref status => BrowserError::Driver { code: status.to_string(), message: message() },
    }
}

/// What the two drivers answer, as an `unknown error`, when the browser under them is gone.
const SIGNS_OF_DEATH: [&str; 5] = [
    "Failed to decode response from marionette",
    "Failed to write request to marionette",
    "Failed to write response to stream",
    "not connected to DevTools",
    "tab crashed",
];

/// Commands by whose `unknown error` a driver says that it cannot keep such a page: it has no code of its own for that.
const KEEPING: [&str; 3] = ["print_pdf", "screenshot", "element_screenshot"];

/// Why a driver opened no session. No page was open yet, so its own message is safe to repeat; it is cut to a line's length.
pub(super) fn start_failure(error: &NewSessionError) -> String {
    const MAX_CHARS: usize = 400;
    let message = match error {
        // The client's name for an `unknown error`.
        NewSessionError::NotW3C(answer) => {
            answer.get("message").and_then(Value::as_str).unwrap_or("the driver gave no reason").to_owned()
        }
        error => error.to_string(),
    };
    message.chars().take(MAX_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use fantoccini::error::WebDriver;

    use super::*;

    #[test]
    fn an_unknown_error_is_a_refusal_where_a_page_is_kept() {
        #[track_caller]
        fn check(command: &'static str, message: &'static str, refusal: Option<&str>, unexplained: bool) {
            let error = WebDriver::new(ErrorStatus::UnknownError, message);
            let error = browser_error(command, CmdError::Standard(error));
            assert_eq!((error.refusal(), error.is_unexplained()), (refusal, unexplained), "{command} {message}");
        }
        check("print_pdf", "printing failed", Some("unsupported operation"), false);
        check("screenshot", "no picture", Some("unsupported operation"), false);
        check("execute", "a busy machine", None, true);
        check("print_pdf", "tab crashed", None, false);
    }
}
