//! Puts texts together from their parts. No `format!`: what it brings along would cost every plugin three kilobytes.

use core::panic::Location;

use crate::bindings::exports::postrider::county::submitter::Problem;

/// The parts one after the other.
pub fn joined(parts: &[&str]) -> String {
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

/// A number in decimal digits.
pub fn decimal(number: u32) -> String {
    const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
    let last = DIGITS[(number % 10) as usize];
    if number < 10 { last.to_owned() } else { joined(&[&decimal(number / 10), last]) }
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
    joined(&[" (", at.file(), ":", &decimal(at.line()), ")"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_ever() {
        for number in [0, 7, 10, 109, 4_711, u32::MAX] {
            assert_eq!(decimal(number), number.to_string());
        }
    }
}
