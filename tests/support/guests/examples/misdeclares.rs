//! Commits by a control that its manifest does not declare.
use postrider_sdk::prelude::*;

struct Misdeclares;

impl Submitter for Misdeclares {
    fn submit(_: &Application, page: &Page) -> Result<Receipt, Stop> {
        page.open("http://sends.test/")?;
        page.commit(Commit::by(button("Send it")).confirmed([visible(id("number"))]).number(id("number"), "S-#"))
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

postrider_sdk::register!(Misdeclares, "manifests/misdeclares.toml");
