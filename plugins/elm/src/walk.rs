//! The way from the sign-in to the click that sends: sections of one page, and toasts that say what is wrong.

use postrider_sdk::prelude::*;

use crate::site;

pub(crate) const START: &str = "https://elm.test/";

/// A section of the form: its `data-section`, and what fills it.
pub(crate) struct Section {
    pub(crate) id: &'static str,
    pub(crate) fill: fn(&Application, &Page) -> Result<(), Stop>,
}

/// Toasts that say nothing about what was typed.
const AWAY: [&str; 4] = ["connection was lost", "not available right now", "start again", "session has ended"];

/// Whether a complaint says nothing about what was asked: the site could not answer.
pub(crate) fn is_away(complaint: &str) -> bool {
    AWAY.iter().any(|away| mentions(complaint, away))
}

/// The toast that says what is wrong; it stays for some seconds.
pub(crate) fn complaint() -> Target {
    css("[data-testid=toast-error]")
}

/// Fills every section and stops before the click that sends, with nothing sent.
pub(crate) fn to_last_click(app: &Application, page: &Page) -> Result<(), Stop> {
    site::leave_out(app)?;
    page.open(START)?;
    site::to_last_click(&form(), app, page)
}

/// Walks to the first section: is it still the one this release knows?
pub(crate) fn to_first_section(page: &Page) -> Result<(), Stop> {
    page.open(START)?;
    form().to_first_page(page)
}

/// Signs in where that is needed, up to the first view.
pub(crate) fn to_home(app: &Application, page: &Page) -> Result<(), Stop> {
    page.open(START)?;
    views().to(app, page, css("[data-view=home]"))
}

/// Both designs: only the sections differ.
fn form() -> Walk {
    let mut walk = views().pass(css("[data-view=home]"), start);
    for Section { id, fill } in site::SECTIONS {
        let shown = joined(&["[data-view=section][data-section=", id, "]"]);
        walk = walk.page(css(&shown), fill, site::next(id));
    }
    walk.unknown(css("[data-view=section]"), css("h1")).complaint(complaint(), &AWAY)
}

fn views() -> Walk {
    Walk::new()
        .sign_in(css("[data-view=sign-in]"), sign_in)
        .pass(css("[data-view=down]"), |_| Err(Stop::unavailable("the site says that it is not available")))
}

fn start(page: &Page) -> Result<(), Stop> {
    page.click(button("New application"))?;
    // The view stays until the county has answered.
    page.wait_for([hidden(css("[data-view=home]")), visible(complaint())]).map(drop)
}

fn sign_in(page: &Page) -> Result<(), Stop> {
    // Why one has to sign in again is said by a toast: later it would be taken for a complaint.
    page.wait_for([hidden(complaint())])?;
    page.fill_all([
        entry(label("User"), credential("worker", "user")),
        entry(label("Password"), credential("worker", "password")),
    ])?;
    page.click(button("Sign in"))?;
    let wrong = "User or password is wrong";
    match page.wait_for([visible(css("[data-view=home]")), visible(css("[data-view=code]")), says(wrong)])? {
        0 => Ok(()),
        1 => enter_code(page),
        _ => Err(Stop::credential("worker", wrong)),
    }
}

fn enter_code(page: &Page) -> Result<(), Stop> {
    let code = page.ask("Elm sent a one-time code to the phone of this worker. What is it?")?;
    page.fill(label("Code"), code.trim_ascii())?;
    page.click(button("Verify"))?;
    match page.wait_for([visible(css("[data-view=home]")), says("That code is wrong")])? {
        0 => Ok(()),
        _ => Err(Stop::NeedsPerson("Elm did not take the one-time code.".to_owned())),
    }
}
