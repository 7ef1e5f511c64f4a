//! The `application` import: field references, described, read where granted, or ruled out.

use wasmtime::component::HasData;

use super::super::guest::{Denied, Desk, Guest, Site};
use super::bindings::postrider::county::application as wit;
use super::convert;
use crate::submission::{Kind, kind_of};

/// Longest reason for ruling a field out.
const MAX_REASON: usize = 200;
/// Fields that `check` may rule out: it has no form to tell, and nothing comes of it.
const MAX_RULED_OUT: usize = 500;

/// Sees the desk, and the form for its account of what was ruled out.
pub(super) struct Access;

/// What the import works with.
pub(super) struct View<'a> {
    desk: &'a mut Desk,
    site: Option<&'a mut Site>,
}

impl HasData for Access {
    type Data<'a> = View<'a>;
}

impl Access {
    pub(super) fn of(guest: &mut Guest) -> View<'_> {
        View { desk: &mut guest.desk, site: guest.site.as_mut() }
    }
}

impl wit::Host for View<'_> {
    async fn describe(&mut self, field: wit::Field) -> wasmtime::Result<Result<wit::Description, wit::FieldError>> {
        let described = convert::reference(field).and_then(|reference| {
            self.desk.fields.describe(&reference).map_err(|error| convert::denied(Denied::Field(error)))
        });
        Ok(described.map(|found| wit::Description {
            present: found.present,
            kind: kind(found.kind),
            length: u32::try_from(found.length).unwrap_or(u32::MAX),
            count: u32::try_from(found.count).unwrap_or(u32::MAX),
        }))
    }

    async fn read(&mut self, field: wit::Field) -> wasmtime::Result<Result<String, wit::FieldError>> {
        let read = convert::reference(field).and_then(|reference| self.desk.read(&reference).map_err(convert::denied));
        Ok(read.map(|text| text.reveal().to_owned()))
    }

    async fn not_applicable(&mut self, path: String, reason: String) -> wasmtime::Result<Result<(), wit::FieldError>> {
        if kind_of(&path).is_none() {
            return Ok(Err(wit::FieldError { path: convert::clip(&path), problem: wit::FieldProblem::UnknownPath }));
        }
        let reason: String = reason.chars().take(MAX_REASON).collect();
        match &mut self.site {
            Some(site) => site.form.not_applicable(&path, &reason),
            None if self.desk.ruled_out < MAX_RULED_OUT => self.desk.ruled_out += 1,
            None => return Err(wasmtime::Error::msg("it ruled out more fields than there are")),
        }
        Ok(Ok(()))
    }
}

fn kind(kind: Kind) -> wit::Kind {
    match kind {
        Kind::Name => wit::Kind::Name,
        Kind::Identifier => wit::Kind::Identifier,
        Kind::Address => wit::Kind::Address,
        Kind::Contact => wit::Kind::Contact,
        Kind::Date => wit::Kind::Date,
        Kind::FreeText => wit::Kind::FreeText,
        Kind::Amount => wit::Kind::Amount,
        Kind::Choice => wit::Kind::Choice,
        Kind::Boolean => wit::Kind::Boolean,
        Kind::Many => wit::Kind::Many,
        Kind::Group => wit::Kind::Group,
    }
}
