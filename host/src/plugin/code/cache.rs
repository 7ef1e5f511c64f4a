//! The folder of compiled code: two files a component, each with the host's mark. One holds the code, the other the manifest: all that
//! is known of a release at a start. Nothing in it is needed: what is missing, cut, touched or of another engine is made anew.
//!
//! Works on the disk, and is called where that may be waited for.

use std::collections::HashSet;
use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::file_error::{FileAction, FileError};
use crate::plugin::artefact::{Artefact, NoArtefact};
use crate::plugin::fingerprint::{FINGERPRINT_BYTES, Fingerprint};
use crate::plugin::manifest::{MAX_MANIFEST_BYTES, Manifest};
use crate::plugin::marked_file::{self, Unusable};
use crate::sealing::{SealedColumn, SealingKey};
use crate::submission::PluginDigest;

/// How a file of code is called after its component's digest.
const CODE: &str = "code";
/// How a file of a manifest is.
const MANIFEST: &str = "manifest";

/// Compiled code on disk.
pub(super) struct CodeCache {
    folder: PathBuf,
    key: SealingKey,
    engine: Fingerprint,
    /// Whether the last thing that was to be written was written.
    writable: AtomicBool,
}

/// What is known of a component without a look at it.
pub(in crate::plugin) struct Known {
    pub(in crate::plugin) manifest: Manifest,
    /// Code was made of it for an engine like this one.
    pub(in crate::plugin) compiled: bool,
}

impl CodeCache {
    /// Makes the folder where there is none. Without a folder there is no cache, which is said.
    pub(super) fn open(folder: PathBuf, key: SealingKey, engine: Fingerprint) -> Self {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(&folder);
        let cache = Self { folder, key, engine, writable: AtomicBool::new(true) };
        if let Err(error) = made {
            cache.not_written(&FileAction::Create.failed(&cache.folder)(error));
        }
        cache
    }

    /// The components of which there is code, by the names of the files alone.
    pub(super) fn names(&self) -> HashSet<PluginDigest> {
        let entries = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let name = |entry: std::fs::DirEntry| entry.file_name().to_str()?.strip_suffix(".code")?.parse().ok();
        entries.filter_map(name).collect()
    }

    /// What this host wrote down of a component.
    pub(super) fn known(&self, plugin: &PluginDigest) -> Option<Known> {
        let file = self.file(plugin, MANIFEST);
        let most = FINGERPRINT_BYTES + MAX_MANIFEST_BYTES;
        let marked = match marked_file::read(&file, &self.key, about(plugin), most) {
            Ok(marked) => marked,
            Err(unusable) => return refused(&file, plugin, &unusable),
        };
        let (engine, text) = marked.content().split_at_checked(FINGERPRINT_BYTES)?;
        // What an earlier version of the host took for a manifest this one may not: the component itself says why.
        let manifest = Manifest::parse(text).ok()?;
        Some(Known { manifest, compiled: engine == self.engine.as_bytes() })
    }

    /// A component's code, if it is what this host wrote, for an engine like this one.
    pub(super) fn code(&self, plugin: &PluginDigest) -> Option<Artefact> {
        let file = self.file(plugin, CODE);
        match Artefact::read(&file, &self.key, plugin, &self.engine) {
            Ok(artefact) => Some(artefact),
            Err(NoArtefact::Unusable(unusable)) => refused(&file, plugin, &unusable),
            Err(NoArtefact::OtherEngine) => {
                tracing::info!(plugin = plugin.short(), "compiled code is of another engine, and is made anew");
                None
            }
        }
    }

    /// Writes code down, and then the manifest, which says that the code is there.
    pub(super) fn keep(&self, plugin: &PluginDigest, artefact: &Artefact, manifest: &[u8]) {
        let written = artefact.write(&self.file(plugin, CODE), &self.key, plugin, &self.engine).and_then(|()| {
            let file = self.file(plugin, MANIFEST);
            marked_file::write(&file, &self.key, about(plugin), &[self.engine.as_bytes(), manifest])
        });
        match written {
            Ok(()) => self.writable.store(true, Ordering::Relaxed),
            Err(error) => self.not_written(&error),
        }
    }

    /// Whether it is worth while to make code for later.
    pub(super) fn is_writable(&self) -> bool {
        self.writable.load(Ordering::Relaxed)
    }

    fn file(&self, plugin: &PluginDigest, what: &str) -> PathBuf {
        self.folder.join(format!("{plugin}.{what}"))
    }

    /// Said once for as long as it lasts: everything goes on without a cache, and more slowly.
    fn not_written(&self, error: &FileError) {
        if self.writable.swap(false, Ordering::Relaxed) {
            tracing::warn!(
                %error,
                "compiled code cannot be kept: plugins are compiled anew after each start, and whenever they were put away"
            );
        }
    }
}

/// What the mark of a component's manifest is bound to.
fn about(plugin: &PluginDigest) -> SealedColumn<'_> {
    SealedColumn { table: "compiled", row: plugin.as_str(), column: MANIFEST }
}

/// Nothing, and a word on it where somebody has to know.
fn refused<T>(file: &Path, plugin: &PluginDigest, unusable: &Unusable) -> Option<T> {
    let (file, plugin) = (file.display(), plugin.short());
    match unusable {
        Unusable::Missing => {}
        Unusable::Touched => tracing::warn!(
            %file,
            plugin,
            "this file is not what the host wrote there: it was cut or changed, or comes from elsewhere; it is not used, and made anew"
        ),
        Unusable::Unreadable(error) => {
            tracing::warn!(%error, plugin, "what was compiled earlier cannot be read, and is made anew");
        }
    }
    None
}

#[cfg(test)]
mod tests;
