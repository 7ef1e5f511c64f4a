//! Hands files into a sandbox for the browser to upload. They are copies, under the names that the county will see, and go
//! with the session's folder. It never overwrites one: each upload has a folder of its own.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::browser::error::BrowserError;
use crate::scratch;

/// Bytes of all files of one upload. Counties take 5 to 25 MB a document.
const MOST_BYTES: u64 = 128 << 20;

/// The folder that a sandbox sees as its own for uploads.
pub(in crate::browser) struct Uploads {
    outside: PathBuf,
    inside: String,
    next: AtomicU32,
}

impl Uploads {
    pub(in crate::browser) fn new(outside: PathBuf, inside: String) -> Uploads {
        Uploads { outside, inside, next: AtomicU32::new(1) }
    }

    /// Removes what was handed in.
    pub(in crate::browser) async fn clear(&self) -> Result<(), BrowserError> {
        for number in 1..self.next.load(Ordering::Relaxed) {
            match tokio::fs::remove_dir_all(self.outside.join(number.to_string())).await {
                Ok(()) => {}
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(BrowserError::upload(error)),
            }
        }
        Ok(())
    }

    /// Copies files of the host in and gives back the browser's paths of them.
    pub(in crate::browser) async fn take_in(&self, files: &[PathBuf]) -> Result<Vec<String>, BrowserError> {
        let mut inside = Vec::with_capacity(files.len());
        let mut bytes = 0;
        for file in files {
            let name = file
                .file_name()
                .and_then(|name| name.to_str())
                .filter(|name| !name.contains(['\n', '\r']))
                .ok_or_else(|| {
                    BrowserError::upload(
                        "a file has no name, or one with a line break or outside UTF-8, which no browser takes",
                    )
                })?;
            bytes += tokio::fs::metadata(file).await.map_err(BrowserError::upload)?.len();
            if bytes > MOST_BYTES {
                return Err(BrowserError::upload(format!("the files are larger than {MOST_BYTES} bytes together")));
            }
            // A folder each: two files may have one name.
            let folder = self.next.fetch_add(1, Ordering::Relaxed).to_string();
            let outside = self.outside.join(&folder);
            scratch::make_folder(&outside).map_err(BrowserError::upload)?;
            let (from, to) = (file.clone(), outside.join(name));
            tokio::task::spawn_blocking(move || scratch::copy_file(&from, &to))
                .await
                .map_err(BrowserError::upload)?
                .map_err(BrowserError::upload)?;
            inside.push(format!("{}/{folder}/{name}", self.inside));
        }
        Ok(inside)
    }
}
