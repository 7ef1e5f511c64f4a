//! Where things are: the repository, cargo's target folder, what the builds leave there. Reads no configuration.

use std::path::{Path, PathBuf};

/// The ledger's peer in Rust, a workspace of its own, from the repository's root on.
pub(crate) const APALIS_PEER: &str = "xtask/bench/peers/apalis/Cargo.toml";

/// The repository's root: this crate stands in a folder of its own right below it. Asked of cargo at run time first, since
/// a target folder that two checkouts share may hold the program that the other one compiled.
pub(crate) fn root() -> PathBuf {
    let given = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let here = given.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    here.parent().map_or(here.clone(), Path::to_owned)
}

/// Cargo's target folder, or the default where this program was copied out of it.
pub(crate) fn target() -> PathBuf {
    target_folder::target_folder().unwrap_or_else(|_| root().join("target"))
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
