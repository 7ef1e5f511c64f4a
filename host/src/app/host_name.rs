//! The name that this host goes by in leases and histories: its own, made at its first start and kept in its data folder.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use rustix::system::uname;

use crate::file_error::FileAction;
use crate::scratch;

/// Longest name, in characters.
const LONGEST: usize = 64;
/// Characters of the machine's name in it.
const OF_MACHINE: usize = 40;

/// The name in a file; on a first start one is made, of the machine's name and a number of its own: machines are copied, and called alike.
pub(super) fn host_name(file: &Path) -> anyhow::Result<String> {
    match std::fs::read_to_string(file) {
        Ok(text) => {
            let name = text.trim();
            if !is_name(name) {
                anyhow::bail!(
                    "{} does not hold a host's name (1 to {LONGEST} small letters, digits and `-`): restore it, or remove it while the host is stopped, and the next start makes another",
                    file.display()
                );
            }
            Ok(name.to_owned())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let name = format!("{}-{:08x}", machine(&uname().nodename().to_string_lossy()), rand::random::<u32>());
            write(file, &name)?;
            Ok(name)
        }
        Err(error) => Err(FileAction::Read.failed(file)(error).into()),
    }
}

/// Whole, or not at all.
fn write(file: &Path, name: &str) -> anyhow::Result<()> {
    if let Some(folder) = file.parent() {
        scratch::ensure_private_folder(folder)?;
    }
    let part = file.with_extension("part");
    let written = || {
        let mut to = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&part)?;
        writeln!(to, "{name}")?;
        to.sync_all()?;
        std::fs::rename(&part, file)
    };
    Ok(written().map_err(FileAction::Write.failed(file))?)
}

fn is_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=LONGEST).contains(&name.len()) && name.chars().all(plain)
}

/// What of a machine's name may stand in a host's.
fn machine(name: &str) -> String {
    let plain: String = name
        .chars()
        .take(OF_MACHINE)
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
        .collect();
    if plain.is_empty() { "host".to_owned() } else { plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_keeps_its_name_and_two_have_two() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (folder.path().join("one/host"), folder.path().join("two/host"));
        let name = host_name(&one).unwrap();
        assert!(is_name(&name), "{name}");
        assert_eq!(host_name(&one).unwrap(), name);
        assert_ne!(host_name(&two).unwrap(), name);
    }

    #[test]
    fn a_file_that_holds_no_name_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("host");
        for damaged in ["", "two words", "NAME", &"x".repeat(65)] {
            std::fs::write(&file, damaged).unwrap();
            let problem = host_name(&file).unwrap_err().to_string();
            assert!(problem.contains("does not hold a host's name"), "{problem}");
            assert_eq!(std::fs::read_to_string(&file).unwrap(), damaged);
        }
    }

    #[test]
    fn a_machines_name_is_made_plain() {
        assert_eq!(machine("Rides_7.county.example"), "rides-7-county-example");
        assert_eq!(machine(""), "host");
    }
}
