//! Calls one cheap action without end, whatever it answers.
use postrider_sdk::prelude::*;

struct Hammers;

impl Submitter for Hammers {
    fn submit(_: &Application, page: &Page) -> Result<Receipt, Stop> {
        loop {
            let _ = page.current();
        }
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

postrider_sdk::register!(Hammers);
