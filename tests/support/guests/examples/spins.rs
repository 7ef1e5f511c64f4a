//! Computes for ever and never calls the host: only the epoch deadline stops it.
use postrider_sdk::prelude::*;

struct Spins;

impl Submitter for Spins {
    fn submit(_: &Application, page: &Page) -> Result<Receipt, Stop> {
        let _ = page;
        let mut count = 0_u64;
        loop {
            count = std::hint::black_box(count.wrapping_add(1));
        }
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

postrider_sdk::register!(Spins);
