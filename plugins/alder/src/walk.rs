//! The way from the login to the review page, following what the site shows: a notice in between, a login that another
//! session took away, a page that comes back with complaints.

use postrider_sdk::prelude::*;

use crate::site;

/// Where a signed-in worker starts.
const HOME: &str = "http://alder.test/home";

/// Pages seen before giving up: more than twice the form, notices and logins included.
const MOST_PAGES: usize = 40;

/// Logins of one attempt. Who is thrown out more often shares the login with somebody.
const MOST_LOGINS: usize = 3;

/// Which pages of the form this session has filled.
type Done = [bool; site::STEPS.len()];
const NOTHING: Done = [false; site::STEPS.len()];

/// What the site shows.
#[derive(Clone, Copy)]
enum Seen {
    Login,
    Menu,
    Notice,
    /// A page of the form, by its place in [`site::STEPS`].
    Step(usize),
    Review,
    Complaint,
    /// A page of the form that this release does not know.
    Unknown,
}

/// Fills every page and stops at the review page, with nothing sent.
pub(crate) fn to_review(app: &Application, page: &Page) -> Result<(), Stop> {
    site::rule_out(app)?;
    page.open(HOME)?;
    let mut done = NOTHING;
    let mut logins = 0;
    for _ in 0..MOST_PAGES {
        match look(page, done)? {
            Seen::Login => {
                logins += 1;
                if logins > MOST_LOGINS {
                    return Err(Stop::unavailable("signed out again and again: the login is in use elsewhere"));
                }
                // What was typed went with the old session.
                done = NOTHING;
                sign_in(page)?;
            }
            Seen::Menu => page.click(button("New application"))?,
            Seen::Notice => page.click(button("Continue"))?,
            Seen::Step(step) => {
                (site::STEPS[step].fill)(app, page)?;
                page.click(button(site::STEPS[step].go_on))?;
                done[step] = true;
            }
            Seen::Review => return Ok(()),
            Seen::Complaint => return Err(complaint(page)),
            Seen::Unknown => return Err(unknown(page)),
        }
    }
    Err(Stop::drifted("the review page", "page after page of the form"))
}

/// Walks to the form's first page: is it still the one this release knows?
pub(crate) fn to_first_page(page: &Page) -> Result<(), Stop> {
    page.open(HOME)?;
    for _ in 0..MOST_LOGINS {
        match look(page, NOTHING)? {
            Seen::Login => sign_in(page)?,
            Seen::Menu => page.click(button("New application"))?,
            Seen::Notice => page.click(button("Continue"))?,
            Seen::Step(0) => return Ok(()),
            Seen::Complaint => return Err(complaint(page)),
            Seen::Step(_) | Seen::Review | Seen::Unknown => return Err(unknown(page)),
        }
    }
    Err(Stop::drifted(site::STEPS[0].heading, "the login, the menu or a notice, again and again"))
}

/// Signs the worker in.
pub(crate) fn sign_in(page: &Page) -> Result<(), Stop> {
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

fn look(page: &Page, done: Done) -> Result<Seen, Stop> {
    let mut pages = vec![
        (visible(heading("Worker sign in")), Seen::Login),
        (visible(heading("Main menu")), Seen::Menu),
        (visible(heading("System notice")), Seen::Notice),
        (visible(heading(site::REVIEW)), Seen::Review),
    ];
    // A page that was filled is on its way out, or comes back with a complaint.
    for (step, done) in done.iter().enumerate() {
        if !done {
            pages.push((visible(heading(site::STEPS[step].heading)), Seen::Step(step)));
        }
    }
    if done == NOTHING {
        pages.push((visible(css("p.steps")), Seen::Unknown));
    } else {
        pages.push((visible(css("p.steps ~ #errors")), Seen::Complaint));
    }
    page.see(pages)
}

/// What the county finds wrong with what was typed.
fn complaint(page: &Page) -> Stop {
    match page.text(id("errors")) {
        Ok(text) if mentions(&text, "form has expired") => Stop::unavailable("the form expired while it was filled"),
        Ok(text) => Stop::refused("", &text),
        Err(stop) => stop,
    }
}

fn unknown(page: &Page) -> Stop {
    match page.text(css("h1")) {
        Ok(heading) => Stop::drifted(site::STEPS[0].heading, &heading),
        Err(stop) => stop,
    }
}
