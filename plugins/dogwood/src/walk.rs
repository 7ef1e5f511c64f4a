//! The way from the login to the last step, and to the county's own inquiry: a dialog that can cover any page, a summary of
//! what is wrong instead of the next step.

use postrider_sdk::prelude::*;

use crate::form::{STALE, control};
use crate::site;

const MENU: &str = "https://dogwood.test/Default.aspx";
const INQUIRY: &str = "https://dogwood.test/Inquiry.aspx";

/// A step of the form: its heading, and what fills it.
pub(crate) struct Step {
    pub(crate) heading: &'static str,
    pub(crate) fill: fn(&Application, &Page) -> Result<(), Stop>,
}

/// Fills every step and stops before the last one's control is pressed, with nothing sent.
pub(crate) fn to_last_page(app: &Application, page: &Page) -> Result<(), Stop> {
    site::leave_out(app)?;
    page.open(MENU)?;
    form().to_last_page(app, page)
}

/// Walks to the first step: is it still the one this release knows?
pub(crate) fn to_first_page(page: &Page) -> Result<(), Stop> {
    page.open(MENU)?;
    form().to_first_page(page)
}

/// Goes to the page that finds applications.
pub(crate) fn to_inquiry(app: &Application, page: &Page) -> Result<(), Stop> {
    page.open(INQUIRY)?;
    logins().pass(heading("Worker Menu"), |page| page.open(INQUIRY).map(drop)).to(app, page, heading("Case Inquiry"))
}

/// Both designs: only the steps differ.
fn form() -> Walk {
    let mut walk = logins().pass(heading("Worker Menu"), |page| page.click(link("New application")));
    for Step { heading: title, fill } in site::STEPS {
        walk = walk.page(heading(title), fill, button(site::NEXT));
    }
    walk.unknown(css("p.steps"), css("h1")).complaint(control("ValidationSummary1"), &[STALE, "could not be updated"])
}

fn logins() -> Walk {
    // The dialog covers whatever page it comes on.
    Walk::new().pass(button("Stay signed in"), stay).sign_in(heading("Log In"), sign_in)
}

fn stay(page: &Page) -> Result<(), Stop> {
    page.click(button("Stay signed in"))?;
    page.wait_for([hidden(button("Stay signed in"))]).map(drop)
}

fn sign_in(page: &Page) -> Result<(), Stop> {
    page.fill_all([
        entry(label("User name"), credential("worker", "user")),
        entry(label("Password"), credential("worker", "password")),
    ])?;
    page.click(button("Log In"))?;
    let wrong = "login attempt was not successful";
    match page.wait_for([visible(heading("Worker Menu")), visible(heading("Verify Your Identity")), says(wrong)])? {
        0 => Ok(()),
        1 => enter_code(page),
        _ => Err(Stop::credential("worker", wrong)),
    }
}

fn enter_code(page: &Page) -> Result<(), Stop> {
    let code = page.ask("Dogwood sent a one-time code to the phone of this worker. What is it?")?;
    page.fill(label("Code"), code.trim_ascii())?;
    page.click(button("Verify Your Identity"))?;
    match page.wait_for([visible(heading("Worker Menu")), says("code is not valid")])? {
        0 => Ok(()),
        _ => Err(Stop::NeedsPerson("Dogwood did not take the one-time code.".to_owned())),
    }
}
