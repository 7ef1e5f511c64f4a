//! Drift: a page that differs from every form which an application was delivered by, named as differences that a person can act
//! on before anything is sent. It warns and explains; whether work waits is decided elsewhere.

use std::collections::BTreeMap;
use std::time::Duration;

use url::Url;

use super::Form;
use super::failure::ActionError;
use super::skeleton::{Change, Skeleton, in_words};
use super::trace::TraceLine;
use super::visit::RawPage;

/// Pages of one attempt that are remembered.
const MAX_PAGES: usize = 64;

/// How much of a form, of 100, has to stand on a page of another path before it counts as the same page.
const MOVED: usize = 50;

/// The forms that applications of a county were delivered by, by path.
#[derive(Clone, Debug, Default)]
pub struct KnownPages(BTreeMap<String, Vec<Skeleton>>);

/// A form as an attempt saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenPage {
    /// The path of its address, numbers left out; masked.
    pub path: String,
    /// Its controls and buttons.
    pub skeleton: Skeleton,
}

impl SeenPage {
    /// As it is kept: the path, then the form.
    pub fn to_text(&self) -> String {
        format!("{}\n{}", self.path, self.skeleton.to_text())
    }
}

impl KnownPages {
    /// Puts together what was kept, each as [`SeenPage::to_text`] made it.
    pub fn from_texts(pages: &[String]) -> KnownPages {
        let mut known: BTreeMap<String, Vec<Skeleton>> = BTreeMap::new();
        for (path, skeleton) in pages.iter().map(|page| page.split_once('\n').unwrap_or((page, ""))) {
            known.entry(path.to_owned()).or_default().push(Skeleton::from_text(skeleton));
        }
        KnownPages(known)
    }

    /// In what this page differs from the nearest of its like: the forms of its path, or of one that moved here. None where it is
    /// known, or like nothing that is known.
    fn differences(&self, page: &SeenPage) -> Option<Vec<Change>> {
        let here = self.0.get(&page.path);
        let moved = self.0.values().flatten().filter(|known| known.likeness(&page.skeleton) >= MOVED);
        let candidates: Vec<&Skeleton> = here.map_or_else(|| moved.collect(), |known| known.iter().collect());
        if candidates.iter().any(|known| known.signature() == page.skeleton.signature()) {
            return None;
        }
        let nearest = candidates.into_iter().max_by_key(|known| known.likeness(&page.skeleton))?;
        Some(nearest.changes(&page.skeleton))
    }
}

impl Form {
    /// Remembers a page that was looked at, and says so in the trace when it is not what it was.
    pub(super) fn see_page(&mut self, page: &RawPage) {
        let seen = SeenPage { path: self.path_of(&page.href), skeleton: page.skeleton.clone() };
        self.signature = Some(seen.skeleton.signature());
        if self.pages.len() >= MAX_PAGES || self.pages.contains(&seen) {
            return;
        }
        if let Some(changes) = self.settings.known_pages.differences(&seen) {
            let words = in_words(&changes);
            // What a page says goes to sealed places only.
            tracing::warn!(differences = changes.len(), "drift suspected");
            self.suspicions.push(format!("{}: {words}", seen.path));
            self.trace.push(TraceLine {
                seq: self.actions,
                kind: "drift-suspected".to_owned(),
                target: seen.path.clone(),
                value: Some(words),
                duration: Duration::ZERO,
                commands: 0,
                result: "ok".to_owned(),
                signature: self.signature.clone(),
            });
        }
        self.pages.push(seen);
    }

    /// Looks at the page that an attempt ended on: a plugin may have turned back before any action failed.
    pub async fn look_for_drift(&mut self) {
        if let Ok(page) = self.look_at_page().await {
            self.see_page(&page);
        }
    }

    /// What the site did to the page that an action failed on, as far as it explains the failure.
    pub(super) fn explained_by_drift(&self, error: &ActionError, page: &RawPage) -> Option<String> {
        let wanted = match error {
            ActionError::NoMatch(mismatch) | ActionError::NoSuchOption(mismatch) => mismatch.wanted.to_lowercase(),
            ActionError::TimedOut(instead) => instead.wanted.to_lowercase(),
            _ => return None,
        };
        let seen = SeenPage { path: self.path_of(&page.href), skeleton: page.skeleton.clone() };
        let changes = self.settings.known_pages.differences(&seen)?;
        let renamed = changes.iter().find_map(|change| match change {
            Change::Renamed { from, to, .. } if wanted.contains(&format!("“{}", from.to_lowercase())) => Some(to),
            _ => None,
        });
        let target = renamed.map_or_else(String::new, |to| format!("; likely the new target is “{to}”"));
        Some(format!("the site changed since the last delivery: {}{target}", in_words(&changes)))
    }

    fn path_of(&self, href: &str) -> String {
        let path = Url::parse(href).map(|url| url.path().to_owned()).unwrap_or_default();
        self.settings.full_mask.apply(&super::skeleton::without_numbers(&path))
    }
}
