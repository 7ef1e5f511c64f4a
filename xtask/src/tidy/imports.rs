//! The direction of imports between the host's modules: a lower module never uses a higher one.

use super::text::Source;
use super::violation::Violation;

/// A module and what it may use of the others. A module that is not here may not exist.
struct Row {
    module: &'static str,
    uses: &'static [&'static str],
}

/// Lowest first; a module uses only rows before its own.
const TABLE: [Row; 19] = [
    Row { module: "submission", uses: &[] },
    Row { module: "file_error", uses: &[] },
    Row { module: "priority", uses: &[] },
    Row { module: "sealing", uses: &["file_error"] },
    Row { module: "scratch", uses: &["file_error"] },
    Row { module: "kept_files", uses: &["submission", "file_error"] },
    Row { module: "evidence", uses: &["submission", "sealing", "kept_files"] },
    Row { module: "browser", uses: &["submission", "scratch", "file_error", "priority"] },
    Row { module: "counties", uses: &["browser", "submission", "file_error"] },
    Row { module: "form", uses: &["browser", "submission"] },
    Row { module: "ledger", uses: &["evidence", "submission", "sealing", "file_error"] },
    Row {
        module: "plugin",
        uses: &[
            "form",
            "ledger",
            "counties",
            "browser",
            "evidence",
            "kept_files",
            "submission",
            "sealing",
            "file_error",
            "priority",
        ],
    },
    Row { module: "county_sources", uses: &["plugin", "ledger", "counties", "submission", "file_error"] },
    Row {
        module: "scheduler",
        uses: &["plugin", "ledger", "counties", "form", "browser", "evidence", "submission", "scratch"],
    },
    Row { module: "retention", uses: &["ledger", "evidence", "submission"] },
    Row { module: "intake", uses: &["plugin", "ledger", "counties", "submission"] },
    Row {
        module: "api",
        uses: &[
            "intake",
            "retention",
            "scheduler",
            "county_sources",
            "plugin",
            "ledger",
            "counties",
            "evidence",
            "submission",
            "file_error",
        ],
    },
    // The composition root: the one that knows all the others.
    Row {
        module: "app",
        uses: &[
            "api",
            "intake",
            "retention",
            "scheduler",
            "county_sources",
            "plugin",
            "ledger",
            "counties",
            "form",
            "browser",
            "evidence",
            "kept_files",
            "sealing",
            "scratch",
            "submission",
            "file_error",
        ],
    },
    // The command line: wire types of the API, and `doctor`, which asks the browsers.
    Row {
        module: "cli",
        uses: &[
            "app",
            "api",
            "county_sources",
            "counties",
            "browser",
            "plugin",
            "kept_files",
            "submission",
            "file_error",
        ],
    },
];

pub(super) fn check(source: &Source, found: &mut Vec<Violation>) {
    let Some(path) = source.host_module() else { return };
    let module = path.first().copied().unwrap_or_default();
    let mut violation = |line: usize, rule: String| {
        found.push(Violation { file: source.path.clone(), line, rule });
    };
    let Some(row) = TABLE.iter().find(|row| row.module == module) else {
        violation(0, format!("`{module}` has no row in the table of imports (xtask/src/tidy/imports.rs)"));
        return;
    };
    for (line, used) in used(source, path.len()) {
        let known = TABLE.iter().any(|row| row.module == used);
        if known && used != module && !row.uses.contains(&used.as_str()) {
            let allowed = if row.uses.is_empty() { "none".to_owned() } else { row.uses.join(", ") };
            violation(line, format!("`{module}` may not use `{used}` (it may use: {allowed})"));
        }
    }
}

/// First names after the crate's root, each with its line: after `crate::`, after enough `super::`, and in their groups.
fn used(source: &Source, depth: usize) -> Vec<(usize, String)> {
    let root = "super::".repeat(depth);
    let code: String = source.code().map(|(_, line)| format!("{line}\n")).collect();
    let mut found = Vec::new();
    for word in ["crate::", root.as_str()] {
        for (at, _) in code.match_indices(word) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$' || c == ':') {
                continue;
            }
            let line = code[..at].matches('\n').count() + 1;
            let rest = &code[at + word.len()..];
            found.extend(first_names(rest).into_iter().map(|name| (line, name)));
        }
    }
    found
}

/// `a::b` gives a; `{a::{b, c}, d}` gives a and d.
fn first_names(rest: &str) -> Vec<String> {
    let name =
        |text: &str| text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let Some(group) = rest.strip_prefix('{') else {
        return vec![name(rest)];
    };
    let mut names = vec![name(group)];
    let mut depth = 1_usize;
    for (at, sign) in group.char_indices() {
        match sign {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => names.push(name(&group[at + 1..])),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

#[cfg(test)]
mod tests {
    use super::TABLE;
    use crate::tidy::tests::said;

    #[test]
    fn the_table_has_no_circles() {
        for (index, row) in TABLE.iter().enumerate() {
            for used in row.uses {
                let at = TABLE.iter().position(|row| row.module == *used);
                assert!(at.is_some_and(|at| at < index), "{} uses {used}, which does not stand before it", row.module);
            }
        }
    }

    #[test]
    fn imports_go_downward() {
        let check = |path: &str, code: &str, expect: &[&str]| {
            assert_eq!(said(path, &format!("//! Why.\n{code}\n")), expect, "{code}");
        };
        check("host/src/form/fill.rs", "use crate::browser::Session;\nuse super::browser::x;", &[]);
        check(
            "host/src/browser/session.rs",
            "use crate::form::Target;",
            &[
                "host/src/browser/session.rs:2: `browser` may not use `form` (it may use: submission, scratch, file_error, priority)",
            ],
        );
        check(
            "host/src/submission.rs",
            "use crate::{\n    ledger::{Ledger, plugin},\n    submission::State,\n};",
            &["host/src/submission.rs:2: `submission` may not use `ledger` (it may use: none)"],
        );
        check(
            "host/src/ledger/sqlite.rs",
            "let x = super::super::scheduler::claim();",
            &[
                "host/src/ledger/sqlite.rs:2: `ledger` may not use `scheduler` (it may use: evidence, submission, sealing, file_error)",
            ],
        );
        check("host/src/main.rs", "use crate::anything::At;", &[]);
        check(
            "host/src/engine.rs",
            "",
            &["host/src/engine.rs: `engine` has no row in the table of imports (xtask/src/tidy/imports.rs)"],
        );
    }
}
