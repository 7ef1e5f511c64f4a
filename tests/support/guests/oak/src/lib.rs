//! Carries applications to Oak County: a login, one page, one button.

use postrider_sdk::prelude::*;

postrider_sdk::register!(Oak);

/// Oak County.
#[derive(Debug)]
struct Oak;

impl Submitter for Oak {
    /// Runs at intake, while the applicant can still be asked. No browser.
    fn check(app: &Application) -> Vec<Problem> {
        problems([app.home().line().fit(40)])
    }

    fn submit(app: &Application, page: &Page) -> Result<Receipt, Stop> {
        to_form(page)?;
        let applicant = app.applicant();
        page.fill_all([
            entry(label("First name"), applicant.name().first()),
            entry(label("Last name"), applicant.name().last()),
            entry(label("Date of birth"), applicant.birth_date().date("MM/DD/YYYY")),
            entry(label("Address"), app.home().line().fit(40)),
            entry(label("City"), app.home().city()),
            entry(label("ZIP code"), app.home().zip()),
        ])?;
        page.choose(label("State"), code(app.home().state()))?; // by the option's value; by what it says without `code`
        page.check(label("I declare that this is true"), true)?; // where the form asks what no field says
        page.commit(
            Commit::by(button("Submit application"))
                .confirmed([visible(heading("Application received"))])
                .refused([visible(id("errors"))])
                .number(id("confirmation"), "OAK-######"),
        )
    }

    /// Is the site still what this was written for? Never submits. No host calls it yet; it is in the contract for when one does.
    fn probe(page: &Page) -> Result<(), Stop> {
        to_form(page)?;
        page.wait_for([visible(button("Submit application"))]).map(drop)
    }

    // `reconcile` without an answer of the county's own stays undecided, and a person looks. `alder/src/search.rs` asks.
}

/// Signs in, if asked to, and stands before the form. Follows what the page shows, not the order one expects.
fn to_form(page: &Page) -> Result<(), Stop> {
    page.open("http://oak.test/apply")?;
    if page.wait_for([visible(label("First name")), visible(heading("Sign in"))])? == 0 {
        return Ok(());
    }
    page.fill_all([
        entry(label("User"), credential("worker", "user")),
        entry(label("Password"), credential("worker", "password")),
    ])?;
    page.click(button("Sign in"))?;
    match page.wait_for([visible(label("First name")), says("Wrong password")])? {
        0 => Ok(()),
        _ => Err(Stop::credential("worker", "Wrong password")),
    }
}
