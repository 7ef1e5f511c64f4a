//! Calls itself until the stack is used up.
use postrider_sdk::prelude::*;

struct Recurses;

impl Submitter for Recurses {
    fn submit(_: &Application, page: &Page) -> Result<Receipt, Stop> {
        #[expect(unconditional_recursion, reason = "on purpose")]
        fn deeper(depth: u64) -> u64 {
            std::hint::black_box(deeper(depth + 1)) + depth
        }
        let _ = page;
        Err(Stop::drifted("an end", &deeper(0).to_string()))
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

postrider_sdk::register!(Recurses);
