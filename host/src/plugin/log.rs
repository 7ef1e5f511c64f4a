//! What a plugin writes: scrubbed, cut, and bounded in number.

use crate::submission::{Mask, visible_lines};

/// Log lines kept of one call.
const MAX_LOG_LINES: usize = 500;
/// Characters kept of one log line.
const MAX_LOG_CHARACTERS: usize = 2_000;
/// Characters beyond those that are masked with them: the length of one value, so that none is cut in two and half of it shown.
const LONGEST_VALUE: usize = 300;

/// A line that the plugin wrote, scrubbed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// `debug`, `info`, `warn` or `error`.
    pub level: &'static str,
    /// Personal values masked.
    pub message: String,
}

/// The lines of one call.
pub(super) struct PluginLog {
    lines: Vec<LogLine>,
    dropped: u32,
    /// Hides everything: a line is read by others than the plugin.
    mask: Mask,
}

impl PluginLog {
    pub(super) fn new(mask: Mask) -> Self {
        Self { lines: Vec::new(), dropped: 0, mask }
    }

    /// Keeps a line, scrubbed and cut; counts what is too much.
    pub(super) fn write(&mut self, level: &'static str, message: &str) {
        if self.lines.len() >= MAX_LOG_LINES {
            self.dropped = self.dropped.saturating_add(1);
            return;
        }
        // Cut before masking: that bounds the work.
        let cut: String = message.chars().take(MAX_LOG_CHARACTERS + LONGEST_VALUE).collect();
        let message = self.mask.apply(&cut).chars().take(MAX_LOG_CHARACTERS).collect::<String>();
        let message = visible_lines(&message);
        self.lines.push(LogLine { level, message });
    }

    pub(super) fn lines(&self) -> &[LogLine] {
        &self.lines
    }

    /// All lines, and one that says how many were dropped.
    pub(super) fn into_lines(mut self) -> Vec<LogLine> {
        if self.dropped > 0 {
            let message = format!("{} further lines were dropped", self.dropped);
            self.lines.push(LogLine { level: "warn", message });
        }
        self.lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugin::sample;

    #[test]
    fn a_log_is_bounded_and_hides_values_alone() {
        let mut log = PluginLog::new(Mask::full(&sample::fields()));
        log.write("info", "of Quixworth\u{1b}[2J\n\u{202e}");
        assert_eq!(log.lines, [LogLine { level: "info", message: "of •••\\u{1b}[2J\n\\u{202e}".to_owned() }]);
        log.write("info", &"x".repeat(1 << 20));
        assert_eq!(log.lines[1].message.len(), MAX_LOG_CHARACTERS);
        (0..MAX_LOG_LINES).for_each(|_| log.write("info", "again"));
        assert_eq!((log.lines.len(), log.dropped), (MAX_LOG_LINES, 2));
        assert_eq!(log.into_lines().last().unwrap().message, "2 further lines were dropped");
    }
}
