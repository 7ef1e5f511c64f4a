//! Refuses an application for ten thousand reasons.
use postrider_sdk::prelude::*;

struct Complains;

impl Submitter for Complains {
    fn submit(_: &Application, _: &Page) -> Result<Receipt, Stop> {
        let problem =
            |number| Problem { path: "notes".to_owned(), message: format!("reason {number} is not good enough") };
        Err(Stop::Refused((1..=10_000).map(problem).collect()))
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

postrider_sdk::register!(Complains);
