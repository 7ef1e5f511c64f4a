//! Where cargo builds. `CARGO_TARGET_DIR`, `--target-dir`, a configuration or the default may have named the folder: asked of
//! none of them, but of the program that runs, which cargo built into it. Starts nothing and reads no variable.

use std::io;
use std::path::PathBuf;

/// What cargo puts into every target folder, so that backups leave it out.
const MARK: &str = "CACHEDIR.TAG";

/// The target folder that this program was built into.
pub fn target_folder() -> io::Result<PathBuf> {
    let program = std::env::current_exe()?;
    let marked = program.ancestors().find(|folder| folder.join(MARK).is_file());
    let none = || io::Error::other(format!("{} does not stand in a target folder of cargo", program.display()));
    marked.map(PathBuf::from).ok_or_else(none)
}

/// A program of the workspace, built with the same profile as this one. Never builds it.
pub fn program(name: &str) -> io::Result<PathBuf> {
    let (target, this) = (target_folder()?, std::env::current_exe()?);
    let profile = this.strip_prefix(&target).ok().and_then(|path| path.iter().next()).unwrap_or_default();
    let path = target.join(profile).join(name);
    let missing = || io::Error::other(format!("{} is missing: `cargo xtask test` builds it", path.display()));
    if path.is_file() { Ok(path) } else { Err(missing()) }
}
