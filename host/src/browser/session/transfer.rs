//! Files for uploads and from downloads, over shared folders or by commands of a remote end.

use std::path::PathBuf;

use serde_json::json;

use super::Session;
use super::answer::text;
use crate::browser::element::ElementRef;
use crate::browser::error::BrowserError;
use crate::browser::files::{Downloads, Files, Kept, packed, unpack, unpackable_names};

impl Session {
    /// Puts files of the host into a file field, under their own names. They are copied into the session's folder, which goes
    /// when the session does.
    pub async fn upload(&self, element: &ElementRef, files: &[PathBuf]) -> Result<(), BrowserError> {
        let inside = match &self.files {
            Files::Shared(uploads, _) => uploads.take_in(files).await?,
            Files::Sent(_) => self.send_files(files).await?,
        };
        self.post("upload", format!("element/{}/value", element.id()), json!({ "text": inside.join("\n") }))
            .await
            .map(drop)
    }

    /// The files that this application's pages had the browser keep.
    pub async fn downloads(&self) -> Result<Kept, BrowserError> {
        let (downloads, coming) = match &self.files {
            Files::Shared(_, downloads) => (downloads, false),
            Files::Sent(downloads) => (downloads, self.fetch_files(downloads).await?),
        };
        let kept = downloads.look().map_err(|error| BrowserError::download(error.kind()))?;
        Ok(Kept { coming: kept.coming || coming, ..kept })
    }

    /// Removes what is still on its way from the folder for downloads, as far as the host can.
    pub fn drop_unfinished(&self) {
        if let Files::Shared(_, downloads) = &self.files {
            downloads.drop_unfinished();
        }
    }

    /// Hands files to a remote end and gives back its paths of them.
    async fn send_files(&self, files: &[PathBuf]) -> Result<Vec<String>, BrowserError> {
        let mut paths = Vec::with_capacity(files.len());
        for file in files {
            paths.push(text("upload", self.post("upload", "se/file", packed(file)?).await?)?);
        }
        Ok(paths)
    }

    /// Fetches what a remote end has kept of downloads and is not here yet; the answer is whether one is still on its way there.
    async fn fetch_files(&self, downloads: &Downloads) -> Result<bool, BrowserError> {
        let names = unpackable_names(&self.get("downloads", "se/files").await?);
        let coming = names.iter().any(|name| Downloads::unfinished(name));
        for name in names {
            if !downloads.has(&name) && !Downloads::unfinished(&name) {
                let sent = self.post("downloads", "se/files", json!({ "name": name })).await?;
                unpack(&sent, &name, downloads)?;
            }
        }
        Ok(coming)
    }
}
