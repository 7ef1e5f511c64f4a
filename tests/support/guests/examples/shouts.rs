//! Looks for a label of ten million characters, a thousand times.
use postrider_sdk::prelude::*;

struct Shouts;

impl Submitter for Shouts {
    fn submit(_: &Application, page: &Page) -> Result<Receipt, Stop> {
        let long = "x".repeat(10_000_000);
        for _ in 0..1_000 {
            let _ = page.click(label(long.as_str()));
        }
        Err(Stop::unavailable("nobody answered"))
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

postrider_sdk::register!(Shouts);
