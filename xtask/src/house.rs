//! Where things are: the repository, cargo's target folder, what the builds leave there. Reads no configuration.

use std::path::{Path, PathBuf};

/// The repository's root.
pub(crate) fn root() -> &'static Path {
    // This crate stands in a folder of its own right below it.
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// Cargo's target folder: the one this program was built into, which cargo marks as a cache.
pub(crate) fn target() -> PathBuf {
    let marked = |folder: &&Path| folder.join("CACHEDIR.TAG").is_file();
    let program = std::env::current_exe().unwrap_or_default();
    program
        .ancestors()
        .find(marked)
        .map_or_else(|| root().join("target"), Path::to_owned)
}

/// A program of the workspace, built with the dev profile.
pub(crate) fn program(name: &str) -> PathBuf {
    target().join("debug").join(name)
}

/// The components of the counties' plugins, `<county>-<version>.wasm`.
pub(crate) fn plugins() -> PathBuf {
    target().join("plugins")
}

/// The components that misbehave, for tests.
pub(crate) fn guests() -> PathBuf {
    target().join("guests")
}
