//! Alder's site as it was: one page for both addresses, months as words, no question of how to be contacted.

use postrider_sdk::application::Member;
use postrider_sdk::prelude::*;

use crate::form::{
    AddressLabels, LANGUAGES, MARITAL, RELATIONSHIPS, Step, TextBox, YES_NO, add_members, choose_date, fill,
    fill_address, fill_mailing, fill_ssn, name_boxes, notes, plain,
};

pub(crate) const REVIEW: &str = "Review and submit";
pub(crate) const SUBMIT: &str = "Submit application";
pub(crate) const STEPS: [Step; 5] = [
    Step { heading: "Applicant", fill: applicant, go_on: "Continue" },
    Step { heading: "Address", fill: address, go_on: "Continue" },
    Step { heading: "Household members", fill: household, go_on: "Continue" },
    Step { heading: "Income and expenses", fill: finances, go_on: "Continue" },
    Step { heading: "Statement and signature", fill: statement, go_on: "Continue" },
];

/// First, middle, last, suffix.
pub(crate) const NAME: [&str; 4] = ["First name", "Middle name", "Last name", "Suffix"];
pub(crate) const HOME: AddressLabels = AddressLabels {
    kind: "Address type",
    number: "House number",
    street: "Street",
    unit: "Apartment or unit",
    box_: "Box number",
    pmb: "Private mailbox number",
    hall: "Residence hall",
    room: "Room",
    route: "Rural route number",
    urbanization: "Urbanization",
    description: "Where you can be found",
    city: "City",
    state: "State",
    zip: "ZIP code",
};
pub(crate) const MAILING: AddressLabels = AddressLabels {
    kind: "Mailing address type",
    number: "Mailing house number",
    street: "Mailing street",
    unit: "Mailing apartment or unit",
    box_: "Mailing box number",
    pmb: "Mailing private mailbox number",
    hall: "Mailing residence hall",
    room: "Mailing room",
    route: "Mailing rural route number",
    urbanization: "Mailing urbanization",
    description: "Mailing instructions",
    city: "Mailing city",
    state: "Mailing state",
    zip: "Mailing ZIP code",
};

/// Says what this form has no place for.
pub(crate) fn rule_out(app: &Application) -> Result<(), Stop> {
    app.contact_preference().not_applicable("Alder's form does not ask how to be contacted")
}

/// The boxes for text that are neither an address's nor a member's.
pub(crate) fn boxes(app: &Application) -> Vec<TextBox> {
    let mut boxes = applicant_boxes(app);
    boxes.push(notes("Anything else we should know", app));
    boxes
}

fn applicant_boxes(app: &Application) -> Vec<TextBox> {
    let applicant = app.applicant();
    let mut boxes = Vec::from(name_boxes(&applicant.name()));
    boxes.push(plain("Telephone", applicant.phone(), 14));
    boxes.push(plain("E-mail", applicant.email(), 60));
    boxes
}

fn applicant(app: &Application, page: &Page) -> Result<(), Stop> {
    let applicant = app.applicant();
    fill(page, applicant_boxes(app))?;
    fill_ssn(page, "ssn", &applicant.ssn())?;
    choose_date(page, "dob", &applicant.birth_date(), "MONTH")?;
    page.choose(label("Language spoken"), applicant.language().choice(&LANGUAGES))?;
    page.choose(label("Marital status"), applicant.marital_status().choice(&MARITAL))
}

fn address(app: &Application, page: &Page) -> Result<(), Stop> {
    fill_address(page, &app.home(), &HOME)?;
    fill_mailing(app, page, "My mailing address is the same as my home address")
}

fn household(app: &Application, page: &Page) -> Result<(), Stop> {
    add_members(app, page, "Add this person", member)
}

fn member(member: &Member, page: &Page) -> Result<(), Stop> {
    fill(page, name_boxes(&member.name()).into())?;
    choose_date(page, "member_dob", &member.birth_date(), "MONTH")?;
    fill_ssn(page, "member_ssn", &member.ssn())?;
    page.choose(label("Relationship to you"), member.relationship().choice(&RELATIONSHIPS))?;
    page.fill_all([entry(label("Monthly income"), member.monthly_income()).if_given()])
}

fn finances(app: &Application, page: &Page) -> Result<(), Stop> {
    let finances = app.finances();
    page.fill_all([
        entry(label("Total monthly income before deductions"), finances.monthly_income()),
        entry(label("Cash and money in the bank"), finances.cash_on_hand()),
        entry(label("Monthly rent or mortgage"), finances.monthly_rent()),
    ])?;
    page.choose(role("radiogroup", "Do you pay for utilities?"), finances.pays_utilities().choice(&YES_NO))
}

fn statement(app: &Application, page: &Page) -> Result<(), Stop> {
    fill(page, vec![notes("Anything else we should know", app)])?;
    page.check(label("I declare under penalty of perjury that my answers are true"), true)?;
    choose_date(page, "signed", &app.signature().signed_on(), "MONTH")
}
