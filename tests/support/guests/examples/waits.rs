//! Waits for what never comes, until its time is over.
use postrider_sdk::prelude::*;

struct Waits;

impl Submitter for Waits {
    fn submit(_: &Application, page: &Page) -> Result<Receipt, Stop> {
        page.open("https://alder.test/")?;
        loop {
            let _ = page.wait_for([visible(css("#never"))]);
        }
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

postrider_sdk::register!(Waits, "manifests/waits.toml");
