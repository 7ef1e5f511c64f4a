//! What the script says of a target that is not there, or not ready, in the contract's cases; masked.

use std::borrow::Cow;

use super::Document;
use crate::browser::BrowserError;
use crate::form::page::protocol::answer::Content;
use crate::form::page::protocol::{Alike, Problem};
use crate::form::types::suggest::{SHOWN, suggest};
use crate::form::types::{ActionError, AlterationKind, Disclosure, Finder, HIDDEN, Mismatch, RawFailure, Target};

/// What to try where a text labels nothing.
const UNLABELLED: &str = "The text stands there and labels nothing: use `after-text`, or the control's `name` or `id`.";
/// What to try where the name is a text, and nothing more.
const NO_ROLE: &str = "The text stands there and has no such role: use `text`.";

impl Document {
    /// Why the one element of a target was not had.
    pub(crate) fn explain(&self, problem: &Problem, target: &Target) -> RawFailure {
        let wanted = self.mask.apply(&target.describe());
        match problem {
            Problem::None { near, scope, unlabelled, alike, .. } => {
                let scope = scope_of(*scope, target);
                let mut found: Vec<String> = alike.iter().map(|one| self.mask.apply(&described(one))).collect();
                found.extend(suggest(scope.unwrap_or(&target.by).literal(), self.masked_all(near)));
                found.truncate(SHOWN);
                let unlabelled = unlabelled.then_some(Cow::Borrowed(UNLABELLED));
                let advice = alike.first().map(|one| self.use_its_role(one)).or(unlabelled);
                ActionError::NoMatch(Mismatch { advice, ..Mismatch::new(self.in_scope(scope, wanted), found) }).into()
            }
            Problem::Many { found, scope, .. } => {
                let wanted = self.in_scope(scope_of(*scope, target), wanted);
                ActionError::ManyMatches(Mismatch::new(wanted, self.masked_all(found))).into()
            }
            Problem::Unready { missing, cover, .. } => ActionError::NotReady {
                wanted,
                missing: *missing,
                covered_by: cover.as_deref().map(|cover| self.mask.apply(cover)),
            }
            .into(),
            Problem::Invalid { controls } => {
                ActionError::Invalid(Mismatch::new(wanted, self.masked_all(controls))).into()
            }
            Problem::Stale => BrowserError::Stale.into(),
            Problem::NoScript
            | Problem::Stuck
            | Problem::Missed { .. }
            | Problem::Malformed { .. }
            | Problem::Changed(_)
            | Problem::Scrolling { .. }
            | Problem::Search { .. } => ActionError::BrowserLost.into(),
        }
    }

    /// What to try where another role has the name that was looked for.
    fn use_its_role(&self, alike: &Alike) -> Cow<'static, str> {
        match alike.role.as_str() {
            "" => Cow::Borrowed(NO_ROLE),
            role => format!("Another role has this name: use role(\"{}\", ...).", self.mask.apply(role)).into(),
        }
    }

    /// What was looked for, said of the scope where that is what failed.
    fn in_scope(&self, scope: Option<&Finder>, wanted: String) -> String {
        match scope {
            Some(scope) => self.mask.apply(&format!("{}, to look in for {wanted}", scope.describe())),
            None => wanted,
        }
    }

    /// An alteration, from what a control holds. Of a value that the plugin may not read it is not said what became; nor how a text
    /// that it knows differs from what such a value may have left in the control.
    pub(crate) fn altered(&self, content: &Content, expected: &str, disclosure: Disclosure) -> ActionError {
        let kind = AlterationKind::of(expected, &content.actual);
        let (kind, actual) = match disclosure {
            Disclosure::Hidden => (kind, HIDDEN.to_owned()),
            Disclosure::Open if content.hidden => (AlterationKind::Different, HIDDEN.to_owned()),
            Disclosure::Open => (kind, self.mask.apply(&content.actual)),
        };
        ActionError::Altered {
            control: self.mask.apply(content.control.as_deref().unwrap_or("the control")),
            kind,
            actual,
            actual_length: u32::try_from(content.actual.chars().count()).unwrap_or(u32::MAX),
        }
    }
}

/// As in errors: `tab “Past month”`.
fn described(alike: &Alike) -> String {
    let role = if alike.role.is_empty() { "text" } else { &alike.role };
    format!("{role} “{}”", alike.name)
}

/// The scope of this number, from 1.
fn scope_of(number: usize, target: &Target) -> Option<&Finder> {
    target.scopes.get(number.checked_sub(1)?)
}
