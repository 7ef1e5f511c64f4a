//! What actions carry: values already resolved, choices, dates, ways to click. Plain data; values never print themselves.

use std::path::PathBuf;

use super::condition::Condition;
use super::target::Target;
use crate::submission::{Extent, Personal, Rule};

/// Where a typed text comes from.
#[derive(Clone, Debug)]
pub enum Source {
    /// What the applicant said, shaped by named rules.
    Field {
        /// The leaf's path: `applicant.name.last`.
        path: String,
        /// Names of the rules that were applied, in order.
        rules: Vec<String>,
        /// What they left of it.
        extent: Extent,
        /// Whether the plugin may read it.
        sight: Sight,
    },
    /// A text of the plugin's own.
    Literal,
    /// A part of a leased credential.
    Credential,
}

/// Whether the plugin may read what it types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// It may, by the value's kind or by grant.
    Open,
    /// It may not, and nothing that it is told may give it away.
    Hidden,
}

impl Source {
    /// As in the trace: `applicant.ssn [pattern]`, `literal`, `credential`.
    pub fn describe(&self) -> String {
        match self {
            Source::Field { path, rules, .. } if rules.is_empty() => path.clone(),
            Source::Field { path, rules, .. } => format!("{path} [{}]", rules.join(", ")),
            Source::Literal => "literal".to_owned(),
            Source::Credential => "credential".to_owned(),
        }
    }

    /// The same under one rule more.
    pub(super) fn under(&self, rule: &Rule) -> Source {
        let mut source = self.clone();
        if let Source::Field { extent, .. } = &mut source {
            *extent = extent.under(rule);
        }
        source
    }

    /// Whether the plugin may be told of what a control holds that this was put into.
    pub(super) fn sight(&self) -> Sight {
        match self {
            Source::Field { sight, .. } => *sight,
            Source::Literal => Sight::Open,
            Source::Credential => Sight::Hidden,
        }
    }

    /// Whether it is a text of the plugin's own, which may be repeated to it.
    pub(super) fn is_own(&self) -> bool {
        matches!(self, Source::Literal)
    }

    /// Which field, and how much of it.
    pub(super) fn placed(&self) -> Option<(&str, Extent)> {
        match self {
            Source::Field { path, extent, .. } => Some((path, *extent)),
            Source::Literal | Source::Credential => None,
        }
    }
}

/// A resolved value.
#[derive(Clone, Debug)]
pub struct Typed {
    /// What is typed.
    pub text: Personal,
    /// What the control will hold where its mask rewrites what is typed.
    pub holds: Option<Personal>,
    /// Where it comes from.
    pub source: Source,
}

impl Typed {
    /// A text of the plugin's own.
    pub fn literal(text: impl Into<String>) -> Typed {
        Typed { text: Personal::new(text), holds: None, source: Source::Literal }
    }

    /// A value of the applicant's as it is, and that the plugin may read.
    pub fn field(path: impl Into<String>, text: impl Into<String>) -> Typed {
        let (rules, extent, sight) = (Vec::new(), Extent::WHOLE, Sight::Open);
        let source = Source::Field { path: path.into(), rules, extent, sight };
        Typed { text: Personal::new(text), holds: None, source }
    }

    /// The texts that count as this value when read back.
    pub(super) fn accepted(&self) -> Vec<&str> {
        let mut texts = vec![self.text.reveal()];
        texts.extend(self.holds.as_ref().map(Personal::reveal));
        texts
    }
}

/// One control to fill.
#[derive(Clone, Debug)]
pub struct FillItem {
    /// The control.
    pub target: Target,
    /// What to type.
    pub value: Typed,
    /// Nothing is typed: something else has put the value there. It is read back, and then counts as placed.
    pub look_only: bool,
}

/// One option of a list.
#[derive(Clone, Debug)]
pub enum Choice {
    /// By what it says.
    ByText(Typed),
    /// By its `value` attribute.
    ByCode(Typed),
}

impl Choice {
    pub(super) fn value(&self) -> &Typed {
        match self {
            Choice::ByText(value) | Choice::ByCode(value) => value,
        }
    }

    /// As the page's script takes it.
    pub(super) fn to_json(&self) -> serde_json::Value {
        let by = match self {
            Choice::ByText(_) => "text",
            Choice::ByCode(_) => "code",
        };
        serde_json::json!({ "by": by, "text": self.value().text.reveal() })
    }
}

/// How a date control takes a date.
#[derive(Clone, Debug)]
pub enum DateStyle {
    /// `<input type="date">` and its kin.
    Native,
    /// Text, by a pattern such as `MM/DD/YYYY`.
    Typed(String),
    /// A calendar widget, and the pattern of what the control holds afterwards.
    Calendar(Box<Calendar>, String),
}

/// How a calendar widget is worked.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// What opens it, if it is not open.
    pub opener: Option<Target>,
    /// Where the shown month stands.
    pub heading: Target,
    /// How the heading writes a month: `MONTH YYYY`.
    pub heading_format: String,
    /// One month back.
    pub previous: Target,
    /// One month on.
    pub next: Target,
    /// The element that holds the days.
    pub days: Target,
}

/// A button of the mouse.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MouseButton {
    /// The first.
    #[default]
    Primary,
    /// The wheel.
    Middle,
    /// The one for the context menu.
    Secondary,
}

/// Keys held during a click.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "a key is its name")]
pub struct Modifiers {
    pub shift: bool,
    pub control: bool,
    pub alt: bool,
    pub meta: bool,
}

/// How to click.
#[derive(Clone, Copy, Debug)]
pub struct ClickOptions {
    /// Which button.
    pub button: MouseButton,
    /// 1, or 2 for a double click.
    pub count: u8,
    /// Keys held meanwhile.
    pub modifiers: Modifiers,
    /// How long the button stays down, in milliseconds; at most 5,000.
    pub hold_ms: u32,
}

impl ClickOptions {
    /// One click of the first button, and nothing else.
    pub(super) fn is_plain(&self) -> bool {
        self.button == MouseButton::Primary
            && self.count == 1
            && self.modifiers == Modifiers::default()
            && self.hold_ms == 0
    }
}

impl Default for ClickOptions {
    fn default() -> ClickOptions {
        ClickOptions { button: MouseButton::Primary, count: 1, modifiers: Modifiers::default(), hold_ms: 0 }
    }
}

/// A document to hand to a file field.
#[derive(Clone, Debug)]
pub struct UploadFile {
    /// The file on the host; its last part is the name that the county sees.
    pub path: PathBuf,
    /// Which leaf of the application it is: `documents[0]`.
    pub field: Option<String>,
}

/// How a dialog is answered.
#[derive(Clone, Debug)]
pub enum DialogAnswer {
    /// OK.
    Accept,
    /// Cancel.
    Dismiss,
    /// OK, with this text typed.
    Enter(Typed),
}

/// Which window to work in.
#[derive(Clone, Debug)]
pub enum Window {
    /// The one the attempt started with.
    Main,
    /// The one opened last.
    Newest,
    /// By title.
    Titled(super::target::Text),
}

/// The final click and how its outcome shows.
#[derive(Clone, Debug)]
pub struct CommitRequest {
    /// What submits.
    pub target: Target,
    /// Dialogs that follow the click, answered in this order.
    pub dialogs: Vec<DialogAnswer>,
    /// Any of these: the county has it.
    pub confirmed: Vec<Condition>,
    /// Any of these: the county says that it did not take it.
    pub refused: Vec<Condition>,
    /// Where the confirmation number stands, once confirmed.
    pub number: Target,
    /// The number's form: `#` a digit, `@` a letter, `*` either. Without one the number is the text there, masked, one line of at most 100 characters.
    pub number_pattern: Option<String>,
    /// How long to wait for either, in milliseconds; at most 120,000.
    pub bound_ms: u32,
}
