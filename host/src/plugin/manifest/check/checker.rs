//! What every check of an entry needs: to say where the entry stands, and the bounds that many entries share.

use crate::plugin::manifest::error::{ManifestError, clip};
use crate::plugin::manifest::lines::Step::{Item, Key};
use crate::plugin::manifest::lines::{Lines, Step};

/// Most of anything a manifest lists.
pub(super) const MAX_ENTRIES: usize = 500;
/// Longest name, button or part, in characters.
const MAX_NAME: usize = 100;

/// One entry's check: what is wrong with it, and what would be right.
pub(super) type Checked = Result<(), ManifestError>;

/// Checks the entries of one manifest.
pub(super) struct Checker<'a> {
    lines: Lines<'a>,
}

impl<'a> Checker<'a> {
    /// Of a manifest's text.
    pub(super) fn of(text: &'a str) -> Self {
        Self { lines: Lines::of(text) }
    }

    /// What is wrong with the entry at the end of these steps.
    pub(super) fn wrong(&self, way: &[Step<'_>], problem: String) -> ManifestError {
        let keys = way.iter().filter_map(|step| match step {
            Key(key) => Some(clip(key)),
            Item(_) => None,
        });
        ManifestError::Entry { entry: keys.collect::<Vec<_>>().join("."), line: self.lines.line(way), problem }
    }

    pub(super) fn range(&self, way: &[Step<'_>], value: u32, least: u32, most: u32) -> Checked {
        if (least..=most).contains(&value) {
            return Ok(());
        }
        Err(self.wrong(way, format!("must be {least} to {most}, not {value}")))
    }

    /// A name that people and pages use: there, short, on one line.
    pub(super) fn name(&self, way: &[Step<'_>], name: &str) -> Checked {
        let problem = if name.trim().is_empty() {
            "must not be empty"
        } else if name.chars().count() > MAX_NAME {
            return Err(self.wrong(way, format!("is longer than {MAX_NAME} characters")));
        } else if name.chars().any(char::is_control) {
            "must be one line"
        } else {
            return Ok(());
        };
        Err(self.wrong(way, problem.to_owned()))
    }

    /// A list of bounded length in which nothing stands twice.
    pub(super) fn no_twice<T: PartialEq>(&self, list: &str, items: &[T]) -> Checked {
        if items.len() > MAX_ENTRIES {
            return Err(self.wrong(&[Key(list)], format!("lists more than {MAX_ENTRIES}")));
        }
        match (1..items.len()).find(|at| items[..*at].contains(&items[*at])) {
            None => Ok(()),
            Some(at) => Err(self.wrong(&[Key(list), Item(at)], "stands in it twice".to_owned())),
        }
    }
}
