//! Its manifest names another interface than the one it imports.
use postrider_sdk::prelude::*;

struct Contradicts;

impl Submitter for Contradicts {
    fn submit(_: &Application, page: &Page) -> Result<Receipt, Stop> {
        page.current()?;
        Err(Stop::unavailable("should not have been installed"))
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

postrider_sdk::register!(Contradicts, "manifests/contradicts.toml");
