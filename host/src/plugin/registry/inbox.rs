//! The folder that components are dropped into. A file is taken once it has stopped growing, under another name first: one that
//! ends the host is not looked at again when it starts.
//!
//! Names in it come from whoever may write there, and are shown with their control characters made visible.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

use tokio::io::AsyncReadExt as _;

use super::Registry;
use super::error::InstallError;
use super::installed::Installed;
use super::stable_files::{FileStamp, stable_files};
use crate::file_error::FileAction;
use crate::ledger::{ActorRole, Who};
use crate::plugin::inspect::{MAX_COMPONENT_BYTES, Refusal};
use crate::submission::excerpt;

/// Files looked at in one sweep; the rest has its turn when these are gone.
const MAX_FILES: usize = 100;
/// Characters shown of a file's name.
const MAX_NAME: usize = 120;

/// What is being looked at has this after its name.
const TAKING: &str = "taking";
const INSTALLED: &str = "installed";
const REFUSED: &str = "refused";

/// What became of a dropped file: its name as it is shown, and the release or why it was refused.
pub type Dropped = (String, Result<Installed, InstallError>);

impl Registry {
    /// Installs what was dropped into the inbox. Whatever comes of it, the file has another name afterwards, so that it is
    /// tried once.
    pub async fn sweep_inbox(&self) -> Vec<Dropped> {
        let mut done = Vec::new();
        for path in self.dropped_and_stable().await {
            let taking = with_suffix(&path, TAKING);
            if let Err(error) = self.rename(&path, &taking).await {
                tracing::warn!(%error, file = shown(&path), "a dropped plugin could not be moved aside; it is left alone");
                continue;
            }
            let result = self.install_file(&taking).await;
            self.set_aside(&taking, &path, if result.is_ok() { INSTALLED } else { REFUSED }).await;
            done.push((shown(&path), result));
        }
        done
    }

    /// What the last host was looking at when it ended: refused, for the file may be what ended it. Called once, at the start.
    pub async fn refuse_left_over(&self) -> Vec<Dropped> {
        let mut done = Vec::new();
        for name in self.names(TAKING).await {
            let taking = self.shared.inbox.join(name);
            let path = taking.with_extension("");
            self.set_aside(&taking, &path, REFUSED).await;
            done.push((shown(&path), Err(InstallError::HostEnded)));
        }
        done
    }

    /// The components that have stopped changing.
    async fn dropped_and_stable(&self) -> Vec<PathBuf> {
        let mut now = Vec::new();
        for name in self.names("wasm").await {
            // Not followed: where a link leads, and whether that stands still, is not the inbox's to say.
            let Ok(met) = tokio::fs::symlink_metadata(self.shared.inbox.join(&name)).await else {
                continue;
            };
            now.push((name, FileStamp { size: met.len(), modified: met.modified().ok() }));
        }
        let mut dropped = self.shared.dropped.lock().unwrap_or_else(PoisonError::into_inner);
        stable_files(&mut dropped, now).into_iter().map(|name| self.shared.inbox.join(name)).collect()
    }

    /// The first names in the inbox that end so.
    async fn names(&self, extension: &str) -> Vec<OsString> {
        let mut names = Vec::new();
        let Ok(mut entries) = tokio::fs::read_dir(&self.shared.inbox).await else {
            return names;
        };
        while let (true, Ok(Some(entry))) = (names.len() < MAX_FILES, entries.next_entry().await) {
            let name = entry.file_name();
            if Path::new(&name).extension() == Some(OsStr::new(extension)) {
                names.push(name);
            }
        }
        names
    }

    async fn install_file(&self, path: &Path) -> Result<Installed, InstallError> {
        if !tokio::fs::symlink_metadata(path).await.map_err(FileAction::Read.failed(path))?.is_file() {
            return Err(InstallError::NotAFile);
        }
        // One byte more than may be says that there are too many, also where the file grows meanwhile.
        let most = u64::try_from(MAX_COMPONENT_BYTES).unwrap_or(u64::MAX);
        let mut bytes = Vec::new();
        let opened = tokio::fs::File::open(path).await.map_err(FileAction::Read.failed(path))?;
        opened.take(most + 1).read_to_end(&mut bytes).await.map_err(FileAction::Read.failed(path))?;
        if bytes.len() > MAX_COMPONENT_BYTES {
            return Err(Refusal::TooLarge { found: bytes.len() }.into());
        }
        // Nobody waits for an answer, and nobody would drop it again.
        let _turn = self.shared.compiling.acquire().await;
        self.install_at_once(bytes, Who::new(ActorRole::Deployer, "plugins folder"), "dropped into the folder").await
    }

    async fn set_aside(&self, taking: &Path, path: &Path, suffix: &str) {
        if let Err(error) = self.rename(taking, &with_suffix(path, suffix)).await {
            tracing::warn!(%error, file = shown(path), "a dropped plugin could not be renamed to what became of it");
        }
    }

    async fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        tokio::fs::rename(from, to).await?;
        // A name lasts once its folder does.
        tokio::fs::File::open(&self.shared.inbox).await?.sync_all().await
    }
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    name.into()
}

/// A file's name for a log: bounded, control characters made visible.
fn shown(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    excerpt(&name, MAX_NAME)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_shown_without_its_control_characters() {
        assert_eq!(shown(Path::new("/inbox/a\u{1b}[2J\n\u{202e}.wasm")), "a\\u{1b}[2J\\n\\u{202e}.wasm");
        assert_eq!(shown(Path::new(&"x".repeat(500))).chars().count(), MAX_NAME + 1);
    }
}
