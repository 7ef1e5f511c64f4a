//! Elm's site since its redesign: six sections, and a dialog that asks once more before anything is sent.

use postrider_sdk::application::Member;
use postrider_sdk::prelude::*;

use crate::form::{self, AddressLabels, CONTACT, LANGUAGES, MARITAL, RELATIONSHIPS, add_members, fill_addresses};
use crate::walk::Section;

pub(crate) const SUBMIT: &str = "Send now";
pub(crate) const SECTIONS: [Section; 6] = [
    Section { id: "you", fill: you },
    Section { id: "reach", fill: reach },
    Section { id: "place", fill: place },
    Section { id: "household", fill: household },
    Section { id: "budget", fill: budget },
    Section { id: "send", fill: send },
];
pub(crate) const HOME: AddressLabels =
    AddressLabels { line: "Address", state: "State or territory", town: "City or town", zip: "ZIP" };
pub(crate) const MAILING: AddressLabels = AddressLabels {
    line: "Address for mail",
    state: "State or territory for mail",
    town: "City or town for mail",
    zip: "ZIP for mail",
};

/// What leads on from a section; from the last one to the dialog.
pub(crate) fn next(id: &str) -> Target {
    button(if id == "send" { "Review and send" } else { "Save and continue" })
}

pub(crate) fn to_last_click(walk: &Walk, app: &Application, page: &Page) -> Result<(), Stop> {
    walk.to(app, page, button(SUBMIT))
}

/// Says what this form has no place for.
pub(crate) fn leave_out(app: &Application) -> Result<(), Stop> {
    form::leave_out(app)
}

fn you(app: &Application, page: &Page) -> Result<(), Stop> {
    let applicant = app.applicant();
    let name = applicant.name();
    page.fill_all([
        entry(label("Given name"), name.first()),
        entry(label("Additional name"), name.middle()).if_given(),
        entry(label("Family name"), name.last()),
        entry(label("Suffix"), name.suffix()).if_given(),
        entry(label("SSN"), applicant.ssn()).if_given(),
    ])?;
    page.set_date(label("Birthday"), &applicant.birth_date())?;
    page.choose(label("Marital status"), applicant.marital_status().choice(&MARITAL))
}

fn reach(app: &Application, page: &Page) -> Result<(), Stop> {
    let applicant = app.applicant();
    page.fill_all([
        entry(label("Mobile or home phone"), applicant.phone()).if_given(),
        entry(label("Email address"), applicant.email()).if_given(),
    ])?;
    page.choose(label("Language"), applicant.language().choice(&LANGUAGES))?;
    page.choose(label("How should we reach you?"), app.contact_preference().choice(&CONTACT))
}

fn place(app: &Application, page: &Page) -> Result<(), Stop> {
    fill_addresses(app, page, "Mail goes to")
}

fn household(app: &Application, page: &Page) -> Result<(), Stop> {
    add_members(app, page, member)
}

fn member(member: &Member, person: &Page) -> Result<(), Stop> {
    person.choose(label("How are they related?"), member.relationship().choice(&RELATIONSHIPS))?;
    person.fill_all([
        entry(label("Given name"), member.name().first()),
        entry(label("Family name"), member.name().last()),
        entry(label("SSN"), member.ssn()).if_given(),
        entry(label("Income each month"), member.monthly_income()).if_given(),
    ])?;
    person.set_date(label("Birthday"), &member.birth_date())
}

fn budget(app: &Application, page: &Page) -> Result<(), Stop> {
    let finances = app.finances();
    page.fill_all([
        entry(label("Housing each month"), finances.monthly_rent()),
        entry(label("Income each month"), finances.monthly_income()),
        entry(label("Money you have"), finances.cash_on_hand()),
    ])?;
    let utilities = finances.pays_utilities().choice(&[("true", "Yes"), ("false", "No")]);
    page.choose(role("radiogroup", "Utilities paid by you?"), utilities)
}

fn send(app: &Application, page: &Page) -> Result<(), Stop> {
    page.set_date(label("Date signed"), &app.signature().signed_on())?;
    page.check(role("switch", "All of this is true"), true)?;
    page.fill_all([entry(label("Anything to add"), app.notes().one_line()).if_given()])
}
