//! The way from the login to the last page, through the frames.

use postrider_sdk::prelude::*;

use crate::site;

const START: &str = "https://cedar.test/";

/// The frame where everything happens.
pub(crate) fn main(page: &Page) -> Page {
    page.frame(name("main"))
}

/// Fills every page and stops before the last one's button is pressed, with nothing sent.
pub(crate) fn to_last_page(app: &Application, page: &Page) -> Result<(), Stop> {
    site::leave_out(app)?;
    page.open(START)?;
    form().to_last_page(app, page)
}

/// Walks to the first page of the form: is it still the one this release knows?
pub(crate) fn to_first_page(page: &Page) -> Result<(), Stop> {
    page.open(START)?;
    form().to_first_page(page)
}

/// Logs on, up to the menu.
pub(crate) fn to_menu(app: &Application, page: &Page) -> Result<(), Stop> {
    page.open(START)?;
    logins().to(app, page, heading("WELCOME"))
}

/// Both designs: only the pages of the form differ.
fn form() -> Walk {
    let welcome = heading("WELCOME").frame(name("main"));
    let walk = logins().pass(welcome, |page| page.frame(name("menu")).click(link(site::NEW)));
    site::pages(walk).unknown(css("form[name=F1]"), css("h2")).complaint(css("div#ERRMSG"), &["EXPIRED"])
}

/// The login comes in the window, or in the frame where the session was missed.
fn logins() -> Walk {
    Walk::new()
        .in_frame(name("main"))
        .sign_in(name("USER"), |page| sign_in(page, page))
        .sign_in(name("USER").frame(name("main")), |page| sign_in(page, &main(page)))
}

/// Presses what saves a page, and says OK to the dialog that says so.
pub(crate) fn save(main: &Page, saving: &str) -> Result<(), Stop> {
    main.click(button(saving))?;
    main.accept_dialog().map(drop)
}

fn sign_in(page: &Page, form: &Page) -> Result<(), Stop> {
    form.fill_all([
        entry(name("USER"), credential("worker", "user")),
        entry(name("PASS"), credential("worker", "password")),
    ])?;
    form.click(button("LOG ON"))?;
    let welcome = visible(heading("WELCOME").frame(name("main")));
    let wrong = "INVALID USER OR PASSWORD";
    match page.wait_for([welcome.clone(), visible(name("CODE")), says(wrong)])? {
        0 => return Ok(()),
        1 => {}
        _ => return Err(Stop::credential("worker", wrong)),
    }
    let code = page.ask("Cedar sent a one-time code to the phone of this worker. What is it?")?;
    page.fill(name("CODE"), code.trim_ascii())?;
    page.click(button("OK"))?;
    match page.wait_for([welcome, says("WRONG CODE")])? {
        0 => Ok(()),
        _ => Err(Stop::NeedsPerson("Cedar did not take the one-time code.".to_owned())),
    }
}
