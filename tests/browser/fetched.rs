//! Where `cargo xtask conformance` puts the packages of others.

use std::path::PathBuf;

/// Beside what cargo builds.
pub(crate) fn folder() -> PathBuf {
    target_folder::target_folder().unwrap().join("conformance/node_modules")
}
