//! The small imports: documents, clock, log, person, random.

use wasmtime::component::HasData;

use super::super::guest::{Attachment, Desk, Guest, Log};
use super::super::meter::Meter;
use super::bindings::postrider::county::{clock, documents, log, person, random};
use super::weight::Weight as _;

/// Sees the desk only.
pub(super) struct DeskAccess;
/// The desk, to be read.
pub(super) struct DeskView<'a>(&'a Desk, &'a mut Meter);

impl HasData for DeskAccess {
    type Data<'a> = DeskView<'a>;
}

impl DeskAccess {
    pub(super) fn of(guest: &mut Guest) -> DeskView<'_> {
        DeskView(&guest.desk, &mut guest.meter)
    }
}

impl documents::Host for DeskView<'_> {
    async fn all(&mut self) -> wasmtime::Result<Vec<documents::Document>> {
        self.1.spend(0)?;
        let document = |attachment: &Attachment| documents::Document {
            id: attachment.id,
            kind: attachment.kind.clone(),
            name: self.0.name_of(attachment),
            media_type: attachment.media_type.clone(),
            size: attachment.size,
            pages: None,
        };
        Ok(self.0.attachments.iter().map(document).collect())
    }
}

impl clock::Host for DeskView<'_> {
    async fn now(&mut self) -> wasmtime::Result<u64> {
        self.1.spend(0)?;
        Ok(u64::try_from(self.0.now().as_second()).unwrap_or(0))
    }

    async fn today(&mut self) -> wasmtime::Result<clock::Day> {
        self.1.spend(0)?;
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
pub(super) struct LogView<'a>(&'a mut Log, &'a mut Meter);

impl HasData for LogAccess {
    type Data<'a> = LogView<'a>;
}

impl LogAccess {
    pub(super) fn of(guest: &mut Guest) -> LogView<'_> {
        LogView(&mut guest.log, &mut guest.meter)
    }
}

impl log::Host for LogView<'_> {
    async fn write(&mut self, level: log::Level, message: String) -> wasmtime::Result<()> {
        self.1.spend(message.len())?;
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

/// Sees nothing but the account.
pub(super) struct MeterAccess;
/// The account.
pub(super) struct MeterView<'a>(&'a mut Meter);

impl HasData for MeterAccess {
    type Data<'a> = MeterView<'a>;
}

impl MeterAccess {
    pub(super) fn of(guest: &mut Guest) -> MeterView<'_> {
        MeterView(&mut guest.meter)
    }
}

impl person::Host for MeterView<'_> {
    async fn ask(&mut self, question: person::Question) -> wasmtime::Result<Result<String, person::AskError>> {
        self.0.spend(question.prompt.weight() + question.choices.weight())?;
        Ok(Err(person::AskError::Unsupported("this host cannot ask a person while the session is open yet".to_owned())))
    }
}

impl random::Host for MeterView<'_> {
    async fn bits(&mut self) -> wasmtime::Result<u64> {
        self.0.spend(0)?;
        Ok(rand::random())
    }
}
