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
    /// Where a redirect pointed to.
    pub location: Option<Url>,
    /// Set when the county did not answer at all: why.
    pub unreachable: Option<String>,
}

/// What the gate saw of requests that submit, or could.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SubmitSeen {
    /// To one of the policy's submit paths, handed to the county since the last arming: 0 or 1. Counted before the first byte leaves.
    pub sent: u32,
    /// What else could have submitted between the arming and the disarming: to any path by another method than GET, HEAD,
    /// OPTIONS or TRACE, or to a submit path by one of these. Counted before the first byte leaves.
    pub possible_submits: u32,
    /// Reads that could have told the county something between the arming and the disarming: a page, or a query.
    pub reads_with_possible_effect: u32,
    /// To one of the policy's submit paths, refused since the last disarming (or the session's start): unarmed, or one too many.
    pub refused: u32,
    /// The county's status for the one that was sent; none if no answer came.
    pub answered: Option<u16>,
    /// No whole answer will come: the connection ended first, or the time for it.
    pub lost: bool,
}
