//! The forms that a county's applications were delivered by, and in what a page differs from them. Pure.

use std::collections::BTreeMap;

use super::change::{Change, changes, likeness};
use super::skeleton::Skeleton;

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
    pub(super) fn differences(&self, page: &SeenPage) -> Option<Vec<Change>> {
        let here = self.0.get(&page.path);
        let moved = self.0.values().flatten().filter(|known| likeness(known, &page.skeleton) >= MOVED);
        let candidates: Vec<&Skeleton> = here.map_or_else(|| moved.collect(), |known| known.iter().collect());
        if candidates.iter().any(|known| known.signature() == page.skeleton.signature()) {
            return None;
        }
        let nearest = candidates.into_iter().max_by_key(|known| likeness(known, &page.skeleton))?;
        Some(changes(nearest, &page.skeleton))
    }
}
