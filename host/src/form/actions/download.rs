//! Files that the site offers: waited for until they are whole, and judged by their content, never by their name.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::click::click;
use super::context::ActionContext;
use crate::form::page::document::NAVIGATION_BOUND;
use crate::form::record::ShotFormat;
use crate::form::types::{ActionError, ClickOptions, Downloaded, Mismatch, RawFailure, Target};
use crate::submission::{DocumentProblem, Inspected, MAX_DOCUMENT_BYTES, inspect_file};

/// Pause between two looks into the folder for downloads.
const DOWNLOAD_POLL: Duration = Duration::from_millis(25);

/// Clicks and keeps the file that the site sends.
pub(crate) async fn download(context: &mut ActionContext, target: &Target) -> Result<Downloaded, RawFailure> {
    context.recorder.room_for_a_shot()?;
    let before = context.document.session().downloads().await?.whole;
    click(context, target, &ClickOptions::default()).await?;
    let path = sent(context, &before).await?;
    context.document.note_download();
    let inspected = inspected(&path).await?;
    if inspected.media_type == "application/pdf" {
        context.recorder.keep("download", ShotFormat::Pdf, inspected.bytes);
    }
    Ok(Downloaded { path, media_type: inspected.media_type, name: inspected.name, size: inspected.size })
}

/// The one file that was not there before, once it is whole. It has to begin within the action's bound.
async fn sent(context: &ActionContext, before: &[PathBuf]) -> Result<PathBuf, RawFailure> {
    let session = context.document.session();
    let begun = Instant::now();
    loop {
        let mut kept = session.downloads().await?;
        kept.whole.retain(|path| !before.contains(path));
        // No document is that large: there is nothing to wait for.
        if kept.coming_bytes > MAX_DOCUMENT_BYTES as u64 {
            session.drop_unfinished();
            return Err(too_large());
        }
        match kept.whole.pop() {
            Some(path) if kept.whole.is_empty() && !kept.coming => return Ok(path),
            Some(_) if !kept.coming => {
                let several = "one file by one download; the site sent several".to_owned();
                return Err(ActionError::Unsupported(several).into());
            }
            _ => {}
        }
        let bound = if kept.coming { NAVIGATION_BOUND } else { context.bound };
        if begun.elapsed() >= bound {
            let what = if kept.coming { "the file that the site sends is whole" } else { "the site sends a file" };
            return Err(ActionError::TimedOut(Mismatch::new(what, Vec::new())).into());
        }
        tokio::time::sleep(DOWNLOAD_POLL).await;
    }
}

fn too_large() -> RawFailure {
    ActionError::Limit(format!("the file that the site sent {}", DocumentProblem::TooLarge)).into()
}

async fn inspected(path: &Path) -> Result<Inspected, RawFailure> {
    let unreadable = |_| RawFailure::from(ActionError::BrowserLost);
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let length = tokio::fs::metadata(path).await.map_err(unreadable)?.len();
    if length > MAX_DOCUMENT_BYTES as u64 {
        return Err(too_large());
    }
    let bytes = tokio::fs::read(path).await.map_err(unreadable)?;
    inspect_file(&name, bytes).map_err(|problem| {
        let unwelcome = format!("a download that is neither PDF, JPEG nor PNG: the file that the site sent {problem}");
        ActionError::Unsupported(unwelcome).into()
    })
}
