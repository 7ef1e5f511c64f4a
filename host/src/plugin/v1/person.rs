//! The `person` import: a question to a person while the session is open. This host answers that it cannot ask yet.

use wasmtime::component::HasData;

use super::super::guest::{Guest, Meter};
use super::argument_size::ArgumentSize as _;
use super::bindings::postrider::county::person as wit;

/// The import's type for the linker. Sees nothing but the meter.
pub(super) struct PersonImport;

/// The part of a plugin's state that the import works with.
pub(super) struct PersonState<'a> {
    meter: &'a mut Meter,
}

impl HasData for PersonImport {
    type Data<'a> = PersonState<'a>;
}

impl PersonImport {
    pub(super) fn of(guest: &mut Guest) -> PersonState<'_> {
        PersonState { meter: &mut guest.meter }
    }
}

impl wit::Host for PersonState<'_> {
    async fn ask(&mut self, question: wit::Question) -> wasmtime::Result<Result<String, wit::AskError>> {
        self.meter.spend(question.prompt.bytes() + question.choices.bytes())?;
        Ok(Err(wit::AskError::Unsupported("this host cannot ask a person while the session is open yet".to_owned())))
    }
}
