//! Behaves: fills three fields whose controls change what they get, and refuses with all that it was told.
use postrider_sdk::prelude::*;

struct Listens;

impl Submitter for Listens {
    fn submit(app: &Application, page: &Page) -> Result<Receipt, Stop> {
        page.open("http://listens.test/")?;
        let applicant = app.applicant();
        let tries = [
            page.fill(label("First name"), applicant.name().first()),
            page.fill(label("Social Security number"), applicant.ssn()),
            page.fill(label("City"), app.home().city()),
        ];
        let mut told = Vec::new();
        for tried in tries {
            match tried {
                Ok(()) => {}
                Err(Stop::Refused(problems)) => told.extend(problems),
                Err(other) => return Err(other),
            }
        }
        Err(Stop::Refused(told))
    }

    fn probe(page: &Page) -> Result<(), Stop> {
        page.open("http://listens.test/").map(drop)
    }
}

postrider_sdk::register!(Listens, "manifests/listens.toml");
