//! What lies where below `data`. Nothing else in the host joins a name to that folder.

use std::path::{Path, PathBuf};

use crate::kept_files::Place;

/// The folder that the host keeps everything in that has no place of its own in the configuration.
#[derive(Debug, Clone)]
pub struct DataDir {
    own: PathBuf,
    /// Of what is named by what is in it, so that several hosts may keep it in one place.
    shared: Place,
}

impl DataDir {
    pub(super) fn new(own: PathBuf, shared: Option<Place>) -> Self {
        Self { shared: shared.unwrap_or_else(|| Place::Folder(own.clone())), own }
    }

    pub fn path(&self) -> &Path {
        &self.own
    }

    /// Where evidence and components are.
    pub fn shared(&self) -> &Place {
        &self.shared
    }

    /// The ledger's database; its log and its lock lie beside it.
    pub fn ledger(&self) -> PathBuf {
        self.own.join("ledger.sqlite")
    }

    /// Where earlier versions put the key that seals ledger and evidence.
    pub fn earlier_key(&self) -> PathBuf {
        self.own.join("ledger.key")
    }

    /// The name that this host goes by. Never copied to another one.
    pub fn host_name(&self) -> PathBuf {
        self.own.join("host")
    }

    /// Sealed pictures and traces.
    pub fn evidence(&self) -> Place {
        self.shared.below("evidence")
    }

    /// Installed components, by digest.
    pub fn plugins(&self) -> Place {
        self.shared.below("plugins")
    }

    /// Their machine code, which can be made anew.
    pub fn compiled(&self) -> PathBuf {
        self.own.join("plugins-compiled")
    }

    /// Where a component may be dropped, unless `plugins.folder` says otherwise.
    pub fn inbox(&self) -> PathBuf {
        self.own.join("plugins-inbox")
    }

    /// Where browsers have their sockets, unless `browser.scratch` says otherwise or the path is too long for one.
    pub fn browsers(&self) -> PathBuf {
        self.own.join("browsers")
    }

    /// Documents in plain text, while an attempt needs them.
    pub fn scratch(&self) -> PathBuf {
        self.own.join("scratch")
    }
}
