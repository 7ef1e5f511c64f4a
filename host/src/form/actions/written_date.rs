//! Dates written by a pattern. Pure.

use crate::form::types::{ActionError, RawFailure, Source, Typed};
use crate::submission::{Kind, Rule};

/// The date by a pattern such as `MM/DD/YYYY`.
pub(super) fn written(date: &Typed, pattern: &str) -> Result<Typed, RawFailure> {
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
