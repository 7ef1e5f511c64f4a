//! Pages that a site sent as errors: what is missing there is the site's doing.

use url::Url;

use super::Document;
use crate::browser::Visit;
use crate::form::page::protocol::Problem;
use crate::form::types::{ActionError, without_query};

impl Document {
    /// How the server answered for the page of this address.
    pub(crate) fn visit(&self, href: &str) -> Option<Visit> {
        Url::parse(href).ok().and_then(|url| self.session.last_visit(&url))
    }

    /// Whether a page that was not seen before, and lacks what was looked for, came with a server error.
    pub(crate) fn is_new_error_page(&mut self, problem: &Problem) -> bool {
        self.take_new_document()
            && problem.href().and_then(|href| self.visit(href)).is_some_and(|visit| is_error_page(&visit))
    }

    /// The page as an error, where the server sent it as one.
    pub(crate) fn error_page(&self, href: &str) -> Option<ActionError> {
        let visit = self.visit(href).filter(is_error_page)?;
        Some(site_error(visit, href))
    }

    /// What is missing on a page that is an error of the site's is the site's doing, not the target's.
    pub(crate) fn blame_the_site(&self, error: ActionError, href: &str) -> ActionError {
        match error {
            ActionError::NoMatch(_) | ActionError::NotReady { .. } | ActionError::TimedOut(_) => {
                self.error_page(href).unwrap_or(error)
            }
            ActionError::Unreachable { address, status, retry_after_seconds, reason } if address.is_empty() => {
                ActionError::Unreachable { address: without_query(href), status, retry_after_seconds, reason }
            }
            other => other,
        }
    }
}

/// Whether the site sent the page as an error.
fn is_error_page(visit: &Visit) -> bool {
    visit.unreachable.is_some() || visit.status >= 500 || matches!(visit.status, 408 | 429)
}

fn site_error(visit: Visit, href: &str) -> ActionError {
    ActionError::Unreachable {
        address: without_query(href),
        status: Some(visit.status),
        retry_after_seconds: visit.retry_after_seconds.map(|seconds| u32::try_from(seconds).unwrap_or(u32::MAX)),
        reason: visit.unreachable.unwrap_or_else(|| format!("it answered with status {}", visit.status)),
    }
}
