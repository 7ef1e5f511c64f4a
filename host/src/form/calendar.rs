//! Calendar widgets: turned month by month to the one that is wanted, then the day clicked, then the control read back.

use std::time::Duration;

use serde_json::{Value, json};

use super::date::written;
use super::failure::ActionError;
use super::keys;
use super::locate::{Wanted, element};
use super::page::{SLICE, millis};
use super::value::{Calendar, ClickOptions, Typed};
use super::{Form, Target, Wrong};

/// Months a calendar is turned, at most: 125 years.
pub(super) const MAX_MONTHS: i32 = 1_500;
/// Clicks sent in one go once a first one moved the calendar by one month.
const BATCH: i32 = 24;
/// How long the heading may take to follow a click.
const TURN_BOUND: Duration = Duration::from_secs(3);

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

impl Form {
    pub(super) async fn set_by_calendar(
        &mut self,
        target: &Target,
        date: &Typed,
        calendar: &Calendar,
        pattern: &str,
    ) -> Result<(), Wrong> {
        let holds = written(date, pattern)?;
        let number = |pattern: &str| -> Result<i32, Wrong> {
            let malformed = || ActionError::Malformed("the value is no date".to_owned());
            Ok(written(date, pattern)?.text.reveal().parse().map_err(|_| malformed())?)
        };
        let (wanted, day) = (number("YYYY")? * 12 + number("M")? - 1, number("D")?);
        self.open_calendar(calendar).await?;
        self.turn_to(calendar, wanted).await?;
        let end = std::time::Instant::now() + self.settings.action_bound;
        self.enter(&calendar.days.frames, end).await?;
        let bound = millis(self.settings.action_bound.min(SLICE));
        let answer =
            self.ask(json!({ "op": "days", "target": calendar.days.to_json(), "day": day, "bound": bound })).await?;
        if !answer["error"].is_null() {
            return Err(self.explain(&answer, &calendar.days));
        }
        let point = keys::Point::parse(&answer["point"]);
        self.act(keys::click(&point.ok_or(ActionError::BrowserLost)?, &ClickOptions::default())?).await?;
        self.verify(target, &holds).await
    }

    async fn open_calendar(&mut self, calendar: &Calendar) -> Result<(), Wrong> {
        let Some(opener) = &calendar.opener else { return Ok(()) };
        let shown = self.which_of(&[super::Condition::Visible(calendar.heading.clone())]).await?;
        if shown.is_none() {
            self.click_now(opener, &ClickOptions::default()).await?;
        }
        Ok(())
    }

    /// Clicks until the heading shows the month. Several clicks go together where one was seen to be one month.
    async fn turn_to(&mut self, calendar: &Calendar, wanted: i32) -> Result<(), Wrong> {
        let mut heading = self.heading(calendar, None).await?;
        let mut shown = month_of(&heading, calendar)?;
        if (wanted - shown).abs() > MAX_MONTHS {
            return Err(ActionError::Limit(format!("a calendar is turned by at most {MAX_MONTHS} months")).into());
        }
        let mut together = 1;
        while shown != wanted {
            let left = wanted - shown;
            let button = if left > 0 { &calendar.next } else { &calendar.previous };
            let clicks = left.abs().min(together);
            let located = self.locate(button, Wanted { what: "click", ..Wanted::default() }).await?;
            self.refuse_submits(&located)?;
            let point = super::click::point(&located)?;
            self.act(keys::clicks(point, clicks.unsigned_abs())).await?;
            heading = self.heading(calendar, Some(&heading)).await?;
            let now = month_of(&heading, calendar)?;
            let moved = now - shown;
            if moved == 0 || moved.signum() != left.signum() {
                let what = format!("{} to turn {}", button.describe(), calendar.heading.describe());
                return Err(ActionError::TimedOut(self.settings.mask.apply(&what)).into());
            }
            together = if moved.abs() == clicks { BATCH } else { 1 };
            shown = now;
        }
        Ok(())
    }

    /// What the heading says; `not` waits until it says something else.
    async fn heading(&mut self, calendar: &Calendar, not: Option<&str>) -> Result<String, Wrong> {
        let bound = if not.is_some() { TURN_BOUND } else { self.settings.action_bound.min(SLICE) };
        let end = std::time::Instant::now() + bound;
        self.enter(&calendar.heading.frames, end).await?;
        let mut request = json!({
            "op": "look", "target": calendar.heading.to_json(), "want": "look", "what": "text", "bound": millis(bound),
        });
        if let Some(not) = not {
            request["not"] = json!(not);
        }
        let answer = self.ask(request).await?;
        match &answer["value"] {
            Value::String(text) => Ok(text.clone()),
            _ if answer["error"].is_null() => Ok(element(&answer["el"]).map(|_| String::new())?),
            _ => Err(self.explain(&answer, &calendar.heading)),
        }
    }
}

/// Months since year 0 of what a heading says.
fn month_of(heading: &str, calendar: &Calendar) -> Result<i32, Wrong> {
    parse_month(heading, &calendar.heading_format).ok_or_else(|| {
        let heading: String = heading.chars().take(60).collect();
        ActionError::Malformed(format!("the heading “{heading}” is not written as {}", calendar.heading_format)).into()
    })
}

/// Reads a month by a pattern of `MONTH`, `MON`, `MM`, `M`, `YYYY`, `YY` and literal text.
fn parse_month(heading: &str, pattern: &str) -> Option<i32> {
    let folded = heading.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let (mut rest, mut pattern) = (folded.as_str(), pattern);
    let (mut year, mut month) = (None, None);
    while !pattern.is_empty() {
        let token = ["MONTH", "YYYY", "MON", "YY", "MM", "M"].into_iter().find(|token| pattern.starts_with(token));
        match token {
            Some(token @ ("MONTH" | "MON")) => {
                let (index, length) = MONTHS.iter().enumerate().find_map(|(index, name)| {
                    let name = if token == "MON" { &name[..3] } else { name };
                    rest.starts_with(name).then_some((index, name.len()))
                })?;
                month = i32::try_from(index).ok();
                rest = &rest[length..];
            }
            Some(token) => {
                let most = if token == "M" { 2 } else { token.len() };
                let digits = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
                let number: i32 = rest[..digits].parse().ok()?;
                rest = &rest[digits..];
                match token {
                    "YYYY" => year = Some(number),
                    "YY" => year = Some(2000 + number),
                    _ => month = Some(number - 1),
                }
            }
            None => {
                let literal = pattern.chars().next()?;
                rest = rest.strip_prefix(|c: char| c == literal || literal.to_lowercase().eq([c]))?;
            }
        }
        pattern = &pattern[token.map_or_else(|| pattern.chars().next().map_or(0, char::len_utf8), str::len)..];
    }
    let month = month.filter(|month| (0..12).contains(month))?;
    rest.trim().is_empty().then_some(())?;
    Some(year? * 12 + month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_read_by_their_pattern() {
        assert_eq!(parse_month("January 1980", "MONTH YYYY"), Some(1980 * 12));
        assert_eq!(parse_month(" DECEMBER\n1980 ", "MONTH YYYY"), Some(1980 * 12 + 11));
        assert_eq!(parse_month("May, 2026", "MONTH, YYYY"), Some(2026 * 12 + 4));
        assert_eq!(parse_month("Feb 1999", "MON YYYY"), Some(1999 * 12 + 1));
        assert_eq!(parse_month("2/1999", "M/YYYY"), Some(1999 * 12 + 1));
        assert_eq!(parse_month("1999-02", "YYYY-MM"), Some(1999 * 12 + 1));
        assert_eq!(parse_month("13/1999", "M/YYYY"), None);
        assert_eq!(parse_month("January", "MONTH YYYY"), None);
        assert_eq!(parse_month("January 1980 (now)", "MONTH YYYY"), None);
    }
}
