//! Asks the host for something small without end, and takes no memory for it.
use postrider_sdk::bindings::postrider::county::random;
use postrider_sdk::prelude::*;

struct Pesters;

impl Submitter for Pesters {
    fn submit(_: &Application, _: &Page) -> Result<Receipt, Stop> {
        loop {
            std::hint::black_box(random::bits());
        }
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

postrider_sdk::register!(Pesters);
