//! What a request could do to the county, by what it is and what it asks for. Pure.

use url::Url;

use crate::browser::request_rules::Judgement;

/// What a request could do to the county.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// It submits, or cannot be told from what does.
    Submits,
    /// It may submit, and more of it than can be read.
    TooLarge,
    /// It could submit all the same: by its method, or by its path.
    MaySubmit,
    /// It may change something, nobody declared it, and the policy holds what nobody declared.
    Undeclared,
    /// It reads, and its query may tell the county something.
    Queries,
    /// It reads a page: a county may take what it holds already when somebody comes there.
    OpensPage,
    /// It only reads.
    Reads,
}

impl Effect {
    /// None of what is not sent at all.
    pub(super) fn of(judgement: Judgement, url: &Url, is_document: bool) -> Option<Effect> {
        Some(match judgement {
            Judgement::Submits => Effect::Submits,
            Judgement::Step | Judgement::MaySubmit => Effect::MaySubmit,
            Judgement::Undeclared => Effect::Undeclared,
            Judgement::Reads if url.query().is_some_and(|query| !query.is_empty()) => Effect::Queries,
            Judgement::Reads if is_document => Effect::OpensPage,
            Judgement::Reads => Effect::Reads,
            Judgement::Dropped => return None,
        })
    }
}
