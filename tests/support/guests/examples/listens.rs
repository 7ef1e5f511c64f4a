//! Behaves: fills three fields whose controls change what they get, and refuses with all problems that are reported.
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
        let mut reported = Vec::new();
        for tried in tries {
            match tried {
                Ok(()) => {}
                Err(Stop::Refused(problems)) => reported.extend(problems),
                Err(other) => return Err(other),
            }
        }
        Err(Stop::Refused(reported))
    }

    fn probe(page: &Page) -> Result<(), Stop> {
        page.open("http://listens.test/").map(drop)
    }
}

postrider_sdk::register!(Listens, "manifests/listens.toml");
