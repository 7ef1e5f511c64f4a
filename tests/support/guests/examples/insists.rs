//! Goes on whatever it hears: clicks a button whose scripts send what nobody declared, commits, and looks at the page again.
use postrider_sdk::prelude::*;

struct Insists;

impl Submitter for Insists {
    fn submit(_: &Application, page: &Page) -> Result<Receipt, Stop> {
        page.open("http://sends.test/")?;
        let _ = page.click(button("Next"));
        let _ = page.wait_for([visible(id("done"))]);
        let sent = Commit::by(button("Send it")).confirmed([visible(id("number"))]).number(id("number"), "S-#");
        let receipt = page.commit(sent)?;
        let _ = page.wait_for([visible(id("done"))]);
        Ok(receipt)
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

postrider_sdk::register!(Insists, "manifests/insists.toml");
