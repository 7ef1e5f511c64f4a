//! The way from the PIN to the last step, following what the page shows.

use postrider_sdk::prelude::*;

use crate::site;

const START: &str = "http://birch.test/";

/// Views seen before giving up: more than twice the form, PIN and menu included.
const MOST_VIEWS: usize = 30;

/// Sign-ins of one attempt.
const MOST_LOGINS: usize = 3;

/// Steps of the form that are filled.
type Done = [bool; site::STEPS.len()];
const NOTHING: Done = [false; site::STEPS.len()];

/// A step of the form: its `data-step`, and what fills it.
pub(crate) struct Step {
    pub(crate) id: &'static str,
    pub(crate) fill: fn(&Application, &Page) -> Result<(), Stop>,
}

/// What the page shows.
#[derive(Clone, Copy)]
enum Seen {
    Pin,
    Menu,
    /// "Before you continue", which covers the page.
    Notice,
    /// A step, ready to be filled, by its place in [`site::STEPS`].
    Step(usize),
    Banner,
    /// A step that this release does not know.
    Unknown,
    Down,
}

/// Fills every step and stops before the last one's button is pressed, with nothing sent.
pub(crate) fn to_last_step(app: &Application, page: &Page) -> Result<(), Stop> {
    site::leave_out(app)?;
    page.open(START)?;
    let mut done = NOTHING;
    let mut logins = 0;
    for _ in 0..MOST_VIEWS {
        match look(page, done)? {
            Seen::Pin => {
                logins += 1;
                if logins > MOST_LOGINS {
                    return Err(Stop::unavailable("signed out again and again"));
                }
                // What was typed went with the old session.
                done = NOTHING;
                sign_in(page)?;
            }
            Seen::Step(step) => {
                (site::STEPS[step].fill)(app, page)?;
                done[step] = true;
                if step + 1 == site::STEPS.len() {
                    return Ok(());
                }
                page.click(button("Next"))?;
            }
            other => pass(page, other)?,
        }
    }
    Err(Stop::drifted("the last step", "step after step of the form"))
}

/// Walks to the first step: is it still the one this release knows?
pub(crate) fn to_first_step(page: &Page) -> Result<(), Stop> {
    page.open(START)?;
    for _ in 0..MOST_VIEWS {
        match look(page, NOTHING)? {
            Seen::Pin => sign_in(page)?,
            Seen::Step(0) => return Ok(()),
            Seen::Step(_) => return Err(Stop::drifted(site::STEPS[0].id, "a later step")),
            other => pass(page, other)?,
        }
    }
    Err(Stop::drifted("the first step", "the PIN, the menu or a notice, again and again"))
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

fn look(page: &Page, done: Done) -> Result<Seen, Stop> {
    let mut views = vec![
        (visible(button("I understand")), Seen::Notice),
        (visible(css("[data-view=pin]")), Seen::Pin),
        (visible(css("[data-view=menu]")), Seen::Menu),
        (visible(css("[data-view=down]")), Seen::Down),
    ];
    // A step that was filled is on its way out, or comes back with a banner.
    for (step, done) in done.iter().enumerate() {
        if *done {
            continue;
        }
        let ready = format!("form[data-step={}][data-ready=true]", site::STEPS[step].id);
        views.push((visible(css(&ready)), Seen::Step(step)));
    }
    if done == NOTHING {
        views.push((visible(css("form[data-ready=true]")), Seen::Unknown));
    }
    views.push((visible(id("banner")), Seen::Banner));
    page.see(views)
}

/// Goes past what is not the form, or says why there is no way past it.
fn pass(page: &Page, seen: Seen) -> Result<(), Stop> {
    match seen {
        Seen::Menu => {
            page.click(button("Start a new application"))?;
            // The menu stays until the county has answered.
            page.wait_for([hidden(css("[data-view=menu]")), visible(id("banner"))]).map(drop)
        }
        Seen::Notice => page.click(button("I understand")),
        Seen::Pin | Seen::Step(_) => Ok(()),
        Seen::Unknown => Err(Stop::drifted(site::STEPS[0].id, &page.text(css("h1"))?)),
        Seen::Down => Err(Stop::unavailable("the site says that it is not available")),
        Seen::Banner => Err(complaint(&page.text(id("banner"))?)),
    }
}

/// What a banner means.
fn complaint(text: &str) -> Stop {
    // The list of offices is loaded anew when the town is left, and forgets what was chosen.
    let away = ["connection was lost", "not available right now", "form was updated", "office is required"];
    if away.iter().any(|part| mentions(text, part)) { Stop::unavailable(text) } else { Stop::refused("", text) }
}
