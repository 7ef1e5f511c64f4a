//! What the page's script answers. Fields as `answers.json` declares them; what a page says in them is not masked.

use std::borrow::Cow;

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};

use super::problem::Reply;
use super::written::ListKind;
use crate::browser::ElementRef;
use crate::form::drift::MeasuredControl;
use crate::form::page::pointer::Point;
use crate::form::types::{ControlState, ListOption};

/// Nothing but that it was done.
#[derive(Debug, Deserialize)]
pub(crate) struct Done {}

/// An element, ready for what is wanted with it.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Found {
    pub(crate) el: ElementRef,
    /// Where a click reaches it.
    pub(crate) point: Option<Point>,
    /// The native list that it stands for.
    pub(crate) native: Option<ElementRef>,
    /// What a click or key would send: by the element, first, and by whatever receives it in its stead.
    pub(crate) submits: Vec<Sends>,
    /// The driver begins to drag it and never lets go: it is dragged by script.
    pub(crate) drag: bool,
    /// It is a frame of another origin, and a click in it would miss: it is scaled or turned.
    pub(crate) far: bool,
    /// The placings that stand in it, since the last click.
    pub(crate) held: Vec<u64>,
    /// The controls that are used with it, as their page's form names them.
    pub(crate) used: Vec<String>,
    pub(crate) fill: Option<FillFacts>,
    pub(crate) check: Option<CheckFacts>,
    pub(crate) list: Option<ListFacts>,
    pub(crate) file: Option<FileFacts>,
    pub(crate) page: Option<Measured>,
    /// What the list has for the choice.
    pub(crate) option: Option<Reply<Offered>>,
}

/// What an activation of a control would send, as far as the page's markup says.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Sends {
    /// Where a form goes, or a link leads.
    pub(crate) paths: Vec<String>,
    /// The control's accessible name.
    pub(crate) name: String,
    /// In small letters.
    pub(crate) method: String,
    /// The markup says where it sends. Where it does not, a script may send anything anywhere.
    pub(crate) stated: bool,
}

/// Of a control to type into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct FillFacts {
    /// It holds something.
    pub(crate) had: bool,
    /// It takes several lines.
    pub(crate) lines: bool,
    /// No key puts its value there.
    pub(crate) script: bool,
    /// The first key lets go of what is selected.
    pub(crate) unselects: bool,
    pub(crate) time: Option<TimeField>,
}

/// The browser's own field for a date or time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct TimeField {
    pub(crate) kind: TimeKind,
    /// The browser has no field of its own for this kind.
    pub(crate) text: bool,
    /// Seconds are typed, too.
    pub(crate) seconds: bool,
    /// The browser is Firefox.
    pub(crate) gecko: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum TimeKind {
    Date,
    Month,
    Week,
    Time,
    DatetimeLocal,
}

/// Of a box, radio button or switch.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) struct CheckFacts {
    pub(crate) on: bool,
    pub(crate) radio: bool,
}

/// Of a list.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ListFacts {
    /// None where it is no list that the script knows.
    pub(crate) kind: Option<ListKind>,
    pub(crate) open: bool,
    /// Where one types into it.
    pub(crate) entry: Option<ElementRef>,
    /// Options that are chosen, of a native list that takes several.
    pub(crate) chosen: Vec<ElementRef>,
}

/// Of a file field.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct FileFacts {
    pub(crate) input: Option<ElementRef>,
    pub(crate) multiple: bool,
    /// It holds files.
    pub(crate) holds: bool,
}

#[derive(Debug, Deserialize)]
pub(crate) struct FoundEach {
    pub(crate) items: Vec<Reply<Found>>,
}

/// What a control holds, beside what was wanted.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Content {
    pub(crate) equal: bool,
    pub(crate) actual: String,
    /// The plugin may not read what the control holds.
    pub(crate) hidden: bool,
    /// The control, described; none where nothing has to be said of it.
    pub(crate) control: Option<String>,
    /// Placings whose control this one was.
    pub(crate) replaced: Vec<u64>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct ReadBackResults {
    pub(crate) results: Vec<ReadBackResult>,
    /// Something lies over the page that opened at what has the focus now.
    pub(crate) over: bool,
}

#[derive(Debug, Deserialize)]
pub(crate) struct ReadBackResult {
    pub(crate) content: Content,
    /// The control, where what it opened stayed open.
    pub(crate) popup: Option<ElementRef>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct SwitchRead {
    pub(crate) content: Content,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Aimed {
    pub(crate) point: Option<Point>,
}

/// Where a drag ends.
#[derive(Debug, Deserialize)]
pub(crate) struct DragPoint {
    pub(crate) point: Option<Point>,
    /// The same, counted in the element's window.
    pub(crate) at: [f64; 2],
    /// What stands there.
    pub(crate) el: ElementRef,
    pub(crate) submits: Vec<Sends>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct ToType {
    pub(crate) text: String,
    /// The first key lets go of what is selected.
    pub(crate) unselects: bool,
}

#[derive(Debug, Deserialize)]
pub(crate) struct BeforeKey {
    pub(crate) submits: Vec<Sends>,
}

/// A list's option for a choice.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Offered {
    pub(crate) option: ElementRef,
    /// What it says.
    pub(crate) text: String,
    /// What the form sends for it, where that is known.
    pub(crate) code: Option<String>,
    pub(crate) chosen: bool,
    /// None where the driver's own click chooses it.
    pub(crate) point: Option<Point>,
    pub(crate) submits: Vec<Sends>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct ChoiceRead {
    pub(crate) content: Content,
    pub(crate) popup: Option<ElementRef>,
    /// The list did not close.
    pub(crate) open: bool,
}

/// What is left of a choice that failed.
#[derive(Debug, Deserialize)]
pub(crate) struct LeftOfList {
    /// The field that holds a text which was typed to find an option.
    pub(crate) typed: Option<ElementRef>,
    /// Placings that the field held before.
    pub(crate) replaced: Vec<u64>,
    /// The list stands open.
    pub(crate) open: bool,
    /// Escape closes it and nothing else.
    pub(crate) escape: bool,
    /// Where a click closes it.
    pub(crate) toggle: Option<Point>,
}

/// The next check box that is not as it should be.
#[derive(Debug, Deserialize)]
pub(crate) struct NextBox {
    pub(crate) el: Option<ElementRef>,
    pub(crate) point: Option<Point>,
    /// How many boxes the group shows.
    pub(crate) boxes: usize,
    pub(crate) submits: Vec<Sends>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct ChecksRead {
    pub(crate) content: Content,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Holding {
    /// Numbers of the conditions that are true.
    pub(crate) holding: Vec<u32>,
    pub(crate) href: String,
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct WhatIsInstead {
    pub(crate) instead: Vec<Instead>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Instead {
    /// Of which condition.
    pub(crate) number: usize,
    pub(crate) is: InsteadKind,
    pub(crate) near: Vec<String>,
    pub(crate) text: Option<String>,
    pub(crate) count: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum InsteadKind {
    None,
    Visible,
    Hidden,
    Disabled,
    Holds,
    Count,
    Reads,
    Address,
    Title,
    SamePage,
}

/// What was read of an element: the field of what was asked for.
#[derive(Debug, Deserialize)]
pub(crate) struct Seen {
    /// Of a text, a heading, a value or an attribute; none where the element has not that attribute.
    pub(crate) text: Option<String>,
    pub(crate) options: Option<Vec<ListOption>>,
    pub(crate) table: Option<Vec<Vec<String>>>,
    pub(crate) state: Option<ControlState>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Heading {
    pub(crate) text: String,
}

/// What stands where a number should.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct NumberRead {
    /// None where no such element is.
    pub(crate) text: Option<String>,
    /// It stood there unchanged for as long as was asked.
    pub(crate) stands: bool,
    /// What the page says around it; nothing where there is no such element.
    pub(crate) page: String,
    /// In how many milliseconds the page says that it goes on by itself.
    pub(crate) refresh: Option<u64>,
    pub(crate) href: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Day {
    pub(crate) el: ElementRef,
    pub(crate) point: Option<Point>,
    pub(crate) submits: Vec<Sends>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct FilesRead {
    pub(crate) content: Content,
    /// The page took them out of the field, and lists them.
    pub(crate) taken: bool,
}

#[derive(Debug, Deserialize)]
pub(crate) struct FilesTaken {
    pub(crate) taken: bool,
    /// Placings of files of the same field that the page lists no more.
    pub(crate) replaced: Vec<u64>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct FilesListed {
    /// Their names.
    pub(crate) listed: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Unsaved {
    /// Placings.
    pub(crate) ids: Vec<u64>,
}

/// The page as it stands.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Measured {
    pub(crate) href: String,
    pub(crate) title: String,
    /// The first ones that are visible.
    pub(crate) headings: Vec<String>,
    /// Each control and button.
    #[serde(deserialize_with = "written")]
    pub(crate) controls: Vec<MeasuredControl>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct PageText {
    pub(crate) value: String,
}

/// What the script gives as one text.
fn written<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<T, D::Error> {
    let text: Cow<'_, str> = Deserialize::deserialize(deserializer)?;
    serde_json::from_str(&text).map_err(D::Error::custom)
}
