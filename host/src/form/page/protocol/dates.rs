//! What host and page say of a date in three controls: which of a group's is the year's, the month's, the day's, and what each takes.

use serde::{Deserialize, Serialize};

use super::written::ForPage;
use crate::form::types::Target;

/// The three controls of a date in a group, and what they take.
#[derive(Serialize)]
pub(crate) struct FindDateParts<'r> {
    pub(crate) target: ForPage<'r, Target>,
    pub(crate) bound: u64,
}

/// What one control of a date takes.
#[derive(Serialize)]
pub(crate) struct DescribeDatePart<'r> {
    pub(crate) target: ForPage<'r, Target>,
    pub(crate) bound: u64,
}

#[derive(Debug, Deserialize)]
pub(crate) struct DateControls {
    /// Those that are told to be one's, in the order of the page.
    pub(crate) parts: Vec<FoundDatePart>,
    /// What the controls are called that there are.
    pub(crate) near: Vec<String>,
}

/// A control that is called as a part of a date is.
#[derive(Debug, Deserialize)]
pub(crate) struct FoundDatePart {
    pub(crate) part: DatePart,
    pub(crate) by: FoundBy,
    /// Its label, id or name, or what finds controls by CSS.
    pub(crate) argument: String,
    /// Which of those that CSS finds.
    pub(crate) nth: Option<u32>,
    /// Described.
    pub(crate) words: String,
    pub(crate) takes: DateControl,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum DatePart {
    Year,
    Month,
    Day,
}

/// How a control that was found in a group is found again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum FoundBy {
    /// Its label, in the group.
    Label,
    Id,
    Name,
    /// Of all that the document has, the one of a number.
    Css,
}

/// What a control of a date takes.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct DateControl {
    /// It is a list.
    pub(crate) list: bool,
    /// A box for two characters.
    pub(crate) short: bool,
    /// What the options of a list say, where they stand in the page.
    pub(crate) options: Vec<String>,
}
