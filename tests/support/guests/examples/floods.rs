//! Rules out what no application has, by paths of a hundred kilobytes and by many that are short.
use postrider_sdk::prelude::*;

/// Members of the largest household that an application may have.
const MOST_MEMBERS: u32 = 20;

struct Floods;

impl Submitter for Floods {
    fn submit(_: &Application, _: &Page) -> Result<Receipt, Stop> {
        let long = Field::of(&format!("household[{}].ssn", "1".repeat(100_000)));
        let mut taken = 0;
        for member in 0..250 {
            taken += u32::from(long.not_applicable("there is no such member").is_ok());
            let short = Field::of(&format!("household[{member}].ssn"));
            taken += u32::from(short.not_applicable("nobody is asked").is_ok());
        }
        let found = if taken <= MOST_MEMBERS { "no more than there are" } else { "far too many" };
        Err(Stop::NeedsPerson(format!("ruled out: {found}")))
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

postrider_sdk::register!(Floods);
