//! The way through a county's form, following the page one sees instead of the order one expects. An author describes the
//! pages; the walk looks which of them stands there, does what belongs to it, and looks again. It ends at the goal, or with
//! a [`Stop`]: a complaint refuses the application, a page that nobody described is drift, and so is a walk that does not
//! get on. Never submits: that is [`Page::commit`](crate::page::Page::commit), after the walk.
//!
//! ```ignore
//! fn walk() -> Walk {
//!     Walk::new()
//!         .sign_in(heading("Worker sign in"), sign_in)
//!         .pass(heading("Main menu"), |page| page.click(button("New application")))
//!         .page(heading("Applicant"), applicant, button("Continue"))
//!         .page(heading("Address"), address, button("Continue"))
//!         .page(heading("Sign"), sign, button("Submit"))
//!         .complaint(id("errors"), &["form has expired"])
//!         .unknown(css("form"), css("h1"))
//! }
//! // page.open("http://alder.test/home")?; walk().to_last_page(app, page)?; page.commit(…)
//! ```

use core::panic::Location;

use crate::application::Application;
use crate::bindings::postrider::county::form::{self, ActionError, Condition, Failure, Target};
use crate::condition::visible;
use crate::failure::Blame;
use crate::message::{joined, source_line};
use crate::page::{Page, WAIT, mentions};
use crate::stop::Stop;

mod description;
mod progress;

pub use description::Next;
use description::{Act, Description, Fill, Role};
use progress::{GOAL, MOST_CONDITIONS, Progress};

/// How long a page that should be there already is looked for, in milliseconds.
const SHORT_WAIT_MS: u32 = 1_000;

/// The pages of a county's site, as an author describes them. What can come at any time is looked for in the order in
/// which it is described, and before the pages of the form: describe first what covers others, as a notice does.
#[derive(Clone, Default)]
pub struct Walk {
    pages: Vec<Description>,
    frame: Option<Target>,
}

// ---- Describing ------------------------------------------------------------------------------------------------------

impl Walk {
    /// A walk without pages.
    pub fn new() -> Self {
        Self::default()
    }

    /// A login. It can come at any time, and what was filled in before is filled in again, perhaps on pages that still hold it: rows
    /// that `fill` adds it first deletes. While `fill` runs nobody looks for a login: there `fill` does, and returns
    /// [`Stop::unavailable`] where one shows. `act` signs in and waits for what
    /// shows that it worked; it returns [`Stop::credential`] where the site says that the login is wrong. A login that comes
    /// back all the same is taken to be in use elsewhere: the site is unavailable for now.
    #[must_use]
    #[track_caller]
    pub fn sign_in(self, seen: Target, act: Act) -> Self {
        self.with(seen, Role::SignIn { act })
    }

    /// A page that can come at any time and is no part of the form: a menu, a notice. `act` gets past it, or returns why
    /// there is no way past it; of a page that stays until the county has answered it waits until that is gone.
    #[must_use]
    #[track_caller]
    pub fn pass(self, seen: Target, act: Act) -> Self {
        self.with(seen, Role::Pass(act))
    }

    /// A page of the form: how it is recognised, what fills it, and what leads on. It is filled once, unless one has to
    /// sign in again, and may come in any order or not at all. A page that comes once for each member is one page: `fill`
    /// goes through the members.
    #[must_use]
    #[track_caller]
    pub fn page(self, seen: Target, fill: Fill, next: impl Into<Next>) -> Self {
        self.with(seen, Role::Form { fill, next: next.into() })
    }

    /// Where the site says what it finds wrong with what was typed: the application is refused with this text, and a person
    /// looks; or the site is away for now, where the text has one of `away` in it, ASCII case aside.
    #[must_use]
    #[track_caller]
    pub fn complaint(self, text: Target, away: &'static [&'static str]) -> Self {
        self.with(text, Role::Complaint { away })
    }

    /// What any page of the form has, and where such a page's title stands: a form that begins with a page that is not
    /// described is noticed at once, and named. Looked for only as long as no page is filled.
    #[must_use]
    #[track_caller]
    pub fn unknown(self, seen: Target, title: Target) -> Self {
        self.with(seen, Role::Unknown { title })
    }

    /// The frame in which the form's pages, its complaints and the goal stand. Sign-in and what is passed are looked for in
    /// the window.
    #[must_use]
    pub fn in_frame(mut self, frame: Target) -> Self {
        self.frame = Some(frame);
        self
    }

    #[track_caller]
    fn with(mut self, seen: Target, role: Role) -> Self {
        self.pages.push(Description { seen, role, at: Location::caller() });
        self
    }
}

// ---- Walking ---------------------------------------------------------------------------------------------------------

impl Walk {
    /// Fills the form's pages up to the one that was described last, and stops there with it filled and nothing sent.
    #[track_caller]
    pub fn to_last_page(&self, app: &Application, page: &Page) -> Result<(), Stop> {
        self.walk(Some(app), page, None, Location::caller())
    }

    /// Fills the form's pages until this shows: a page to review everything, a page to search on. A walk without a page of the form
    /// signs in, passes what comes, and fills nothing.
    #[track_caller]
    pub fn to(&self, app: &Application, page: &Page, goal: Target) -> Result<(), Stop> {
        self.walk(Some(app), page, Some(goal), Location::caller())
    }

    /// Fills nothing: looks whether the form still begins with the page that was described first, for
    /// [`probe`](crate::submitter::Submitter::probe).
    #[track_caller]
    pub fn to_first_page(&self, page: &Page) -> Result<(), Stop> {
        self.walk(None, page, None, Location::caller())
    }

    /// To the goal if there is one, else to the last page; without an application to the first.
    fn walk(
        &self,
        app: Option<&Application>,
        page: &Page,
        goal: Option<Target>,
        at: &Location<'_>,
    ) -> Result<(), Stop> {
        let form = self.frame.as_ref().map_or_else(|| page.clone(), |frame| page.frame(frame.clone()));
        let view = View { pages: &self.pages, window: page, form: &form, goal, at };
        let mut progress = Progress::new(&self.pages);
        if view.goal.is_none() && progress.first().is_none() {
            return Err(Stop::fault(&["the walk leads nowhere: describe the form's pages by `page`"], at));
        }
        // Bounded: `saw` refuses what leads nowhere.
        loop {
            let seen = view.look(&progress)?;
            if seen == GOAL {
                return Ok(());
            }
            let Some(description) = self.pages.get(seen) else {
                return Err(Stop::fault(&["the host named a condition that was not given"], at));
            };
            progress.saw(seen)?;
            match &description.role {
                Role::SignIn { act } | Role::Pass(act) => act(page)?,
                Role::Form { fill, next } => {
                    let Some(app) = app else {
                        return view.is_first(&progress, description);
                    };
                    fill(app, &form).map_err(|stop| view.doubted(stop, &progress, description))?;
                    if view.goal.is_none() && progress.is_last(seen) {
                        return Ok(());
                    }
                    next.go_on(&form, description.at)?;
                }
                Role::Unknown { title } => {
                    let found = view.text(title)?;
                    return Err(Stop::drifted(&progress.expected(), &joined(&[&found, &source_line(at)])));
                }
                Role::Complaint { away } => {
                    let text = view.text(&description.seen)?;
                    let away = away.iter().any(|part| mentions(&text, part));
                    return Err(if away { Stop::unavailable(&text) } else { Stop::refused("", &text) });
                }
            }
        }
    }
}

/// What a walk looks at.
struct View<'a> {
    pages: &'a [Description],
    window: &'a Page,
    form: &'a Page,
    goal: Option<Target>,
    /// The line of the plugin that walks.
    at: &'a Location<'a>,
}

impl View<'_> {
    /// Waits until one of the described pages stands there, or the goal.
    fn look(&self, progress: &Progress<'_>) -> Result<usize, Stop> {
        let (likely, others) = progress.candidates(self.goal.is_some());
        let failure = match self.wait(&likely, WAIT) {
            Err(failure) if matches!(failure.error, ActionError::TimedOut) => failure,
            answer => return answer.map_err(|failure| self.stop(failure)),
        };
        for some in others.chunks(MOST_CONDITIONS) {
            if let Ok(seen) = self.wait(some, SHORT_WAIT_MS) {
                return Ok(seen);
            }
        }
        let mut stop = self.stop(failure);
        if let Stop::Drifted(drift) = &mut stop
            && let Some(left) = progress.left()
            && self.wait(&[left], SHORT_WAIT_MS).is_ok()
        {
            let what =
                ["the page “", self.name(left), "” again, without a complaint that is described: ", &drift.found];
            drift.found = joined(&what);
        }
        Err(stop)
    }

    /// Where a page is not as its description has it, another description may fit it, too: then that is what is wrong.
    fn doubted(&self, mut stop: Stop, progress: &Progress<'_>, description: &Description) -> Stop {
        let others = progress.likely_forms();
        if let Stop::Drifted(drift) = &mut stop
            && !others.is_empty()
            && let Ok(other) = self.wait(&others, SHORT_WAIT_MS)
        {
            let both = ["; the page is described twice, as “", description.name(), "” and as “", self.name(other), "”"];
            drift.found += &joined(&[&joined(&both), &source_line(description.at)]);
        }
        stop
    }

    fn is_first(&self, progress: &Progress<'_>, description: &Description) -> Result<(), Stop> {
        match progress.first() {
            Some(first) if first.name() != description.name() => {
                Err(Stop::drifted(&first.title(), &description.title()))
            }
            _ => Ok(()),
        }
    }

    fn text(&self, target: &Target) -> Result<String, Stop> {
        form::read_text(&self.form.place(target.clone())).map_err(|failure| self.stop(failure))
    }

    #[inline(never)]
    fn wait(&self, pages: &[usize], bound: u32) -> Result<usize, Failure> {
        let which = form::wait(&self.conditions(pages), bound)?;
        Ok(pages.get(which as usize).copied().unwrap_or(self.pages.len()))
    }

    fn name(&self, page: usize) -> &str {
        self.pages.get(page).map_or("", Description::name)
    }

    fn conditions(&self, pages: &[usize]) -> Vec<Condition> {
        let mut conditions = Vec::new();
        for page in pages {
            let (seen, from) = match self.pages.get(*page) {
                Some(Description { seen, role: Role::SignIn { .. } | Role::Pass(_), .. }) => (Some(seen), self.window),
                Some(Description { seen, .. }) => (Some(seen), self.form),
                None => (self.goal.as_ref(), self.form),
            };
            if let Some(seen) = seen {
                conditions.push(visible(from.place(seen.clone())));
            }
        }
        conditions
    }

    fn stop(&self, failure: Failure) -> Stop {
        Stop::of(failure, &Blame::Page, self.at)
    }
}
