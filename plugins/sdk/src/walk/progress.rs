//! How far a walk is: what to look for next, and when it no longer gets on. Pure: looks at no page.

use super::description::{Description, Role};
use crate::message::joined;
use crate::stop::Stop;

/// Conditions that the host takes at once.
pub(super) const MOST_CONDITIONS: usize = 16;

/// Sign-ins of one walk. Whose session is lost more often shares the login with somebody.
const MOST_SIGN_INS: u32 = 3;

/// Times in a row that one login page comes, before the login is taken to be wrong. Each is one try of the password, and
/// counties lock a login after a few.
const MOST_TRIES: u32 = 2;

/// Pages that are passed without one of the form among them, before the walk is taken to go round in circles.
const MOST_PASSED: u32 = 30;

/// What stands for the goal among the pages that are looked for.
pub(super) const GOAL: usize = usize::MAX;

/// What was seen and done so far.
pub(super) struct Progress<'a> {
    pages: &'a [Description],
    /// Pages of the form that are filled, in this session.
    filled: Vec<bool>,
    /// The page that was seen last.
    seen: Option<usize>,
    sign_ins: u32,
    /// How often in a row the page that was seen last came.
    tries: u32,
    /// Pages since one of the form was filled.
    passed: u32,
}

impl<'a> Progress<'a> {
    pub(super) fn new(pages: &'a [Description]) -> Self {
        Self { pages, filled: vec![false; pages.len()], seen: None, sign_ins: 0, tries: 0, passed: 0 }
    }

    /// What may stand there now, likeliest first and as many as the host takes; and what else may, should none of these
    /// come. Not among the first: pages that were just worked on. They are on their way out, or come back with a complaint.
    pub(super) fn candidates(&self, goal: bool) -> (Vec<usize>, Vec<usize>) {
        let mut likely = Vec::new();
        let mut others = Vec::new();
        let mut last = Vec::new();
        let mut unknown = None;
        for (at, page) in self.pages.iter().enumerate() {
            match page.role {
                Role::SignIn { .. } if self.seen == Some(at) => others.push(at),
                Role::SignIn { .. } | Role::Pass(_) => likely.push(at),
                Role::Unknown { .. } if self.filled.contains(&true) => {}
                // A login is a form, too.
                Role::Unknown { .. } if self.signed_in() => unknown = Some(at),
                Role::Unknown { .. } | Role::Complaint { .. } => last.push(at),
                Role::Form { .. } => {}
            }
        }
        if goal {
            likely.push(GOAL);
        }
        let room = MOST_CONDITIONS.saturating_sub(likely.len() + last.len());
        for (ahead, at) in self.forms_ahead().into_iter().enumerate() {
            if ahead < room { &mut likely } else { &mut others }.push(at);
        }
        likely.append(&mut last);
        others.extend(unknown);
        (likely, others)
    }

    /// The form's pages that are not filled and as near as the host can be asked about at once.
    pub(super) fn likely_forms(&self) -> Vec<usize> {
        let mut forms = self.forms_ahead();
        forms.truncate(MOST_CONDITIONS);
        forms
    }

    /// Takes note of a page that is there; refuses where that leads nowhere.
    pub(super) fn saw(&mut self, at: usize) -> Result<(), Stop> {
        let Some(page) = self.pages.get(at) else { return Ok(()) };
        self.tries = if self.seen == Some(at) { self.tries + 1 } else { 1 };
        self.seen = Some(at);
        match &page.role {
            Role::Form { .. } => {
                self.passed = 0;
                if let Some(filled) = self.filled.get_mut(at) {
                    *filled = true;
                }
                return Ok(());
            }
            Role::SignIn { .. } => {
                self.sign_ins += 1;
                if self.tries > MOST_TRIES || self.sign_ins > MOST_SIGN_INS {
                    return Err(Stop::unavailable("signed out again and again: is the login in use elsewhere?"));
                }
                // What was typed went with the old session.
                self.filled.fill(false);
            }
            Role::Pass(_) | Role::Unknown { .. } | Role::Complaint { .. } => {}
        }
        self.passed += 1;
        if self.passed > MOST_PASSED {
            let found = ["other pages again and again, “", page.name(), "” the last of them"];
            return Err(Stop::drifted(&self.expected(), &joined(&found)));
        }
        Ok(())
    }

    /// Whether the page that was seen last is a login.
    fn signed_in(&self) -> bool {
        let seen = self.seen.and_then(|seen| self.pages.get(seen));
        seen.is_some_and(|page| matches!(page.role, Role::SignIn { .. }))
    }

    /// The filled page that the walk is leaving, if it comes from one.
    pub(super) fn left(&self) -> Option<usize> {
        self.seen.filter(|seen| self.filled.get(*seen) == Some(&true))
    }

    /// The page of the form that was described first.
    pub(super) fn first(&self) -> Option<&Description> {
        self.pages.iter().find(|page| is_form(page))
    }

    /// Whether no page of the form was described after this one.
    pub(super) fn is_last(&self, at: usize) -> bool {
        self.pages.iter().rposition(is_form) == Some(at)
    }

    /// What should come, for messages.
    pub(super) fn expected(&self) -> String {
        match self.forms_ahead().first().and_then(|next| self.pages.get(*next)) {
            Some(next) => next.title(),
            None => "the page after the form".to_owned(),
        }
    }

    /// The form's pages that are not filled: those described after the last one that is filled, then those before it.
    fn forms_ahead(&self) -> Vec<usize> {
        let from = self.filled.iter().rposition(|filled| *filled).unwrap_or(0);
        let mut ahead = Vec::new();
        let mut skipped = Vec::new();
        for (at, page) in self.pages.iter().enumerate() {
            if is_form(page) && self.filled.get(at) == Some(&false) {
                if at < from { &mut skipped } else { &mut ahead }.push(at);
            }
        }
        ahead.append(&mut skipped);
        ahead
    }
}

fn is_form(page: &Description) -> bool {
    matches!(page.role, Role::Form { .. })
}

#[cfg(test)]
mod tests;
