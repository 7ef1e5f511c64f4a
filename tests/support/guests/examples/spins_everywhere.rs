//! Computes for ever in `check` and in `submit`: every place for a plugin can be filled with it.
use postrider_sdk::prelude::*;

struct SpinsEverywhere;

impl Submitter for SpinsEverywhere {
    fn check(_: &Application) -> Vec<Problem> {
        spin()
    }

    fn submit(_: &Application, _: &Page) -> Result<Receipt, Stop> {
        spin()
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

fn spin() -> ! {
    let mut count = 0_u64;
    loop {
        count = std::hint::black_box(count.wrapping_add(1));
    }
}

postrider_sdk::register!(SpinsEverywhere);
