//! The `application` import: field references, described, read where granted, or ruled out.

use wasmtime::component::HasData;

use super::super::access::{FieldAccess, RuledOut, RuledOutFields};
use super::super::guest::{Guest, Meter, Site};
use super::argument_size::ArgumentSize as _;
use super::bindings::postrider::county::application as wit;
use super::convert;
use crate::submission::Kind;

/// Longest reason for ruling a field out.
const MAX_REASON: usize = 200;

/// The import's type for the linker. Sees the fields, and the site, which needs to know what was ruled out.
pub(super) struct ApplicationImport;

/// The part of a plugin's state that the import works with.
pub(super) struct ApplicationState<'a> {
    fields: &'a FieldAccess,
    ruled_out: &'a mut RuledOutFields,
    site: Option<&'a mut Site>,
    meter: &'a mut Meter,
}

impl HasData for ApplicationImport {
    type Data<'a> = ApplicationState<'a>;
}

impl ApplicationImport {
    pub(super) fn of(guest: &mut Guest) -> ApplicationState<'_> {
        ApplicationState {
            fields: &guest.fields,
            ruled_out: &mut guest.ruled_out,
            site: guest.site.as_mut(),
            meter: &mut guest.meter,
        }
    }
}

impl wit::Host for ApplicationState<'_> {
    async fn describe(&mut self, field: wit::Field) -> wasmtime::Result<Result<wit::Description, wit::FieldError>> {
        self.meter.spend(field.bytes())?;
        let described =
            convert::reference(field).and_then(|reference| self.fields.describe(&reference).map_err(convert::denied));
        Ok(described.map(|found| wit::Description {
            present: found.present,
            kind: kind(found.kind),
            length: u32::try_from(found.length).unwrap_or(u32::MAX),
            count: u32::try_from(found.count).unwrap_or(u32::MAX),
        }))
    }

    async fn read(&mut self, field: wit::Field) -> wasmtime::Result<Result<String, wit::FieldError>> {
        self.meter.spend(field.bytes())?;
        let read =
            convert::reference(field).and_then(|reference| self.fields.read(&reference).map_err(convert::denied));
        Ok(read.map(|text| text.reveal().to_owned()))
    }

    async fn not_applicable(&mut self, path: String, reason: String) -> wasmtime::Result<Result<(), wit::FieldError>> {
        self.meter.spend(path.bytes() + reason.bytes())?;
        match self.ruled_out.rule_out(&path) {
            RuledOut::Now => {
                let reason: String = reason.chars().take(MAX_REASON).collect();
                if let Some(site) = &mut self.site {
                    site.form.not_applicable(&path, &reason);
                }
                Ok(Ok(()))
            }
            RuledOut::Before => Ok(Ok(())),
            RuledOut::Unknown => {
                Ok(Err(wit::FieldError { path: convert::clip(&path), problem: wit::FieldProblem::UnknownPath }))
            }
            RuledOut::TooMany => Err(wasmtime::Error::msg("it ruled out more fields than an application has")),
        }
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
