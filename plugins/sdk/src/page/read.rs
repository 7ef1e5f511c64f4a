//! Waiting for a page, reading from it, and keeping pictures of it. What is read is masked by the host.

use std::panic::Location;

use crate::bindings::postrider::county::documents::DocumentId;
use crate::bindings::postrider::county::form::{self, Condition, ControlState, ListOption, Target};
use crate::bindings::postrider::county::person::{self, Question};
use crate::failure::done;
use crate::page::Page;
use crate::stop::Stop;

/// How long [`Page::wait_for`] and [`Page::wait_for_one`] wait, in milliseconds: enough for a slow county's page, and well
/// within an attempt. Another bound is given to [`Page::wait_up_to`].
pub const WAIT: u32 = 20_000;

/// How long a person has to answer [`Page::ask`], in seconds: the life of a one-time code.
pub const ANSWER_SECONDS: u32 = 600;

impl Page {
    /// Waits until one of the conditions is true and says which, from 0.
    #[track_caller]
    pub fn wait_for(&self, conditions: impl IntoIterator<Item = Condition>) -> Result<usize, Stop> {
        self.wait(conditions.into_iter().collect(), WAIT)
    }

    /// The same, at most so many milliseconds: at most 60,000.
    #[track_caller]
    pub fn wait_up_to(&self, bound: u32, conditions: impl IntoIterator<Item = Condition>) -> Result<usize, Stop> {
        self.wait(conditions.into_iter().collect(), bound)
    }

    #[track_caller]
    #[inline(never)]
    fn wait(&self, conditions: Vec<Condition>, bound: u32) -> Result<usize, Stop> {
        done(form::wait(&self.place_all(conditions), bound)).map(|which| which as usize)
    }

    /// Waits until the page is one of these and returns the value beside it: pages may come in any order.
    #[track_caller]
    pub fn wait_for_one<T>(&self, pages: impl IntoIterator<Item = (Condition, T)>) -> Result<T, Stop> {
        let mut conditions = Vec::new();
        let mut named = Vec::new();
        for (condition, page) in pages {
            conditions.push(condition);
            named.push(page);
        }
        let (seen, at) = (self.wait(conditions, WAIT)?, Location::caller());
        named.into_iter().nth(seen).ok_or_else(|| Stop::fault(&["the host named a condition that was not given"], at))
    }

    /// Whether this is true now.
    #[track_caller]
    pub fn is(&self, condition: Condition) -> Result<bool, Stop> {
        done(form::which(&self.place_all([condition]))).map(|which| which.is_some())
    }

    /// What a control is like now.
    #[track_caller]
    pub fn state(&self, target: Target) -> Result<ControlState, Stop> {
        done(form::state(&self.place(target)))
    }

    /// The visible text of an element, masked: also where a word of the county's is a value of this applicant's. Not to be looked for.
    #[track_caller]
    pub fn text(&self, target: Target) -> Result<String, Stop> {
        done(form::read_text(&self.place(target)))
    }

    /// What a control holds, masked.
    #[track_caller]
    pub fn value(&self, target: Target) -> Result<String, Stop> {
        done(form::read_value(&self.place(target)))
    }

    /// An attribute, masked.
    #[track_caller]
    pub fn attribute(&self, target: Target, name: &str) -> Result<Option<String>, Stop> {
        done(form::read_attribute(&self.place(target), name))
    }

    /// The options of a list.
    #[track_caller]
    pub fn options(&self, target: Target) -> Result<Vec<ListOption>, Stop> {
        done(form::read_options(&self.place(target)))
    }

    /// A table's cells by row, header rows included, masked.
    #[track_caller]
    pub fn table(&self, target: Target) -> Result<Vec<Vec<String>>, Stop> {
        done(form::read_table(&self.place(target)))
    }

    /// Clicks and keeps the file that the site sends (PDF, JPEG or PNG) as a document of this attempt; a PDF also stands in the
    /// attempt's evidence.
    #[track_caller]
    pub fn download(&self, target: Target) -> Result<DocumentId, Stop> {
        done(form::download(&self.place(target)))
    }

    /// Keeps the page as PDF with the attempt's evidence.
    #[track_caller]
    pub fn print(&self) -> Result<(), Stop> {
        done(form::print_pdf())
    }

    /// Keeps a picture of one element with the attempt's evidence.
    #[track_caller]
    pub fn screenshot_of(&self, target: Target) -> Result<(), Stop> {
        done(form::screenshot(Some(&self.place(target))))
    }

    /// Keeps a screenshot with the attempt's evidence.
    #[track_caller]
    pub fn screenshot(&self) -> Result<(), Stop> {
        done(form::screenshot(None))
    }

    /// Asks a person. No host can do it yet: the attempt ends with `needs-person`, the question and why nobody was asked, and goes to
    /// review.
    pub fn ask(&self, prompt: &str) -> Result<String, Stop> {
        let question =
            Question { prompt: prompt.to_owned(), choices: Vec::new(), screenshot: true, wait_seconds: ANSWER_SECONDS };
        person::ask(&question).map_err(|error| Stop::unanswered(prompt, &error))
    }
}
