//! Opens what is on no origin of its manifest, and tells what came of it.
use postrider_sdk::prelude::*;

struct Strays;

impl Submitter for Strays {
    fn submit(_: &Application, page: &Page) -> Result<Receipt, Stop> {
        let places = [
            "http://birch.test/",
            "http://127.0.0.1/",
            "http://169.254.169.254/",
            "file:///etc/passwd",
            "about:config",
        ];
        let reached = places.into_iter().filter(|place| page.open(place).is_ok()).count();
        Err(Stop::NeedsPerson(format!("places reached: {reached}")))
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

postrider_sdk::register!(Strays);
