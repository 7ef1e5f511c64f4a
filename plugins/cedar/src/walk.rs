//! The way from the login to the last page, through the frames, following what they show.

use postrider_sdk::prelude::*;

use crate::site;

const START: &str = "http://cedar.test/";

/// Pages seen before giving up: more than twice the form, logins included.
const MOST_PAGES: usize = 30;

/// Logins of one attempt.
const MOST_LOGINS: usize = 3;

/// A page of the form.
pub(crate) struct Step {
    pub(crate) heading: &'static str,
    pub(crate) fill: fn(&Application, &Page) -> Result<(), Stop>,
    /// The button that leads on.
    pub(crate) go_on: &'static str,
    /// Whether it says so in a dialog first.
    pub(crate) says_so: bool,
}

/// Pages of the form that are filled.
type Done = [bool; site::STEPS.len()];
const NOTHING: Done = [false; site::STEPS.len()];

/// What the site shows.
#[derive(Clone, Copy)]
enum Seen {
    /// The login, in the window or in the frame where the session was missed.
    Login {
        framed: bool,
    },
    Welcome,
    /// A page of the form, by its place in [`site::STEPS`].
    Step(usize),
    Complaint,
    /// A page of the form that this release does not know.
    Unknown,
}

/// The frame where everything happens.
pub(crate) fn main(page: &Page) -> Page {
    page.frame(name("main"))
}

/// Fills every page and stops before the last one's button is pressed, with nothing sent.
pub(crate) fn to_last_page(app: &Application, page: &Page) -> Result<(), Stop> {
    site::leave_out(app)?;
    page.open(START)?;
    let main = main(page);
    let mut done = NOTHING;
    let mut logins = 0;
    for _ in 0..MOST_PAGES {
        match look(page, done)? {
            Seen::Login { framed } => {
                logins += 1;
                if logins > MOST_LOGINS {
                    return Err(Stop::unavailable("logged off again and again"));
                }
                // What was typed went with the old session.
                done = NOTHING;
                sign_in(page, framed)?;
            }
            Seen::Welcome => page.frame(name("menu")).click(link(site::NEW))?,
            Seen::Step(at) => {
                let step = &site::STEPS[at];
                (step.fill)(app, &main)?;
                done[at] = true;
                if at + 1 == site::STEPS.len() {
                    return Ok(());
                }
                main.click(button(step.go_on))?;
                if step.says_so {
                    page.accept_dialog()?;
                }
            }
            Seen::Complaint => return Err(complaint(&main)?),
            Seen::Unknown => return Err(unknown(&main)?),
        }
    }
    Err(Stop::drifted("the last page", "page after page of the form"))
}

/// Walks to the first page of the form: is it still the one this release knows?
pub(crate) fn to_first_page(page: &Page) -> Result<(), Stop> {
    to_menu(page)?;
    page.frame(name("menu")).click(link(site::NEW))?;
    match look(page, NOTHING)? {
        Seen::Step(0) => Ok(()),
        _ => Err(unknown(&main(page))?),
    }
}

/// Logs on, up to the menu.
pub(crate) fn to_menu(page: &Page) -> Result<(), Stop> {
    page.open(START)?;
    match look(page, NOTHING)? {
        Seen::Login { framed } => sign_in(page, framed),
        _ => Ok(()),
    }
}

fn sign_in(page: &Page, framed: bool) -> Result<(), Stop> {
    let form = if framed { main(page) } else { page.clone() };
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

fn look(page: &Page, done: Done) -> Result<Seen, Stop> {
    let within = |target: Target| visible(target.frame(name("main")));
    let mut pages = vec![
        (visible(name("USER")), Seen::Login { framed: false }),
        (within(name("USER")), Seen::Login { framed: true }),
        (within(heading("WELCOME")), Seen::Welcome),
    ];
    // A page that was filled is on its way out, or comes back with a complaint.
    for (step, done) in done.iter().enumerate() {
        if *done {
            continue;
        }
        pages.push((within(heading(site::STEPS[step].heading)), Seen::Step(step)));
    }
    if done == NOTHING {
        pages.push((within(css("form[name=F1]")), Seen::Unknown));
    } else {
        pages.push((within(css("div#ERRMSG")), Seen::Complaint));
    }
    page.see(pages)
}

/// What the county finds wrong with what was typed.
fn complaint(main: &Page) -> Result<Stop, Stop> {
    let text = main.text(id("ERRMSG"))?;
    Ok(if mentions(&text, "EXPIRED") { Stop::unavailable(&text) } else { Stop::refused("", &text) })
}

fn unknown(main: &Page) -> Result<Stop, Stop> {
    Ok(Stop::drifted(site::STEPS[0].heading, &main.text(css("h2"))?))
}
