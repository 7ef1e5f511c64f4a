//! Commits twice, where the first commit is made: the second must be refused.
use postrider_sdk::commit::Ready;
use postrider_sdk::prelude::*;

fn once() -> Ready {
    Commit::by(button("Submit application"))
        .confirmed([visible(id("received"))])
        .number(id("number"), "ALD-####-######")
}

struct Repeats;

impl Submitter for Repeats {
    fn submit(_: &Application, page: &Page) -> Result<Receipt, Stop> {
        page.open("http://alder.test/")?;
        page.commit(once())?;
        page.commit(once())
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

postrider_sdk::register!(Repeats);
