//! Rules about files: how they begin, how long they are, what they are called, what they may not mention.

use super::text::Source;
use super::violation::Violation;

/// Where a file looks for its second idea.
const MOST_LINES: usize = 400;

/// What half of the host's files are at the most: one idea each.
const MEDIAN_LINES: usize = 150;

/// Files that may be longer, each with its reason.
const LONGER: [(&str, &str); 0] = [];

/// Names that say nothing.
const EMPTY_NAMES: [&str; 6] = ["common", "helper", "helpers", "misc", "util", "utils"];

/// First folders of paths that exist on somebody's machine only.
const MACHINE_FOLDERS: [&str; 4] = ["work", "farm", "root", "home"];

pub(super) fn check(source: &Source, found: &mut Vec<Violation>) {
    let mut violation = |line: usize, rule: String| {
        found.push(Violation { file: source.path.clone(), line, rule });
    };
    if source.path.extension().is_none_or(|ending| ending != "lock") {
        for (index, line) in source.text.lines().enumerate() {
            if let Some(folder) = machine_path(line) {
                violation(index + 1, format!("a path of somebody's machine (/{folder}/)"));
            }
        }
    }
    if !source.is_rust() {
        return;
    }
    if !source.text.starts_with("//!") {
        violation(1, "a file begins with `//!`: why it exists, what it never does".to_owned());
    }
    let lines = source.text.lines().count();
    if lines > MOST_LINES && !LONGER.iter().any(|(path, _)| source.path.ends_with(path)) {
        violation(0, format!("{lines} lines; at {MOST_LINES} look for the second idea that wants its own room"));
    }
    let parts = source.parts();
    if parts.last() == Some(&"mod.rs") {
        violation(0, "a module is `queue.rs` beside `queue/`, not `mod.rs`".to_owned());
    }
    for part in parts {
        let name = part.strip_suffix(".rs").unwrap_or(part);
        if EMPTY_NAMES.contains(&name) {
            violation(0, format!("`{name}` names no idea"));
        }
    }
    for (line, code) in source.code() {
        let words: Vec<&str> = code.split_whitespace().collect();
        if let Some([_, name]) = words.windows(2).find(|pair| pair[0] == "mod") {
            let name = name.trim_end_matches([';', '{']);
            if EMPTY_NAMES.contains(&name) {
                violation(line, format!("`{name}` names no idea"));
            }
        }
    }
}

/// Half of the host's files are short.
pub(super) fn check_median(sources: &[Source], found: &mut Vec<Violation>) {
    let of_host = sources.iter().filter(|source| source.is_rust() && source.path.starts_with("host/src"));
    let mut lines: Vec<usize> = of_host.map(|source| source.text.lines().count()).collect();
    lines.sort_unstable();
    let median = lines.get(lines.len() / 2).copied().unwrap_or_default();
    if median >= MEDIAN_LINES {
        let rule =
            format!("the median of its files is {median} lines, and has to be under {MEDIAN_LINES}: split by ideas");
        found.push(Violation { file: "host/src".into(), line: 0, rule });
    }
}

/// An exception that nothing needs any more goes.
pub(super) fn check_exceptions(sources: &[Source], found: &mut Vec<Violation>) {
    for (path, _) in LONGER {
        let needed = |source: &&Source| source.path.ends_with(path) && source.text.lines().count() > MOST_LINES;
        if !sources.iter().any(|source| needed(&source)) {
            found.push(Violation {
                file: path.into(),
                line: 0,
                rule: "needs no exception from the length any more".to_owned(),
            });
        }
    }
}

fn machine_path(line: &str) -> Option<&'static str> {
    MACHINE_FOLDERS.into_iter().find(|folder| {
        let path = format!("/{folder}/");
        line.match_indices(&path).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            !before.is_some_and(|c| c.is_alphanumeric() || "_.-/~}".contains(c))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{check_median, machine_path};
    use crate::tidy::tests::said;
    use crate::tidy::text::Source;

    #[test]
    fn each_rule_strikes_and_names_its_line() {
        assert_eq!(said("host/src/app/a.rs", "//! Why.\n"), [""; 0]);
        assert!(said("host/src/app/a.rs", "fn f() {}\n")[0].starts_with("host/src/app/a.rs:1: a file begins"));
        assert!(said("tests/it/src/utils/a.rs", "//! Why.\n")[0].contains("`utils` names no idea"));
        assert!(said("plugins/x/src/lib.rs", "//! Why.\npub mod helpers;\n")[0].starts_with("plugins/x/src/lib.rs:2:"));
        assert!(said("tests/it/src/mod.rs", "//! Why.\n")[0].contains("not `mod.rs`"));
        assert!(said("tests/it/src/a.rs", &"//! Why.\n".repeat(401))[0].contains("401 lines"));
    }

    #[test]
    fn half_of_the_hosts_files_are_short() {
        let found = |lines: &[usize]| {
            let source = |lines: &usize| Source::new("host/src/a.rs".into(), "\n".repeat(*lines));
            let mut found = Vec::new();
            check_median(&lines.iter().map(source).collect::<Vec<_>>(), &mut found);
            found.len()
        };
        assert_eq!(found(&[10, 149, 400]), 0);
        assert_eq!(found(&[10, 150, 400]), 1);
        assert_eq!(found(&[]), 0);
    }

    #[test]
    fn machine_paths_are_distinguished_from_addresses() {
        let path = ["", "home", "somebody", "x"].join("/");
        assert_eq!(machine_path(&format!("see {path}")), Some("home"));
        assert_eq!(machine_path("http://alder.test/home/start"), None);
        assert_eq!(machine_path("--dir /tmp/home"), None);
    }
}
