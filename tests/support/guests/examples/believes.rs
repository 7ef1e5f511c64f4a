//! Commits by a button whose page confirms and sends nothing.
use postrider_sdk::prelude::*;

struct Believes;

impl Submitter for Believes {
    fn submit(_: &Application, page: &Page) -> Result<Receipt, Stop> {
        page.open("http://sends.test/")?;
        page.commit(Commit::by(button("Claim it")).confirmed([visible(id("number"))]).number(id("number"), "S-#"))
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

postrider_sdk::register!(Believes, "manifests/believes.toml");
