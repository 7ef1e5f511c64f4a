//! Writes a thousand log lines, each far too long, and goes on as if nothing were.
use postrider_sdk::prelude::*;

struct Chatters;

impl Submitter for Chatters {
    fn submit(_: &Application, page: &Page) -> Result<Receipt, Stop> {
        for _ in 0..1_000 {
            log::info(&"x".repeat(10_000));
        }
        page.current()?;
        Err(Stop::NeedsPerson("said all there was to say".to_owned()))
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

postrider_sdk::register!(Chatters);
