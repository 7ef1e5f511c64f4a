//! The way from the login to the review page, and to the county's own search: a notice in between, a login that another
//! session took away, a page that comes back with complaints.

use postrider_sdk::prelude::*;

use crate::form::Step;
use crate::site;

/// Where a signed-in worker starts.
const HOME: &str = "https://alder.test/home";

const SEARCH: &str = "https://alder.test/search";

/// Fills every page and stops at the review page, with nothing sent.
pub(crate) fn to_review(app: &Application, page: &Page) -> Result<(), Stop> {
    site::rule_out(app)?;
    page.open(HOME)?;
    form().to(app, page, heading(site::REVIEW))
}

/// Walks to the form's first page: is it still the one this release knows?
pub(crate) fn to_first_page(page: &Page) -> Result<(), Stop> {
    page.open(HOME)?;
    form().to_first_page(page)
}

/// Goes to the page that finds applications.
pub(crate) fn to_search(app: &Application, page: &Page) -> Result<(), Stop> {
    page.open(SEARCH)?;
    let menu = |page: &Page| page.open(SEARCH).map(drop);
    Walk::new().sign_in(heading("Worker sign in"), sign_in).pass(heading("Main menu"), menu).to(
        app,
        page,
        heading("Find an application"),
    )
}

/// Both designs: only the pages of the form differ.
fn form() -> Walk {
    let mut walk = Walk::new()
        .sign_in(heading("Worker sign in"), sign_in)
        .pass(heading("Main menu"), |page| page.click(button("New application")))
        .pass(heading("System notice"), |page| page.click(button("Continue")));
    for Step { heading: title, fill, go_on } in site::STEPS {
        walk = walk.page(heading(title), fill, button(go_on));
    }
    // Only on a page of the form: the login page has a banner too.
    walk.unknown(css("p.steps"), css("h1")).complaint(css("p.steps ~ #errors"), &["form has expired"])
}

/// Signs the worker in.
fn sign_in(page: &Page) -> Result<(), Stop> {
    page.fill_all([
        entry(label("User ID"), credential("worker", "user")),
        entry(label("Password"), credential("worker", "password")),
    ])?;
    page.click(button("Sign in"))?;
    let wrong = "User ID or password is incorrect";
    match page.wait_for([visible(heading("Main menu")), visible(heading("Verification code")), says(wrong)])? {
        0 => Ok(()),
        1 => enter_code(page),
        _ => Err(Stop::credential("worker", wrong)),
    }
}

fn enter_code(page: &Page) -> Result<(), Stop> {
    let code = page.ask("Alder sent a one-time code to the phone of this worker. What is it?")?;
    page.fill(label("Code"), code.trim())?;
    page.click(button("Verify"))?;
    match page.wait_for([visible(heading("Main menu")), says("code is not correct")])? {
        0 => Ok(()),
        _ => Err(Stop::NeedsPerson("Alder did not take the one-time code.".to_owned())),
    }
}
