//! ARCHITECTURE.md names only files and folders that exist. Checks paths from the repository's root; names of modules, of
//! tests and of the API are no paths.

use std::path::Path;

use super::text::Source;
use super::violation::Violation;

const DOCUMENT: &str = "ARCHITECTURE.md";

pub(super) fn check(root: &Path, sources: &[Source], found: &mut Vec<Violation>) {
    let Some(document) = sources.iter().find(|source| source.path == Path::new(DOCUMENT)) else { return };
    for (index, line) in document.text.lines().enumerate() {
        for path in paths(line).filter(|path| is_below_top_level_folder(root, path) && !root.join(path).exists()) {
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
        assert_eq!(said("README.md", "`host/src/desk.rs`"), [""; 0]);
    }
}
