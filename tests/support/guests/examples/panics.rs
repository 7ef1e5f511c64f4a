//! Panics in the middle of an attempt: a trap, with its message in the log.
use postrider_sdk::prelude::*;

struct Panics;

impl Submitter for Panics {
    fn submit(_: &Application, page: &Page) -> Result<Receipt, Stop> {
        page.current()?;
        panic!("on purpose")
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

postrider_sdk::register!(Panics);
