//! What lies where below `data`. Nothing else in the host joins a name to that folder.

use std::path::{Path, PathBuf};

/// The folder that the host keeps everything in that has no place of its own in the configuration.
#[derive(Debug, Clone)]
pub struct DataDir(PathBuf);

impl DataDir {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The ledger's database; its log and its lock lie beside it.
    pub fn ledger(&self) -> PathBuf {
        self.0.join("ledger.sqlite")
    }

    /// The key that seals ledger and evidence, unless `key_file` says otherwise.
    pub fn key(&self) -> PathBuf {
        self.0.join("ledger.key")
    }

    /// Sealed pictures and traces.
    pub fn evidence(&self) -> PathBuf {
        self.0.join("evidence")
    }

    /// Installed components, by digest.
    pub fn plugins(&self) -> PathBuf {
        self.0.join("plugins")
    }

    /// Their machine code, which can be made anew.
    pub fn compiled(&self) -> PathBuf {
        self.0.join("plugins-compiled")
    }

    /// Where a component may be dropped, unless `plugins.folder` says otherwise.
    pub fn inbox(&self) -> PathBuf {
        self.0.join("plugins-inbox")
    }

    /// Where browsers have their sockets, unless `browser.scratch` says otherwise or the path is too long for one.
    pub fn browsers(&self) -> PathBuf {
        self.0.join("browsers")
    }

    /// Documents in plain text, while an attempt needs them.
    pub fn scratch(&self) -> PathBuf {
        self.0.join("scratch")
    }
}
