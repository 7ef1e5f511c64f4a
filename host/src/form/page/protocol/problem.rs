//! What the script says where it cannot give the answer.

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::browser::ElementRef;
use crate::form::types::Readiness;

/// Why a request was not answered, tagged `error`. What a page says in it is not masked.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "error", rename_all = "kebab-case")]
pub(crate) enum Problem {
    /// The document has no script yet.
    NoScript,
    /// The document is on its way to another one, and did not get there in the time for it.
    Stuck,
    /// The click before it did not meet what was clicked; what it met, described.
    Missed {
        cover: String,
        /// The press met it, and only what followed did not. The page heard of nothing else.
        pressed: bool,
    },
    /// A mistake in the request itself: no waiting mends it.
    Malformed { reason: String },
    /// No element is what the target says.
    None {
        /// Texts of what there is of its kind.
        near: Vec<String>,
        /// Which scope was not found, from 1; 0 where the element was not.
        scope: usize,
        /// The label's text stands there and labels nothing.
        unlabelled: bool,
        /// Of a list only a part was seen.
        partial: bool,
        /// What has the name that was looked for, and another role.
        alike: Vec<Alike>,
        href: Option<String>,
    },
    /// Several are; the first of them, described.
    Many { found: Vec<String>, scope: usize, href: Option<String> },
    /// The element is there and not ready.
    Unready { missing: Readiness, cover: Option<String>, href: Option<String> },
    /// The browser holds back the form that it would send: its controls that are invalid, described, and what is said of each.
    Invalid { controls: Vec<String> },
    /// A control that was filled before no longer holds what was put there.
    Changed(Changed),
    /// The element that was to be used left the document.
    Stale,
    /// A list is being scrolled through, and what was seen so far is not it.
    Scrolling { near: Vec<String> },
    /// A list's option may come up once its search field is typed into.
    Search { entry: ElementRef },
}

/// An element of another role than was looked for.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Alike {
    /// Empty where it has none.
    pub(crate) role: String,
    pub(crate) name: String,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Changed {
    /// Which placing it undid.
    pub(crate) id: u64,
    pub(crate) expect: String,
    pub(crate) actual: String,
    /// The plugin may not read what the control holds.
    pub(crate) hidden: bool,
    pub(crate) control: String,
    /// Its element is another one since, or gone.
    pub(crate) redrawn: bool,
}

impl Problem {
    /// Where the element may still come, or become ready.
    pub(crate) fn may_pass(&self) -> bool {
        matches!(self, Problem::None { .. } | Problem::Unready { .. })
    }

    /// What an answer says in its stead, if it does.
    pub(crate) fn of(answer: &Value) -> Option<Problem> {
        Problem::deserialize(answer).ok()
    }

    /// The address of the page that has it.
    pub(crate) fn href(&self) -> Option<&str> {
        match self {
            Problem::None { href, .. } | Problem::Many { href, .. } | Problem::Unready { href, .. } => href.as_deref(),
            _ => None,
        }
    }
}

/// An answer, or what the script says instead.
#[derive(Clone, Debug)]
pub(crate) struct Reply<A>(pub(crate) Result<A, Problem>);

/// What tells the two apart.
#[derive(Deserialize)]
struct Tag {
    error: Option<String>,
}

impl<'de, A: DeserializeOwned> Deserialize<'de> for Reply<A> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Reply<A>, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let tag = Tag::deserialize(&value).map_err(D::Error::custom)?;
        let reply = match tag.error {
            Some(_) => serde_json::from_value(value).map(Err),
            None => serde_json::from_value(value).map(Ok),
        };
        reply.map(Reply).map_err(D::Error::custom)
    }
}

/// What stands beside any answer of a document that had no script yet.
#[derive(Deserialize)]
pub(crate) struct NewDocument {
    /// Its path and title: which page it is.
    fresh: Option<String>,
}

impl NewDocument {
    /// Which page it is, where this is an answer of a document's that was not asked before.
    pub(crate) fn of(answer: &Value) -> Option<String> {
        NewDocument::deserialize(answer).ok()?.fresh
    }
}
