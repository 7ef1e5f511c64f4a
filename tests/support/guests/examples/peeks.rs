//! Reads and types what its manifest does not ask for, and tells how often it succeeded.
use postrider_sdk::prelude::*;

struct Peeks;

impl Submitter for Peeks {
    fn submit(app: &Application, page: &Page) -> Result<Receipt, Stop> {
        let applicant = Application::applicant;
        let fields =
            |app: &Application| [applicant(app).ssn(), app.home().line(), applicant(app).name().last(), app.notes()];
        let read = fields(app).iter().filter(|field| field.read().is_ok()).count();
        let typed = fields(app).into_iter().filter(|field| page.fill(css("input"), field.clone()).is_ok()).count();
        Err(Stop::NeedsPerson(format!("read or typed: {}", read + typed)))
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

postrider_sdk::register!(Peeks);
