//! Handing documents to file fields, also to those hidden behind a button or a drop zone. The file names are read back.

use super::context::ActionContext;
use crate::browser::ElementRef;
use crate::form::page::document::millis;
use crate::form::page::locate::Wanted;
use crate::form::page::protocol::answer::{Content, FilesRead, FilesTaken};
use crate::form::page::protocol::request::{EmptyFiles, ForPage, ListsFiles, ReadFiles, TookFiles, Want};
use crate::form::record::Given;
use crate::form::types::{ActionError, Disclosure, RawFailure, Target, UploadFile};
use crate::submission::PiecesPresent;

/// Files of one upload.
const MAX_FILES: usize = 32;

/// Hands documents to a file field, which then has exactly these, and reads back their names.
pub(crate) async fn upload(
    context: &mut ActionContext,
    target: &Target,
    files: &[UploadFile],
) -> Result<(), RawFailure> {
    if files.is_empty() || files.len() > MAX_FILES {
        return Err(ActionError::Limit(format!("`upload` takes one to {MAX_FILES} documents")).into());
    }
    let found = context.find_ready(target, Wanted::only(Want::File)).await?;
    let facts = found.file.as_ref();
    let (multiple, holds) = facts.map_or((false, false), |facts| (facts.multiple, facts.holds));
    let Some(input) = found.file.and_then(|facts| facts.input) else {
        let reason = format!("{} is no file field and has none near it", target.describe());
        return Err(ActionError::Malformed(context.document.masked(&reason)).into());
    };
    if files.len() > 1 && !multiple {
        return Err(ActionError::Malformed("this file field takes one file".to_owned()).into());
    }
    refuse_doubling(context, target, files).await?;
    if multiple && holds {
        context.document.ask(EmptyFiles { el: &input }).await?;
    }
    context.document.upload(&input, files).await?;
    let id = context.placements.next_id();
    let names: Vec<String> = files.iter().map(name_of).collect();
    let read = read_back(context, target, &input, &names, id).await?;
    context.placements.undo_all(&read.content.replaced);
    if read.taken {
        context.taken.note(target, files);
    } else if !read.content.equal {
        return Err(context.document.altered(&read.content, &names.join("\n"), Disclosure::Hidden).into());
    }
    for file in files {
        context.placements.place(id, file.field.as_deref().map(|path| (path, PiecesPresent::WHOLE)));
    }
    context.stand(id, target, Given::Files(names));
    Ok(())
}

/// A page that takes files from their field keeps them: the same document, handed over again while it is listed, would be there twice.
async fn refuse_doubling(context: &mut ActionContext, target: &Target, files: &[UploadFile]) -> Result<(), RawFailure> {
    let names: Vec<String> = files.iter().filter(|file| context.taken.holds(target, file)).map(name_of).collect();
    if names.is_empty() {
        return Ok(());
    }
    let listed = context.document.ask(ListsFiles { names: &names }).await?.listed;
    match listed.is_empty() {
        true => Ok(()),
        false => {
            let doubled = format!(
                "the page took this document from {} and lists it: handed over again, it would be there twice",
                target.describe()
            );
            Err(ActionError::Malformed(context.document.masked(&doubled)).into())
        }
    }
}

async fn read_back(
    context: &mut ActionContext,
    target: &Target,
    input: &ElementRef,
    names: &[String],
    id: u64,
) -> Result<FilesRead, RawFailure> {
    let bound = millis(context.bound);
    match context.document.ask(ReadFiles { el: input, target: ForPage(target), names, id, bound }).await {
        // The page took the file and put something else in the field's place.
        Err(failure) if failure.stale() => {
            let request = TookFiles { target: ForPage(target), names, id, bound };
            let FilesTaken { taken, replaced } = context.document.ask(request).await?;
            let content = Content { equal: false, actual: String::new(), hidden: false, control: None, replaced };
            Ok(FilesRead { content, taken })
        }
        other => other,
    }
}

fn name_of(file: &UploadFile) -> String {
    file.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
