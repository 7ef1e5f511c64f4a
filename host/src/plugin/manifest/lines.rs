//! Where the entries of a manifest stand, so that a refusal can say its line.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// One step to an entry.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step<'a> {
    /// Into a table, by its key.
    Key(&'a str),
    /// Into a list, from 0.
    Item(usize),
}

/// A manifest's text, and what stands where in it.
pub(super) struct Lines<'a> {
    text: &'a str,
    root: DeValue<'a>,
}

impl<'a> Lines<'a> {
    /// Of a text that is TOML; in any other it finds nothing.
    pub(super) fn of(text: &'a str) -> Self {
        Self { text, root: DeValue::Table(DeTable::parse(text).map(Spanned::into_inner).unwrap_or_default()) }
    }

    /// The line of an entry, from 1; where it is missing, of what it should stand in.
    pub(super) fn line(&self, way: &[Step<'_>]) -> usize {
        let (mut here, mut start) = (&self.root, 0);
        for step in way {
            let next = match (step, here) {
                (Step::Key(key), DeValue::Table(table)) => {
                    table.iter().find(|(found, _)| found.get_ref() == key).map(|(key, value)| (key.span(), value))
                }
                (Step::Item(index), DeValue::Array(items)) => items.get(*index).map(|item| (item.span(), item)),
                _ => None,
            };
            let Some((span, value)) = next else { break };
            (here, start) = (value.get_ref(), span.start);
        }
        line_of(self.text, start)
    }
}

/// The line, from 1, on which a byte stands.
pub(super) fn line_of(text: &str, byte: usize) -> usize {
    text.as_bytes()[..byte.min(text.len())].iter().filter(|byte| **byte == b'\n').count() + 1
}
