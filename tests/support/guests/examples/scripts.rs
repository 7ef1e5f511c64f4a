//! Clicks, plainly, a button whose script submits, and believes the page's thanks.
use postrider_sdk::prelude::*;

struct Scripts;

impl Submitter for Scripts {
    fn submit(_: &Application, page: &Page) -> Result<Receipt, Stop> {
        page.open("http://sends.test/")?;
        page.click(button("Next"))?;
        page.wait_for([visible(id("thanks"))])?;
        Ok(Receipt { number: "S-1".to_owned(), text: String::new() })
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

postrider_sdk::register!(Scripts, "manifests/sends.toml");
