//! Puts answers on standard output: tables that line up, times in the reader's own zone, JSON as it came.
//!
//! What pages, plugins and clients said reaches the terminal with its control characters made visible. A reader who goes away
//! (`| head`) is no failure.

use std::error::Error;
use std::io::{self, Write as _};

use comfy_table::{ContentArrangement, Table, presets};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::client::Failure;
use crate::submission::{visible, visible_json, visible_lines};

/// Columns of a cell, after which what it says goes on in the next line.
const CELL: usize = 80;

/// One line, or a few.
pub(super) fn line(text: &str) -> Result<(), Failure> {
    raw(&format!("{}\n", visible_lines(text)))
}

/// The program's own text, as it is.
pub(super) fn raw(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::Failed(format!("cannot write the output: {error}")))
        }
        _ => Ok(()),
    }
}

/// An error and its causes, in one line. A cause that was said already is not said again: many errors quote theirs.
pub(super) fn with_causes(error: &(dyn Error + 'static)) -> String {
    let mut words = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let said = cause.to_string();
        if !words.ends_with(&said) {
            words = format!("{words}: {said}");
        }
        next = cause.source();
    }
    words
}

/// An answer as JSON, for programs.
pub(super) fn json(value: &Value) -> Result<(), Failure> {
    raw(&format!("{}\n", visible_json(&serde_json::to_string_pretty(value).unwrap_or_default())))
}

/// A table, or a sentence where there is nothing to show.
pub(super) fn table(header: &[&str], rows: Vec<Vec<String>>, none: &str) -> Result<(), Failure> {
    if rows.is_empty() { line(none) } else { line(&laid_out(header, rows)) }
}

fn laid_out(header: &[&str], rows: Vec<Vec<String>>) -> String {
    let mut table = Table::new();
    // Never broken into lines by a terminal's width: `grep` and `awk` read it too.
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(header.iter().map(|word| word.to_uppercase()));
    // Before it is laid out: a line break in a cell would be a row of its own, an escape sequence counts as no width.
    table.add_rows(rows.into_iter().map(|row| row.into_iter().map(|cell| wrapped(&visible(&cell)))));
    let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    lines.join("\n")
}

/// A text of an answer; a dash where there is none.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => visible(text),
        Value::Array(items) => items.len().to_string(),
        other => other.to_string(),
    }
}

/// A text whole, in lines that a cell holds; a word that is longer than a line stands in one of its own.
fn wrapped(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= CELL => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.join("\n")
}

/// A moment, in this machine's zone.
pub(super) fn time(value: &Value) -> String {
    time_in(value, TimeZone::system())
}

/// A cutoff, in its county's own zone.
pub(super) fn cutoff(value: &Value, zone: &Value) -> String {
    time_in(value, zone.as_str().and_then(|zone| TimeZone::get(zone).ok()).unwrap_or_else(TimeZone::system))
}

fn time_in(value: &Value, zone: TimeZone) -> String {
    match value.as_str().map(str::parse::<Timestamp>) {
        Some(Ok(at)) => at.to_zoned(zone).strftime("%Y-%m-%d %H:%M:%S %Z").to_string(),
        _ => text(value),
    }
}

/// The first digits of a digest, enough to tell releases apart.
pub(super) fn digest(value: &Value) -> String {
    value.as_str().map_or_else(|| "-".to_owned(), |digest| digest.chars().take(12).collect())
}

/// The items of an answer that is a list.
pub(super) fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_cause_that_was_said_is_not_said_again() {
        let refused = || io::Error::other("connection refused");
        let error =
            anyhow::Error::new(refused()).context("error with the server: connection refused").context("it failed");
        assert_eq!(with_causes(error.as_ref()), "it failed: error with the server: connection refused");
        assert_eq!(
            with_causes(anyhow::Error::new(refused()).context("it failed").as_ref()),
            "it failed: connection refused"
        );
    }

    /// What to do stands at the end of a sentence.
    #[test]
    fn a_sentence_is_wrapped_and_never_cut() {
        let long = "look at the county whether it has it, then resolve it ".repeat(9);
        let table = laid_out(&["id", "why"], vec![vec!["1".to_owned(), long.clone()]]);
        assert!(table.lines().all(|line| line.chars().count() < CELL + 10), "{table}");
        let shown: Vec<&str> = table.split_whitespace().skip(3).collect();
        assert_eq!(shown, long.split_whitespace().collect::<Vec<_>>(), "{table}");
    }

    #[test]
    fn nothing_that_a_plugin_says_moves_the_terminal() {
        let said = json!("refused\u{1b}[2J\nstate  delivered\u{202e}");
        assert_eq!(text(&said), "refused\\u{1b}[2J\\nstate  delivered\\u{202e}");
        let table = laid_out(&["why"], vec![vec![said.as_str().unwrap().to_owned()]]);
        assert_eq!(table.lines().count(), 2, "{table}");
        assert!(!table.contains('\u{1b}') && !table.contains('\u{202e}'), "{table}");
    }
}
