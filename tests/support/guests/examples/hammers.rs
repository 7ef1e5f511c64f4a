//! Does one cheap action without end, until the manifest's `actions` are used up.
use postrider_sdk::prelude::*;

struct Hammers;

impl Submitter for Hammers {
    fn submit(_: &Application, page: &Page) -> Result<Receipt, Stop> {
        loop {
            page.current()?;
        }
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

postrider_sdk::register!(Hammers, "manifests/few-actions.toml");
