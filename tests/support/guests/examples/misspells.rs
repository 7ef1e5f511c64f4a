//! Its manifest has a key that no manifest has.
use postrider_sdk::prelude::*;

struct Misspells;

impl Submitter for Misspells {
    fn submit(_: &Application, page: &Page) -> Result<Receipt, Stop> {
        page.current()?;
        Err(Stop::unavailable("should not have been installed"))
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

postrider_sdk::register!(Misspells, "manifests/misspells.toml");
