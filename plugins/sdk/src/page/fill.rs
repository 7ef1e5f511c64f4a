//! Typing, clicking and choosing, as a person does it. What a control made of a value is looked at by the host.

use std::panic::Location;

use crate::bindings::postrider::county::application::Field;
use crate::bindings::postrider::county::documents::Document;
use crate::bindings::postrider::county::form::{
    self, Calendar, Choice, ClickOptions, DateParts, DateStyle, DragEnd, FillItem, Offset, Target, Value,
};
use crate::entry::{Entry, entry};
use crate::failure::{Blame, done, done_for};
use crate::page::Page;
use crate::stop::Stop;

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
        self.drag_to(source, &DragEnd::Onto(self.place(destination)))
    }

    /// Drags an element so many pixels to the right and down, or left and up by less than none: a slider's handle. Look what came of
    /// it: nothing is read back.
    #[track_caller]
    pub fn drag_by(&self, source: Target, x: i32, y: i32) -> Result<(), Stop> {
        self.drag_to(source, &DragEnd::By(Offset { x, y }))
    }

    /// Drags an element onto a point of another one, in pixels from that one's upper left corner.
    #[track_caller]
    pub fn drag_onto_point(&self, source: Target, destination: Target, x: i32, y: i32) -> Result<(), Stop> {
        self.drag_to(source, &DragEnd::OntoPoint((self.place(destination), Offset { x, y })))
    }

    #[track_caller]
    fn drag_to(&self, source: Target, end: &DragEnd) -> Result<(), Stop> {
        done(form::drag(&self.place(source), end))
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

    /// Chooses an option by what it says, by [`crate::target::code`], or by [`crate::target::part`].
    #[track_caller]
    pub fn choose(&self, target: Target, choice: impl Into<Choice>) -> Result<(), Stop> {
        self.choose_these(target, &[choice.into()])
    }

    /// Chooses exactly these: of a list that takes several, or of a group of check boxes, where the others are switched off.
    #[track_caller]
    pub fn choose_all<C: Into<Choice>>(
        &self,
        target: Target,
        choices: impl IntoIterator<Item = C>,
    ) -> Result<(), Stop> {
        let choices: Vec<Choice> = choices.into_iter().map(Into::into).collect();
        self.choose_these(target, &choices)
    }

    #[track_caller]
    fn choose_these(&self, target: Target, choices: &[Choice]) -> Result<(), Stop> {
        let at = Location::caller();
        form::choose(&self.place(target), choices).map_err(|failure| {
            // Of several, nobody knows which one the page changed.
            let only = if let [only] = choices { Some(only) } else { None };
            let choice = failure.item.and_then(|item| choices.get(item as usize)).or(only);
            Stop::of(failure, &choice.map_or(Blame::Page, |choice| Blame::of(choice.value())), at)
        })
    }

    /// Puts a date into an `<input type="date">` or its kin.
    #[track_caller]
    pub fn set_date(&self, target: Target, date: &Field) -> Result<(), Stop> {
        self.put_date(target, date, &DateStyle::Native)
    }

    /// Types a date by a pattern, as `MM/DD/YYYY`. The date is given without rules.
    #[track_caller]
    pub fn type_date(&self, target: Target, date: &Field, pattern: &str) -> Result<(), Stop> {
        self.put_date(target, date, &DateStyle::Typed(pattern.to_owned()))
    }

    /// Puts a date into the three controls of a group, text boxes or lists, by what these are called: a fieldset with Month, Day and
    /// Year.
    #[track_caller]
    pub fn set_date_in(&self, group: Target, date: &Field) -> Result<(), Stop> {
        self.put_date(group, date, &DateStyle::Parts(None))
    }

    /// The same for controls that are called otherwise.
    #[track_caller]
    pub fn set_date_parts(&self, mut parts: DateParts, date: &Field) -> Result<(), Stop> {
        let group = parts.month.clone();
        for part in [&mut parts.year, &mut parts.month, &mut parts.day] {
            *part = self.place(part.clone());
        }
        self.put_date(group, date, &DateStyle::Parts(Some(parts)))
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

    /// Hands documents to a file input; each then counts as placed. A commit wants every document handed over or ruled out.
    #[track_caller]
    pub fn upload(&self, target: Target, documents: &[Document]) -> Result<(), Stop> {
        let ids: Vec<_> = documents.iter().map(|document| document.id).collect();
        done(form::upload(&self.place(target), &ids))
    }
}
