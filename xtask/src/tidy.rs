//! Rules about the source that no compiler knows, checked by `cargo xtask tidy` and by a test of this crate. Each
//! violation names file, line and rule. Reads text, never compiles.

mod allowed_places;
mod answers;
mod circles;
mod documented_paths;
mod files;
mod freeze;
mod imports;
mod text;
mod violation;
mod vocabulary;

use std::path::Path;

use anyhow::{Context as _, Result, bail};

use crate::paths;
use text::Source;
use violation::Violation;

/// `cargo xtask tidy`
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Declare a track of the contract released, such as `v1`: from then on its WIT may not change.
    #[arg(long, value_name = "TRACK")]
    freeze: Option<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    if let Some(track) = &arguments.freeze {
        return freeze::freeze(&paths::root(), track);
    }
    check_tree()
}

/// Checks the repository.
pub(crate) fn check_tree() -> Result<()> {
    let violations = violations(&paths::root())?;
    for violation in &violations {
        eprintln!("{violation}");
    }
    if !violations.is_empty() {
        bail!("{} rules of the source are broken", violations.len());
    }
    eprintln!("tidy: every rule holds");
    Ok(())
}

fn violations(root: &Path) -> Result<Vec<Violation>> {
    let sources = read(root)?;
    let mut found = Vec::new();
    for source in &sources {
        files::check(source, &mut found);
        if source.is_rust() {
            allowed_places::check(source, &mut found);
            imports::check(source, &mut found);
            vocabulary::check(source, &mut found);
            answers::check(source, &mut found);
        }
    }
    files::check_median(&sources, &mut found);
    circles::check(&sources, &mut found);
    files::check_exceptions(&sources, &mut found);
    documented_paths::check(root, &sources, &mut found);
    freeze::check(root, &mut found)?;
    Ok(found)
}

/// Folders that hold no source.
const SKIPPED: [&str; 2] = ["target", "node_modules"];

/// Every text file below a folder, hidden folders but `.ci` and `.cargo` left out, by path.
fn read(root: &Path) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let unreadable = || format!("{} cannot be read", folder.display());
        for entry in std::fs::read_dir(&folder).with_context(unreadable)? {
            let path = entry.with_context(unreadable)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let hidden = name.starts_with('.') && name != ".ci" && name != ".cargo";
            if hidden || SKIPPED.contains(&name.as_str()) {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                let path = path.strip_prefix(root).unwrap_or(&path).to_owned();
                sources.push(Source::new(path, text));
            }
        }
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(sources)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_of_the_source_holds() {
        let violations = violations(&paths::root()).unwrap();
        let lines: Vec<_> = violations.iter().map(Violation::to_string).collect();
        assert!(lines.is_empty(), "\n{}\n", lines.join("\n"));
    }

    /// What the rules say about one file at this path.
    pub(super) fn said(path: &str, text: &str) -> Vec<String> {
        let source = Source::new(path.into(), text.to_owned());
        let mut found = Vec::new();
        files::check(&source, &mut found);
        allowed_places::check(&source, &mut found);
        imports::check(&source, &mut found);
        found.iter().map(Violation::to_string).collect()
    }
}
