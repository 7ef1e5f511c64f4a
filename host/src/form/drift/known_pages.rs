//! The forms that a county's applications were delivered by, and in what a page differs from them. A difference is only what no
//! delivery has shown: neither an applicant's own values, nor a step, nor what an answer brings counts. Pure.

use std::collections::BTreeMap;

use super::change::{Change, MAX_CHANGES, changes, likeness};
use super::masked_text::alike;
use super::shown::{are_steps, asks_more, is_same_step, was_shown};
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

    /// The page as it is kept, if it is: masked with the values of whoever it was first seen with.
    pub(super) fn kept(&self, page: &SeenPage) -> Option<SeenPage> {
        let mut forms = self.of_path(&page.path).flat_map(|(path, forms)| forms.iter().map(move |form| (path, form)));
        let (path, form) = forms.find(|(_, form)| form.is_same(&page.skeleton))?;
        Some(SeenPage { path: path.clone(), skeleton: form.clone() })
    }

    /// In what this page differs from the nearest of its like: the forms of its step, or of a path that moved here. None where it is
    /// known, or like nothing that is known.
    pub(super) fn differences(&self, page: &SeenPage) -> Option<Vec<Change>> {
        let form = &page.skeleton;
        let mut here: Vec<&Skeleton> = self.of_path(&page.path).flat_map(|(_, forms)| forms).collect();
        if here.is_empty() {
            let moved: Vec<&Skeleton> =
                self.0.values().flatten().filter(|known| likeness(known, form) >= MOVED).collect();
            here.extend(nearest_of(&moved, form));
        }
        if here.iter().any(|known| known.is_same(form)) {
            return None;
        }
        let several = are_steps(&here);
        let step: Vec<&Skeleton> = here.iter().copied().filter(|known| !several || is_same_step(known, form)).collect();
        let nearest = nearest_of(&step, form)?;
        let mut changes = changes(nearest, form);
        changes.retain(|change| !was_shown(change, &step, &here));
        changes.truncate(MAX_CHANGES);
        (!changes.is_empty()).then_some(changes)
    }

    /// Whether a page that came after `seen`, on its path, asks for what a delivery was asked there beyond those. If not, what it shows
    /// is what the answers given there brought, for all that is known.
    pub(super) fn asks_more(&self, page: &SeenPage, seen: &[&Skeleton]) -> bool {
        let here: Vec<&Skeleton> = self.of_path(&page.path).flat_map(|(_, forms)| forms).collect();
        asks_more(&page.skeleton, seen, &here)
    }

    /// The forms of a path; if there are none, of those that it may be where it holds a value.
    fn of_path<'a>(&'a self, path: &'a str) -> impl Iterator<Item = (&'a String, &'a Vec<Skeleton>)> {
        let known = self.0.contains_key(path);
        self.0.iter().filter(move |(kept, _)| if known { *kept == path } else { alike(kept, path) })
    }
}

fn nearest_of<'a>(forms: &[&'a Skeleton], form: &Skeleton) -> Option<&'a Skeleton> {
    forms.iter().copied().max_by_key(|known| likeness(known, form))
}

#[cfg(test)]
mod tests;
