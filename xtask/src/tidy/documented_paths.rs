//! ARCHITECTURE.md names only files and folders that exist: paths from the repository's root, and files by their names alone.
//! Names of modules, of tests and of the API are no paths.

use std::path::Path;

use super::text::Source;
use super::violation::Violation;

const DOCUMENT: &str = "ARCHITECTURE.md";

pub(super) fn check(root: &Path, sources: &[Source], found: &mut Vec<Violation>) {
    let Some(document) = sources.iter().find(|source| source.path == Path::new(DOCUMENT)) else { return };
    for (index, line) in document.text.lines().enumerate() {
        let gone = |path: &&str| is_below_top_level_folder(root, path) && !root.join(path).exists();
        let files = file_names(line).filter(|name| !sources.iter().any(|source| source.path.ends_with(name)));
        for path in paths(line).filter(gone).chain(files) {
            found.push(Violation {
                file: document.path.clone(),
                line: index + 1,
                rule: format!("`{path}` does not exist"),
            });
        }
    }
}

/// What a line has between backticks and looks like one path: with a `/`, without a blank or a placeholder.
fn paths(line: &str) -> impl Iterator<Item = &str> {
    let quoted = line.split('`').skip(1).step_by(2);
    quoted.filter(|text| text.contains('/') && !text.contains([' ', '<', '*']))
}

/// What a line has between backticks and is a source file's name alone.
fn file_names(line: &str) -> impl Iterator<Item = &str> {
    let quoted = line.split('`').skip(1).step_by(2);
    quoted.filter(|text| (text.ends_with(".rs") || text.ends_with(".js")) && !text.contains(['/', ' ', '<', '*']))
}

/// An absolute path such as `/v1` belongs to the API.
fn is_below_top_level_folder(root: &Path, path: &str) -> bool {
    path.split('/').next().is_some_and(|folder| !folder.is_empty() && root.join(folder).is_dir())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_does_not_exist_is_a_violation() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(root.path().join("host/src/form")).unwrap();
        std::fs::write(root.path().join("host/src/form/fill.rs"), "").unwrap();
        let said = |name: &str, text: &str| {
            let mut found = Vec::new();
            check(root.path(), &[Source::new(name.into(), text.to_owned())], &mut found);
            found.iter().map(Violation::to_string).collect::<Vec<_>>()
        };
        assert_eq!(said(DOCUMENT, "`host/src/form` and `host/src/form/fill.rs`"), [""; 0]);
        assert_eq!(said(DOCUMENT, "`/v1`, `text/html`, `host/<name>`, `host/*.rs`, `see host/x`, host/x"), [""; 0]);
        assert_eq!(
            said(DOCUMENT, "# Map\n`host/src/form`, `host/src/desk.rs`, `host/gone/`\n"),
            ["ARCHITECTURE.md:2: `host/src/desk.rs` does not exist", "ARCHITECTURE.md:2: `host/gone/` does not exist"]
        );
        assert_eq!(said(DOCUMENT, "`fill.rs`"), ["ARCHITECTURE.md:1: `fill.rs` does not exist"]);
        assert_eq!(
            said(DOCUMENT, "`ARCHITECTURE.rs`, `see fill.rs`, fill.rs"),
            ["ARCHITECTURE.md:1: `ARCHITECTURE.rs` does not exist"]
        );
        assert_eq!(said("README.md", "`host/src/desk.rs`"), [""; 0]);
    }
}
