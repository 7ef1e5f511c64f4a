//! Asks the host ten thousand questions in one check: what a host call costs is the time of this, divided.
use postrider_sdk::prelude::*;

struct Asks;

impl Submitter for Asks {
    fn check(app: &Application) -> Vec<Problem> {
        let first = app.applicant().name().first();
        for _ in 0..10_000 {
            if !first.present() {
                return vec![];
            }
        }
        vec![]
    }

    fn submit(_: &Application, page: &Page) -> Result<Receipt, Stop> {
        page.current()?;
        Err(Stop::unavailable("only ever asked"))
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

postrider_sdk::register!(Asks);
