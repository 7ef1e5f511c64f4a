//! What the proxy of a session observed: how the county answered, and which requests that submit passed or were refused. It
//! grants nothing.

use url::Url;

/// How the county answered a request for a document, last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// HTTP status, as the proxy passed it on; 502 if `unreachable`, 403 if the proxy refused.
    pub status: u16,
    /// `Retry-After`, when given in seconds; a date is turned into seconds from the answer's own `Date`.
    pub retry_after_seconds: Option<u64>,
    /// After how many seconds its page goes on by itself (`Refresh`).
    pub refresh_seconds: Option<u64>,
    /// Where a redirect pointed to.
    pub location: Option<Url>,
    /// Set when the county did not answer at all: why.
    pub unreachable: Option<String>,
}

/// What the gate saw of requests that submit, or could.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SubmitSeen {
    /// That submit by the policy's rules, handed to the county since the last arming: 0 or 1. Counted before the first byte leaves.
    pub sent: u32,
    /// What else could have submitted between the arming and the disarming: to any path by another method than GET, HEAD,
    /// OPTIONS or TRACE, or by one of these where all others submit. Counted before the first byte leaves.
    pub possible_submits: u32,
    /// Reads that could have told the county something between the arming and the disarming: a page, a query, or what a script
    /// asked for.
    pub reads_with_possible_effect: u32,
    /// That submit, refused since the last disarming (or the session's start): unarmed, or one too many.
    pub refused: u32,
    /// That nobody declared, held since the last disarming (or the session's start).
    pub undeclared: u32,
    /// The county's status for the one that was sent; none if no answer came.
    pub answered: Option<u16>,
    /// No whole answer will come: the connection ended first, or the time for it.
    pub lost: bool,
}

impl SubmitSeen {
    /// Nothing that could have submitted was handed to the county so far.
    pub fn nothing_left(&self) -> bool {
        self.sent == 0 && self.possible_submits == 0 && self.reads_with_possible_effect == 0
    }
}

/// A request that may change something at the county, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsafeRequest {
    /// Its method and path, no query; the path is the page's own text: mask it.
    pub request: String,
    /// What became of it.
    pub fate: RequestFate,
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestFate {
    /// It was handed to the county, which has not answered yet.
    Sent,
    /// The county answered with this status.
    Answered(u16),
    /// The county did not answer.
    Unanswered,
    /// It was answered in the county's stead, and not sent.
    Dropped,
    /// It submits, and it was not the time.
    Held,
    /// Nobody declared it.
    Undeclared,
}

impl std::fmt::Display for RequestFate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            RequestFate::Sent => f.write_str("sent, not answered yet"),
            RequestFate::Answered(status) => write!(f, "status {status}"),
            RequestFate::Unanswered => f.write_str("no answer"),
            RequestFate::Dropped => f.write_str("dropped"),
            RequestFate::Held => f.write_str("held: it submits"),
            RequestFate::Undeclared => f.write_str("held: nobody declared it"),
        }
    }
}
