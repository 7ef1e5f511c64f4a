//! What `cargo xtask` has built: the host, the counties' plugins, the plugins that misbehave. Never builds anything.

use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};

/// Cargo's target folder.
pub fn target() -> Result<PathBuf> {
    target_folder::target_folder().context("the target folder is unknown")
}

/// The host, built with the same profile as the program that runs.
pub fn program() -> Result<PathBuf> {
    target_folder::program("postrider").context("the host cannot be started")
}

/// A county's component, such as `alder-1.0.0.wasm`.
pub fn component(name: &str) -> Result<PathBuf> {
    built(target()?.join("plugins").join(name))
}

/// A component that misbehaves, such as `spins.wasm`.
pub fn guest(name: &str) -> Result<PathBuf> {
    built(target()?.join("guests").join(name))
}

fn built(path: PathBuf) -> Result<PathBuf> {
    ensure!(path.is_file(), "{} is missing: `cargo xtask plugins` builds it", path.display());
    Ok(path)
}
