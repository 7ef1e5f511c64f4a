//! Dates: native date fields, dates written by a pattern, and the way to calendars (`calendar`).

use super::failure::ActionError;
use super::locate::Wanted;
use super::value::{DateStyle, Typed};
use super::{Failure, Form, Target, Wrong};
use crate::submission::{Kind, Personal, Rule};

impl Form {
    /// Puts a date (`YYYY-MM-DD`) into a control, and reads it back.
    pub async fn set_date(&mut self, target: &Target, date: &Typed, style: &DateStyle) -> Result<(), Failure> {
        let begun = self.begin("set-date", &target.describe(), Some(date.source.describe()))?;
        let done = self.set_date_now(target, date, style).await;
        self.finish(begun, done).await
    }

    async fn set_date_now(&mut self, target: &Target, date: &Typed, style: &DateStyle) -> Result<(), Wrong> {
        match style {
            DateStyle::Native => self.set_native(target, date).await,
            DateStyle::Typed(pattern) => {
                let typed = Typed { holds: date.holds.clone(), ..written(date, pattern)? };
                self.put(target, &typed, "fill").await
            }
            DateStyle::Calendar(calendar, pattern) => self.set_by_calendar(target, date, calendar, pattern).await,
        }
    }

    /// A native field is typed in the order of the browser's language and read as `YYYY-MM-DD`.
    async fn set_native(&mut self, target: &Target, date: &Typed) -> Result<(), Wrong> {
        let located = self.locate(target, Wanted { what: "date", ..Wanted::default() }).await?;
        let gecko = located.facts["gecko"] == true;
        let (keys, holds) = match (located.facts["type"].as_str(), gecko) {
            (Some("date"), true) => ("YYYY-MM-DD", "YYYY-MM-DD"),
            (Some("date"), false) => ("MMDDYYYY", "YYYY-MM-DD"),
            // Firefox has no field of its own for months: it is a text.
            (Some("month"), true) => ("YYYY-MM", "YYYY-MM"),
            (Some("month"), false) => ("MMYYYY", "YYYY-MM"),
            _ => {
                let reason = "this is no native date field; say by which pattern the date is typed";
                return Err(ActionError::Malformed(reason.to_owned()).into());
            }
        };
        let typed = Typed { holds: Some(written(date, holds)?.text), ..written(date, keys)? };
        self.put(target, &typed, "date").await
    }
}

/// The date by a pattern.
pub(super) fn written(date: &Typed, pattern: &str) -> Result<Typed, Wrong> {
    let rule = Rule::Date(pattern.to_owned());
    let text = rule
        .apply(Kind::Date, date.text.reveal())
        .map_err(|_| ActionError::Malformed(format!("the value is no date, or “{pattern}” is no pattern for one")))?;
    Ok(Typed { text: Personal::new(text), holds: None, source: date.source.under(&rule) })
}
