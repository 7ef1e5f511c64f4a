//! The `random` import.

use wasmtime::component::HasData;

use super::super::guest::{Guest, Meter};
use super::bindings::postrider::county::random as wit;

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
    async fn bits(&mut self) -> wasmtime::Result<u64> {
        self.meter.spend(0)?;
        Ok(rand::random())
    }
}
