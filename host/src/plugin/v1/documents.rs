//! The `documents` import: what documents the application has.

use wasmtime::component::HasData;

use super::super::access::{Attachment, Documents};
use super::super::guest::{Guest, Meter};
use super::bindings::postrider::county::documents as wit;

/// The import's type for the linker. Sees the documents only.
pub(super) struct DocumentsImport;

/// The part of a plugin's state that the import works with.
pub(super) struct DocumentsState<'a> {
    documents: &'a Documents,
    meter: &'a mut Meter,
}

impl HasData for DocumentsImport {
    type Data<'a> = DocumentsState<'a>;
}

impl DocumentsImport {
    pub(super) fn of(guest: &mut Guest) -> DocumentsState<'_> {
        DocumentsState { documents: &guest.documents, meter: &mut guest.meter }
    }
}

impl wit::Host for DocumentsState<'_> {
    async fn all(&mut self) -> wasmtime::Result<Vec<wit::Document>> {
        self.meter.spend(0)?;
        Ok(self.documents.of_application().map(|(attachment, name)| document(attachment, name)).collect())
    }
}

fn document(attachment: &Attachment, name: &str) -> wit::Document {
    wit::Document {
        id: attachment.id,
        kind: attachment.kind.clone(),
        name: name.to_owned(),
        media_type: attachment.media_type.clone(),
        size: attachment.size,
        pages: None,
    }
}
