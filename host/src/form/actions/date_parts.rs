//! Dates in three controls, text boxes or lists: found in their group or named by the plugin, put in one by one, each read back.
//! Together they are the whole date.

use std::time::{Duration, Instant};

use super::choose::choose;
use super::context::ActionContext;
use super::date_option;
use super::fill::put;
use super::written_date::written;
use crate::form::page::document::{CALL_BOUND, millis};
use crate::form::page::protocol::dates::{
    DateControl, DatePart, DescribeDatePart, FindDateParts, FoundBy, FoundDatePart,
};
use crate::form::page::protocol::request::ForPage;
use crate::form::types::suggest::suggest;
use crate::form::types::{ActionError, Choice, DateParts, Finder, Mismatch, RawFailure, Target, Text, Typed};
use crate::submission::{Personal, SPANISH_MONTHS};

/// What to try where a group's controls do not say which is which.
const NAME_THEM: &str = "Name the three controls by `parts`: what they are called does not say which is which.";

/// Pause between two looks at what a list offers.
const OFFER_POLL: Duration = Duration::from_millis(50);

/// The day last: a list of days may follow from the year and the month.
const ORDER: [DatePart; 3] = [DatePart::Year, DatePart::Month, DatePart::Day];

/// Puts a date into the controls of a group; `named` where the plugin says which these are.
pub(super) async fn set_parts(
    context: &mut ActionContext,
    group: &Target,
    date: &Typed,
    named: Option<&DateParts>,
) -> Result<(), RawFailure> {
    // What is no date is said before anything is touched.
    written(date, "YYYY-MM-DD")?;
    match named {
        Some(named) => {
            for part in ORDER {
                let target = part.of(named);
                let takes = describe(context, target).await?;
                set_part(context, target, date, part, &takes).await?;
            }
        }
        None => {
            let found = find(context, group).await?;
            for (part, found) in ORDER.into_iter().zip(&found) {
                set_part(context, &found.target(group), date, part, &found.takes).await?;
            }
        }
    }
    Ok(())
}

/// The group's control for each part, in order.
async fn find(context: &mut ActionContext, group: &Target) -> Result<[FoundDatePart; 3], RawFailure> {
    let end = context.end();
    context.document.enter(&group.frames, end).await?;
    let bound = millis(context.bound.min(CALL_BOUND));
    let answer = match context.document.try_ask(FindDateParts { target: ForPage(group), bound }).await? {
        Ok(answer) => answer,
        Err(problem) => return Err(context.explain(problem, group)),
    };
    let (mut found, near) = (answer.parts, answer.near);
    let mut take = |part: DatePart| {
        let its: Vec<usize> = (0..found.len()).filter(|at| found[*at].part == part).collect();
        let wanted =
            || context.document.masked(&format!("the control for the {} in {}", part.word(), group.describe()));
        let mismatch = |found: &[String]| {
            let found = suggest(None, context.document.masked_all(found));
            Mismatch { advice: Some(NAME_THEM.into()), ..Mismatch::new(wanted(), found) }
        };
        match its.as_slice() {
            [one] => Ok(found.remove(*one)),
            [] => Err(ActionError::NoMatch(mismatch(&near))),
            several => {
                let words: Vec<String> = several.iter().map(|at| found[*at].words.clone()).collect();
                Err(ActionError::ManyMatches(mismatch(&words)))
            }
        }
    };
    Ok([take(ORDER[0])?, take(ORDER[1])?, take(ORDER[2])?])
}

/// What a control takes that the plugin named.
async fn describe(context: &mut ActionContext, target: &Target) -> Result<DateControl, RawFailure> {
    let end = context.end();
    context.document.enter(&target.frames, end).await?;
    let bound = millis(context.bound.min(CALL_BOUND));
    match context.document.try_ask(DescribeDatePart { target: ForPage(target), bound }).await? {
        Ok(takes) => Ok(takes),
        Err(problem) => Err(context.explain(problem, target)),
    }
}

async fn set_part(
    context: &mut ActionContext,
    target: &Target,
    date: &Typed,
    part: DatePart,
    takes: &DateControl,
) -> Result<(), RawFailure> {
    if !takes.list {
        let (padded, plain) = part.patterns(takes.short);
        // A box for numbers may drop the zero before them.
        let value = Typed { holds: Some(written(date, plain)?.text), ..written(date, padded)? };
        return put(context, target, &value).await;
    }
    if takes.options.is_empty() {
        return choose_unseen(context, target, date, part).await;
    }
    // A list of days follows from the year and the month, sometimes a while later.
    let end = context.end();
    let mut takes = takes.clone();
    while !offers(&takes, date, part)? && Instant::now() < end {
        tokio::time::sleep(OFFER_POLL).await;
        takes = describe(context, target).await?;
    }
    let number = written(date, part.number())?;
    let wanted = number_of(date, part)?;
    let described = || context.document.masked(&format!("the {} of {}", part.word(), date.source.describe()));
    match date_option::matching(part, wanted, &takes.options).as_slice() {
        [option] => {
            let text = Personal::new(*option);
            choose(context, target, &[Choice::by_text(Typed { text, ..number })]).await
        }
        [] => {
            let options = suggest(None, context.document.masked_all(&takes.options));
            Err(ActionError::NoSuchOption(Mismatch::new(described(), options)).into())
        }
        several => {
            let several: Vec<String> = several.iter().map(|option| (*option).to_owned()).collect();
            let several = context.document.masked_all(&several);
            Err(ActionError::ManyMatches(Mismatch::new(described(), several)).into())
        }
    }
}

/// Whether one of a list's options is this part of the date.
fn offers(takes: &DateControl, date: &Typed, part: DatePart) -> Result<bool, RawFailure> {
    Ok(!date_option::matching(part, number_of(date, part)?, &takes.options).is_empty())
}

fn number_of(date: &Typed, part: DatePart) -> Result<u32, RawFailure> {
    let number = written(date, part.number())?;
    Ok(number.text.reveal().parse().map_err(|_| ActionError::Malformed("the value is no date".to_owned()))?)
}

/// Of a list that shows its options only once it is open: what it may call the part, one after the other.
async fn choose_unseen(
    context: &mut ActionContext,
    target: &Target,
    date: &Typed,
    part: DatePart,
) -> Result<(), RawFailure> {
    let mut missing = None;
    for choice in likely(date, part)? {
        match choose(context, target, &[choice]).await {
            Err(failure) if matches!(failure.error, ActionError::NoSuchOption(_)) => {
                missing.get_or_insert(failure);
            }
            other => return other,
        }
    }
    Err(missing.unwrap_or_else(|| ActionError::BrowserLost.into()))
}

/// What a list may call the part, the likeliest first: a month by its name in either language, whatever stands beside that.
fn likely(date: &Typed, part: DatePart) -> Result<Vec<Choice>, RawFailure> {
    let by = |pattern: &str| written(date, pattern).map(Choice::by_text);
    match part {
        DatePart::Year => Ok(vec![by("YYYY")?]),
        DatePart::Day => Ok(vec![by("D")?, by("DD")?]),
        DatePart::Month => {
            let english = written(date, "MONTH")?;
            let at = (number_of(date, part)? as usize).saturating_sub(1);
            let spanish = Typed { text: Personal::new(SPANISH_MONTHS[at]), ..english.clone() };
            Ok(vec![Choice::by_part(english), by("MM")?, Choice::by_part(spanish), by("M")?, by("MON")?])
        }
    }
}

impl DatePart {
    fn of(self, named: &DateParts) -> &Target {
        match self {
            DatePart::Year => &named.year,
            DatePart::Month => &named.month,
            DatePart::Day => &named.day,
        }
    }

    fn word(self) -> &'static str {
        match self {
            DatePart::Year => "year",
            DatePart::Month => "month",
            DatePart::Day => "day",
        }
    }

    /// As a number alone.
    fn number(self) -> &'static str {
        match self {
            DatePart::Year => "YYYY",
            DatePart::Month => "M",
            DatePart::Day => "D",
        }
    }

    /// How it is typed, and how a box may write it.
    fn patterns(self, short: bool) -> (&'static str, &'static str) {
        match self {
            DatePart::Year if short => ("YY", "YY"),
            DatePart::Year => ("YYYY", "YYYY"),
            DatePart::Month => ("MM", "M"),
            DatePart::Day => ("DD", "D"),
        }
    }
}

impl FoundDatePart {
    /// What finds it again.
    fn target(&self, group: &Target) -> Target {
        let argument = self.argument.clone();
        let in_group = || group.scopes.iter().chain(std::iter::once(&group.by)).cloned().collect();
        let (scopes, by) = match self.by {
            FoundBy::Label => (in_group(), Finder::Label(Text::Exact(argument))),
            FoundBy::Id => (Vec::new(), Finder::Id(argument)),
            FoundBy::Name => (Vec::new(), Finder::Name(argument)),
            FoundBy::Css => (Vec::new(), Finder::Css(argument)),
        };
        Target { frames: group.frames.clone(), scopes, by, nth: self.nth }
    }
}
