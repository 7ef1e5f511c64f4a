//! Writes log lines without end, each far too long, and goes on as if nothing were.
use postrider_sdk::prelude::*;

struct Chatters;

impl Submitter for Chatters {
    fn submit(_: &Application, page: &Page) -> Result<Receipt, Stop> {
        for _ in 0..10_000 {
            log::info(&"x".repeat(10_000));
        }
        page.current()?;
        Err(Stop::unavailable("said all there was to say"))
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

postrider_sdk::register!(Chatters);
