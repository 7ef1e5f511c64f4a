//! The `log` import: lines that the plugin writes.

use wasmtime::component::HasData;

use super::super::guest::{Guest, Meter};
use super::super::log::PluginLog;
use super::bindings::postrider::county::log as wit;

/// Sees the log only.
pub(super) struct Access;

/// What the import works with.
pub(super) struct View<'a> {
    log: &'a mut PluginLog,
    meter: &'a mut Meter,
}

impl HasData for Access {
    type Data<'a> = View<'a>;
}

impl Access {
    pub(super) fn of(guest: &mut Guest) -> View<'_> {
        View { log: &mut guest.log, meter: &mut guest.meter }
    }
}

impl wit::Host for View<'_> {
    async fn write(&mut self, level: wit::Level, message: String) -> wasmtime::Result<()> {
        self.meter.spend(message.len())?;
        let level = match level {
            wit::Level::Debug => "debug",
            wit::Level::Info => "info",
            wit::Level::Warn => "warn",
            wit::Level::Error => "error",
        };
        self.log.write(level, &message);
        Ok(())
    }
}
