//! Makes the mistakes that authors make, and behaves where its guide says that something works. Which, the application's
//! language says: `es` clicks plainly on what submits, `zh` commits, uploads and commits again, `en` makes the others one by one
//! and hands on what the host reported of each.
use postrider_sdk::prelude::*;

struct Mistakes;

impl Submitter for Mistakes {
    fn submit(app: &Application, page: &Page) -> Result<Receipt, Stop> {
        page.open("http://mistakes.test/")?;
        let (first, language) = (app.applicant().name().first(), app.applicant().language());
        page.within(section("Who applies")).fill(label("First name"), first.clone())?;
        if language.is("es") {
            page.click(button("Send"))?;
        }
        let send = || Commit::by(button("Send")).confirmed([visible(heading("Received"))]);
        if language.is("zh") {
            rule_out([app.documents().group()], "the portal asks for proof once it has the application")?;
            let receipt = page.commit(send().number(id("number"), "MIS-###"))?;
            page.upload(label("Proof"), &documents::all())?;
            page.click(button("Add"))?;
            page.wait_for([visible(heading("Added"))])?;
            page.commit(send().number(id("number"), "MIS-###"))?;
            return Ok(receipt);
        }
        let reported = [
            of(page.fill(label("First name"), Field::of("applicant.name.frist"))),
            of(page.fill(label("First name"), app.applicant().name().last())),
            of(first.read()),
            of(page.wait_for((0..17).map(|_| visible(id("never"))))),
            of(page.commit(send().number(id("number"), ""))),
            of(page.press_here("Enter+")),
            of(page.commit(send().number(id("number"), "MIS-###"))),
            of(page.wait_for([visible(text("•••-2026-30251"))])),
        ];
        Err(Stop::refused("notes", &reported.join(" | ")))
    }

    fn probe(page: &Page) -> Result<(), Stop> {
        page.open("http://mistakes.test/").map(drop)
    }
}

/// What a mistake of the plugin was answered with.
fn of<T>(answer: Result<T, Stop>) -> String {
    match answer {
        Err(Stop::Fault(words)) => words,
        Err(_) => "another stop".to_owned(),
        Ok(_) => "it worked".to_owned(),
    }
}

postrider_sdk::register!(Mistakes, "manifests/mistakes.toml");
