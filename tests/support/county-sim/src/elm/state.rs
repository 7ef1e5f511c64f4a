//! What Elm's handlers work on.

use std::sync::Arc;

use super::submissions::Submissions;
use crate::site::Site;

/// The county, and what it says of submissions.
#[derive(Clone)]
pub(super) struct Elm {
    pub(super) site: Arc<Site>,
    pub(super) submissions: Arc<Submissions>,
}
