//! What the host asks the page's script. One request is one round trip.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::answer::{
    Aimed, BeforeKey, ChecksRead, ChoiceRead, Day, Done, DragPoint, FilesListed, FilesRead, FilesTaken, Found,
    FoundEach, Heading, Holding, LeftOfList, Measured, NextBox, NumberRead, Offered, PageText, ReadBackResults, Seen,
    SwitchRead, ToType, Unsaved, WhatIsInstead,
};
use super::dates::{DateControl, DateControls, DescribeDatePart, FindDateParts};
use crate::browser::ElementRef;
use crate::form::types::{Choice, Target};

pub(crate) use super::written::{AskedCondition, ForPage, ListKind, PickedChoice, Want};

/// A request, and the shape of its answer.
pub(crate) trait Question {
    type Answer: DeserializeOwned;

    fn request(&self) -> Request<'_>;
}

/// What a test does with each request's name and answer.
#[cfg(test)]
pub(super) trait VisitAnswers {
    fn answer<A: DeserializeOwned>(&mut self, request: &str);
}

/// Makes the enum of all requests, and says by what each is answered.
macro_rules! requests {
    ($life:lifetime: $($name:ident $(<$of:lifetime>)? => $answer:ty,)*) => {
        /// Every request, tagged `op`.
        #[derive(Serialize)]
        #[serde(tag = "op", rename_all = "kebab-case")]
        pub(crate) enum Request<$life> {
            $($name(&$life $name $(<$of>)?),)*
        }

        $(impl $(<$of>)? Question for $name $(<$of>)? {
            type Answer = $answer;

            fn request(&self) -> Request<'_> {
                Request::$name(self)
            }
        })*

        /// Shows each request's name and answer to a test.
        #[cfg(test)]
        pub(super) fn each(visitor: &mut impl VisitAnswers) {
            $(visitor.answer::<$answer>(stringify!($name));)*
        }
    };
}

requests! { 'r:
    Find<'r> => Found,
    FindEach<'r> => FoundEach,
    ReadBack<'r> => ReadBackResults,
    Insert<'r> => Done,
    SetValue<'r> => Done,
    ReadSwitch<'r> => SwitchRead,
    PointInWindow<'r> => Aimed,
    Select<'r> => Done,
    SearchText<'r> => ToType,
    BeforeKeyPress => BeforeKey,
    FindOption<'r> => Offered,
    ReadChoice<'r> => ChoiceRead,
    LeaveList<'r> => LeftOfList,
    NextCheck<'r> => NextBox,
    ReadChecks<'r> => ChecksRead,
    WhichHold<'r> => Holding,
    WhatInstead<'r> => WhatIsInstead,
    Look<'r> => Seen,
    WaitForHeading<'r> => Heading,
    FindDay<'r> => Day,
    FindDateParts<'r> => DateControls,
    DescribeDatePart<'r> => DateControl,
    AimDrag<'r> => DragPoint,
    PickUp<'r> => Done,
    DropOn<'r> => Done,
    EmptyFiles<'r> => Done,
    ReadFiles<'r> => FilesRead,
    TookFiles<'r> => FilesTaken,
    ListsFiles<'r> => FilesListed,
    ListUnsaved => Unsaved,
    MeasurePage => Measured,
    Arrived => Done,
    ReadPageText => PageText,
    ReadNumber<'r> => NumberRead,
}

/// The one element that a target says, ready for what is wanted with it, and what else happens in the same trip.
#[derive(Serialize)]
pub(crate) struct Find<'r> {
    pub(crate) target: ForPage<'r, Target>,
    pub(crate) want: Want,
    /// How long to wait for it, in milliseconds.
    pub(crate) bound: u64,
    /// Select what the control holds, so that typing replaces it.
    pub(crate) select: bool,
    /// Put the focus there.
    pub(crate) focus: bool,
    /// Look again at what was filled before: where something changed, that is the answer.
    pub(crate) recheck: bool,
    /// What is done next may lead to another document.
    pub(crate) leaving: bool,
    /// Measure the page.
    pub(crate) measure: bool,
    /// What was filled may go with the step that is left.
    pub(crate) moves: bool,
    /// A value goes in that the plugin may not read.
    pub(crate) hidden: bool,
    /// A letter is pressed with Alt, which presses whatever names it as its key.
    pub(crate) alt: Option<char>,
    /// Find this in the list.
    pub(crate) choice: Option<ForPage<'r, Choice>>,
}

/// Several controls, without waiting for them.
#[derive(Serialize)]
pub(crate) struct FindEach<'r> {
    pub(crate) targets: Vec<ForPage<'r, Target>>,
    pub(crate) want: Want,
    /// For each, whether a value goes in that the plugin may not read.
    pub(crate) hidden: Vec<bool>,
}

/// Leaves controls and compares what they hold; the first that differs ends it.
#[derive(Serialize)]
pub(crate) struct ReadBack<'r> {
    pub(crate) items: Vec<ReadBackItem<'r>>,
    /// Take the focus out of each.
    pub(crate) leave: bool,
}

#[derive(Serialize)]
pub(crate) struct ReadBackItem<'r> {
    /// The placing that this is.
    pub(crate) id: u64,
    pub(crate) el: &'r ElementRef,
    pub(crate) target: ForPage<'r, Target>,
    /// The texts that count as the value.
    pub(crate) expect: Vec<&'r str>,
    /// The plugin may not read it.
    pub(crate) hidden: bool,
    /// The value was put there, and not only looked for.
    pub(crate) put: bool,
}

/// Puts a text in as a paste would.
#[derive(Serialize)]
pub(crate) struct Insert<'r> {
    pub(crate) el: &'r ElementRef,
    pub(crate) text: &'r str,
}

/// Sets a value that no key puts there.
#[derive(Serialize)]
pub(crate) struct SetValue<'r> {
    pub(crate) el: &'r ElementRef,
    pub(crate) text: &'r str,
}

/// Whether a box, radio button or switch is on now.
#[derive(Serialize)]
pub(crate) struct ReadSwitch<'r> {
    pub(crate) el: &'r ElementRef,
    pub(crate) on: bool,
    pub(crate) id: u64,
    pub(crate) target: ForPage<'r, Target>,
}

/// Where an element can be taken hold of, counted in the top window.
#[derive(Serialize)]
pub(crate) struct PointInWindow<'r> {
    pub(crate) el: &'r ElementRef,
}

/// Selects what a control holds.
#[derive(Serialize)]
pub(crate) struct Select<'r> {
    pub(crate) el: &'r ElementRef,
}

/// Goes to where one types into a list, and says what to type there for a choice.
#[derive(Serialize)]
pub(crate) struct SearchText<'r> {
    pub(crate) el: &'r ElementRef,
    pub(crate) native: Option<&'r ElementRef>,
    pub(crate) choice: ForPage<'r, Choice>,
}

/// What a key would send that is pressed where the focus is.
#[derive(Serialize)]
pub(crate) struct BeforeKeyPress {
    pub(crate) alt: Option<char>,
}

/// Waits until a list offers a choice.
#[derive(Serialize)]
pub(crate) struct FindOption<'r> {
    pub(crate) el: &'r ElementRef,
    pub(crate) native: Option<&'r ElementRef>,
    pub(crate) kind: ListKind,
    pub(crate) bound: u64,
    pub(crate) choice: ForPage<'r, Choice>,
    /// It was typed already.
    pub(crate) searched: bool,
}

/// Whether a list shows exactly these choices.
#[derive(Serialize)]
pub(crate) struct ReadChoice<'r> {
    pub(crate) el: &'r ElementRef,
    pub(crate) native: Option<&'r ElementRef>,
    pub(crate) kind: ListKind,
    pub(crate) choices: Vec<PickedChoice<'r>>,
    pub(crate) id: u64,
    pub(crate) target: ForPage<'r, Target>,
    pub(crate) leave: bool,
    pub(crate) hidden: bool,
}

/// Leaves a list from which a choice failed; what is left of it.
#[derive(Serialize)]
pub(crate) struct LeaveList<'r> {
    pub(crate) el: &'r ElementRef,
    pub(crate) kind: ListKind,
    /// An option was clicked.
    pub(crate) picked: bool,
}

/// Waits until the next check box of a group can be switched that is not as it should be.
#[derive(Serialize)]
pub(crate) struct NextCheck<'r> {
    pub(crate) el: &'r ElementRef,
    /// The boxes that are to be on.
    pub(crate) wanted: &'r [ElementRef],
    pub(crate) bound: u64,
}

/// Whether exactly these check boxes of a group are on.
#[derive(Serialize)]
pub(crate) struct ReadChecks<'r> {
    pub(crate) el: &'r ElementRef,
    pub(crate) wanted: &'r [ElementRef],
    /// The placing of each.
    pub(crate) ids: &'r [u64],
    /// The placing of those that are off.
    pub(crate) others: u64,
    pub(crate) target: ForPage<'r, Target>,
    pub(crate) hidden: bool,
}

/// Which conditions are true; waits for the first one.
#[derive(Serialize)]
pub(crate) struct WhichHold<'r> {
    pub(crate) conditions: &'r [AskedCondition<'r>],
    pub(crate) bound: u64,
}

/// What is so instead of conditions that did not come true.
#[derive(Serialize)]
pub(crate) struct WhatInstead<'r> {
    pub(crate) conditions: &'r [AskedCondition<'r>],
}

/// Finds an element and reads it.
#[derive(Serialize)]
pub(crate) struct Look<'r> {
    pub(crate) target: ForPage<'r, Target>,
    pub(crate) want: Want,
    pub(crate) what: LookFor,
    /// The attribute's name, of an attribute.
    pub(crate) name: &'r str,
    pub(crate) bound: u64,
}

/// What of an element is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum LookFor {
    Text,
    Heading,
    Value,
    Attribute,
    Options,
    Table,
    State,
}

/// Waits until a heading says something else than before, and then nothing new for a moment.
#[derive(Serialize)]
pub(crate) struct WaitForHeading<'r> {
    pub(crate) target: ForPage<'r, Target>,
    pub(crate) bound: u64,
    pub(crate) not: &'r str,
    /// How long it says the same before it counts, in milliseconds.
    pub(crate) still: u64,
}

/// The element of a calendar's day.
#[derive(Serialize)]
pub(crate) struct FindDay<'r> {
    pub(crate) target: ForPage<'r, Target>,
    pub(crate) day: u32,
    pub(crate) bound: u64,
}

/// Where a drag ends that is given in pixels: from the corner of an element, which it has to be in, or from the middle of what shows
/// of one.
#[derive(Serialize)]
pub(crate) struct AimDrag<'r> {
    pub(crate) el: &'r ElementRef,
    pub(crate) inside: bool,
    pub(crate) x: i32,
    pub(crate) y: i32,
}

/// Takes hold of what is dragged by script.
#[derive(Serialize)]
pub(crate) struct PickUp<'r> {
    pub(crate) el: &'r ElementRef,
}

/// Lets go of what was picked up.
#[derive(Serialize)]
pub(crate) struct DropOn<'r> {
    pub(crate) onto: &'r ElementRef,
    /// Where, in its window; else on its middle.
    pub(crate) at: Option<[f64; 2]>,
}

/// Takes out of a file field what it holds.
#[derive(Serialize)]
pub(crate) struct EmptyFiles<'r> {
    pub(crate) el: &'r ElementRef,
}

/// Whether a file field has these files, or the page took them.
#[derive(Serialize)]
pub(crate) struct ReadFiles<'r> {
    pub(crate) el: &'r ElementRef,
    pub(crate) target: ForPage<'r, Target>,
    pub(crate) names: &'r [String],
    pub(crate) id: u64,
    /// How long to wait for the page to list what it took, in milliseconds.
    pub(crate) bound: u64,
}

/// Whether the page lists these as what it took from a field that is no more.
#[derive(Serialize)]
pub(crate) struct TookFiles<'r> {
    pub(crate) target: ForPage<'r, Target>,
    pub(crate) names: &'r [String],
    pub(crate) id: u64,
    pub(crate) bound: u64,
}

/// Which of these the page lists.
#[derive(Serialize)]
pub(crate) struct ListsFiles<'r> {
    pub(crate) names: &'r [String],
}

/// What was put into this document and nothing has sent or saved.
#[derive(Serialize)]
pub(crate) struct ListUnsaved {
    /// Whatever still stands there, too.
    pub(crate) standing: bool,
}

/// Address, title and form of the page.
#[derive(Serialize)]
pub(crate) struct MeasurePage {
    /// Wait until a window that has just been opened has its document.
    pub(crate) loaded: bool,
}

/// Whether the last click arrived, and nothing else: where it leads is not waited for.
#[derive(Serialize)]
pub(crate) struct Arrived {}

/// What stands where a number should, once it has stood unchanged for a while; and whether the page goes on by itself.
#[derive(Serialize)]
pub(crate) struct ReadNumber<'r> {
    pub(crate) target: ForPage<'r, Target>,
    /// How long it stands unchanged before it counts, in milliseconds.
    pub(crate) still: u64,
    pub(crate) bound: u64,
}

/// The visible text of the page.
#[derive(Serialize)]
pub(crate) struct ReadPageText {}
