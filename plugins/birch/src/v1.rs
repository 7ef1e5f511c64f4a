//! Birch's site as it was: five steps, and no question about utilities.

use postrider_sdk::application::Member;
use postrider_sdk::prelude::*;

use crate::form::{
    self, AddressLabels, CONTACT, LANGUAGES, MARITAL, RELATIONSHIPS, add_members, birth, fill_address, fill_mailing,
    phone, ssn,
};
use crate::walk::Step;

pub(crate) const SUBMIT: &str = "Submit application";
pub(crate) const STEPS: [Step; 5] = [
    Step { id: "about", fill: about },
    Step { id: "where", fill: residence },
    Step { id: "people", fill: people },
    Step { id: "money", fill: money },
    Step { id: "finish", fill: finish },
];

const HOME: AddressLabels = AddressLabels { line: "Home address", state: "State", city: "City", zip: "ZIP code" };
const MAILING: AddressLabels =
    AddressLabels { line: "Mailing address", state: "Mailing state", city: "Mailing city", zip: "Mailing ZIP code" };

/// Says what this form has no place for.
pub(crate) fn leave_out(app: &Application) -> Result<(), Stop> {
    form::leave_out(app)?;
    rule_out([app.finances().pays_utilities()], "Birch's form does not ask about utilities")
}

fn about(app: &Application, page: &Page) -> Result<(), Stop> {
    let applicant = app.applicant();
    let name = applicant.name();
    page.fill_all([
        entry(label("First name"), name.first()),
        entry(label("Middle name"), name.middle()).if_given(),
        entry(label("Last name"), name.last()),
        entry(label("Suffix"), name.suffix()).if_given(),
        entry(label("Date of birth"), birth(&applicant.birth_date())),
        entry(label("Social Security number"), ssn(&applicant.ssn())).if_given(),
        entry(label("Phone number"), phone(&applicant.phone())).if_given(),
        entry(label("Email"), applicant.email()).if_given(),
    ])?;
    page.choose(role("radiogroup", "Marital status"), applicant.marital_status().choice(&MARITAL))?;
    page.choose(id("language"), applicant.language().choice(&LANGUAGES))
}

fn residence(app: &Application, page: &Page) -> Result<(), Stop> {
    fill_address(page, &app.home(), &HOME)?;
    fill_mailing(app, page, "Where should we send mail?", &MAILING)?;
    page.choose(label("County office"), "Any office")
}

fn people(app: &Application, page: &Page) -> Result<(), Stop> {
    add_members(app, page, member)
}

fn member(member: &Member, person: &Page) -> Result<(), Stop> {
    let name = member.name();
    person.fill_all([
        entry(label("First name"), name.first()),
        entry(label("Middle name"), name.middle()).if_given(),
        entry(label("Last name"), name.last()),
        entry(label("Suffix"), name.suffix()).if_given(),
        entry(label("Date of birth"), birth(&member.birth_date())),
        entry(label("Social Security number"), ssn(&member.ssn())).if_given(),
        entry(label("Monthly income"), member.monthly_income()).if_given(),
    ])?;
    person.choose(label("Relationship"), member.relationship().choice(&RELATIONSHIPS))
}

fn money(app: &Application, page: &Page) -> Result<(), Stop> {
    let finances = app.finances();
    page.fill_all([
        entry(label("Income per month"), finances.monthly_income()),
        entry(label("Cash and savings"), finances.cash_on_hand()),
        entry(label("Rent or mortgage per month"), finances.monthly_rent()),
    ])
}

fn finish(app: &Application, page: &Page) -> Result<(), Stop> {
    page.choose(label("Best way to reach you"), app.contact_preference().choice(&CONTACT))?;
    page.set_date(label("Date signed"), &app.signature().signed_on())?;
    page.check(label("I confirm that everything here is true"), true)
}
