//! docs/conformance.md: where it is, and writing it.

use std::path::PathBuf;

pub(super) fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/conformance.md")
}

/// Whether it could be written.
pub(super) fn write(text: &str) -> bool {
    if let Err(error) = std::fs::write(path(), text) {
        eprintln!("{} cannot be written: {error}", path().display());
        return false;
    }
    eprintln!("written to docs/conformance.md");
    true
}
