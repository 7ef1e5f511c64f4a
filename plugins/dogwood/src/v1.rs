//! Dogwood's site as it was: five steps, the last one's button submits.

use postrider_sdk::application::Member;
use postrider_sdk::prelude::*;

use crate::form::{
    self, AddressLabels, LANGUAGES, MARITAL, RELATIONSHIPS, YES_NO, add_members, control, fill_addresses, slashed,
};
use crate::walk::Step;

/// The container that every id names.
pub(crate) const HOLDER: &str = "Main";
pub(crate) const NEXT: &str = "Next >";
pub(crate) const ADD: &str = "Add member";
pub(crate) const INSERT: &str = "Insert";
pub(crate) const STEPS: [Step; 5] = [
    Step { heading: "Applicant Information", fill: applicant },
    Step { heading: "Residence", fill: residence },
    Step { heading: "Household Members", fill: household },
    Step { heading: "Income and Expenses", fill: money },
    Step { heading: "Certification", fill: certify },
];

pub(crate) const HOME: AddressLabels =
    AddressLabels { line1: "Street address", line2: "Address line 2", state: "State", town: "City", zip: "ZIP code" };
pub(crate) const MAILING: AddressLabels = AddressLabels {
    line1: "Mailing street address",
    line2: "Mailing address line 2",
    state: "Mailing state",
    town: "Mailing city",
    zip: "Mailing ZIP code",
};

/// What submits, as the manifest declares it.
pub(crate) fn submit() -> Target {
    button("Submit Application")
}

/// Says what this form has no place for.
pub(crate) fn leave_out(app: &Application) -> Result<(), Stop> {
    form::leave_out(app)?;
    rule_out([app.contact_preference()], "Dogwood's form does not ask how to be contacted")
}

fn applicant(app: &Application, page: &Page) -> Result<(), Stop> {
    let applicant = app.applicant();
    let name = applicant.name();
    page.fill_all([
        entry(label("Last name"), name.last()),
        entry(label("First name"), name.first()),
        entry(label("Middle name"), name.middle()).if_given(),
        entry(label("Suffix"), name.suffix()).if_given(),
        entry(label("Date of birth (MM/DD/YYYY)"), slashed(&applicant.birth_date())),
        entry(label("Social Security number"), applicant.ssn()).if_given(),
        entry(label("Telephone"), applicant.phone()).if_given(),
        entry(label("E-mail address"), applicant.email()).if_given(),
    ])?;
    page.choose(label("Marital status"), applicant.marital_status().choice(&MARITAL))?;
    page.choose(label("Primary language"), applicant.language().choice(&LANGUAGES))
}

fn residence(app: &Application, page: &Page) -> Result<(), Stop> {
    fill_addresses(app, page, "My mailing address is the same")
}

fn household(app: &Application, page: &Page) -> Result<(), Stop> {
    add_members(app, page, member)
}

fn member(member: &Member, page: &Page) -> Result<(), Stop> {
    page.fill_all([
        entry(label("Last name"), member.name().last()),
        entry(label("First name"), member.name().first()),
        entry(label("Date of birth (MM/DD/YYYY)"), slashed(&member.birth_date())),
        entry(label("Social Security number"), member.ssn()).if_given(),
        entry(label("Monthly income"), member.monthly_income()).if_given(),
    ])?;
    page.choose(label("Relationship"), member.relationship().choice(&RELATIONSHIPS))
}

fn money(app: &Application, page: &Page) -> Result<(), Stop> {
    let finances = app.finances();
    page.fill_all([
        entry(label("Gross monthly income"), finances.monthly_income()),
        entry(label("Cash and bank accounts"), finances.cash_on_hand()),
        entry(label("Rent or mortgage"), finances.monthly_rent()),
    ])?;
    page.choose(control("rblUtilities"), finances.pays_utilities().choice(&YES_NO))
}

fn certify(app: &Application, page: &Page) -> Result<(), Stop> {
    page.fill_all([
        entry(label("Comments"), app.notes().one_line()).if_given(),
        entry(label("Date signed (MM/DD/YYYY)"), slashed(&app.signature().signed_on())),
    ])?;
    page.check(label("I certify that these statements are true"), true)
}
