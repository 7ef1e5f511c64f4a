//! What a request could do to the county, judged by its method, path and query. Pure.

use hyper::Method;
use url::Url;

use crate::browser::network_policy::NetworkPolicy;

/// What a request could do to the county.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// It goes to a path that submits, by a method that changes something.
    Submits,
    /// It could submit all the same: by its method, or by its path.
    MaySubmit,
    /// It reads, and its query may tell the county something.
    Queries,
    /// It reads a page: a county may take what it holds already when somebody comes there.
    OpensPage,
    /// It only reads.
    Reads,
}

impl Effect {
    pub(super) fn of(method: &Method, url: &Url, is_document: bool, policy: &NetworkPolicy) -> Effect {
        match (method.is_safe(), policy.submit_paths.matches(url.path())) {
            (false, true) => Effect::Submits,
            (true, false) if url.query().is_some_and(|query| !query.is_empty()) => Effect::Queries,
            (true, false) if is_document => Effect::OpensPage,
            (true, false) => Effect::Reads,
            _ => Effect::MaySubmit,
        }
    }
}
