//! An application's documents, where a browser can take them from.

use std::path::PathBuf;

use serde_json::json;

use super::ending::{FollowUp, Interrupted};
use crate::plugin::Attachment;
use crate::scratch::{self, ScratchFolder};
use crate::submission::Application;

/// Puts each document into the folder, under the name that the county will see. On a thread that is never cut off: whoever drops
/// this leaves nothing half written behind.
pub(super) async fn lay_out(
    application: Application,
    folder: PathBuf,
) -> Result<(ScratchFolder, Vec<Attachment>), Interrupted> {
    let laid_out = tokio::task::spawn_blocking(move || lay_out_blocking(&application, folder));
    laid_out.await.unwrap_or_else(|_| Err(Interrupted::new("its documents could not be laid out", FollowUp::Later)))
}

fn lay_out_blocking(
    application: &Application,
    folder: PathBuf,
) -> Result<(ScratchFolder, Vec<Attachment>), Interrupted> {
    // A full disk passes.
    let failed = |error: std::io::Error| {
        Interrupted::new(format!("documents cannot be laid out: {}", error.kind()), FollowUp::Later)
    };
    let folder = ScratchFolder::make(folder).map_err(failed)?;
    let mut attachments = Vec::new();
    for (index, document) in application.documents.iter().enumerate() {
        let inspected = document
            .inspect()
            .map_err(|problem| Interrupted::new(format!("documents[{index}]: {problem}"), FollowUp::Person))?;
        // A folder each: two documents may have one name.
        let own_folder = folder.path().join(index.to_string());
        let file = own_folder.join(&inspected.name);
        scratch::make_folder(&own_folder).map_err(failed)?;
        scratch::write_file(&file, &inspected.bytes).map_err(failed)?;
        attachments.push(Attachment {
            id: u32::try_from(index).unwrap_or(u32::MAX),
            kind: json!(document.kind).as_str().unwrap_or_default().to_owned(),
            name: inspected.name,
            media_type: inspected.media_type.to_owned(),
            size: inspected.bytes.len() as u64,
            file: Some(file),
        });
    }
    Ok((folder, attachments))
}
