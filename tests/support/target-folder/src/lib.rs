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
