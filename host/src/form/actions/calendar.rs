//! Calendar widgets: turned month by month to the one that is wanted, then the day clicked, then the control read back.

use std::time::{Duration, Instant};

use super::calendar_month::parse_month;
use super::click::{Aims, click, click_at};
use super::context::ActionContext;
use super::read_back::{Purpose, verify};
use super::wait::first_of;
use super::written_date::written;
use crate::form::page::document::{CALL_BOUND, millis};
use crate::form::page::locate::Wanted;
use crate::form::page::pointer;
use crate::form::page::protocol::request::{FindDay, ForPage, Look, LookFor, WaitForHeading, Want};
use crate::form::types::{
    ActionError, Calendar, ClickOptions, Condition, Mismatch, RawFailure, Readiness, Target, Typed,
};

/// Months a calendar is turned, at most: 125 years.
const MAX_MONTHS: i32 = 1_500;
/// Clicks sent in one go once a first one moved the calendar by one month.
const BATCH: i32 = 24;
/// How long the heading may take to follow a click.
const TURN_BOUND: Duration = Duration::from_secs(3);
/// How long it says the same before it is believed: some slide, and show the old month beside the new.
const TURN_STILL: Duration = Duration::from_millis(40);
/// How long a calendar that shows may lack a part before it counts as closed, and is opened again.
const REOPEN_AFTER: Duration = Duration::from_millis(1_500);
/// How long a calendar may take to close after the day was clicked; some stay open.
const CLOSE_BOUND: Duration = Duration::from_millis(600);
/// Clicks that moved a calendar the wrong way, or not at all, before it is given up.
const MAX_STRAYS: u32 = 3;

/// Chooses a date in a calendar; `pattern` says what the control holds then.
pub(super) async fn set_by_calendar(
    context: &mut ActionContext,
    target: &Target,
    date: &Typed,
    calendar: &Calendar,
    pattern: &str,
) -> Result<(), RawFailure> {
    let holds = written(date, pattern)?;
    let number = |pattern: &str| -> Result<i32, RawFailure> {
        let malformed = || ActionError::Malformed("the value is no date".to_owned());
        Ok(written(date, pattern)?.text.reveal().parse().map_err(|_| malformed())?)
    };
    let (wanted, day) = (number("YYYY")? * 12 + number("M")? - 1, number("D")?.unsigned_abs());
    // The heading is made to say its month, and may be read. One with words in it is no pattern to write by.
    if let Ok(heading) = written(date, &calendar.heading_format) {
        context.learn(&heading);
    }
    let mut reopens = calendar.opener.is_some();
    loop {
        open_calendar(context, calendar).await?;
        let bound = if reopens { REOPEN_AFTER.min(context.bound) } else { context.bound };
        match pick_day(context, calendar, wanted, day, bound).await {
            // The last date's calendar was only just closing.
            Err(failure) if reopens && closed(&failure) => reopens = false,
            other => break other?,
        }
    }
    verify(context, target, &holds, Purpose::Put).await?;
    if calendar.opener.is_some() {
        // One that fades away would be taken for open by the next date.
        let gone = [Condition::Hidden(calendar.heading.clone())];
        first_of(context, &gone, Instant::now() + CLOSE_BOUND).await?;
    }
    Ok(())
}

async fn open_calendar(context: &mut ActionContext, calendar: &Calendar) -> Result<(), RawFailure> {
    let Some(opener) = &calendar.opener else { return Ok(()) };
    let shown = [Condition::Visible(calendar.heading.clone())];
    if first_of(context, &shown, Instant::now()).await?.is_none() {
        click(context, opener, &ClickOptions::default()).await?;
    }
    Ok(())
}

async fn pick_day(
    context: &mut ActionContext,
    calendar: &Calendar,
    month: i32,
    day: u32,
    bound: Duration,
) -> Result<(), RawFailure> {
    turn_to(context, calendar, month, bound).await?;
    context.document.enter(&calendar.days.frames, Instant::now() + bound).await?;
    let mut aims = Aims::default();
    loop {
        let request = FindDay { target: ForPage(&calendar.days), day, bound: millis(bound.min(CALL_BOUND)) };
        let found = match context.document.try_ask(request).await? {
            Ok(found) => found,
            Err(problem) => return Err(context.explain(problem, &calendar.days)),
        };
        context.submits.refuse(&found.submits)?;
        let point = found.point.ok_or(ActionError::BrowserLost)?;
        click_at(context, &found.el, &point, &ClickOptions::default()).await?;
        let arrived = context.document.click_arrived().await;
        if !aims.anew_after(&arrived).await {
            return arrived;
        }
    }
}

/// Clicks until the heading shows the month. Several clicks go together where one was seen to be one month.
async fn turn_to(
    context: &mut ActionContext,
    calendar: &Calendar,
    wanted: i32,
    bound: Duration,
) -> Result<(), RawFailure> {
    let (mut heading, mut shown) = first_month(context, calendar).await?;
    if (wanted - shown).abs() > MAX_MONTHS {
        return Err(ActionError::Limit(format!("a calendar is turned by at most {MAX_MONTHS} months")).into());
    }
    let mut together = 1;
    let mut strays = 0;
    while shown != wanted {
        let left = wanted - shown;
        let button = if left > 0 { &calendar.next } else { &calendar.previous };
        let clicks = left.abs().min(together);
        let found = context.find_ready_within(button, Wanted::only(Want::Click), bound).await?;
        context.submits.refuse(&found.submits)?;
        let point = found.point()?;
        context.document.perform_at(point, pointer::clicks(point, clicks.unsigned_abs())).await?;
        let now;
        (heading, now) = next_month(context, calendar, heading).await?;
        let moved = now - shown;
        if moved.signum() != left.signum() {
            strays += 1;
            if moved == 0 || strays > MAX_STRAYS {
                let what = format!("{} turns {}", button.describe(), calendar.heading.describe());
                let mismatch = Mismatch::new(context.document.masked(&what), vec![format!("it shows “{heading}”")]);
                return Err(ActionError::TimedOut(mismatch).into());
            }
        }
        together = if moved.abs() == clicks { BATCH } else { 1 };
        shown = now;
    }
    Ok(())
}

/// What the heading says, and which month that is.
async fn first_month(context: &mut ActionContext, calendar: &Calendar) -> Result<(String, i32), RawFailure> {
    let bound = context.bound.min(CALL_BOUND);
    let target = &calendar.heading;
    context.document.enter(&target.frames, Instant::now() + bound).await?;
    let (what, name, bound) = (LookFor::Heading, "", millis(bound));
    let request = Look { target: ForPage(target), want: Want::Look, what, name, bound };
    let heading = match context.document.try_ask(request).await? {
        Ok(seen) => seen.text.ok_or(ActionError::BrowserLost)?,
        Err(problem) => return Err(context.explain(problem, target)),
    };
    match parse_month(&heading, &calendar.heading_format) {
        Some(month) => Ok((heading, month)),
        None => Err(not_a_month(context, &heading, calendar)),
    }
}

/// The same, once it says something else than `before`. A heading that is being redrawn is read again.
async fn next_month(
    context: &mut ActionContext,
    calendar: &Calendar,
    mut before: String,
) -> Result<(String, i32), RawFailure> {
    let end = Instant::now() + TURN_BOUND;
    let target = &calendar.heading;
    context.document.enter(&target.frames, end).await?;
    loop {
        let left = end.saturating_duration_since(Instant::now());
        let (bound, still) = (millis(left), millis(TURN_STILL));
        let request = WaitForHeading { target: ForPage(target), bound, not: &before, still };
        let heading = match context.document.try_ask(request).await? {
            Ok(heading) => heading.text,
            Err(problem) => return Err(context.explain(problem, target)),
        };
        match parse_month(&heading, &calendar.heading_format) {
            Some(month) => return Ok((heading, month)),
            None if left > TURN_STILL => before = heading,
            None => return Err(not_a_month(context, &heading, calendar)),
        }
    }
}

fn not_a_month(context: &ActionContext, heading: &str, calendar: &Calendar) -> RawFailure {
    let heading: String = heading.chars().take(60).collect();
    let reason = format!("the heading “{heading}” is not written as {}", calendar.heading_format);
    ActionError::Malformed(context.document.masked(&reason)).into()
}

/// Whether a part of the calendar was not there, or not to be seen.
fn closed(failure: &RawFailure) -> bool {
    match &failure.error {
        ActionError::NoMatch(_) => true,
        ActionError::NotReady { missing, .. } => matches!(missing, Readiness::Visible | Readiness::Attached),
        _ => false,
    }
}
