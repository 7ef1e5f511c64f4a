//! Cedar's site as it was: a page of frames, everything about the applicant on one page.

use postrider_sdk::application::Member;
use postrider_sdk::prelude::*;

use crate::form::{self, LANGUAGES, RELATIONS, YES_NO, add_members, birth, fill_address};
use crate::paper;
use crate::walk;

pub(crate) const NEW: &str = "New Application";
pub(crate) const CASES: &str = "Case List";
pub(crate) const SUBMIT: &str = "SUBMIT";

/// The pages of the form, in their order. The last one's button is the commit's.
pub(crate) fn pages(walk: Walk) -> Walk {
    walk.page(heading("APPLICANT"), person, Next::Act(save))
        .page(heading("HOUSEHOLD"), household, button("NEXT"))
        .page(heading("INCOME AND EXPENSES"), money, Next::Act(save))
        .page(heading("DOCUMENTS"), paper::hand_over, button("NEXT"))
        .page(heading("SIGNATURE"), sign, button(SUBMIT))
}

fn save(main: &Page) -> Result<(), Stop> {
    walk::save(main, "SAVE")
}

/// Says what this form has no place for.
pub(crate) fn leave_out(app: &Application) -> Result<(), Stop> {
    form::leave_out(app)?;
    rule_out([app.applicant().marital_status()], "Cedar's form does not ask for the marital status")
}

fn person(app: &Application, main: &Page) -> Result<(), Stop> {
    let applicant = app.applicant();
    main.fill_all([
        entry(name("LNAME"), applicant.name().last()),
        entry(name("FNAME"), applicant.name().first()),
        entry(name("DOB"), birth(&applicant.birth_date())),
        entry(name("SSN"), applicant.ssn()).if_given(),
        entry(name("TEL"), applicant.phone()).if_given(),
    ])?;
    main.choose(name("LANG"), applicant.language().choice(&LANGUAGES))?;
    fill_address(main, &app.home(), ["ADDR1", "ADDR2", "CITY", "ST", "ZIP"])?;
    fill_address(main, &app.mailing(), ["MADDR1", "MADDR2", "MCITY", "MST", "MZIP"])
}

fn household(app: &Application, main: &Page) -> Result<(), Stop> {
    add_members(app, main, "SAVE MEMBER", member)
}

fn member(member: &Member, window: &Page) -> Result<(), Stop> {
    window.fill_all([
        entry(name("M_LNAME"), member.name().last()),
        entry(name("M_FNAME"), member.name().first()),
        entry(name("M_DOB"), birth(&member.birth_date())),
        entry(name("M_SSN"), member.ssn()).if_given(),
    ])?;
    window.choose(name("M_REL"), member.relationship().choice(&RELATIONS))
}

fn money(app: &Application, main: &Page) -> Result<(), Stop> {
    let finances = app.finances();
    main.fill_all([
        entry(name("INCOME"), finances.monthly_income()),
        entry(name("CASH"), finances.cash_on_hand()),
        entry(name("RENT"), finances.monthly_rent()),
    ])?;
    main.choose(name("UTIL"), finances.pays_utilities().choice(&YES_NO))
}

fn sign(app: &Application, main: &Page) -> Result<(), Stop> {
    main.fill_all([entry(name("REMARKS"), app.notes().one_line()).if_given()])?;
    form::sign(app, main, "SIGNED")
}
