//! Commits twice: the second must be refused, whatever came of the first.
use postrider_sdk::prelude::*;

struct Repeats;

impl Submitter for Repeats {
    fn submit(_: &Application, page: &Page) -> Result<Receipt, Stop> {
        page.open("http://alder.test/")?;
        let commit = || {
            let any = Commit::by(css("button")).confirmed([visible(css("body"))]).within_ms(2_000);
            any.number(css("body"), "*")
        };
        let _ = page.commit(commit());
        page.commit(commit())
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

postrider_sdk::register!(Repeats);
