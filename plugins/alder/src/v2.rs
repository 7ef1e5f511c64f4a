//! Alder's site since its redesign: other words, mail on a page of its own, months as digits, and one new question.

use postrider_sdk::application::Member;
use postrider_sdk::prelude::*;

use crate::form::{
    AddressLabels, LANGUAGES, MARITAL, RELATIONSHIPS, Step, TextBox, YES_NO, add_members, choose_date, fill,
    fill_address, fill_mailing, fill_ssn, name_boxes, notes, plain,
};

pub(crate) const REVIEW: &str = "Check your answers";
pub(crate) const SUBMIT: &str = "Send to county";
pub(crate) const STEPS: [Step; 6] = [
    Step { heading: "About you", fill: person, go_on: "Continue" },
    Step { heading: "Where you live", fill: residence, go_on: "Continue" },
    Step { heading: "Where you get mail", fill: mailing, go_on: "Continue" },
    Step { heading: "People in your household", fill: people, go_on: "Done adding people" },
    Step { heading: "Money", fill: money, go_on: "Continue" },
    Step { heading: "Preferences and signature", fill: sign, go_on: "Continue" },
];

/// First, middle, last, suffix.
pub(crate) const NAME: [&str; 4] = ["Given name", "Middle name or initial", "Family name", "Suffix (Jr, Sr, III)"];
pub(crate) const HOME: AddressLabels = AddressLabels { description: "Describe where you stay", ..MAILING };
pub(crate) const MAILING: AddressLabels = AddressLabels {
    kind: "What kind of address is it?",
    number: "Number",
    street: "Street line 1",
    unit: "Apt, suite or unit",
    box_: "Box",
    pmb: "PMB",
    hall: "Dormitory or hall",
    room: "Room number",
    route: "Route",
    urbanization: "Urbanization (Puerto Rico)",
    description: "Delivery instructions",
    city: "City or town",
    state: "State or territory",
    zip: "ZIP",
};

const CONTACT: [(&str, &str); 4] =
    [("mail", "Mail"), ("phone", "Telephone"), ("email", "E-mail"), ("text", "Text message")];

/// Says what this form has no place for: nothing.
pub(crate) fn rule_out(_: &Application) -> Result<(), Stop> {
    Ok(())
}

/// The boxes for text that are neither an address's nor a member's.
pub(crate) fn boxes(app: &Application) -> Vec<TextBox> {
    let mut boxes = Vec::from(name_boxes(&app.applicant().name()));
    boxes.extend(contact_boxes(app));
    boxes.push(notes("Comments", app));
    boxes
}

fn contact_boxes(app: &Application) -> [TextBox; 2] {
    let applicant = app.applicant();
    [plain("Daytime phone", applicant.phone(), 14), plain("Email address", applicant.email(), 60)]
}

fn person(app: &Application, page: &Page) -> Result<(), Stop> {
    let applicant = app.applicant();
    fill(page, name_boxes(&applicant.name()).into())?;
    choose_date(page, "p1_birth", &applicant.birth_date(), "MM")?;
    fill_ssn(page, "p1_ssn", &applicant.ssn())?;
    page.choose(label("Are you married?"), applicant.marital_status().choice(&MARITAL))
}

fn residence(app: &Application, page: &Page) -> Result<(), Stop> {
    fill_address(page, &app.home(), &HOME)?;
    fill(page, contact_boxes(app).into())
}

fn mailing(app: &Application, page: &Page) -> Result<(), Stop> {
    fill_mailing(app, page, "Send my mail to the address where I live")
}

fn people(app: &Application, page: &Page) -> Result<(), Stop> {
    add_members(app, page, "Save person", member)
}

fn member(member: &Member, page: &Page) -> Result<(), Stop> {
    fill(page, name_boxes(&member.name()).into())?;
    page.choose(label("This person is my"), member.relationship().choice(&RELATIONSHIPS))?;
    choose_date(page, "hh_birth", &member.birth_date(), "MM")?;
    fill_ssn(page, "hh_ssn", &member.ssn())?;
    page.fill_all([entry(label("Income each month"), member.monthly_income()).if_given()])
}

fn money(app: &Application, page: &Page) -> Result<(), Stop> {
    let finances = app.finances();
    page.fill_all([
        entry(label("Gross income this month"), finances.monthly_income()),
        entry(label("Rent or mortgage this month"), finances.monthly_rent()),
        entry(label("Cash on hand and in accounts"), finances.cash_on_hand()),
    ])?;
    page.choose(role("radiogroup", "Do you pay utilities separately?"), finances.pays_utilities().choice(&YES_NO))
}

fn sign(app: &Application, page: &Page) -> Result<(), Stop> {
    page.choose(label("Preferred language"), app.applicant().language().choice(&LANGUAGES))?;
    page.choose(role("radiogroup", "How should we contact you?"), app.contact_preference().choice(&CONTACT))?;
    fill(page, vec![notes("Comments", app)])?;
    page.check(label("I certify under penalty of perjury that the above is true"), true)?;
    choose_date(page, "sig", &app.signature().signed_on(), "MM")
}
