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
        page.open("http://oak.test/apply")?;
        walk().to_last_page(app, page)?; // filled, its button not pressed
        page.commit(
            Commit::by(button("Submit application"))
                .confirmed([visible(heading("Application received"))])
                .refused([visible(id("errors"))])
                .number(id("confirmation"), "OAK-######"),
        )
    }

    /// Is the site still what this was written for? Never submits. No host calls it yet; it is in the contract for when one does.
    fn probe(page: &Page) -> Result<(), Stop> {
        page.open("http://oak.test/apply")?;
        walk().to_first_page(page)
    }

    // `reconcile` without an answer of the county's own stays undecided, and a person looks. `alder/src/search.rs` asks.
}

/// The county's pages: how each is recognised, and what is done there. Whichever comes is worked on, in whatever order.
fn walk() -> Walk {
    Walk::new()
        .sign_in(heading("Sign in"), sign_in)
        .page(label("First name"), fill, button("Submit application")) // a form of more pages has one line for each
        .complaint(id("errors"), &["try again later"]) // refuses the application, or says that the site is away
        .unknown(css("form"), css("h1")) // a form that begins with none of these pages is drift
}

fn sign_in(page: &Page) -> Result<(), Stop> {
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

fn fill(app: &Application, page: &Page) -> Result<(), Stop> {
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
    page.check(label("I declare that this is true"), true) // where the form asks what no field says
}
