//! What the requests of a county's site mean, by what its plugin declares: which ones submit, which others its walk needs, which are
//! answered without being sent, and what becomes of the rest. Pure: it decides nothing about when what submits may pass.
//!
//! - `request_rule`: what one request looks like: `path_pattern`, method, and `body_matcher` for what it holds
//! - `request_content`: what a request holds, read as any server could: `form_field`, `multipart`, `json_document`

mod body_matcher;
mod charset;
mod form_field;
mod header_value;
mod json_document;
mod json_pointer;
mod multipart;
mod path_pattern;
mod percent;
mod reading;
mod request_content;
mod request_rule;
mod scalar;

pub use body_matcher::BodyMatcher;
pub use json_pointer::{JsonPointer, NotAPointer};
pub use path_pattern::PathPattern;
pub use request_rule::{RequestMethod, RequestRule};
pub use scalar::Scalar;
use serde::{Deserialize, Serialize};

use self::reading::Reading;
pub(super) use self::request_content::RequestContent;
pub(super) use self::request_rule::RequestHead;

/// What the requests of a county's site mean.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RequestRules {
    /// These pass only when the gate is armed, and then exactly once.
    pub submits: Vec<RequestRule>,
    /// What else the walk needs.
    pub steps: Vec<Step>,
    /// Paths at which a page may open a WebSocket. What goes over it is seen by nobody.
    pub sockets: Vec<PathPattern>,
    /// What becomes of requests that may change something and are in neither.
    pub unknown: UnknownRequests,
}

/// A request that a walk needs, or that is answered in the county's stead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it looks like.
    pub request: RequestRule,
    /// Whether it is sent.
    pub delivery: Delivery,
}

/// Whether a request is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// To the county.
    Send,
    /// It is answered as received, and not sent: a beacon, analytics.
    Drop,
}

/// What becomes of requests that may change something and that nobody declared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UnknownRequests {
    /// They pass.
    #[default]
    Pass,
    /// They are held before they leave.
    Hold,
}

/// What a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Judgement {
    /// One that submits, or that cannot be told from one.
    Submits,
    /// One that the walk needs.
    Step,
    /// One that is answered and not sent.
    Dropped,
    /// One that may change something, in no list, and held for that.
    Undeclared,
    /// One that could submit all the same: by its method, or by its path.
    MaySubmit,
    /// One that only reads.
    Reads,
}

impl RequestRules {
    /// Every request to these paths that may change something submits; everything else passes.
    pub fn of_paths<'a>(paths: impl IntoIterator<Item = &'a str>) -> RequestRules {
        RequestRules { submits: paths.into_iter().map(RequestRule::from).collect(), ..RequestRules::default() }
    }

    /// Whether what a request holds has to be read before it is judged.
    pub(super) fn look_into(&self, head: &RequestHead<'_>) -> bool {
        let steps = self.steps.iter().map(|step| &step.request);
        head.is_unsafe() && self.submits.iter().chain(steps).any(|rule| rule.looks_into(head))
    }

    /// What a request is. What submits is looked at first: what cannot be read is taken for it.
    pub(super) fn judge(&self, head: &RequestHead<'_>, content: &RequestContent) -> Judgement {
        if self.submits.iter().any(|rule| rule.may_be_about(head, content) != Reading::No) {
            return Judgement::Submits;
        }
        match self.steps.iter().find(|step| step.request.is_about(head, content) == Reading::Yes) {
            Some(Step { delivery: Delivery::Drop, .. }) => return Judgement::Dropped,
            Some(_) => return Judgement::Step,
            None => {}
        }
        if head.is_unsafe() {
            return match self.unknown {
                UnknownRequests::Hold => Judgement::Undeclared,
                UnknownRequests::Pass => Judgement::MaySubmit,
            };
        }
        // A county may take by GET what it takes by POST, at one address.
        let watched = self.submits.iter().any(|rule| rule.watches_whole(head.path));
        if watched { Judgement::MaySubmit } else { Judgement::Reads }
    }

    /// Whether a page may open a WebSocket at this path.
    pub(super) fn allow_socket(&self, path: &str) -> bool {
        self.sockets.iter().any(|socket| socket.matches(path))
    }

    /// What is declared to be sent, for whoever has to correct it: `POST /login`, `/apply/*`.
    pub fn declared(&self) -> String {
        let sent = self.steps.iter().filter(|step| step.delivery == Delivery::Send).map(|step| &step.request);
        let all: Vec<String> = sent.chain(&self.submits).map(RequestRule::to_string).collect();
        if all.is_empty() { "none".to_owned() } else { all.join(", ") }
    }
}

#[cfg(test)]
mod tests;
