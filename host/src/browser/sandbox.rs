//! One session's process tree.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::error::BrowserError;

/// How long a killed tree may take to be gone before nobody waits for it any longer.
const LONGEST_DEATH: Duration = Duration::from_secs(5);

/// The life of one process tree: whether it is to end, why, and when the last of it is gone.
pub(super) struct Life {
    why: OnceLock<String>,
    ending: CancellationToken,
    gone: CancellationToken,
}

impl Life {
    pub(super) fn new() -> Arc<Life> {
        Arc::new(Life { why: OnceLock::new(), ending: CancellationToken::new(), gone: CancellationToken::new() })
    }

    /// Ends it, at once. The first reason stands.
    pub(super) fn end(&self, why: &str) {
        let _ = self.why.set(why.to_owned());
        self.ending.cancel();
    }

    pub(super) fn is_ending(&self) -> bool {
        self.ending.is_cancelled()
    }

    pub(super) async fn ending(&self) {
        self.ending.cancelled().await;
    }

    /// Waits, bounded, until its processes and files are gone.
    pub(super) async fn gone(&self) {
        let _ = tokio::time::timeout(LONGEST_DEATH, self.gone.cancelled()).await;
    }

    pub(super) fn mark_gone(&self) {
        self.gone.cancel();
    }

    pub(super) fn lost(&self) -> BrowserError {
        BrowserError::lost(self.why.get().map_or("it ended", String::as_str))
    }
}

/// Where the host puts files for a session's browser.
pub(super) struct Uploads { folder: PathBuf }
impl Uploads {
    pub(super) fn new(folder: &Path) -> Uploads { Uploads { folder: folder.to_owned() } }
    pub(super) async fn take_in(&self, _: &[PathBuf]) -> Result<Vec<String>, BrowserError> { Ok(vec![self.folder.display().to_string()]) }
}
