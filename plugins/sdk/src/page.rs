//! The actions on a county's page, so that a plugin reads like what a person does. Every action is the contract's own;
//! here they only get their targets placed inside the frames and scopes worked in, and their failures turned into the
//! way the attempt ends ([`Stop`]), with the line of the plugin that asked for it. Nothing is retried.

use std::cell::Cell;
use std::panic::Location;
use std::rc::Rc;

use crate::bindings::postrider::county::application::Field;
use crate::bindings::postrider::county::documents::{Document, DocumentId};
use crate::bindings::postrider::county::form::{
    self, Calendar, Choice, ClickOptions, Condition, ControlState, DateStyle, DialogAnswer, FillItem, ListOption,
    Purpose, Receipt, Step, Target, Text, Value, Window,
};
use crate::bindings::postrider::county::person::{self, Question};
use crate::entry::{Entry, entry};
use crate::stop::{Blame, Stop, done, done_for};

/// How long [`Page::wait_for`] and [`Page::see`] wait, in milliseconds: a slow county's page, well within an attempt.
pub const WAIT: u32 = 20_000;

/// How long a person has to answer [`Page::ask`], in seconds: the life of a one-time code.
pub const ANSWER_SECONDS: u32 = 600;

/// The browser's window, or a part of a page that one works in.
#[derive(Clone, Default)]
pub struct Page {
    /// From the window's top: frames, then what narrows.
    way: Vec<Step>,
    /// The receipt that this call's commit brought, whichever part of the page made it.
    pub(crate) received: Rc<Cell<Option<Receipt>>>,
}

/// Whether a text that was read says this somewhere; ASCII case aside.
pub fn mentions(text: &str, part: &str) -> bool {
    text.as_bytes().windows(part.len().max(1)).any(|piece| piece.eq_ignore_ascii_case(part.as_bytes()))
}

// ---- Where -----------------------------------------------------------------------------------------------------------

impl Page {
    /// A part of the page: a section, a row, whatever a target finds.
    #[must_use]
    pub fn within(&self, part: Target) -> Self {
        Self { way: part.after(&self.way).into_way(Purpose::Narrow), received: Rc::clone(&self.received) }
    }

    /// A frame of the page.
    #[must_use]
    pub fn frame(&self, frame: Target) -> Self {
        let mut way = self.way.clone();
        way.extend(frame.into_way(Purpose::Enter));
        Self { way, received: Rc::clone(&self.received) }
    }

    /// A target that was named from here, as seen from the window's top.
    pub(crate) fn place(&self, target: Target) -> Target {
        target.after(&self.way)
    }

    fn place_all(&self, conditions: impl IntoIterator<Item = Condition>) -> Vec<Condition> {
        conditions.into_iter().map(|condition| condition.map(|target| self.place(target))).collect()
    }
}

// ---- Moving about ----------------------------------------------------------------------------------------------------

impl Page {
    /// Goes to an address on one of the manifest's origins.
    #[track_caller]
    pub fn open(&self, address: &str) -> Result<form::Page, Stop> {
        done(form::open(address))
    }

    /// One step back.
    #[track_caller]
    pub fn back(&self) -> Result<form::Page, Stop> {
        done(form::back())
    }

    /// Loads the page again.
    #[track_caller]
    pub fn reload(&self) -> Result<form::Page, Stop> {
        done(form::reload())
    }

    /// The page as it stands.
    #[track_caller]
    pub fn current(&self) -> Result<form::Page, Stop> {
        done(form::current())
    }

    /// Goes on in the window opened last.
    #[track_caller]
    pub fn newest_window(&self) -> Result<form::Page, Stop> {
        done(form::switch_window(&Window::Newest))
    }

    /// Goes on in the window with this title.
    #[track_caller]
    pub fn window_titled(&self, title: Text) -> Result<form::Page, Stop> {
        done(form::switch_window(&Window::Titled(title)))
    }

    /// Goes on in the window that the attempt started with.
    #[track_caller]
    pub fn main_window(&self) -> Result<form::Page, Stop> {
        done(form::switch_window(&Window::Main))
    }

    /// Closes the window worked in, and goes on in the main one.
    #[track_caller]
    pub fn close_window(&self) -> Result<form::Page, Stop> {
        done(form::close_window())
    }

    /// Says OK to the dialog that stands open; what it said, masked.
    #[track_caller]
    pub fn accept_dialog(&self) -> Result<String, Stop> {
        done(form::dialog(&DialogAnswer::Accept))
    }

    /// Answers a prompt with OK and this text; gives what it says.
    #[track_caller]
    pub fn enter_in_dialog(&self, value: impl Into<Value>) -> Result<String, Stop> {
        done(form::dialog(&DialogAnswer::Enter(value.into())))
    }

    /// Says Cancel to the dialog that stands open; what it said, masked.
    #[track_caller]
    pub fn dismiss_dialog(&self) -> Result<String, Stop> {
        done(form::dialog(&DialogAnswer::Dismiss))
    }
}

// ---- Typing, clicking, choosing --------------------------------------------------------------------------------------

impl Page {
    /// Types a value into a control and has it read back.
    #[track_caller]
    pub fn fill(&self, target: Target, value: impl Into<Value>) -> Result<(), Stop> {
        self.fill_all([entry(target, value)])
    }

    /// Fills several controls at once: far cheaper than one by one.
    #[track_caller]
    pub fn fill_all(&self, entries: impl IntoIterator<Item = Entry>) -> Result<(), Stop> {
        let mut items = Vec::new();
        for entry in entries {
            self.keep(entry, &mut items);
        }
        Self::fill_items(&items)
    }

    /// Apart from the loop, which is compiled once for every number of entries.
    #[track_caller]
    #[inline(never)]
    fn keep(&self, entry: Entry, items: &mut Vec<FillItem>) {
        if entry.wanted() {
            items.push(FillItem { target: self.place(entry.item.target), ..entry.item });
        }
    }

    #[track_caller]
    fn fill_items(items: &[FillItem]) -> Result<(), Stop> {
        let at = Location::caller();
        if items.is_empty() {
            return Ok(());
        }
        form::fill_all(items).map_err(|failure| {
            let item = failure.item.and_then(|item| items.get(item as usize)).or_else(|| items.first());
            Stop::of(failure, &item.map_or(Blame::Page, |item| Blame::of(&item.value)), at)
        })
    }

    /// Empties a control.
    #[track_caller]
    pub fn clear(&self, target: Target) -> Result<(), Stop> {
        done(form::clear(&self.place(target)))
    }

    /// Looks whether a control holds a value that a widget of the page's own has put there; it then counts as placed.
    #[track_caller]
    pub fn verify(&self, target: Target, value: impl Into<Value>) -> Result<(), Stop> {
        let mut looked = entry(target, value);
        looked.item.look_only = true;
        self.fill_all([looked])
    }

    /// Presses a key or chord where the focus is.
    #[track_caller]
    pub fn press_here(&self, key: &str) -> Result<(), Stop> {
        done(form::press(None, key))
    }

    /// Presses a key in a control: `Enter`, `Tab`, `ArrowDown`, `Control+A`.
    #[track_caller]
    pub fn press(&self, target: Target, key: &str) -> Result<(), Stop> {
        done(form::press(Some(&self.place(target)), key))
    }

    /// Clicks. Never what submits: that is [`Page::commit`].
    #[track_caller]
    pub fn click(&self, target: Target) -> Result<(), Stop> {
        done(form::click(&self.place(target), None))
    }

    /// Clicks twice, with another button, with keys held, or for longer.
    #[track_caller]
    pub fn click_as(&self, target: Target, options: ClickOptions) -> Result<(), Stop> {
        done(form::click(&self.place(target), Some(options)))
    }

    /// Drags one element onto another; both are looked for in the part of the page that is worked in.
    #[track_caller]
    pub fn drag(&self, source: Target, destination: Target) -> Result<(), Stop> {
        done(form::drag(&self.place(source), &self.place(destination)))
    }

    /// Moves the pointer over an element.
    #[track_caller]
    pub fn hover(&self, target: Target) -> Result<(), Stop> {
        done(form::hover(&self.place(target)))
    }

    /// Sets a check box, radio button or switch that answers no field of the application: a declaration.
    #[track_caller]
    pub fn check(&self, target: Target, on: bool) -> Result<(), Stop> {
        done(form::check(&self.place(target), on, None))
    }

    /// Sets a check box, radio button or switch that answers a field, which then counts as placed.
    #[track_caller]
    pub fn answer(&self, target: Target, on: bool, field: &Field) -> Result<(), Stop> {
        done_for(form::check(&self.place(target), on, Some(field)), &Blame::Field(field.path.clone()))
    }

    /// Chooses an option by what it says, or by [`crate::target::code`].
    #[track_caller]
    pub fn choose(&self, target: Target, choice: impl Into<Choice>) -> Result<(), Stop> {
        let choice = choice.into();
        let chosen = form::choose(&self.place(target), std::slice::from_ref(&choice));
        let (Choice::ByText(value) | Choice::ByCode(value)) = &choice;
        done_for(chosen, &Blame::of(value))
    }

    /// Puts a date into an `<input type="date">` or its kin.
    #[track_caller]
    pub fn set_date(&self, target: Target, date: &Field) -> Result<(), Stop> {
        self.put_date(target, date, &DateStyle::Native)
    }

    /// Picks a date from a calendar widget; `pattern` says what the control holds afterwards.
    #[track_caller]
    pub fn pick_date(&self, target: Target, date: &Field, mut calendar: Calendar, pattern: &str) -> Result<(), Stop> {
        calendar.opener = calendar.opener.map(|opener| self.place(opener));
        for part in [&mut calendar.heading, &mut calendar.previous, &mut calendar.next, &mut calendar.days] {
            *part = self.place(part.clone());
        }
        let style = DateStyle::Calendar((calendar, pattern.to_owned()));
        self.put_date(target, date, &style)
    }

    #[track_caller]
    fn put_date(&self, target: Target, date: &Field, style: &DateStyle) -> Result<(), Stop> {
        done_for(form::set_date(&self.place(target), date, style), &Blame::Field(date.path.clone()))
    }

    /// Hands documents to a file input.
    #[track_caller]
    pub fn upload(&self, target: Target, documents: &[Document]) -> Result<(), Stop> {
        let ids: Vec<_> = documents.iter().map(|document| document.id).collect();
        done(form::upload(&self.place(target), &ids))
    }
}

// ---- Waiting and looking ---------------------------------------------------------------------------------------------

impl Page {
    /// Waits until one of the conditions is true and says which, from 0.
    #[track_caller]
    pub fn wait_for(&self, conditions: impl IntoIterator<Item = Condition>) -> Result<usize, Stop> {
        self.wait(conditions.into_iter().collect())
    }

    #[track_caller]
    #[inline(never)]
    fn wait(&self, conditions: Vec<Condition>) -> Result<usize, Stop> {
        done(form::wait(&self.place_all(conditions), WAIT)).map(|which| which as usize)
    }

    /// Waits until the page is one of these and says which: to follow the page one sees, not the order one expects.
    #[track_caller]
    pub fn see<T>(&self, pages: impl IntoIterator<Item = (Condition, T)>) -> Result<T, Stop> {
        let mut conditions = Vec::new();
        let mut named = Vec::new();
        for (condition, page) in pages {
            conditions.push(condition);
            named.push(page);
        }
        let (seen, at) = (self.wait(conditions)?, Location::caller());
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

    /// The visible text of an element, masked.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bindings::postrider::county::form::Finder;
    use crate::target::{label, name, section};

    #[test]
    fn a_part_of_a_page_places_its_targets() {
        let form = Page::default().frame(name("main")).within(section("Home"));
        let target = form.place(label("City").frame(name("inner")).within(section("Address")));
        let found: Vec<_> = target.steps.iter().map(|step| (step.by, step.argument.as_str())).collect();
        let frames = [(Finder::Name, "main"), (Finder::Name, "inner")];
        assert_eq!(found[..2], frames);
        assert_eq!(found[2..], [(Finder::Section, ""), (Finder::Section, ""), (Finder::Label, "")]);
        assert_eq!(target.steps[2].texts, ["Home".into()]);
    }
}
