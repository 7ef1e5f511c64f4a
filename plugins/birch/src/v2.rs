//! Birch's site since its redesign: six steps, contact on one of its own, and a question about heating and cooling.

use postrider_sdk::application::Member;
use postrider_sdk::prelude::*;

use crate::form::{
    self, AddressLabels, CONTACT, LANGUAGES, MARITAL, RELATIONSHIPS, add_members, birth, fill_address, fill_mailing,
    phone, ssn,
};
use crate::walk::Step;

pub(crate) const SUBMIT: &str = "Send application";
pub(crate) const STEPS: [Step; 6] = [
    Step { id: "applicant", fill: you },
    Step { id: "contact", fill: contact },
    Step { id: "address", fill: address },
    Step { id: "household", fill: household },
    Step { id: "budget", fill: budget },
    Step { id: "sign", fill: sign },
];

const HOME: AddressLabels =
    AddressLabels { line: "Street address", state: "State or territory", city: "City or town", zip: "ZIP" };
const MAILING: AddressLabels = AddressLabels {
    line: "Street address or PO box for mail",
    state: "State or territory for mail",
    city: "City or town for mail",
    zip: "ZIP for mail",
};

/// Says what this form has no place for.
pub(crate) fn leave_out(app: &Application) -> Result<(), Stop> {
    form::leave_out(app)
}

fn you(app: &Application, page: &Page) -> Result<(), Stop> {
    let applicant = app.applicant();
    let name = applicant.name();
    page.fill_all([
        entry(label("Legal first name"), name.first()),
        entry(label("Legal middle name"), name.middle()).if_given(),
        entry(label("Legal last name"), name.last()),
        entry(label("Name suffix"), name.suffix()).if_given(),
        entry(label("Birthday"), birth(&applicant.birth_date())),
        entry(label("SSN"), ssn(&applicant.ssn())).if_given(),
    ])?;
    page.choose(id("applicant-marital"), applicant.marital_status().choice(&MARITAL))
}

fn contact(app: &Application, page: &Page) -> Result<(), Stop> {
    let applicant = app.applicant();
    page.choose(id("contact-language"), applicant.language().choice(&LANGUAGES))?;
    page.fill_all([
        entry(label("Mobile or home phone"), phone(&applicant.phone())).if_given(),
        entry(label("Email address"), applicant.email()).if_given(),
    ])?;
    page.choose(role("radiogroup", "How should we contact you?"), app.contact_preference().choice(&CONTACT))
}

fn address(app: &Application, page: &Page) -> Result<(), Stop> {
    fill_address(page, &app.home(), &HOME)?;
    fill_mailing(app, page, "Mail goes to", &MAILING)?;
    page.choose(label("Nearest office"), "Any office")
}

fn household(app: &Application, page: &Page) -> Result<(), Stop> {
    add_members(app, page, member)
}

fn member(member: &Member, person: &Page) -> Result<(), Stop> {
    let name = member.name();
    person.choose(label("How are you related?"), member.relationship().choice(&RELATIONSHIPS))?;
    person.fill_all([
        entry(label("Legal first name"), name.first()),
        entry(label("Legal middle name"), name.middle()).if_given(),
        entry(label("Legal last name"), name.last()),
        entry(label("Name suffix"), name.suffix()).if_given(),
        entry(label("Birthday"), birth(&member.birth_date())),
        entry(label("SSN"), ssn(&member.ssn())).if_given(),
        entry(label("Their income each month"), member.monthly_income()).if_given(),
    ])
}

fn budget(app: &Application, page: &Page) -> Result<(), Stop> {
    let finances = app.finances();
    page.fill_all([
        entry(label("What you earn each month"), finances.monthly_income()),
        entry(label("Housing cost each month"), finances.monthly_rent()),
        entry(label("Money you have now"), finances.cash_on_hand()),
    ])?;
    let utilities = finances.pays_utilities().choice(&[("true", "Yes"), ("false", "No")]);
    page.choose(role("radiogroup", "Do you pay for heating or cooling?"), utilities)
}

fn sign(app: &Application, page: &Page) -> Result<(), Stop> {
    page.set_date(label("Signed on"), &app.signature().signed_on())?;
    page.check(label("My answers are complete and true"), true)
}
