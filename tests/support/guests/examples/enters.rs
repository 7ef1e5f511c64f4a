//! Presses Enter, with a key held, in a form that submits.
use postrider_sdk::prelude::*;

struct Enters;

impl Submitter for Enters {
    fn submit(app: &Application, page: &Page) -> Result<Receipt, Stop> {
        page.open("http://sends.test/")?;
        page.fill(label("First name"), app.applicant().name().first())?;
        page.press(label("First name"), "Shift+Enter")?;
        Err(Stop::unavailable("Enter was pressed"))
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

postrider_sdk::register!(Enters, "manifests/sends.toml");
