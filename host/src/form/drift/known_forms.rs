//! The forms that a release of a county's plugin is known to work, and in what a page differs from them. A difference is only what no
//! accepted form has: neither an applicant's own values, nor a step, nor what an answer brings counts. Pure.

use serde::{Deserialize, Serialize};

use super::change::{Change, changes, likeness, sameness};
use super::masked_text::alike;
use super::seen_page::SeenPage;
use super::shown::{are_steps, asks_more, asks_nothing, is_same_page, is_same_step, may_be_one_page, was_shown};
use super::skeleton::Skeleton;
use super::weight::{ReleaseFit, Weight, weighed};

/// How much of a form, of 100, has to stand on a page of another path before it counts as the same page.
const MOVED: usize = 50;
/// As many known pages that differ in nothing but their headings have headings that change by themselves.
const MOVING_HEADINGS: usize = 12;
/// Forms kept of one release: what is new beyond that is not kept.
const MOST_FORMS: usize = 200;

/// The accepted forms of one release, and those that wait for somebody to accept them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KnownForms {
    /// How far the release is known to fit them.
    pub(super) release: ReleaseFit,
    pub(super) accepted: Vec<KnownForm>,
    pub(super) proposed: Vec<KnownForm>,
}

/// A form, and how it came to be known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownForm {
    /// The page that has it.
    #[serde(flatten)]
    pub page: SeenPage,
    /// How it came to be known.
    pub by: Origin,
}

/// A form that somebody accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedForm {
    /// The page that has it.
    pub page: SeenPage,
    /// What was known of the same step: it is forgotten, and this form stands in its place.
    pub forgotten: Vec<KnownForm>,
}

/// How a form came to be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Origin {
    /// A delivery of a version of the host that learnt from deliveries.
    Upgrade,
    /// The first delivery of the release.
    FirstDelivery,
    /// A delivery in which the release used every control of it, and nothing that was known of it was otherwise.
    Delivery,
    /// The release before has it, and its successor met nothing else in its place.
    ReleaseBefore,
    /// Somebody accepted it.
    Person,
    /// An attempt that was stopped before anything was sent. It waits for somebody, or for the release that is made for it.
    Attempt,
}

/// What a page is beside the forms that are known.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Beside {
    /// One of them; or none are known.
    Known,
    /// The nearest of them with these differences.
    Changed(Vec<Change>),
    /// Like none of them: all that it asks is new.
    NeverSeen(Vec<Change>),
}

impl KnownForms {
    /// From what [`to_text`](KnownForms::to_text) made.
    pub fn from_text(text: &str) -> serde_json::Result<KnownForms> {
        serde_json::from_str(text)
    }

    /// What a release begins with that follows the one that is known to work these. What waits for somebody was listed before it was
    /// installed: it was made for that.
    #[must_use]
    pub fn for_successor(mut self) -> KnownForms {
        self.release = ReleaseFit::Unproven;
        self.accepted.append(&mut self.proposed);
        self
    }

    /// What a release goes on with that served before and has none of its own: what was accepted, and nothing that was listed for
    /// another release. With nothing accepted it is known to fit nothing.
    #[must_use]
    pub fn for_earlier_release(mut self) -> KnownForms {
        self.release = if self.accepted.is_empty() { ReleaseFit::Unproven } else { ReleaseFit::Proven };
        self.proposed.clear();
        self
    }

    /// As it is kept.
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What a version of the host kept that learnt from deliveries.
    pub fn from_lines(pages: &[String]) -> KnownForms {
        let known = |page: &String| KnownForm { page: SeenPage::from_lines(page), by: Origin::Upgrade };
        let release = if pages.is_empty() { ReleaseFit::Unproven } else { ReleaseFit::Proven };
        KnownForms { release, accepted: pages.iter().map(known).collect(), proposed: Vec::new() }
    }

    /// Those that an attempt is compared with.
    pub fn accepted(&self) -> &[KnownForm] {
        &self.accepted
    }

    /// Those that wait for somebody.
    pub fn proposed(&self) -> &[KnownForm] {
        &self.proposed
    }

    /// The page as it is kept, if it is: masked with the values of whoever it was first seen with.
    pub(super) fn kept(&self, page: &SeenPage) -> Option<&SeenPage> {
        self.of_path(&page.path).into_iter().find(|kept| is_same_page(kept, page))
    }

    /// What this page is beside the nearest of its like: the forms of its step, or of a path that moved here, which none of the pages that
    /// the `attempt` saw has.
    pub(super) fn compare(&self, page: &SeenPage, attempt: &[SeenPage]) -> Beside {
        if self.accepted.is_empty() {
            return Beside::Known;
        }
        let form = &page.skeleton;
        let mut pages = self.of_path(&page.path);
        if pages.is_empty() {
            pages.extend(self.moved_here(page, attempt));
        }
        if pages.iter().any(|known| is_same_page(known, page)) {
            return Beside::Known;
        }
        if self.has_moving_headings(page) {
            return Beside::Known;
        }
        let several = are_steps(&pages);
        let of_step = |known: &&SeenPage| may_be_one_page(known, page) && (!several || is_same_step(known, page));
        let step = pages.iter().copied().filter(of_step).collect::<Vec<_>>();
        let (here, step) = (forms(&pages), forms(&step));
        let Some(nearest) = nearest_of(&step, form) else {
            return Beside::NeverSeen(changes(&Skeleton::default(), form));
        };
        let mut changes = changes(nearest, form);
        changes.retain(|change| !was_shown(change, &step, &here));
        if changes.is_empty() { Beside::Known } else { Beside::Changed(changes) }
    }

    /// Whether pages of this path that ask nothing and have these buttons are headed otherwise again and again: the headings are no part
    /// of what they are.
    fn has_moving_headings(&self, page: &SeenPage) -> bool {
        let alike = |kept: &&&SeenPage| page.skeleton.is_same(&kept.skeleton);
        asks_nothing(&page.skeleton) && self.of_path(&page.path).iter().filter(alike).count() >= MOVING_HEADINGS
    }

    /// Where the same form stood before, if not on this path.
    pub(super) fn moved_from(&self, page: &SeenPage, attempt: &[SeenPage]) -> Option<&str> {
        if self.accepted.is_empty() || !self.of_path(&page.path).is_empty() {
            return None;
        }
        self.moved_here(page, attempt).map(|moved| moved.path.as_str())
    }

    /// The known page of whatever path that is most like a page, if one is like it at all.
    fn moved_here(&self, page: &SeenPage, attempt: &[SeenPage]) -> Option<&SeenPage> {
        let rated = self.left_over(page, attempt).map(|known| (sameness(&known.skeleton, &page.skeleton), known));
        rated.filter(|(sameness, _)| *sameness >= MOVED).max_by_key(|(sameness, _)| *sameness).map(|(_, known)| known)
    }

    /// The known page that one which was never seen may have come of, and in what it differs from that.
    pub(super) fn most_like(&self, page: &SeenPage, attempt: &[SeenPage]) -> Option<(&str, Vec<Change>)> {
        let form = &page.skeleton;
        let left = self.left_over(page, attempt).filter(|known| likeness(&known.skeleton, form) >= MOVED);
        let nearest = left.max_by_key(|known| sameness(&known.skeleton, form))?;
        Some((&nearest.path, changes(&nearest.skeleton, form)))
    }

    /// The known pages of paths that the attempt did not come by, with at most twice as much on them, or half as much.
    fn left_over(&self, page: &SeenPage, attempt: &[SeenPage]) -> impl Iterator<Item = &SeenPage> {
        let length = page.skeleton.0.len();
        let as_long =
            move |known: &SeenPage| known.skeleton.0.len() <= 2 * length && length <= 2 * known.skeleton.0.len();
        let left_over = move |known: &SeenPage| !attempt.iter().any(|seen| seen.path == known.path);
        let pages = self.accepted.iter().map(|known| &known.page);
        pages.filter(move |known| left_over(known) && as_long(known) && may_be_one_page(known, page))
    }

    /// Whether a page that came after `seen`, on its path, asks for what an accepted form asks there beyond those. If not, what it shows
    /// is what the answers given there brought, for all that is known.
    pub(super) fn asks_more(&self, page: &SeenPage, seen: &[&Skeleton]) -> bool {
        let here: Vec<&Skeleton> = self.of_path(&page.path).into_iter().map(|kept| &kept.skeleton).collect();
        asks_more(&page.skeleton, seen, &here)
    }

    /// The forms of a path; if there are none, of those that it may be where it holds a value.
    fn of_path(&self, path: &str) -> Vec<&SeenPage> {
        let of = |is: &dyn Fn(&str) -> bool| -> Vec<&SeenPage> {
            self.accepted.iter().map(|kept| &kept.page).filter(|page| is(&page.path)).collect()
        };
        let known = of(&|kept| kept == path);
        if known.is_empty() { of(&|kept| alike(kept, path)) } else { known }
    }

    // ---- What becomes known --------------------------------------------------------------------------------------------

    /// After a delivery: what it saw first becomes known where nothing on it was left unanswered, and nothing known of it was otherwise.
    /// Of a new release all of it, with what was known of the release before and is not contradicted. What it disproves, or made known,
    /// waits no longer. Gives whether anything changed.
    pub fn learn(&mut self, pages: &[SeenPage], ignored: &[String]) -> bool {
        let learnt = self.learn_forms(pages, ignored);
        let waited = self.proposed.len();
        self.drop_known();
        self.drop_disproved(pages);
        learnt || self.proposed.len() != waited
    }

    fn learn_forms(&mut self, pages: &[SeenPage], ignored: &[String]) -> bool {
        let before = self.accepted.len();
        if self.release == ReleaseFit::Unproven {
            self.release = ReleaseFit::Proven;
            let earlier = std::mem::take(&mut self.accepted);
            self.accept_all(pages, Origin::FirstDelivery);
            let kept: Vec<KnownForm> = earlier.into_iter().filter(|known| self.agrees_with(&known.page)).collect();
            self.accept_all(kept.iter().map(|known| &known.page), Origin::ReleaseBefore);
            return true;
        }
        let mut completed = false;
        for page in pages {
            // What an earlier version kept says less: the same form, whole, takes its place.
            if let Some(known) = self.accepted.iter_mut().find(|known| {
                !known.page.skeleton.is_whole()
                    && known.page.path == page.path
                    && known.page.skeleton.is_same(&page.skeleton)
            }) {
                (known.page, completed) = (page.clone(), true);
            }
            let beside = self.compare(page, pages);
            let of_answers = |changes: &[Change]| changes.iter().all(Change::may_come_of_answers);
            let is_variant = match beside {
                Beside::Known => false,
                Beside::Changed(changes) | Beside::NeverSeen(changes) => {
                    let of_answers = of_answers(&changes);
                    let weighed = weighed(changes, ignored, self.release);
                    of_answers && weighed.iter().all(|(weight, _)| *weight == Weight::Notable)
                }
            };
            if is_variant {
                self.accept_all([page], Origin::Delivery);
            }
        }
        completed || self.accepted.len() != before
    }

    /// Keeps what an attempt met that is not known, for somebody to accept. The latest of a path takes the place of the one before it.
    /// Gives whether there was any.
    pub fn propose(&mut self, pages: &[SeenPage]) -> bool {
        let unknown = |page: &&SeenPage| !self.accepted.is_empty() && self.compare(page, pages) != Beside::Known;
        let pages: Vec<SeenPage> = pages.iter().filter(unknown).cloned().collect();
        let any = !pages.is_empty();
        for page in pages {
            // The same for another applicant keeps the name that somebody may have read of it.
            let same = |known: &&mut KnownForm| known.page.path == page.path && is_same_page(&known.page, &page);
            if let Some(known) = self.proposed.iter_mut().find(same) {
                known.page.missed = page.missed;
                continue;
            }
            self.proposed.retain(|known| known.page.path != page.path || !is_same_step(&known.page, &page));
            self.proposed.push(KnownForm { page, by: Origin::Attempt });
        }
        let surplus = self.proposed.len().saturating_sub(MOST_FORMS);
        self.proposed.drain(..surplus);
        any
    }

    /// Somebody accepts what was proposed: the page whose id begins so, or all. What was known of the same step and is contradicted goes.
    pub fn accept(&mut self, id: Option<&str>) -> Vec<AcceptedForm> {
        let id = id.map(str::to_ascii_lowercase);
        let is_meant = |known: &KnownForm| id.as_ref().is_none_or(|id| known.page.id().starts_with(id));
        let (meant, others): (Vec<_>, Vec<_>) = std::mem::take(&mut self.proposed).into_iter().partition(is_meant);
        self.proposed = others;
        let mut accepted = Vec::new();
        for known in meant {
            let now = KnownForms { accepted: vec![known.clone()], ..KnownForms::default() };
            let (kept, forgotten): (Vec<_>, Vec<_>) =
                std::mem::take(&mut self.accepted).into_iter().partition(|earlier| now.agrees_with(&earlier.page));
            self.accepted = kept;
            accepted.push(AcceptedForm { page: known.page, forgotten });
        }
        self.accept_all(accepted.iter().map(|form| &form.page), Origin::Person);
        self.drop_known();
        accepted.retain(|form| self.kept(&form.page).is_some());
        accepted
    }

    /// What is known by now waits for nobody.
    fn drop_known(&mut self) {
        let mut proposed = std::mem::take(&mut self.proposed);
        proposed
            .retain(|form| self.of_path(&form.page.path).is_empty() || self.compare(&form.page, &[]) != Beside::Known);
        self.proposed = proposed;
    }

    /// After a delivery that met a page as it is known: what an attempt met in its place before is there no more. Not what the delivery
    /// met itself.
    fn drop_disproved(&mut self, pages: &[SeenPage]) {
        let is_known = |page: &&SeenPage| self.compare(page, pages) == Beside::Known;
        let as_known: Vec<&SeenPage> = pages.iter().filter(is_known).collect();
        let mut proposed = std::mem::take(&mut self.proposed);
        proposed.retain(|form| {
            let has_steps = are_steps(&self.of_path(&form.page.path));
            let in_its_place = |page: &&&SeenPage| {
                alike(&page.path, &form.page.path)
                    && may_be_one_page(page, &form.page)
                    && (!has_steps || is_same_step(page, &form.page))
            };
            let met = pages.iter().any(|page| alike(&page.path, &form.page.path) && is_same_page(page, &form.page));
            met || !as_known.iter().any(|page| in_its_place(&page))
        });
        self.proposed = proposed;
    }

    /// Whether an earlier form is none of those that are accepted, or one of them for other answers.
    fn agrees_with(&self, earlier: &SeenPage) -> bool {
        if self.of_path(&earlier.path).is_empty() {
            return true;
        }
        match self.compare(earlier, &[]) {
            Beside::Known | Beside::NeverSeen(_) => true,
            Beside::Changed(changes) => changes.iter().all(Change::may_come_of_answers),
        }
    }

    /// Each as it is kept: once, however many applicants' values were hidden in it.
    fn accept_all<'p>(&mut self, pages: impl IntoIterator<Item = &'p SeenPage>, by: Origin) {
        for page in pages {
            if self.kept(page).is_some() {
                continue;
            }
            if self.accepted.len() >= MOST_FORMS {
                // What a delivery taught is taught again.
                let oldest = self.accepted.iter().position(|known| known.by == Origin::Delivery);
                if let (Some(oldest), true) = (oldest, by != Origin::Delivery) {
                    self.accepted.remove(oldest);
                }
            }
            if self.accepted.len() < MOST_FORMS {
                self.accepted.push(KnownForm { page: page.clone(), by });
            }
        }
    }

    /// In what a page differs from the accepted forms, as a person would say it.
    pub fn differences(&self, page: &SeenPage) -> Vec<String> {
        match self.compare(page, &[]) {
            Beside::Known => Vec::new(),
            Beside::NeverSeen(_) => vec!["a page that was never seen".to_owned()],
            Beside::Changed(changes) => changes.iter().map(Change::to_string).collect(),
        }
    }
}

fn forms<'a>(pages: &[&'a SeenPage]) -> Vec<&'a Skeleton> {
    pages.iter().map(|page| &page.skeleton).collect()
}

fn nearest_of<'a>(forms: &[&'a Skeleton], form: &Skeleton) -> Option<&'a Skeleton> {
    forms.iter().copied().max_by_key(|known| likeness(known, form))
}

#[cfg(test)]
mod tests;
