//! Puts messages together from their parts, for whoever reads how an attempt ended. No `format!`: what it brings along
//! would cost every plugin some kilobytes.

use core::panic::Location;

use crate::bindings::exports::postrider::county::submitter::Problem;

/// The parts one after the other.
pub(crate) fn joined(parts: &[&str]) -> String {
    let mut text = String::new();
    for part in parts {
        text.push_str(part);
    }
    text
}

/// The items with a semicolon between.
pub(crate) fn listed(items: &[String]) -> String {
    let mut text = String::new();
    for item in items {
        if !text.is_empty() {
            text.push_str("; ");
        }
        text.push_str(item);
    }
    text
}

/// A line for each problem.
pub(crate) fn problem_lines(problems: &[Problem]) -> String {
    let mut text = String::new();
    for problem in problems {
        text += &joined(&[&problem.path, ": ", &problem.message, "\n"]);
    }
    text
}

/// The line of the plugin's source that asked for what failed, to end a message with.
pub(crate) fn source_line(at: &Location<'_>) -> String {
    joined(&[" (", at.file(), ":", &at.line().to_string(), ")"])
}
