//! Panics with a message of a megabyte.
use postrider_sdk::prelude::*;

struct Shrieks;

impl Submitter for Shrieks {
    fn submit(_: &Application, page: &Page) -> Result<Receipt, Stop> {
        page.current()?;
        panic!("{}", "loud ".repeat(200_000))
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

postrider_sdk::register!(Shrieks);
