//! Behaves: carries an application to the benchmark's pages, as an author would have written it.
use postrider_sdk::application::Address;
use postrider_sdk::prelude::*;

struct Applies;

impl Submitter for Applies {
    fn submit(app: &Application, page: &Page) -> Result<Receipt, Stop> {
        sign_in(page)?;
        about(app, page)?;
        go_on(page, "Addresses")?;
        addresses(app, page)?;
        go_on(page, "Household and money")?;
        household(app, page)?;
        go_on(page, "Papers and signature")?;
        papers(app, page)?;
        go_on(page, "Review and submit")?;
        page.commit(
            Commit::by(button("Submit application"))
                .accepting_dialog()
                .confirmed([visible(heading("Application received"))])
                .refused([visible(id("errors"))])
                .number(id("number"), "BEN-######"),
        )
    }

    fn probe(page: &Page) -> Result<(), Stop> {
        sign_in(page)
    }
}

fn sign_in(page: &Page) -> Result<(), Stop> {
    page.open("http://bench.test/")?;
    page.fill_all([
        entry(label("User"), credential("worker", "user")),
        entry(label("Password"), credential("worker", "password")),
    ])?;
    page.click(button("Sign in"))?;
    match page.wait_for([visible(heading("About the applicant")), visible(heading("Sign in"))])? {
        0 => Ok(()),
        _ => Err(Stop::credential("worker", "the login page came back")),
    }
}

/// The next page, or the login where the session ended.
fn go_on(page: &Page, to: &str) -> Result<(), Stop> {
    page.click(button("Continue"))?;
    match page.wait_for([visible(heading(to)), visible(heading("Sign in"))])? {
        0 => Ok(()),
        _ => Err(Stop::unavailable("signed out")),
    }
}

fn about(app: &Application, page: &Page) -> Result<(), Stop> {
    let applicant = app.applicant();
    let name = applicant.name();
    page.fill_all([
        entry(label("First name"), name.first()),
        entry(label("Middle name"), name.middle()).if_given(),
        entry(label("Last name"), name.last()),
        entry(label("Date of birth"), applicant.birth_date().date("MM/DD/YYYY")),
        entry(label("Social Security number"), applicant.ssn().pattern("###-##-####")).if_given(),
        entry(label("Telephone"), applicant.phone().pattern("(###) ###-####")).if_given(),
        entry(label("E-mail"), applicant.email()).if_given(),
    ])?;
    page.choose(role("group", "Marital status"), applicant.marital_status().choice(&MARITAL))?;
    page.choose(label("Language"), code(applicant.language()))
}

fn addresses(app: &Application, page: &Page) -> Result<(), Stop> {
    let home = app.home();
    page.fill_all([entry(label("Street address"), line(&home)), entry(label("ZIP code"), home.zip())])?;
    page.choose(label("State"), code(home.state()))?;
    page.choose(label("City"), home.city())?;
    let mailing = app.mailing();
    if mailing.kind().present() {
        page.check(label("Mail goes elsewhere"), true)?;
        page.fill_all([
            entry(label("Mailing address"), line(&mailing)),
            entry(label("Mailing city"), mailing.city()),
            entry(label("Mailing ZIP code"), mailing.zip()),
        ])?;
        page.choose(label("Mailing state"), code(mailing.state()))?;
    }
    let contact = page.frame(id("contact"));
    contact.fill_all([entry(label("Remarks"), app.notes().one_line()).if_given()])?;
    contact.choose(label("Best way to reach you"), code(app.contact_preference()))?;
    contact.check(label("Also in the evening"), true)?;
    contact.click(button("Keep"))?;
    contact.wait_for([visible(id("kept"))]).map(drop)
}

fn line(address: &Address) -> Field {
    address.line().fit(50)
}

fn household(app: &Application, page: &Page) -> Result<(), Stop> {
    for (member, listed) in app.household().members().iter().zip(1..) {
        page.click(button("Add a person"))?;
        page.newest_window()?;
        page.fill_all([
            entry(label("First name"), member.name().first()),
            entry(label("Last name"), member.name().last()),
            entry(label("Date of birth"), member.birth_date().date("MM/DD/YYYY")),
            entry(label("Social Security number"), member.ssn().pattern("###-##-####")).if_given(),
            entry(label("Monthly income"), member.monthly_income()).if_given(),
        ])?;
        page.choose(label("Relationship"), code(member.relationship()))?;
        page.click(button("Save"))?;
        page.main_window()?;
        page.wait_for([count(css("#people td"), listed)])?;
    }
    let finances = app.finances();
    page.fill_all([
        entry(label("Monthly income"), finances.monthly_income()),
        entry(label("Cash and savings"), finances.cash_on_hand()),
        entry(label("Monthly rent"), finances.monthly_rent()),
    ])?;
    page.choose(role("group", "Do you pay for utilities?"), code(finances.pays_utilities()))
}

fn papers(app: &Application, page: &Page) -> Result<(), Stop> {
    for document in documents::all() {
        page.choose(label("Kind of paper"), code(document.kind.as_str()))?;
        page.upload(label("File"), &[document])?;
    }
    page.fill_all([
        entry(label("Date signed"), app.signature().signed_on().date("MM/DD/YYYY")),
        entry(label("Signed by"), app.applicant().name().last()),
    ])?;
    page.check(label("Everything here is true"), true)?;
    page.check(label("I know the penalties"), true)
}

const MARITAL: [(&str, &str); 4] =
    [("single", "Never married"), ("married", "Married"), ("divorced", "Divorced"), ("widowed", "Widowed")];

postrider_sdk::register!(Applies, "manifests/applies.toml");
