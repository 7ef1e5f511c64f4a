//! Carries applications to Oak County: a login, one page, one button.

use postrider_sdk::prelude::*;

postrider_sdk::register!(Oak);

/// Oak County.
#[derive(Debug)]
struct Oak;

impl Submitter for Oak {
    /// Runs at intake, while the applicant can still be asked. No browser.
    fn check(app: &Application) -> Vec<Problem> {
        let mut found = problems([app.home().line().fit(40)]);
        found.extend(app.documents().not_taken("Oak County's site takes no documents: bring this one to its office."));
        found
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

    /// Has the county got it? Asked after a commit in doubt; without this a person looks. Never submits.
    fn reconcile(app: &Application, page: &Page, doubt: Doubt) -> Result<Finding, Stop> {
        page.open("http://oak.test/apply")?;
        Walk::new().sign_in(heading("Sign in"), sign_in).to(app, page, label("First name"))?; // no `page`: fills nothing
        page.open("http://oak.test/search")?;
        let name = app.applicant().name();
        page.fill(label("Applicant's last name"), name.last())?;
        page.click(button("Search"))?;
        let list = Lookup { table: id("results"), number: 0, received: 2, most: 50 };
        match page.wait_for([visible(id("none-found")), visible(id("results"))])? {
            0 => Ok(Finding::None), // only where the county says so itself
            _ => page.look_up(&list, &[name.first()], doubt),
        }
    }
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
