//! Clicks, plainly, on what its manifest says submits.
use postrider_sdk::prelude::*;

struct Sneaks;

impl Submitter for Sneaks {
    fn submit(_: &Application, page: &Page) -> Result<Receipt, Stop> {
        page.open("http://alder.test/")?;
        page.click(button("Submit application"))?;
        Err(Stop::unavailable("it was clicked"))
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

postrider_sdk::register!(Sneaks);
