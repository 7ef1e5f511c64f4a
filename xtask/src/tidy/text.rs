//! A source file as the rules look at it: its lines, and the same lines without comments. Knows just enough Rust to tell
//! code from comment; does not parse.

use std::path::PathBuf;

/// One text file.
pub(super) struct Source {
    /// From the repository's root.
    pub(super) path: PathBuf,
    pub(super) text: String,
}

impl Source {
    pub(super) fn new(path: PathBuf, text: String) -> Self {
        Self { path, text }
    }

    pub(super) fn is_rust(&self) -> bool {
        self.path.extension().is_some_and(|ending| ending == "rs")
    }

    /// Lines of code with their numbers from 1, comments cut off.
    pub(super) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, without_comment(line)))
    }

    /// Path parts, such as `host`, `src`, `form.rs`.
    pub(super) fn parts(&self) -> Vec<&str> {
        self.path.iter().filter_map(|part| part.to_str()).collect()
    }

    /// Module path below `host/src`, such as `form`, `fill`; `None` outside, and for `lib.rs` and `main.rs`.
    pub(super) fn host_module(&self) -> Option<Vec<&str>> {
        let parts = self.parts();
        let ["host", "src", inner @ .., last] = parts.as_slice() else {
            return None;
        };
        let last = last.strip_suffix(".rs")?;
        if inner.is_empty() && (last == "lib" || last == "main") {
            return None;
        }
        Some(inner.iter().copied().chain([last]).collect())
    }
}

/// Cuts at `//` unless it stands in a string, where it mostly follows a colon (`http://`).
fn without_comment(line: &str) -> &str {
    let mut from = 0;
    while let Some(at) = line[from..].find("//").map(|at| at + from) {
        let quotes = line[..at].matches('"').count() - line[..at].matches("\\\"").count();
        if quotes.is_multiple_of(2) {
            return &line[..at];
        }
        from = at + 2;
    }
    line
}

/// Whether a word stands in a line as a whole word; `word` may hold any signs.
pub(super) fn has_word(line: &str, word: &str) -> bool {
    let part_of_name = |c: char| c.is_alphanumeric() || c == '_';
    let begins = word.chars().next().is_some_and(part_of_name);
    let ends = word.chars().last().is_some_and(part_of_name);
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back().is_some_and(part_of_name);
        let after = line[at + word.len()..].chars().next().is_some_and(part_of_name);
        !(begins && before || ends && after)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_distinguished_from_strings() {
        assert_eq!(without_comment("let a = 1; // not code"), "let a = 1; ");
        assert_eq!(without_comment(r#"let a = "http://x"; // y"#), r#"let a = "http://x"; "#);
        assert_eq!(without_comment("//! all of it"), "");
    }

    #[test]
    fn words_are_whole() {
        assert!(has_word("use fantoccini::Client;", "fantoccini"));
        assert!(!has_word("use fantoccinix;", "fantoccini"));
        assert!(has_word("x().await;", ".await"));
        assert!(!has_word("x.awaited();", ".await"));
    }
}
