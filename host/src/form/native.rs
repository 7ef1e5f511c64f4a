//! The browser's own fields for dates and times: which keys put a value there that is written as HTML has it. Pure.
//!
//! Firefox's driver takes dates and times as HTML writes them, and has texts for months and weeks. Every other field is typed
//! part by part, in the order of American English: a browser of another language is what the fallback of `fill` is for.

use jiff::civil::{Date, DateTime, Time};
use serde_json::Value;

use super::failure::ActionError;
use crate::browser::Key;

/// A native field, as the page's script found it.
#[derive(Clone, Copy, Debug)]
pub(super) struct NativeField<'a> {
    kind: &'a str,
    /// The browser has no field of its own for this kind.
    text: bool,
    /// Seconds are typed, too.
    seconds: bool,
    gecko: bool,
}

impl<'a> NativeField<'a> {
    /// From what the script said of a control; none if it is another one.
    pub(super) fn of(facts: &'a Value) -> Option<NativeField<'a>> {
        let kind = facts["time"].as_str()?;
        Some(NativeField {
            kind,
            text: facts["text"] == true,
            seconds: facts["seconds"] == true,
            gecko: facts["gecko"] == true,
        })
    }

    /// A day as this field holds it; none where a day is not what it takes.
    pub(super) fn day(self, date: Date) -> Option<String> {
        match self.kind {
            "date" => Some(date.to_string()),
            "month" => Some(date.strftime("%Y-%m").to_string()),
            "week" => {
                let week = date.iso_week_date();
                Some(format!("{:04}-W{:02}", week.year(), week.week()))
            }
            _ => None,
        }
    }

    /// The keys for a value as HTML writes it.
    pub(super) fn keys(self, value: &str) -> Result<String, ActionError> {
        let (form, keys) = match self.kind {
            "date" => ("2026-01-31", self.date(value)),
            "month" => ("2026-01", self.month(value)),
            "week" => ("2026-W05", self.week(value)),
            "time" => ("14:30", self.time(value)),
            _ => ("2026-01-31T14:30", self.both(value)),
        };
        let wrong =
            || ActionError::Malformed(format!("a native field of the kind {} takes a value like {form}", self.kind));
        let keys = keys.ok_or_else(wrong)?;
        Ok(if self.text || self.gecko && matches!(self.kind, "date" | "time") { value.to_owned() } else { keys })
    }

    fn date(self, value: &str) -> Option<String> {
        let date: Date = value.parse().ok().filter(|date: &Date| date.to_string() == value)?;
        Some(date.strftime("%m%d%Y").to_string())
    }

    /// Months are chosen by their name; the arrow goes on to the year.
    fn month(self, value: &str) -> Option<String> {
        let date: Date = format!("{value}-01").parse().ok()?;
        (date.strftime("%Y-%m").to_string() == value)
            .then(|| format!("{}{}{}", date.strftime("%b"), next(), date.strftime("%Y")))
    }

    fn week(self, value: &str) -> Option<String> {
        let (year, week) = value.split_once("-W")?;
        let digits = |text: &str, length: usize| text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
        let number: u8 = week.parse().ok()?;
        (digits(year, 4) && digits(week, 2) && (1..=53).contains(&number)).then(|| format!("{week}{year}"))
    }

    fn time(self, value: &str) -> Option<String> {
        let time: Time = value.parse().ok().filter(|_| value.len() >= 5 && value.as_bytes().get(2) == Some(&b':'))?;
        let seconds = if self.seconds { "%S" } else { "" };
        Some(time.strftime(&format!("%I%M{seconds}%p")).to_string())
    }

    fn both(self, value: &str) -> Option<String> {
        let (day, time) = value.split_once('T')?;
        let _: DateTime = value.parse().ok()?;
        Some(format!("{}{}{}", self.date(day)?, next(), self.time(time)?))
    }
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
        fn check(kind: &str, value: &str, expect: Option<&str>) {
            let field = NativeField { kind, text: false, seconds: false, gecko: false };
            assert_eq!(
                field.keys(value).ok().as_deref().map(|keys| keys.replace(next(), ">")).as_deref(),
                expect,
                "{value}"
            );
        }
        check("date", "1980-01-02", Some("01021980"));
        check("date", "01/02/1980", None);
        check("date", "2021-02-30", None);
        check("month", "1980-12", Some("Dec>1980"));
        check("month", "1980-13", None);
        check("week", "2026-W07", Some("072026"));
        check("week", "2026-W54", None);
        check("week", "7", None);
        check("time", "14:30", Some("0230PM"));
        check("time", "00:05", Some("1205AM"));
        check("time", "2 pm", None);
        check("datetime-local", "2026-03-04T15:06", Some("03042026>0306PM"));
        check("datetime-local", "2026-03-04", None);
    }

    #[test]
    fn a_day_is_what_some_fields_take() {
        let day = |kind, date: &str| {
            NativeField { kind, text: false, seconds: false, gecko: false }.day(date.parse().unwrap())
        };
        assert_eq!(day("week", "2021-01-01").as_deref(), Some("2020-W53"));
        assert_eq!(day("month", "1980-12-31").as_deref(), Some("1980-12"));
        assert_eq!(day("time", "1980-12-31"), None);
    }
}
