//! The `person` import: a question to a person while the session is open. This host answers that it cannot ask yet.

use wasmtime::component::HasData;

use super::super::guest::{Guest, Meter};
use super::argument_size::ArgumentSize as _;
use super::bindings::postrider::county::person as wit;

/// Sees nothing but the meter.
pub(super) struct Access;

/// What the import works with.
pub(super) struct View<'a> {
    meter: &'a mut Meter,
}

impl HasData for Access {
    type Data<'a> = View<'a>;
}

impl Access {
    pub(super) fn of(guest: &mut Guest) -> View<'_> {
        View { meter: &mut guest.meter }
    }
}

impl wit::Host for View<'_> {
    async fn ask(&mut self, question: wit::Question) -> wasmtime::Result<Result<String, wit::AskError>> {
        self.meter.spend(question.prompt.bytes() + question.choices.bytes())?;
        Ok(Err(wit::AskError::Unsupported("this host cannot ask a person while the session is open yet".to_owned())))
    }
}
