//! What an attempt saw of the site's forms, what it did with them, and where one is not what it was. Whether that ends the attempt
//! is asked before the commit; what follows for the county is decided elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Change, What};
use super::known_forms::{Beside, KnownForms};
use super::masked_text::fold;
use super::report::{DriftReport, MAX_PAGES, PageDrift, Uncompared};
use super::said::describe_all;
use super::seen_page::SeenPage;
use super::shown::{is_same_page, is_same_step};
use super::skeleton::{Skeleton, Use, without_moments};
use super::weight::{ReleaseFit, Weight, weighed};
use crate::form::types::{ActionError, Finder, Target};
use crate::submission::OnDrift;

/// Controls of one attempt of which it is remembered that they were used.
const MAX_USED: usize = 5_000;
/// Targets that are remembered as missing.
const MAX_MISSED: usize = 100;

/// What an attempt compares the site with, and what follows from a difference.
#[derive(Clone, Debug, Default)]
pub struct Watched {
    /// The forms that are known.
    pub known: KnownForms,
    /// Labels of controls that the manifest says to leave alone.
    pub ignored: Vec<String>,
    /// What follows from a difference that could let something else arrive.
    pub on_drift: OnDrift,
    /// Nothing is to be sent, whatever the site is like.
    pub is_rehearsal: bool,
}

/// What likely stands for what the site took away; masked.
#[derive(Clone, Debug)]
pub(crate) struct Likely {
    /// ARIA role.
    pub(crate) role: String,
    pub(crate) label: String,
}

/// What was looked for in vain, masked, and the page that it was looked for on.
#[derive(Debug)]
struct Missed {
    wanted: String,
    page: SeenPage,
}

/// The forms of one attempt, beside those that are known.
#[derive(Debug, Default)]
pub(crate) struct DriftWatch {
    watched: Watched,
    /// Each page as it was measured last.
    pages: Vec<SeenPage>,
    /// The one of them that it stands on.
    current: Option<usize>,
    /// Pages of the same steps as they were before that: another household member's, or before something was answered.
    earlier: Vec<SeenPage>,
    /// What the attempt met and is compared with nothing.
    uncompared: BTreeSet<Uncompared>,
    /// Something was used since the last of them came.
    used_since: bool,
    /// What was done with which control, by what the page's script calls it.
    used: BTreeMap<String, Use>,
    /// The questions that the release names itself, of what it used.
    named: BTreeSet<String>,
    /// What the release looked for where every known form has it, and did not find.
    missed: Vec<Missed>,
    /// A commit was asked for, and refused for what is known of the site or because it is a rehearsal: the plugin was done with every page.
    refused: bool,
    /// The last action failed for that, and what likely stands in its place.
    missed_now: bool,
    likely: Option<Likely>,
    /// Forms whose differences stand in the trace.
    noted: BTreeSet<String>,
    /// Of the page that was measured last in this action.
    signature: Option<String>,
}

impl DriftWatch {
    pub(crate) fn new(watched: Watched) -> DriftWatch {
        DriftWatch { watched, ..DriftWatch::default() }
    }

    /// Notes that the plugin used a control, and by which texts it found it.
    pub(crate) fn note_used(&mut self, keys: &[String], how: Use, target: &Target) {
        self.used_since |= !keys.is_empty();
        let texts = target.scopes.iter().chain([&target.by]).filter_map(Finder::literal).map(as_question);
        self.named.extend(texts.take(MAX_USED.saturating_sub(self.named.len())));
        for key in keys {
            if self.used.len() < MAX_USED || self.used.contains_key(key) {
                let did = self.used.entry(key.clone()).or_default();
                *did = how.max(*did);
            }
        }
    }

    /// Remembers a page that was measured. Gives back in what it differs from all that are known, when that is news.
    pub(crate) fn see(&mut self, page: SeenPage) -> Option<String> {
        let signature = page.skeleton.signature();
        self.signature = Some(signature.clone());
        let differences = if self.noted.insert(signature) { self.differences_at_sight(&page) } else { None };
        if page.asks_too_much {
            self.uncompared.insert(Uncompared::Controls);
        }
        let at = self.pages.iter().position(|seen| is_one_page(seen, &page));
        match at {
            Some(at) => {
                let before = std::mem::replace(&mut self.pages[at], page);
                let is_kept = |seen: &SeenPage| is_same_page(seen, &before);
                if !is_kept(&self.pages[at]) && !self.earlier.iter().any(is_kept) {
                    if self.earlier.len() < MAX_PAGES {
                        self.earlier.push(before);
                    } else {
                        self.uncompared.insert(Uncompared::Pages);
                    }
                }
            }
            None if self.pages.len() < MAX_PAGES => {
                self.pages.push(page);
                self.used_since = false;
            }
            None => {
                self.uncompared.insert(Uncompared::Pages);
            }
        }
        self.current = at.or(self.pages.len().checked_sub(1));
        differences
    }

    /// What can be said of a page before the plugin is done with it.
    fn differences_at_sight(&self, page: &SeenPage) -> Option<String> {
        let Beside::Changed(changes) = self.watched.known.compare(page, &self.pages) else { return None };
        if self.came_of_answers(page) {
            return None;
        }
        // What a page says goes to sealed places only.
        tracing::warn!(differences = changes.len(), "drift suspected");
        Some(describe_all(&changes))
    }

    /// What the site did to the page that an action failed on, as far as it explains the failure.
    pub(crate) fn explain(&self, error: &ActionError, page: &SeenPage) -> Option<String> {
        let wanted = wanted(error)?;
        let Beside::Changed(changes) = self.watched.known.compare(page, &self.pages) else { return None };
        let renamed = changes.iter().find(|change| change.is_of(&wanted));
        if renamed.is_none() && self.came_of_answers(page) {
            return None;
        }
        let target = match renamed {
            Some(Change { what: What::Renamed { .. }, label, .. }) => format!("; likely the new target is “{label}”"),
            _ => String::new(),
        };
        Some(format!("The site changed since this form was accepted: {}{target}.", describe_all(&changes)))
    }

    /// Remembers where an action fails because the site took away what every known form of the page has: nothing is sent any more, and
    /// the attempt goes on to look for more of the kind.
    pub(crate) fn note_missed(&mut self, error: &ActionError, page: &SeenPage, mask: impl Fn(&str) -> String) {
        (self.likely, self.missed_now) = (None, false);
        let Some(wanted) = wanted(error).filter(|_| self.watched.on_drift == OnDrift::Hold) else { return };
        let Beside::Changed(changes) = self.watched.known.compare(page, &self.pages) else { return };
        let Some(change) = changes.iter().find(|change| change.is_of(&wanted)) else { return };
        if self.missed.len() < MAX_MISSED {
            self.likely = change.likely();
            self.missed_now = true;
            self.missed.push(Missed { wanted: mask(&wanted), page: page.clone() });
        }
    }

    /// Whether the last action failed for that.
    pub(crate) fn take_missed(&mut self) -> bool {
        std::mem::take(&mut self.missed_now)
    }

    /// Whether something is gone that every known form has, so that the attempt only goes on to see what else changed.
    pub(crate) fn has_missed(&self) -> bool {
        !self.missed.is_empty()
    }

    /// What likely stands for what the last action looked for.
    pub(crate) fn take_likely(&mut self) -> Option<Likely> {
        self.likely.take()
    }

    /// Whether the site need not have changed for this page to be as it is: this attempt has seen its path as it is known, and went on
    /// from there to what no accepted form has.
    fn came_of_answers(&self, page: &SeenPage) -> bool {
        let known = &self.watched.known;
        let before = self.pages.iter().filter(|seen| seen.path == page.path && known.kept(seen).is_some());
        let before: Vec<&Skeleton> = before.map(|seen| &seen.skeleton).collect();
        !before.is_empty() && !known.asks_more(page, &before)
    }

    /// What became of the site, before a commit. Where that is not to be made, the plugin was done with the page all the same.
    pub(crate) fn judge_commit(&mut self) -> DriftReport {
        let report = self.judge(false);
        self.refused |= report.forbids_commit();
        report
    }

    /// All was ready for a commit, which is not made: this is a rehearsal.
    pub(crate) fn note_rehearsed(&mut self) {
        self.refused = true;
    }

    /// The page that the attempt stands on, as people know it.
    pub(crate) fn stands_on(&self) -> Option<String> {
        let SeenPage { path, title, .. } = self.pages.get(self.current?)?;
        Some(format!("{path} “{title}”"))
    }

    /// Whether nothing is to be sent, whatever the site is like.
    pub(crate) fn is_rehearsal(&self) -> bool {
        self.watched.is_rehearsal
    }

    /// Whether a commit was asked for that is not made.
    pub(crate) fn refused_commit(&self) -> bool {
        self.refused
    }

    /// What became of the site, of all the pages of the attempt so far. `ended`: it ended on the last of them, and nothing was sent.
    pub(crate) fn judge(&self, ended: bool) -> DriftReport {
        let Watched { known, ignored, on_drift, .. } = &self.watched;
        let release = known.release;
        let judged = |(at, page): (usize, &SeenPage)| {
            let page = self.marked(page);
            let moved_from = known.moved_from(&page, &self.pages);
            let (never_seen, changes) = match known.compare(&page, &self.pages) {
                Beside::Known if moved_from.is_none() => return None,
                Beside::Known => (false, Vec::new()),
                Beside::Changed(changes) => (false, changes),
                Beside::NeverSeen(changes) => (true, changes),
            };
            let in_work = ended && self.current == Some(at) && !self.refused;
            let mut changes = weighed(changes, ignored, release);
            for (weight, _) in changes.iter_mut().filter(|(_, change)| in_work && change.is_new()) {
                // The attempt ended before it was done with the page.
                *weight = Weight::Notable;
            }
            for (weight, _) in changes.iter_mut().filter(|(_, change)| self.names_question_of(change)) {
                *weight = Weight::Notable;
            }
            if never_seen || self.came_of_answers(&page) {
                changes.retain(|(weight, _)| *weight == Weight::Fatal);
            }
            let stopped_here = in_work && !self.used_since && page.skeleton.answers_nothing();
            let page_weight = match never_seen {
                true if stopped_here && release == ReleaseFit::Proven => Some(Weight::Fatal),
                true if !changes.is_empty() || !self.came_of_answers(&page) => Some(Weight::Notable),
                _ => None,
            };
            let mut moved_from = moved_from.map(str::to_owned);
            if let Some((path, differences)) = page_weight.and_then(|_| known.most_like(&page, &self.pages)) {
                let is_said = |change: &Change| changes.iter().any(|(_, said)| said.label == change.label);
                let others: Vec<Change> = differences.into_iter().filter(|change| !is_said(change)).collect();
                changes.extend(others.into_iter().map(|change| (Weight::Notable, change)));
                moved_from = Some(path.to_owned());
            }
            let is_said = page_weight.is_some() || !changes.is_empty() || moved_from.is_some();
            is_said.then(|| PageDrift::new(&page, page_weight, moved_from, changes))
        };
        let mut pages: Vec<PageDrift> = self.pages.iter().enumerate().filter_map(judged).collect();
        for page in &self.earlier {
            let left = self.left_behind(page, |change| pages.iter().any(|page| page.ends_for(change)));
            pages.extend(left);
        }
        let (missed, uncompared) = (self.missed.iter().map(|missed| missed.wanted.clone()), self.uncompared.clone());
        let missed = missed.collect();
        let uncompared = if known.accepted().is_empty() { BTreeSet::new() } else { uncompared };
        DriftReport { pages, missed, uncompared, on_drift: *on_drift, release }
    }

    /// What ends the attempt of a page that is another one now: what was asked on it and left open, or asked otherwise. What a text
    /// box is called while a page comes and goes says nothing.
    fn left_behind(&self, page: &SeenPage, is_said: impl Fn(&Change) -> bool) -> Option<PageDrift> {
        let Watched { known, ignored, .. } = &self.watched;
        let page = self.marked(page);
        let Beside::Changed(changes) = known.compare(&page, &self.pages) else { return None };
        let mut changes = weighed(changes, ignored, known.release);
        changes.retain(|(weight, change)| {
            let says_it = match change.what {
                What::New { .. } | What::Recoded(_) | What::Reworded(_) => true,
                What::Question { .. } => change.kind == "radio button" && !self.names_question_of(change),
                _ => false,
            };
            *weight == Weight::Fatal && says_it && !is_said(change)
        });
        (!changes.is_empty()).then(|| PageDrift::new(&page, None, None, changes))
    }

    /// Whether a release that has delivered nothing yet looked under the very question that a control stands under now.
    fn names_question_of(&self, change: &Change) -> bool {
        let is_new = self.watched.known.release == ReleaseFit::Unproven;
        is_new && matches!(&change.what, What::Question { to, .. } if self.named.contains(&fold(to)))
    }

    /// The page with what was done to it until now.
    fn marked(&self, page: &SeenPage) -> SeenPage {
        let mut page = page.clone();
        page.skeleton.mark(|key| self.used.get(key).copied().unwrap_or_default());
        page
    }

    /// A new action has measured nothing yet.
    pub(crate) fn forget_signature(&mut self) {
        self.signature = None;
    }

    pub(crate) fn signature(&self) -> Option<&str> {
        self.signature.as_deref()
    }

    /// The forms that were seen, masked, with what was done to them and what was looked for on them in vain.
    pub(crate) fn pages(&self) -> Vec<SeenPage> {
        let seen = |page: &SeenPage| SeenPage { missed: self.missed_on(page), ..self.marked(page) };
        self.pages.iter().map(seen).collect()
    }

    fn missed_on(&self, page: &SeenPage) -> Vec<String> {
        let is_on = |missed: &&Missed| is_one_page(&missed.page, page);
        self.missed.iter().filter(is_on).map(|missed| missed.wanted.clone()).collect()
    }
}

/// Whether one attempt saw the same page twice, perhaps with more answers the second time.
fn is_one_page(one: &SeenPage, other: &SeenPage) -> bool {
    one.path == other.path && (is_same_page(one, other) || is_same_step(one, other))
}

/// A text that a target names, as questions are kept.
fn as_question(text: &str) -> String {
    fold(&without_moments(text))
}

/// What an action looked for in vain, in small letters.
fn wanted(error: &ActionError) -> Option<String> {
    match error {
        ActionError::NoMatch(mismatch) | ActionError::NoSuchOption(mismatch) | ActionError::TimedOut(mismatch) => {
            Some(mismatch.wanted.to_lowercase())
        }
        _ => None,
    }
}

impl Change {
    /// What stands in its place, of what a click leads on by.
    fn likely(&self) -> Option<Likely> {
        let renamed = matches!(self.what, What::Renamed { .. });
        let of = |role: &str| Likely { role: role.to_owned(), label: self.label.clone() };
        (renamed && matches!(self.kind, "button" | "link")).then(|| of(self.kind))
    }

    /// Whether it took away what is described so: a target by the label that it had.
    fn is_of(&self, wanted: &str) -> bool {
        let was = match &self.what {
            What::Renamed { from } | What::Question { from, .. } if !from.is_empty() => from,
            What::Gone => &self.label,
            _ => return false,
        };
        let was = was.trim_end_matches(['*', ':', ' ']).to_lowercase();
        !was.is_empty() && wanted.contains(&format!("“{was}”"))
    }
}

#[cfg(test)]
mod tests;
