//! Handing documents to file fields, also to those hidden behind a button or a drop zone. The file names are read back.

use super::context::ActionContext;
use crate::form::page::locate::Wanted;
use crate::form::page::protocol::answer::{Content, FilesRead};
use crate::form::page::protocol::request::{ReadFiles, ReadPageText, Want};
use crate::form::types::{ActionError, Disclosure, RawFailure, Target, UploadFile};
use crate::submission::PiecesPresent;

/// Files of one upload.
const MAX_FILES: usize = 32;

/// Hands documents to a file field, and reads back their names.
pub(crate) async fn upload(
    context: &mut ActionContext,
    target: &Target,
    files: &[UploadFile],
) -> Result<(), RawFailure> {
    if files.is_empty() || files.len() > MAX_FILES {
        return Err(ActionError::Limit(format!("`upload` takes one to {MAX_FILES} documents")).into());
    }
    let found = context.find_ready(target, Wanted::only(Want::File)).await?;
    let multiple = found.file.as_ref().is_some_and(|facts| facts.multiple);
    let Some(input) = found.file.and_then(|facts| facts.input) else {
        let reason = format!("{} is no file field and has none near it", target.describe());
        return Err(ActionError::Malformed(context.document.masked(&reason)).into());
    };
    if files.len() > 1 && !multiple {
        return Err(ActionError::Malformed("this file field takes one file".to_owned()).into());
    }
    let name = |file: &UploadFile| file.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let names: Vec<String> = files.iter().map(name).collect();
    context.document.upload(&input, files).await?;
    let id = context.placements.next_id();
    let read = match context.document.ask(ReadFiles { el: &input, names: &names, id }).await {
        // The page took the file and put something else in the field's place.
        Err(failure) if failure.stale() => taken(),
        other => other?,
    };
    context.placements.undo_all(&read.content.replaced);
    let stands = read.content.equal || read.gone && page_shows(context, &names).await?;
    if !stands {
        return Err(context.document.altered(&read.content, &names.join("\n"), Disclosure::Hidden).into());
    }
    for file in files {
        context.placements.place(id, file.field.as_deref().map(|path| (path, PiecesPresent::WHOLE)));
    }
    Ok(())
}

/// Of a field that is no more.
fn taken() -> FilesRead {
    let content = Content { equal: false, actual: String::new(), hidden: false, control: None, replaced: Vec::new() };
    FilesRead { content, gone: true }
}

async fn page_shows(context: &mut ActionContext, texts: &[String]) -> Result<bool, RawFailure> {
    let page = context.document.ask(ReadPageText {}).await?.value;
    Ok(texts.iter().all(|text| page.contains(text.as_str())))
}
