//! The `clock` import: the time, and the county's day.

use wasmtime::component::HasData;

use super::super::guest::{CountyClock, Guest, Meter};
use super::bindings::postrider::county::clock as wit;

/// The import's type for the linker. Sees the county's clock only.
pub(super) struct ClockImport;

/// The part of a plugin's state that the import works with.
pub(super) struct ClockState<'a> {
    clock: &'a CountyClock,
    meter: &'a mut Meter,
}

impl HasData for ClockImport {
    type Data<'a> = ClockState<'a>;
}

impl ClockImport {
    pub(super) fn of(guest: &mut Guest) -> ClockState<'_> {
        ClockState { clock: &guest.clock, meter: &mut guest.meter }
    }
}

impl wit::Host for ClockState<'_> {
    async fn now(&mut self) -> wasmtime::Result<u64> {
        self.meter.spend(0)?;
        Ok(u64::try_from(self.clock.now().as_second()).unwrap_or(0))
    }

    async fn today(&mut self) -> wasmtime::Result<wit::Day> {
        self.meter.spend(0)?;
        let today = self.clock.today();
        Ok(wit::Day {
            year: today.year().unsigned_abs(),
            month: today.month().unsigned_abs(),
            day: today.day().unsigned_abs(),
        })
    }
}
