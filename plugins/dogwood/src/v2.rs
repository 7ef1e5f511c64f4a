//! Dogwood's site since its redesign: six steps, dates in lists, and a link that submits.

use postrider_sdk::application::Member;
use postrider_sdk::prelude::*;

use crate::form::{
    self, AddressLabels, LANGUAGES, MARITAL, RELATIONSHIPS, YES_NO, add_members, control, fill_addresses, slashed,
};
use crate::walk::Step;

/// The container that every id names.
pub(crate) const HOLDER: &str = "MainContent";
pub(crate) const NEXT: &str = "Save and Continue";
pub(crate) const ADD: &str = "Add a person";
pub(crate) const INSERT: &str = "Save person";
pub(crate) const STEPS: [Step; 6] = [
    Step { heading: "About You", fill: about },
    Step { heading: "How to Reach You", fill: reach },
    Step { heading: "Where You Live", fill: residence },
    Step { heading: "People in Your Home", fill: people },
    Step { heading: "Your Budget", fill: budget },
    Step { heading: "Signature", fill: sign },
];

pub(crate) const HOME: AddressLabels =
    AddressLabels { line1: "Address", line2: "Address, continued", state: "State", town: "Town", zip: "ZIP" };
pub(crate) const MAILING: AddressLabels = AddressLabels {
    line1: "Address for mail",
    line2: "Address for mail, continued",
    state: "State for mail",
    town: "Town for mail",
    zip: "ZIP for mail",
};
const CONTACT: [(&str, &str); 4] =
    [("mail", "Mail"), ("phone", "Phone"), ("email", "E-mail"), ("text", "Text message")];

/// What submits, as the manifest declares it.
pub(crate) fn submit() -> Target {
    link("Submit my application")
}

/// Says what this form has no place for.
pub(crate) fn leave_out(app: &Application) -> Result<(), Stop> {
    form::leave_out(app)
}

fn about(app: &Application, page: &Page) -> Result<(), Stop> {
    let applicant = app.applicant();
    let name = applicant.name();
    let ssn = applicant.ssn();
    page.fill_all([
        entry(label("Given name"), name.first()),
        entry(label("Middle name"), name.middle()).if_given(),
        entry(label("Surname"), name.last()),
        entry(label("Name suffix"), name.suffix()).if_given(),
        entry(control("txtSsn1"), ssn.clone().part(Part::SsnArea)).if_given(),
        entry(control("txtSsn2"), ssn.clone().part(Part::SsnGroup)).if_given(),
        entry(control("txtSsn3"), ssn.part(Part::SsnSerial)).if_given(),
    ])?;
    choose_date(page, "ddlBirth", &applicant.birth_date(), "MM")?;
    page.choose(control("rblMarital"), applicant.marital_status().choice(&MARITAL))
}

/// Three lists: month, day, year. They have no labels of their own.
fn choose_date(page: &Page, list: &str, date: &Field, month: &str) -> Result<(), Stop> {
    for (part, pattern) in [("_month", month), ("_day", "D"), ("_year", "YYYY")] {
        page.choose(control(&joined(&[list, part])), date.clone().date(pattern))?;
    }
    Ok(())
}

fn reach(app: &Application, page: &Page) -> Result<(), Stop> {
    let applicant = app.applicant();
    page.fill_all([
        entry(label("Phone"), applicant.phone()).if_given(),
        entry(label("E-mail"), applicant.email()).if_given(),
    ])?;
    page.choose(label("Language spoken at home"), applicant.language().choice(&LANGUAGES))?;
    page.choose(label("How may we contact you?"), app.contact_preference().choice(&CONTACT))
}

fn residence(app: &Application, page: &Page) -> Result<(), Stop> {
    fill_addresses(app, page, "Mail comes to this address")
}

fn people(app: &Application, page: &Page) -> Result<(), Stop> {
    add_members(app, page, member)
}

fn member(member: &Member, page: &Page) -> Result<(), Stop> {
    page.choose(label("Relationship to you"), member.relationship().choice(&RELATIONSHIPS))?;
    page.fill_all([
        entry(label("Given name"), member.name().first()),
        entry(label("Surname"), member.name().last()),
        entry(label("Birth date (MM/DD/YYYY)"), slashed(&member.birth_date())),
        entry(label("SSN"), member.ssn()).if_given(),
        entry(label("Income each month"), member.monthly_income()).if_given(),
    ])
}

fn budget(app: &Application, page: &Page) -> Result<(), Stop> {
    let finances = app.finances();
    page.fill_all([
        entry(label("Housing cost"), finances.monthly_rent()),
        entry(label("Income before deductions"), finances.monthly_income()),
        entry(label("Money on hand"), finances.cash_on_hand()),
    ])?;
    page.choose(label("Are utilities paid apart from it?"), finances.pays_utilities().choice(&YES_NO))
}

fn sign(app: &Application, page: &Page) -> Result<(), Stop> {
    choose_date(page, "ddlSigned", &app.signature().signed_on(), "MONTH")?;
    page.check(label("Everything that I have said is true"), true)?;
    page.fill_all([entry(label("Anything else"), app.notes().one_line()).if_given()])
}
