//! Reads what drivers answer: values, images, and their ways to say that a page could not be shown. Pure.

use base64::Engine as _;
use serde_json::Value;
use url::Url;

use crate::browser::error::BrowserError;
use crate::browser::origin::Origin;

/// Scheme and host alone: paths and queries may hold an applicant's values.
pub(super) fn bare(url: &Url) -> String {
    Origin::of(url).map_or_else(|| format!("{}:", url.scheme()), |origin| origin.to_string())
}

/// Drivers report a page that could not be shown as an `unknown error` with the browser's own code for it.
pub(super) fn not_shown(url: &Url, error: BrowserError) -> BrowserError {
    let BrowserError::Driver { message, .. } = &error else {
        return error;
    };
    let message = message.reveal();
    let code = ["net::", "neterror?e="].iter().find_map(|sign| {
        let (_, after) = message.split_once(sign)?;
        Some(after.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>())
    });
    match code {
        Some(code) => {
            BrowserError::Unreachable { address: bare(url), reason: in_words(code), status: None, retry_after: None }
        }
        None => error,
    }
}

/// What a browser's code for a page that it does not show says, where the proxy saw nothing wrong in any answer.
fn in_words(code: String) -> String {
    match code.as_str() {
        "ERR_TOO_MANY_REDIRECTS" | "redirectLoop" => "it redirects without end".to_owned(),
        _ => code,
    }
}

pub(super) fn text(command: &'static str, value: Value) -> Result<String, BrowserError> {
    parsed(command, value)
}

pub(super) fn parsed<T: serde::de::DeserializeOwned>(command: &'static str, value: Value) -> Result<T, BrowserError> {
    serde_json::from_value(value).map_err(|_| unexpected(command))
}

pub(super) fn binary(command: &'static str, value: &Value) -> Result<Vec<u8>, BrowserError> {
    let encoded = value.as_str().ok_or_else(|| unexpected(command))?;
    base64::engine::general_purpose::STANDARD.decode(encoded).map_err(|_| unexpected(command))
}

pub(super) fn unexpected(command: &'static str) -> BrowserError {
    BrowserError::outside_the_protocol(&format!("an answer to `{command}`"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::browser::page_text::PageText;

    #[test]
    fn a_page_that_could_not_be_shown_is_the_countys_doing() {
        #[track_caller]
        fn check(message: &str, expect: Option<&str>) {
            let url = Url::parse("https://alder.test/apply?name=Ana").unwrap();
            let error = BrowserError::Driver { code: "unknown error".to_owned(), message: PageText::new(message) };
            match not_shown(&url, error) {
                BrowserError::Unreachable { address, reason, .. } => {
                    assert_eq!((address.as_str(), Some(reason.as_str())), ("https://alder.test", expect));
                }
                other => assert_eq!(expect, None, "{other}"),
            }
        }
        check("Reached error page: about:neterror?e=proxyConnectFailure&u=https%3A//x", Some("proxyConnectFailure"));
        check(
            "unknown error: net::ERR_TUNNEL_CONNECTION_FAILED\n  (Session info)",
            Some("ERR_TUNNEL_CONNECTION_FAILED"),
        );
        check("something else", None);
    }

    #[test]
    fn an_answer_that_makes_no_sense_is_an_error() {
        assert!(binary("screenshot", &Value::Null).is_err());
        assert!(binary("screenshot", &Value::from("?")).is_err());
        assert_eq!(binary("screenshot", &Value::from("AAE=")), Ok(vec![0, 1]));
        assert!(text("title", Value::from(1)).is_err());
    }
}
