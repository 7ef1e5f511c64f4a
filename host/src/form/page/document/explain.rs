//! What the script says of a target that is not there, or not ready, in the contract's cases; masked.

use super::Document;
use crate::browser::BrowserError;
use crate::form::page::protocol::Problem;
use crate::form::page::protocol::answer::Content;
use crate::form::types::suggest::suggest;
use crate::form::types::{ActionError, AlterationKind, Disclosure, Finder, HIDDEN, Mismatch, RawFailure, Target};

/// What to try where a text labels nothing.
const UNLABELLED: &str = "The text stands there and labels nothing: use `after-text`, or the control's `name` or `id`.";

impl Document {
    /// Why the one element of a target was not had.
    pub(crate) fn explain(&self, problem: &Problem, target: &Target) -> RawFailure {
        let wanted = self.mask.apply(&target.describe());
        match problem {
            Problem::None { near, scope, unlabelled, .. } => {
                let scope = scope_of(*scope, target);
                let found = suggest(scope.unwrap_or(&target.by).literal(), self.masked_all(near));
                let advice = unlabelled.then_some(UNLABELLED);
                ActionError::NoMatch(Mismatch { wanted: self.in_scope(scope, wanted), found, advice }).into()
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
            | Problem::Malformed { .. }
            | Problem::Changed(_)
            | Problem::Search { .. } => ActionError::BrowserLost.into(),
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

/// The scope of this number, from 1.
fn scope_of(number: usize, target: &Target) -> Option<&Finder> {
    target.scopes.get(number.checked_sub(1)?)
}
