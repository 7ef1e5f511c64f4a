//! Does actions that no host can understand, one after the other: they count like any other.
use postrider_sdk::prelude::*;

struct Stumbles;

impl Submitter for Stumbles {
    fn submit(_: &Application, page: &Page) -> Result<Receipt, Stop> {
        let mut malformed = 0;
        loop {
            match page
                .press_here("no key has a name of more than sixty-four characters, and this is one that would have")
            {
                Err(Stop::Fault(words)) if words.starts_with("malformed") => malformed += 1,
                other => return Err(Stop::NeedsPerson(format!("after {malformed} malformed actions: {other:?}"))),
            }
        }
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

postrider_sdk::register!(Stumbles, "manifests/few-actions.toml");
