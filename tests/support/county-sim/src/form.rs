//! A county's form as it stands: the pages of its layout, with the small changes that are in force made to them. What a change
//! is at a county is data, so that the README can print it. Knows no county.

use std::borrow::Cow;

use crate::change::{Change, Design};
use crate::field::{Field, Page};

/// The form that a county shows, and how its site looks around it.
#[derive(Debug)]
pub(crate) struct Form {
    pub(crate) design: Design,
    pub(crate) pages: Vec<Page>,
    /// What is asked of a member of the household.
    pub(crate) member: Cow<'static, [Field]>,
}

/// What a change is at one county.
pub(crate) struct ChangeHere {
    pub(crate) change: Change,
    /// For the README.
    pub(crate) what: &'static str,
    /// What it does to the form; nothing where the county's own code asks for the change.
    pub(crate) edits: &'static [Edit],
}

/// One thing that a change does to a form of the first layout.
#[derive(Clone, Copy)]
pub(crate) enum Edit {
    /// This question stands in place of the one of its name.
    Question(Field),
    /// The same among what is asked of a member of the household.
    MemberQuestion(Field),
    /// One question more, after the one of this name.
    After(&'static str, Field),
    /// The question of this name is asked no more.
    Gone(&'static str),
    /// The page of the first id has the second one, and with it another address.
    Renamed(&'static str, &'static str),
    /// The page of the first id comes right before the one of the second.
    MovedBefore(&'static str, &'static str),
    /// A page of text comes before the page of this id.
    Notice { before: &'static str, id: &'static str, title: &'static str, text: &'static str },
}

impl Form {
    /// The pages of a layout, with the design's changes made.
    pub(crate) fn new(
        design: Design,
        pages: &[Page],
        member: &'static [Field],
        changes: &'static [ChangeHere],
    ) -> Self {
        let edits: Vec<Edit> =
            changes.iter().filter(|here| design.has(here.change)).flat_map(|here| here.edits).copied().collect();
        let mut form = Self { design, pages: pages.to_vec(), member: Cow::Borrowed(member) };
        for edit in edits {
            form.make(edit);
        }
        form
    }

    pub(crate) fn has(&self, change: Change) -> bool {
        self.design.has(change)
    }

    /// The place of a page in the order.
    pub(crate) fn position(&self, id: &str) -> Option<usize> {
        self.pages.iter().position(|page| page.id == id)
    }

    /// The path of the final request where a change moves it: `moved`, else `known`.
    pub(crate) fn submit_path(&self, known: &'static str, moved: &'static str) -> &'static str {
        if self.has(Change::SubmitPath) { moved } else { known }
    }

    fn make(&mut self, edit: Edit) {
        match edit {
            Edit::Question(field) => {
                if let Some((fields, at)) = self.question(field.name) {
                    fields[at] = field;
                }
            }
            Edit::MemberQuestion(field) => {
                let of_its_name = self.member.to_mut().iter_mut().filter(|one| one.name == field.name);
                of_its_name.for_each(|one| *one = field);
            }
            Edit::After(name, field) => {
                if let Some((fields, at)) = self.question(name) {
                    fields.insert(at + 1, field);
                }
            }
            Edit::Gone(name) => {
                if let Some((fields, at)) = self.question(name) {
                    fields.remove(at);
                }
            }
            Edit::Renamed(id, new) => {
                if let Some(at) = self.position(id) {
                    self.pages[at].id = new;
                }
            }
            Edit::MovedBefore(id, before) => {
                if let (Some(from), Some(to)) = (self.position(id), self.position(before)) {
                    let page = self.pages.remove(from);
                    self.pages.insert(if from < to { to - 1 } else { to }, page);
                }
            }
            Edit::Notice { before, id, title, text } => {
                if let Some(at) = self.position(before) {
                    self.pages.insert(at, Page::notice(id, title, text));
                }
            }
        }
    }

    fn question(&mut self, name: &str) -> Option<(&mut Vec<Field>, usize)> {
        self.pages.iter_mut().find_map(|page| {
            let at = page.fields.iter().position(|field| field.name == name)?;
            Some((page.fields.to_mut(), at))
        })
    }
}
