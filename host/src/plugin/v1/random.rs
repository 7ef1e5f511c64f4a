//! The `random` import.

use wasmtime::component::HasData;

use super::super::guest::{Guest, Meter};
use super::bindings::postrider::county::random as wit;

/// The import's type for the linker. Sees nothing but the meter.
pub(super) struct RandomImport;

/// The part of a plugin's state that the import works with.
pub(super) struct RandomState<'a> {
    meter: &'a mut Meter,
}

impl HasData for RandomImport {
    type Data<'a> = RandomState<'a>;
}

impl RandomImport {
    pub(super) fn of(guest: &mut Guest) -> RandomState<'_> {
        RandomState { meter: &mut guest.meter }
    }
}

impl wit::Host for RandomState<'_> {
    async fn bits(&mut self) -> wasmtime::Result<u64> {
        self.meter.spend(0)?;
        Ok(rand::random())
    }
}
