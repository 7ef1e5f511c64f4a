//! What became of a county's site, of all the pages of one attempt: the list that a person works through.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fmt;

use super::change::Change;
use super::said::describe_each;
use super::seen_page::SeenPage;
use super::skeleton::MOST_CONTROLS;
use super::weight::{ReleaseFit, Weight};
use crate::submission::OnDrift;

/// Different pages of one attempt that are compared, and as many looks at them before something was answered.
pub(super) const MAX_PAGES: usize = 256;

/// What became of the site, as one attempt met it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DriftReport {
    pub(super) pages: Vec<PageDrift>,
    /// What the release looked for in vain where every known form has it.
    pub(super) missed: Vec<String>,
    pub(super) uncompared: BTreeSet<Uncompared>,
    pub(super) on_drift: OnDrift,
    /// How far the release was known to fit the site.
    pub(super) release: ReleaseFit,
}

/// What is compared with nothing, because there is too much of it: nobody can say that it is what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Uncompared {
    Controls,
    Pages,
}

/// What became of one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PageDrift {
    path: String,
    title: String,
    /// It is like none that is known; fatal or not.
    never_seen: Option<Weight>,
    /// The path that it was known by; of a page that was never seen, that of the one that it is most like.
    moved_from: Option<String>,
    changes: Vec<(Weight, Change)>,
}

impl PageDrift {
    pub(super) fn new(
        page: &SeenPage,
        never_seen: Option<Weight>,
        moved_from: Option<String>,
        changes: Vec<(Weight, Change)>,
    ) -> PageDrift {
        let title = page.headings.first().unwrap_or(&page.title).clone();
        PageDrift { path: page.path.clone(), title, never_seen, moved_from, changes }
    }

    /// Whether it ends the attempt for this very difference.
    pub(super) fn ends_for(&self, change: &Change) -> bool {
        self.changes.iter().any(|(weight, own)| *weight == Weight::Fatal && own == change)
    }

    fn said(&self) -> Vec<String> {
        let PageDrift { title, never_seen, moved_from, changes, .. } = self;
        let mut said = Vec::new();
        said.extend(never_seen.map(|_| format!("a page that was never seen, “{title}”")));
        said.extend(moved_from.as_ref().map(|before| match never_seen {
            Some(_) => format!("of those that are known, most like {before}"),
            None => format!("the page “{title}” stood at {before} before"),
        }));
        let mut changes: Vec<&(Weight, Change)> = changes.iter().collect();
        changes.sort_by_key(|(weight, _)| Reverse(*weight));
        said.extend(describe_each(changes.iter().map(|(_, change)| change)));
        said
    }

    fn weight(&self) -> Weight {
        let changes = self.changes.iter().map(|(weight, _)| *weight).max();
        self.never_seen.max(changes).unwrap_or(Weight::Notable)
    }
}

impl DriftReport {
    /// Whether nothing is to be sent.
    pub fn forbids_commit(&self) -> bool {
        self.on_drift == OnDrift::Hold && self.is_fatal()
    }

    /// Whether something could arrive as something else, or not at all.
    pub fn is_fatal(&self) -> bool {
        !self.missed.is_empty()
            || !self.uncompared.is_empty()
            || self.pages.iter().any(|page| page.weight() == Weight::Fatal)
    }

    /// Whether a delivery makes all of it known: the first one of a release.
    pub fn becomes_known(&self) -> bool {
        self.release == ReleaseFit::Unproven
    }

    /// Whether the site is what it was.
    pub fn is_empty(&self) -> bool {
        self.pages.is_empty() && self.missed.is_empty() && self.uncompared.is_empty()
    }

    /// Each page, and what is to be said of it: what could let something else arrive first.
    pub fn pages(&self) -> Vec<(&str, Vec<String>)> {
        self.pages.iter().map(|page| (page.path.as_str(), page.said())).collect()
    }

    /// What the release looked for in vain.
    pub fn missed(&self) -> &[String] {
        &self.missed
    }

    /// What was compared with nothing, and why.
    pub fn uncompared(&self) -> Vec<String> {
        self.uncompared.iter().map(Uncompared::to_string).collect()
    }

    /// One line for each page, and one for what was missed or not compared.
    pub fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> =
            self.pages().into_iter().map(|(path, said)| format!("{path}: {}", said.join("; "))).collect();
        if !self.missed.is_empty() {
            lines.push(format!("looked for in vain: {}", self.missed.join("; ")));
        }
        lines.extend(self.uncompared());
        lines
    }
}

impl fmt::Display for Uncompared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, most) = match self {
            Uncompared::Controls => ("a page asks more than is compared", MOST_CONTROLS),
            Uncompared::Pages => ("the attempt met more pages than are compared", MAX_PAGES),
        };
        write!(f, "{what} ({most}); where that is as it should be, let the county go on with on_drift = \"note\"")
    }
}

/// All of it on one line.
impl fmt::Display for DriftReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines().join("; "))
    }
}
