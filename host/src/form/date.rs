//! Dates: native date fields, dates written by a pattern, and the way to calendars (`calendar`).

use super::failure::ActionError;
use super::locate::Wanted;
use super::native::NativeField;
use super::value::{DateStyle, Source, Typed};
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
                self.put(target, &typed).await
            }
            DateStyle::Calendar(calendar, pattern) => self.set_by_calendar(target, date, calendar, pattern).await,
        }
    }

    async fn set_native(&mut self, target: &Target, date: &Typed) -> Result<(), Wrong> {
        let located = self.locate(target, Wanted { what: "fill", ..Wanted::default() }).await?;
        let iso = written(date, "YYYY-MM-DD")?;
        let day = iso.text.reveal().parse().ok();
        let value = NativeField::of(&located.facts).zip(day).and_then(|(field, day)| field.day(day));
        let Some(value) = value else {
            let reason = "this is no native field for dates; say by which pattern the date is typed";
            return Err(ActionError::Malformed(reason.to_owned()).into());
        };
        self.put(target, &Typed { text: Personal::new(value), ..iso }).await
    }
}

/// The date by a pattern.
pub(super) fn written(date: &Typed, pattern: &str) -> Result<Typed, Wrong> {
    if matches!(&date.source, Source::Field { rules, .. } if !rules.is_empty()) {
        return Err(
            ActionError::Malformed("a date is given as it is: the style says how it is written".to_owned()).into()
        );
    }
    let rule = Rule::Date(pattern.to_owned());
    let text = Rule::shape(std::slice::from_ref(&rule), Kind::Date, date.text.reveal())
        .map_err(|_| ActionError::Malformed(format!("the value is no date, or “{pattern}” is no pattern for one")))?;
    Ok(Typed { text, holds: None, source: date.source.under(&rule) })
}
