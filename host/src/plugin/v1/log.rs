//! The `log` import: lines that the plugin writes.

use wasmtime::component::HasData;

use super::super::guest::{Guest, Meter};
use super::super::log::PluginLog;
use super::bindings::postrider::county::log as wit;

/// The import's type for the linker. Sees the log only.
pub(super) struct LogImport;

/// The part of a plugin's state that the import works with.
pub(super) struct LogState<'a> {
    log: &'a mut PluginLog,
    meter: &'a mut Meter,
}

impl HasData for LogImport {
    type Data<'a> = LogState<'a>;
}

impl LogImport {
    pub(super) fn of(guest: &mut Guest) -> LogState<'_> {
        LogState { log: &mut guest.log, meter: &mut guest.meter }
    }
}

impl wit::Host for LogState<'_> {
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
