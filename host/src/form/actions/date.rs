//! Dates: native date inputs, dates written by a pattern, and the way to calendars (`calendar`) and to dates in parts (`date_parts`).

use super::calendar::set_by_calendar;
use super::context::ActionContext;
use super::date_input;
use super::date_parts::set_parts;
use super::fill::put;
use super::written_date::written;
use crate::form::page::locate::Wanted;
use crate::form::page::protocol::request::Want;
use crate::form::types::{ActionError, DateStyle, RawFailure, Target, Typed};
use crate::submission::Personal;

/// Puts a date (`YYYY-MM-DD`) into a control, and reads it back.
pub(crate) async fn set_date(
    context: &mut ActionContext,
    target: &Target,
    date: &Typed,
    style: &DateStyle,
) -> Result<(), RawFailure> {
    match style {
        DateStyle::Native => set_native(context, target, date).await,
        DateStyle::Typed(pattern) => {
            let typed = Typed { holds: date.holds.clone(), ..written(date, pattern)? };
            put(context, target, &typed).await
        }
        DateStyle::Parts(parts) => set_parts(context, target, date, parts.as_deref()).await,
        DateStyle::Calendar(calendar, pattern) => set_by_calendar(context, target, date, calendar, pattern).await,
    }
}

async fn set_native(context: &mut ActionContext, target: &Target, date: &Typed) -> Result<(), RawFailure> {
    let control = context.find_ready(target, Wanted::only(Want::Fill)).await?;
    let iso = written(date, "YYYY-MM-DD")?;
    let day = iso.text.reveal().parse().ok();
    let field = control.fill.and_then(|facts| facts.time);
    let Some(value) = field.zip(day).and_then(|(field, day)| date_input::day(field, day)) else {
        let reason = "this is no native field for dates; say by which pattern the date is typed";
        return Err(ActionError::Malformed(reason.to_owned()).into());
    };
    put(context, target, &Typed { text: Personal::new(value), ..iso }).await
}
