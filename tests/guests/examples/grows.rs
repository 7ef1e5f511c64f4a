//! Lets rules make a text a thousand times longer, sixteen times over, and types it.
use postrider_sdk::prelude::*;

struct Grows;

impl Submitter for Grows {
    fn submit(app: &Application, page: &Page) -> Result<Receipt, Stop> {
        page.open("http://alder.test/")?;
        let long = "aeiou".repeat(200);
        let vowels = ["a", "e", "i", "o", "u"].into_iter().cycle().take(16);
        let grown = vowels.fold(app.applicant().name().first(), |field, vowel| field.replace(vowel, &long));
        page.fill(label("First name"), grown)?;
        Err(Stop::NeedsPerson("it was typed".to_owned()))
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

postrider_sdk::register!(Grows);
