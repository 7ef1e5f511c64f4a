//! Says that it was delivered, without a commit.
use postrider_sdk::prelude::*;

struct Invents;

impl Submitter for Invents {
    fn submit(_: &Application, page: &Page) -> Result<Receipt, Stop> {
        page.current()?;
        Ok(Receipt { number: "ALD-2026-000001".to_owned(), text: "made up".to_owned() })
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

postrider_sdk::register!(Invents);
