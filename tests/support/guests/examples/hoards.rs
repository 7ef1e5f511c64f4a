//! Takes memory, a mebibyte at a time, until it is not given any more.
use postrider_sdk::prelude::*;

struct Hoards;

impl Submitter for Hoards {
    fn submit(_: &Application, page: &Page) -> Result<Receipt, Stop> {
        let _ = page;
        let mut hoard = Vec::new();
        loop {
            hoard.push(std::hint::black_box(vec![1_u8; 1 << 20]));
        }
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

postrider_sdk::register!(Hoards);
