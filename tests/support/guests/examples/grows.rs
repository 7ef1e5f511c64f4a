//! Lets rules make a text five hundred times longer, sixteen times over, and types it.
use postrider_sdk::prelude::*;

struct Grows;

impl Submitter for Grows {
    fn submit(app: &Application, page: &Page) -> Result<Receipt, Stop> {
        page.open("http://alder.test/")?;
        let long = " -".repeat(500);
        let grown = (0..16).fold(app.notes(), |field, _| field.replace(" ", &long));
        page.fill(label("First name"), grown)?;
        Err(Stop::NeedsPerson("it was typed".to_owned()))
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

postrider_sdk::register!(Grows, "manifests/grows.toml");
