//! Presses a key whose name has a megabyte.
use postrider_sdk::prelude::*;

struct Presses;

impl Submitter for Presses {
    fn submit(_: &Application, page: &Page) -> Result<Receipt, Stop> {
        page.press_here(&"x".repeat(1 << 20))?;
        Err(Stop::NeedsPerson("the key was pressed".to_owned()))
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

postrider_sdk::register!(Presses);
