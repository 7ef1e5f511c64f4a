//! Hands over long texts without end.
use postrider_sdk::prelude::*;

struct Pours;

impl Submitter for Pours {
    fn submit(_: &Application, _: &Page) -> Result<Receipt, Stop> {
        let long = "x".repeat(1 << 20);
        loop {
            log::debug(&long);
        }
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

postrider_sdk::register!(Pours);
