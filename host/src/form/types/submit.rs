//! What a manifest declares as submitting.

use crate::browser::{PathPattern, RequestRule};

/// Characters of a path or name that stand in an error.
const MAX_SHOWN: usize = 100;

/// What the manifest declares as submitting: a plain click on it is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Submit {
    /// A request: a form is sent so, or a link leads there.
    Request(RequestRule),
    /// A button's accessible name.
    Button(String),
    /// A path at which a WebSocket submits. No click shows it, and nobody sees what goes over it.
    Socket(PathPattern),
}

impl Submit {
    fn describe(&self) -> String {
        match self {
            Submit::Request(rule) => format!("the path {}", short(&rule.to_string())),
            Submit::Button(button) => format!("the button “{}”", short(button)),
            Submit::Socket(path) => format!("the socket {}", short(&path.to_string())),
        }
    }

    /// The request, if it is one.
    pub(crate) fn request(&self) -> Option<&RequestRule> {
        match self {
            Submit::Request(rule) => Some(rule),
            Submit::Button(_) | Submit::Socket(_) => None,
        }
    }
}

/// All that is declared, as one list.
pub(crate) fn describe_all(declared: &[Submit]) -> String {
    if declared.is_empty() {
        return "nothing".to_owned();
    }
    declared.iter().map(Submit::describe).collect::<Vec<_>>().join(", ")
}

/// What mends the manifest where its walk needs this request, by its method and path.
pub(crate) fn remedy(request: &str) -> String {
    let entry = match request.split_once(' ') {
        Some(("WebSocket", path)) => format!("`socket = \"{}\"`", short(path)),
        Some((method, path)) => format!("`method = \"{}\"` and `path = \"{}\"`", short(method), short(path)),
        None => "its `method` and `path`".to_owned(),
    };
    format!(
        "if the walk needs it, add `[[steps]]` with {entry} to the manifest (and `drop = true` where nothing needs an answer); if it submits, `[[submits]]`"
    )
}

/// As much of a path or name as an error shows.
pub(crate) fn short(text: &str) -> String {
    text.chars().take(MAX_SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remedy_names_the_entry_to_write() {
        let begins = |request: &str, expect: &str| assert!(remedy(request).contains(expect), "{}", remedy(request));
        begins("PUT /draft", "add `[[steps]]` with `method = \"PUT\"` and `path = \"/draft\"` to the manifest");
        begins("WebSocket /live", "add `[[steps]]` with `socket = \"/live\"` to the manifest");
    }
}
