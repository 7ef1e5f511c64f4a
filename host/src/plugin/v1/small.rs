//! The small imports: documents, clock, log, person, random.

use wasmtime::component::HasData;

use super::super::guest::{Desk, Log};
use super::bindings::postrider::county::{clock, documents, log, person, random};

/// Sees the desk only.
pub(super) struct DeskAccess;
/// The desk, to be read.
pub(super) struct DeskView<'a>(pub(super) &'a Desk);

impl HasData for DeskAccess {
    type Data<'a> = DeskView<'a>;
}

impl documents::Host for DeskView<'_> {
    async fn all(&mut self) -> wasmtime::Result<Vec<documents::Document>> {
        let document = |attachment: &super::super::guest::Attachment| documents::Document {
            id: attachment.id,
            kind: attachment.kind.clone(),
            name: attachment.name.clone(),
            media_type: attachment.media_type.clone(),
            size: attachment.size,
            pages: None,
        };
        Ok(self.0.attachments.iter().map(document).collect())
    }
}

impl clock::Host for DeskView<'_> {
    async fn now(&mut self) -> wasmtime::Result<u64> {
        Ok(u64::try_from(self.0.now().as_second()).unwrap_or(0))
    }

    async fn today(&mut self) -> wasmtime::Result<clock::Day> {
        let today = self.0.calendar.today(self.0.now());
        Ok(clock::Day {
            year: today.year().unsigned_abs(),
            month: today.month().unsigned_abs(),
            day: today.day().unsigned_abs(),
        })
    }
}

/// Sees the log only.
pub(super) struct LogAccess;
/// The log, to be written.
pub(super) struct LogView<'a>(pub(super) &'a mut Log);

impl HasData for LogAccess {
    type Data<'a> = LogView<'a>;
}

impl log::Host for LogView<'_> {
    async fn write(&mut self, level: log::Level, message: String) -> wasmtime::Result<()> {
        let level = match level {
            log::Level::Debug => "debug",
            log::Level::Info => "info",
            log::Level::Warn => "warn",
            log::Level::Error => "error",
        };
        self.0.write(level, &message);
        Ok(())
    }
}

/// Sees nothing.
pub(super) struct NothingAccess;
/// Needs nothing of the store.
pub(super) struct Nothing;

impl HasData for NothingAccess {
    type Data<'a> = Nothing;
}

impl person::Host for Nothing {
    async fn ask(&mut self, _question: person::Question) -> wasmtime::Result<Result<String, person::AskError>> {
        Ok(Err(person::AskError::Unsupported("this host cannot ask a person while the session is open yet".to_owned())))
    }
}

impl random::Host for Nothing {
    async fn bits(&mut self) -> wasmtime::Result<u64> {
        Ok(rand::random())
    }
}
