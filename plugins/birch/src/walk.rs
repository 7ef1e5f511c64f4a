//! The way from the PIN to the last step: a notice that covers the page, a banner that comes instead of the next step.

use postrider_sdk::prelude::*;

use crate::site;

const START: &str = "https://birch.test/";

/// A step of the form: its `data-step`, and what fills it.
pub(crate) struct Step {
    pub(crate) id: &'static str,
    pub(crate) fill: fn(&Application, &Page) -> Result<(), Stop>,
}

/// Banners that say nothing about what was typed. The list of offices is loaded anew when the town is left, and forgets
/// what was chosen.
const AWAY: [&str; 4] = ["connection was lost", "not available right now", "form was updated", "office is required"];

/// Whether a complaint says nothing about what was asked: the site could not answer.
pub(crate) fn is_away(complaint: &str) -> bool {
    AWAY.iter().any(|away| mentions(complaint, away))
}

/// Fills every step and stops before the last one's button is pressed, with nothing sent.
pub(crate) fn to_last_step(app: &Application, page: &Page) -> Result<(), Stop> {
    site::leave_out(app)?;
    page.open(START)?;
    form().to_last_page(app, page)
}

/// Walks to the first step: is it still the one this release knows?
pub(crate) fn to_first_step(page: &Page) -> Result<(), Stop> {
    page.open(START)?;
    form().to_first_page(page)
}

/// Both designs: only the steps of the form differ.
fn form() -> Walk {
    let mut walk = Walk::new()
        // "Before you continue" covers the page.
        .pass(button("I understand"), |page| page.click(button("I understand")))
        .sign_in(css("[data-view=pin]"), sign_in)
        .pass(css("[data-view=menu]"), start)
        .pass(css("[data-view=down]"), |_| Err(Stop::unavailable("the site says that it is not available")));
    for Step { id, fill } in site::STEPS {
        let ready = joined(&["form[data-step=", id, "][data-ready=true]"]);
        walk = walk.page(css(&ready), fill, button("Next"));
    }
    walk.unknown(css("form[data-ready=true]"), css("h1")).complaint(id("banner"), &AWAY)
}

fn start(page: &Page) -> Result<(), Stop> {
    page.click(button("Start a new application"))?;
    // The menu stays until the county has answered.
    page.wait_for([hidden(css("[data-view=menu]")), visible(id("banner"))]).map(drop)
}

/// Signs in, up to the menu.
pub(crate) fn sign_in(page: &Page) -> Result<(), Stop> {
    page.fill(label("Worker PIN"), credential("worker", "pin"))?;
    page.click(button("Continue"))?;
    let wrong = "That PIN is not right";
    match page.wait_for([visible(css("[data-view=menu]")), visible(css("[data-view=code]")), says(wrong)])? {
        0 => Ok(()),
        1 => enter_code(page),
        _ => Err(Stop::credential("worker", wrong)),
    }
}

fn enter_code(page: &Page) -> Result<(), Stop> {
    let code = page.ask("Birch sent a one-time code to the phone of this worker. What is it?")?;
    page.fill(label("One-time code"), code.trim_ascii())?;
    page.click(button("Continue"))?;
    match page.wait_for([visible(css("[data-view=menu]")), says("That code is not right")])? {
        0 => Ok(()),
        _ => Err(Stop::NeedsPerson("Birch did not take the one-time code.".to_owned())),
    }
}
