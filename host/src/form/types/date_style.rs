//! How a date is put into a control. Plain data.

use super::target::Target;

/// How a date control takes a date.
#[derive(Clone, Debug)]
pub enum DateStyle {
    /// `<input type="date">` and its kin.
    Native,
    /// Text, by a pattern such as `MM/DD/YYYY`.
    Typed(String),
    /// A calendar widget, and the pattern of what the control holds afterwards.
    Calendar(Box<Calendar>, String),
    /// Three controls in a group; where they are not named, found in it by what each is called.
    Parts(Option<Box<DateParts>>),
}

/// The controls of a date in three parts: text boxes, or lists.
#[derive(Clone, Debug)]
pub struct DateParts {
    /// The year's.
    pub year: Target,
    /// The month's.
    pub month: Target,
    /// The day's.
    pub day: Target,
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
