//! Elm's site as it was: five sections, the last one's button sends.

use postrider_sdk::application::Member;
use postrider_sdk::prelude::*;

use crate::form::{self, AddressLabels, CONTACT, LANGUAGES, MARITAL, RELATIONSHIPS, add_members, fill_addresses};
use crate::walk::Section;

pub(crate) const SUBMIT: &str = "Submit application";
pub(crate) const SECTIONS: [Section; 5] = [
    Section { id: "applicant", fill: applicant },
    Section { id: "home", fill: home },
    Section { id: "people", fill: people },
    Section { id: "money", fill: money },
    Section { id: "sign", fill: sign },
];
pub(crate) const HOME: AddressLabels =
    AddressLabels { line: "Street address", state: "State", town: "Town", zip: "ZIP code" };
pub(crate) const MAILING: AddressLabels =
    AddressLabels { line: "Mailing address", state: "Mailing state", town: "Mailing town", zip: "Mailing ZIP code" };

/// What leads on from a section.
pub(crate) fn next(_: &str) -> Target {
    button("Continue")
}

pub(crate) fn to_last_click(walk: &Walk, app: &Application, page: &Page) -> Result<(), Stop> {
    walk.to_last_page(app, page)
}

/// Says what this form has no place for.
pub(crate) fn leave_out(app: &Application) -> Result<(), Stop> {
    form::leave_out(app)?;
    rule_out([app.finances().pays_utilities()], "Elm's form does not ask about utilities")
}

fn applicant(app: &Application, page: &Page) -> Result<(), Stop> {
    let applicant = app.applicant();
    let name = applicant.name();
    page.fill_all([
        entry(label("First name"), name.first()),
        entry(label("Middle name"), name.middle()).if_given(),
        entry(label("Last name"), name.last()),
        entry(label("Suffix"), name.suffix()).if_given(),
        entry(label("Date of birth"), applicant.birth_date().date("MM/DD/YYYY")),
        entry(label("Social Security number"), applicant.ssn()).if_given(),
        entry(label("Phone"), applicant.phone()).if_given(),
        entry(label("Email"), applicant.email()).if_given(),
    ])?;
    page.choose(role("radiogroup", "Marital status"), applicant.marital_status().choice(&MARITAL))?;
    page.choose(label("Preferred language"), applicant.language().choice(&LANGUAGES))
}

fn home(app: &Application, page: &Page) -> Result<(), Stop> {
    fill_addresses(app, page, "Send mail to")
}

fn people(app: &Application, page: &Page) -> Result<(), Stop> {
    add_members(app, page, member)
}

fn member(member: &Member, person: &Page) -> Result<(), Stop> {
    person.fill_all([
        entry(label("First name"), member.name().first()),
        entry(label("Last name"), member.name().last()),
        entry(label("Date of birth"), member.birth_date().date("MM/DD/YYYY")),
        entry(label("Social Security number"), member.ssn()).if_given(),
        entry(label("Monthly income"), member.monthly_income()).if_given(),
    ])?;
    person.choose(label("Relationship"), member.relationship().choice(&RELATIONSHIPS))
}

fn money(app: &Application, page: &Page) -> Result<(), Stop> {
    let finances = app.finances();
    page.fill_all([
        entry(label("Monthly income"), finances.monthly_income()),
        entry(label("Cash and savings"), finances.cash_on_hand()),
        entry(label("Rent or mortgage"), finances.monthly_rent()),
    ])
}

fn sign(app: &Application, page: &Page) -> Result<(), Stop> {
    page.choose(role("radiogroup", "Reach me by"), app.contact_preference().choice(&CONTACT))?;
    page.fill_all([entry(label("Notes"), app.notes().one_line()).if_given()])?;
    page.set_date(label("Signed on"), &app.signature().signed_on())?;
    page.check(role("switch", "My answers are true"), true)
}
