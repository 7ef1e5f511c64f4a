//! What a WebForms page posts, and what it is answered with: names without their containers, the control that posted, the
//! view state; and the answer to a partial update, in the form that such pages' scripts read.

use std::fmt::Write as _;

use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};

use super::pages::words;
use crate::county::Layout;
use crate::session::Ended;
use crate::values::Values;

/// What every view state begins with. The rest is a token of ours, and filling: real ones are this long, and stand before most
/// inputs in a body.
const MARK: &str = "/wEPDwUKLTI2";
const FILLING: usize = 20_000;

/// A post of the form.
pub(super) struct Postback {
    /// By the county's own names.
    pub(super) inputs: Values,
    /// The control that posted by script, by the county's own name.
    pub(super) target: String,
    pub(super) argument: String,
    /// The token inside the view state; empty for what is no view state.
    pub(super) token: String,
    /// A partial update: only a panel is asked for.
    pub(super) partial: bool,
}

impl Postback {
    pub(super) fn read(layout: Layout, headers: &HeaderMap, raw: &Values) -> Self {
        let prefix = format!("ctl00${}$", words(layout).holder);
        let own = |name: &str| name.strip_prefix(&prefix).map(str::to_owned);
        let hidden = |name: &str| raw.get(name).map_or("", String::as_str);
        Self {
            inputs: raw.iter().filter_map(|(name, value)| Some((own(name)?, value.clone()))).collect(),
            target: own(hidden("__EVENTTARGET")).unwrap_or_default(),
            argument: hidden("__EVENTARGUMENT").to_owned(),
            token: token_in(hidden("__VIEWSTATE")).to_owned(),
            partial: headers.get("x-microsoftajax").is_some_and(|value| value == "Delta=true"),
        }
    }

    /// The control that posted: a button by its own name, anything else by the script's word.
    pub(super) fn is_by(&self, control: &str) -> bool {
        self.target == control || self.target.is_empty() && self.inputs.contains_key(control)
    }
}

/// The view state that stands for a token.
pub(super) fn view_state(token: &str) -> String {
    let filling = "ZGQWAgIDD2QWAmYPDxYCHgRUZXh0ZWRk".chars().cycle().take(FILLING);
    format!("{MARK}{token}{}==", filling.collect::<String>())
}

fn token_in(view_state: &str) -> &str {
    const LENGTH: usize = 32;
    let whole = view_state.len() == MARK.len() + LENGTH + FILLING + 2;
    view_state.strip_prefix(MARK).filter(|_| whole).and_then(|rest| rest.get(..LENGTH)).unwrap_or_default()
}

/// The answer to a partial update: pieces of `length|kind|id|content|`, lengths in UTF-16 units as scripts count.
#[derive(Default)]
pub(super) struct Delta(String);

impl Delta {
    pub(super) fn piece(mut self, kind: &str, id: &str, content: &str) -> Self {
        // Writing to a String cannot fail.
        let _ = write!(self.0, "{}|{kind}|{id}|{content}|", content.encode_utf16().count());
        self
    }

    pub(super) fn into_response(self) -> Response {
        ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], self.0).into_response()
    }
}

/// A full page goes to the login; a partial update is told to go there.
pub(super) fn turned_away(why: Ended, partial: bool) -> Response {
    let to = match why {
        Ended::Never => "/Login.aspx",
        Ended::Evicted | Ended::TimedOut => "/Login.aspx?ReturnUrl=%2fApply.aspx",
    };
    if partial {
        return Delta::default().piece("pageRedirect", "", to).into_response();
    }
    Redirect::to(to).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_state_is_taken_whole_or_not_at_all() {
        let token = "0123456789abcdef0123456789abcdef";
        let whole = view_state(token);
        assert_eq!(token_in(&whole), token);
        assert_eq!(token_in(&whole[..whole.len() - 1]), "");
        assert_eq!(token_in(token), "");
        assert_eq!(token_in(""), "");
    }

    #[test]
    fn lengths_are_those_that_a_script_counts() {
        assert_eq!(Delta::default().piece("updatePanel", "p", "Ñ😀").0, "3|updatePanel|p|Ñ😀|");
    }
}
