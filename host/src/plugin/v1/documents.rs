//! The `documents` import: what documents the application has.

use wasmtime::component::HasData;

use super::super::access::{Attachment, Documents};
use super::super::guest::{Guest, Meter};
use super::bindings::postrider::county::documents as wit;

/// Sees the documents only.
pub(super) struct Access;

/// What the import works with.
pub(super) struct View<'a> {
    documents: &'a Documents,
    meter: &'a mut Meter,
}

impl HasData for Access {
    type Data<'a> = View<'a>;
}

impl Access {
    pub(super) fn of(guest: &mut Guest) -> View<'_> {
        View { documents: &guest.documents, meter: &mut guest.meter }
    }
}

impl wit::Host for View<'_> {
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
