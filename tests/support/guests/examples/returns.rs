//! Returns a question of three megabytes.
use postrider_sdk::prelude::*;

struct Returns;

impl Submitter for Returns {
    fn submit(_: &Application, _: &Page) -> Result<Receipt, Stop> {
        Err(Stop::NeedsPerson("Why? ".repeat(600_000)))
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

postrider_sdk::register!(Returns);
