//! What an attempt saw of the site's forms, and where one is not what it was. It warns and explains; whether work waits is decided
//! elsewhere.

use super::change::{Change, describe_all};
use super::known_pages::{KnownPages, SeenPage};
use super::skeleton::Skeleton;
use crate::form::types::ActionError;

/// Pages of one attempt that are remembered.
const MAX_PAGES: usize = 64;

/// The forms of one attempt, beside those that are known.
#[derive(Debug, Default)]
pub(crate) struct DriftWatch {
    known: KnownPages,
    pages: Vec<SeenPage>,
    /// Where a page was not what it was.
    suspicions: Vec<String>,
    /// Of the page that was measured last in this action.
    signature: Option<String>,
}

impl DriftWatch {
    pub(crate) fn new(known: KnownPages) -> DriftWatch {
        DriftWatch { known, ..DriftWatch::default() }
    }

    /// Remembers a page that was measured. Gives back in what it differs from all that are known, when that is news.
    pub(crate) fn see(&mut self, page: SeenPage) -> Option<String> {
        self.signature = Some(page.skeleton.signature());
        // Kept once, however many applicants' values were hidden in it.
        let page = self.known.kept(&page).unwrap_or(page);
        if self.pages.len() >= MAX_PAGES || self.pages.contains(&page) {
            return None;
        }
        let came_of_site = |_: &Vec<Change>| !self.came_of_answers(&page);
        let differences = self.known.differences(&page).filter(came_of_site).map(|changes| {
            // What a page says goes to sealed places only.
            tracing::warn!(differences = changes.len(), "drift suspected");
            describe_all(&changes)
        });
        self.suspicions.extend(differences.iter().map(|differences| format!("{}: {differences}", page.path)));
        self.pages.push(page);
        differences
    }

    /// What the site did to the page that an action failed on, as far as it explains the failure.
    pub(crate) fn explain(&self, error: &ActionError, page: &SeenPage) -> Option<String> {
        let wanted = match error {
            ActionError::NoMatch(mismatch) | ActionError::NoSuchOption(mismatch) | ActionError::TimedOut(mismatch) => {
                mismatch.wanted.to_lowercase()
            }
            _ => return None,
        };
        let changes = self.known.differences(page)?;
        let renamed = changes.iter().find_map(|change| match change {
            Change::Renamed { from, to, .. } if wanted.contains(&format!("“{}", from.to_lowercase())) => Some(to),
            _ => None,
        });
        if renamed.is_none() && self.came_of_answers(page) {
            return None;
        }
        let target = renamed.map_or_else(String::new, |to| format!("; likely the new target is “{to}”"));
        Some(format!("The site changed since the last delivery: {}{target}.", describe_all(&changes)))
    }

    /// Whether the site need not have changed for this page to be as it is: this attempt has seen its path as it is known, and went on
    /// from there to what no delivery came to.
    fn came_of_answers(&self, page: &SeenPage) -> bool {
        let before = self.pages.iter().filter(|seen| seen.path == page.path && self.known.kept(seen).is_some());
        let before: Vec<&Skeleton> = before.map(|seen| &seen.skeleton).collect();
        !before.is_empty() && !self.known.asks_more(page, &before)
    }

    /// A new action has measured nothing yet.
    pub(crate) fn forget_signature(&mut self) {
        self.signature = None;
    }

    pub(crate) fn signature(&self) -> Option<&str> {
        self.signature.as_deref()
    }

    /// The forms that were seen, and in what they differ from those known; masked.
    pub(crate) fn take(&mut self) -> (Vec<SeenPage>, Vec<String>) {
        (std::mem::take(&mut self.pages), std::mem::take(&mut self.suspicions))
    }
}
