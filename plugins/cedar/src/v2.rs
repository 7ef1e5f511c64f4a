//! Cedar's site since its redesign: inline frames, the address on a page of its own, and the marital status.

use postrider_sdk::application::Member;
use postrider_sdk::prelude::*;

use crate::form::{self, LANGUAGES, RELATIONS, YES_NO, add_members, birth, fill_address};
use crate::paper;
use crate::walk;

pub(crate) const NEW: &str = "Enter Application";
pub(crate) const CASES: &str = "Find Case";
pub(crate) const SUBMIT: &str = "Certify and Submit";
const MARITAL: [(&str, &str); 5] = [
    ("single", "SINGLE"),
    ("married", "MARRIED"),
    ("divorced", "DIVORCED"),
    ("separated", "SEPARATED"),
    ("widowed", "WIDOWED"),
];

/// The pages of the form, in their order. The last one's button is the commit's.
pub(crate) fn pages(walk: Walk) -> Walk {
    walk.page(heading("Applicant Information"), person, Next::Act(save))
        .page(heading("Residence and Contact"), contact, Next::Act(save))
        .page(heading("Household Composition"), household, button("Next"))
        .page(heading("Budget"), money, Next::Act(save))
        .page(heading("Verification Documents"), paper::hand_over, button("Next"))
        .page(heading("Certification"), sign, button(SUBMIT))
}

fn save(main: &Page) -> Result<(), Stop> {
    walk::save(main, "Save & Next")
}

/// Says what this form has no place for.
pub(crate) fn leave_out(app: &Application) -> Result<(), Stop> {
    form::leave_out(app)
}

fn person(app: &Application, main: &Page) -> Result<(), Stop> {
    let applicant = app.applicant();
    main.fill_all([
        entry(name("txtGiven"), applicant.name().first()),
        entry(name("txtSurname"), applicant.name().last()),
        entry(name("txtBirth"), birth(&applicant.birth_date())),
        entry(name("txtSSN"), applicant.ssn()).if_given(),
    ])?;
    main.choose(name("ddlMarital"), applicant.marital_status().choice(&MARITAL))
}

fn contact(app: &Application, main: &Page) -> Result<(), Stop> {
    fill_address(main, &app.home(), ["txtRes1", "txtRes2", "txtResCity", "txtResState", "txtResZip"])?;
    fill_address(main, &app.mailing(), ["txtPost1", "txtPost2", "txtPostCity", "txtPostState", "txtPostZip"])?;
    main.fill_all([entry(name("txtPhone"), app.applicant().phone()).if_given()])?;
    main.choose(name("ddlLang"), app.applicant().language().choice(&LANGUAGES))
}

fn household(app: &Application, main: &Page) -> Result<(), Stop> {
    add_members(app, main, "OK", member)
}

fn member(member: &Member, window: &Page) -> Result<(), Stop> {
    window.choose(name("ddlRelation"), member.relationship().choice(&RELATIONS))?;
    window.fill_all([
        entry(name("txtMGiven"), member.name().first()),
        entry(name("txtMSurname"), member.name().last()),
        entry(name("txtMBirth"), birth(&member.birth_date())),
        entry(name("txtMSSN"), member.ssn()).if_given(),
    ])
}

fn money(app: &Application, main: &Page) -> Result<(), Stop> {
    let finances = app.finances();
    main.fill_all([
        entry(name("txtShelter"), finances.monthly_rent()),
        entry(name("txtGross"), finances.monthly_income()),
        entry(name("txtLiquid"), finances.cash_on_hand()),
    ])?;
    main.choose(name("ddlUtil"), finances.pays_utilities().choice(&YES_NO))
}

fn sign(app: &Application, main: &Page) -> Result<(), Stop> {
    form::sign(app, main, "txtSigDate")?;
    main.fill_all([entry(name("txtRemarks"), app.notes().one_line()).if_given()])
}
