//! Released WIT never changes. A track is frozen by a line per file in `wit/frozen.toml`; until then it may change, and
//! nothing here checks it. A freeze cannot be undone.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use sha2::{Digest as _, Sha256};

use super::violation::Violation;

const LIST: &str = "wit/frozen.toml";
const HEADER: &str = "# Released tracks of the contract: the SHA-256 of each of their files. Written by `cargo xtask tidy --freeze <track>`,\n\
                      # never by hand. What stands here does not change any more; a change is a new track.\n";

/// Declares a track released.
pub(super) fn freeze(root: &Path, track: &str) -> Result<()> {
    let mut list = list(root)?;
    ensure!(!list.contains_key(track), "{track} is frozen already; a change to it is a new track");
    let files = files(root, track)?;
    ensure!(!files.is_empty(), "wit/{track} holds no WIT");
    let count = files.len();
    list.insert(track.to_owned(), files.into());
    fs::write(root.join(LIST), format!("{HEADER}\n{list}")).with_context(|| format!("{LIST} cannot be written"))?;
    eprintln!("tidy: wit/{track} is frozen, {count} files");
    Ok(())
}

pub(super) fn check(root: &Path, found: &mut Vec<Violation>) -> Result<()> {
    for (track, frozen) in list(root)? {
        let Some(frozen) = frozen.as_table() else { bail!("{LIST}: {track} is not a table of files") };
        let now = files(root, &track)?;
        let mut names: Vec<&String> = frozen.keys().chain(now.keys()).collect();
        names.sort();
        names.dedup();
        for name in names.into_iter().filter(|name| frozen.get(*name) != now.get(*name)) {
            let rule =
                format!("{track} is released and frozen: this file was changed, added or removed; make a new track");
            found.push(Violation { file: Path::new("wit").join(&track).join(name), line: 0, rule });
        }
    }
    Ok(())
}

fn list(root: &Path) -> Result<toml::Table> {
    match fs::read_to_string(root.join(LIST)) {
        Ok(text) => text.parse().with_context(|| format!("{LIST} is not TOML")),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(toml::Table::new()),
        Err(error) => Err(error).with_context(|| format!("{LIST} cannot be read")),
    }
}

/// The track's WIT files and their digests. A track that is gone has none.
fn files(root: &Path, track: &str) -> Result<toml::Table> {
    let mut files = toml::Table::new();
    let Ok(entries) = fs::read_dir(root.join("wit").join(track)) else {
        return Ok(files);
    };
    for entry in entries {
        let path = entry.context("the contract's folder cannot be read")?.path();
        if path.extension().is_some_and(|ending| ending == "wit") {
            let bytes = fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.insert(name, hex::encode(Sha256::digest(bytes)).into());
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frozen_track_may_not_change() {
        let root = tempfile::tempdir().unwrap();
        let track = root.path().join("wit/v1");
        fs::create_dir_all(&track).unwrap();
        fs::write(track.join("log.wit"), "interface log {}").unwrap();
        let violations = || {
            let mut found = Vec::new();
            check(root.path(), &mut found).unwrap();
            found.iter().map(|violation| violation.file.display().to_string()).collect::<Vec<_>>()
        };
        assert_eq!(violations(), [""; 0]);
        freeze(root.path(), "v1").unwrap();
        assert_eq!(violations(), [""; 0]);
        assert!(freeze(root.path(), "v1").unwrap_err().to_string().contains("frozen already"));
        fs::write(track.join("log.wit"), "interface log { info: func(); }").unwrap();
        fs::write(track.join("new.wit"), "").unwrap();
        assert_eq!(violations(), ["wit/v1/log.wit", "wit/v1/new.wit"]);
        fs::remove_dir_all(&track).unwrap();
        assert_eq!(violations(), ["wit/v1/log.wit"]);
    }
}
