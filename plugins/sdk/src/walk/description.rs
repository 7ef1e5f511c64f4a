//! One page of a county's site: how it is recognised, and what is done there. Plain data; looks at nothing itself.

use core::panic::Location;

use crate::application::Application;
use crate::bindings::postrider::county::form::{self, Target, Text};
use crate::failure::Blame;
use crate::message::joined;
use crate::page::Page;
use crate::stop::Stop;

/// What gets past a page that is no part of the form.
pub(super) type Act = fn(&Page) -> Result<(), Stop>;

/// What fills a page of the form.
pub(super) type Fill = fn(&Application, &Page) -> Result<(), Stop>;

/// A page, and what it is to the walk.
#[derive(Clone)]
pub(super) struct Description {
    pub(super) seen: Target,
    pub(super) role: Role,
    /// The line of the plugin that describes it.
    pub(super) at: &'static Location<'static>,
}

/// What a page is to the walk.
#[derive(Clone)]
pub(super) enum Role {
    SignIn { act: Act },
    Pass(Act),
    Form { fill: Fill, next: Next },
    Unknown { title: Target },
    Complaint { away: &'static [&'static str] },
}

/// What leads from a filled page to the one after it: mostly a button, and then the target alone is enough. On the page
/// where a walk ends it is left to the commit.
#[derive(Clone)]
pub enum Next {
    /// A click on this.
    Click(Target),
    /// More than a click, as where a dialog follows.
    Act(fn(&Page) -> Result<(), Stop>),
    /// Nothing: what fills the page leaves it, too.
    Nothing,
}

impl Next {
    /// Goes on, from the part of the page that the form stands in.
    pub(super) fn go_on(&self, form: &Page, at: &Location<'_>) -> Result<(), Stop> {
        match self {
            Self::Click(target) => {
                form::click(&form.place(target.clone()), None).map_err(|failure| Stop::of(failure, &Blame::Page, at))
            }
            Self::Act(act) => act(form),
            Self::Nothing => Ok(()),
        }
    }
}

impl From<Target> for Next {
    fn from(target: Target) -> Self {
        Self::Click(target)
    }
}

impl Description {
    /// The page, in a sentence.
    pub(super) fn title(&self) -> String {
        joined(&["the page “", self.name(), "”"])
    }

    /// What the page is called in messages: the text, name or selector that it is recognised by.
    pub(super) fn name(&self) -> &str {
        let Some(step) = self.seen.steps.last() else { return "" };
        match step.texts.first() {
            Some(Text::Exact(text) | Text::Contains(text)) => text,
            Some(Text::ValueOf(field)) => &field.path,
            None => &step.argument,
        }
    }
}
