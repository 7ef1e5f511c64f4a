//! Who shares kept answers with whom. A name and nothing else.

use std::sync::Arc;

/// One release of one county.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Owner {
    pub(super) county: Arc<str>,
    pub(super) release: Arc<str>,
}
