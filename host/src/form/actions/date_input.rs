//! Native date inputs, and those for times: which keys put a value there that is written as HTML has it. Pure.
//!
//! Firefox's driver takes dates and times as HTML writes them, and has texts for months and weeks. Every other field is typed
//! part by part, in the order of American English: a browser of another language is what the fallback of `fill` is for.

use jiff::civil::{Date, DateTime, Time};

use crate::browser::Key;
use crate::form::page::protocol::answer::{TimeField, TimeKind};
use crate::form::types::ActionError;

/// A day as this field holds it; none where a day is not what it takes.
pub(super) fn day(field: TimeField, date: Date) -> Option<String> {
    match field.kind {
        TimeKind::Date => Some(date.to_string()),
        TimeKind::Month => Some(date.strftime("%Y-%m").to_string()),
        TimeKind::Week => {
            let week = date.iso_week_date();
            Some(format!("{:04}-W{:02}", week.year(), week.week()))
        }
        TimeKind::Time | TimeKind::DatetimeLocal => None,
    }
}

/// The keys for a value as HTML writes it.
pub(super) fn keys(field: TimeField, value: &str) -> Result<String, ActionError> {
    let (kind, form, keys) = match field.kind {
        TimeKind::Date => ("date", "2026-01-31", date(value)),
        TimeKind::Month => ("month", "2026-01", month(value)),
        TimeKind::Week => ("week", "2026-W05", week(value)),
        TimeKind::Time => ("time", "14:30", time(field, value)),
        TimeKind::DatetimeLocal => ("datetime-local", "2026-01-31T14:30", date_and_time(field, value)),
    };
    let malformed = || ActionError::Malformed(format!("a native field of the kind {kind} takes a value like {form}"));
    let keys = keys.ok_or_else(malformed)?;
    let as_written = field.text || field.gecko && matches!(field.kind, TimeKind::Date | TimeKind::Time);
    Ok(if as_written { value.to_owned() } else { keys })
}

fn date(value: &str) -> Option<String> {
    let date: Date = value.parse().ok().filter(|date: &Date| date.to_string() == value)?;
    Some(date.strftime("%m%d%Y").to_string())
}

/// Months are chosen by their name; the arrow goes on to the year.
fn month(value: &str) -> Option<String> {
    let date: Date = format!("{value}-01").parse().ok()?;
    (date.strftime("%Y-%m").to_string() == value)
        .then(|| format!("{}{}{}", date.strftime("%b"), next(), date.strftime("%Y")))
}

fn week(value: &str) -> Option<String> {
    let (year, week) = value.split_once("-W")?;
    let digits = |text: &str, length: usize| text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
    let number: u8 = week.parse().ok()?;
    (digits(year, 4) && digits(week, 2) && (1..=53).contains(&number)).then(|| format!("{week}{year}"))
}

fn time(field: TimeField, value: &str) -> Option<String> {
    let time: Time = value.parse().ok().filter(|_| value.len() >= 5 && value.as_bytes().get(2) == Some(&b':'))?;
    let seconds = if field.seconds { "%S" } else { "" };
    Some(time.strftime(&format!("%I%M{seconds}%p")).to_string())
}

fn date_and_time(field: TimeField, value: &str) -> Option<String> {
    let (day, clock) = value.split_once('T')?;
    let _: DateTime = value.parse().ok()?;
    Some(format!("{}{}{}", date(day)?, next(), time(field, clock)?))
}

/// To the next part: a year may have up to six digits, so four of them end nothing.
fn next() -> char {
    Key::Right.code()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_keys_and_others_are_refused() {
        #[track_caller]
        fn check(kind: TimeKind, value: &str, expect: Option<&str>) {
            let field = TimeField { kind, text: false, seconds: false, gecko: false };
            assert_eq!(
                keys(field, value).ok().as_deref().map(|keys| keys.replace(next(), ">")).as_deref(),
                expect,
                "{value}"
            );
        }
        check(TimeKind::Date, "1980-01-02", Some("01021980"));
        check(TimeKind::Date, "01/02/1980", None);
        check(TimeKind::Date, "2021-02-30", None);
        check(TimeKind::Month, "1980-12", Some("Dec>1980"));
        check(TimeKind::Month, "1980-13", None);
        check(TimeKind::Week, "2026-W07", Some("072026"));
        check(TimeKind::Week, "2026-W54", None);
        check(TimeKind::Week, "7", None);
        check(TimeKind::Time, "14:30", Some("0230PM"));
        check(TimeKind::Time, "00:05", Some("1205AM"));
        check(TimeKind::Time, "2 pm", None);
        check(TimeKind::DatetimeLocal, "2026-03-04T15:06", Some("03042026>0306PM"));
        check(TimeKind::DatetimeLocal, "2026-03-04", None);
    }

    #[test]
    fn a_day_is_what_some_fields_take() {
        let day_of = |kind, date: &str| {
            day(TimeField { kind, text: false, seconds: false, gecko: false }, date.parse().unwrap())
        };
        assert_eq!(day_of(TimeKind::Week, "2021-01-01").as_deref(), Some("2020-W53"));
        assert_eq!(day_of(TimeKind::Month, "1980-12-31").as_deref(), Some("1980-12"));
        assert_eq!(day_of(TimeKind::Time, "1980-12-31"), None);
    }
}
