//! Calendar widgets: turned month by month to the one that is wanted, then the day clicked, then the control read back.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::date::written;
use super::failure::{ActionError, Mismatch, Readiness};
use super::fill::Doing;
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
/// How long it says the same before it is believed: some slide, and show the old month beside the new.
const TURN_STILL: Duration = Duration::from_millis(40);
/// How long a calendar that shows may lack a part before it counts as closed, and is opened again.
const REOPEN_AFTER: Duration = Duration::from_millis(1_500);
/// How long a calendar may take to close after the day was clicked; some stay open.
const CLOSE_BOUND: Duration = Duration::from_millis(600);
/// Clicks that moved a calendar the wrong way, or not at all, before it is given up.
const MAX_STRAYS: u32 = 3;

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
        let mut reopens = calendar.opener.is_some();
        loop {
            self.open_calendar(calendar).await?;
            let bound = if reopens { REOPEN_AFTER.min(self.settings.action_bound) } else { self.settings.action_bound };
            match self.pick_day(calendar, wanted, day, bound).await {
                // The last date's calendar was only just closing.
                Err(wrong) if reopens && closed(&wrong) => reopens = false,
                other => break other?,
            }
        }
        self.verify(target, &holds, Doing::Put).await?;
        if calendar.opener.is_some() {
            // One that fades away would be taken for open by the next date.
            let gone = [super::Condition::Hidden(calendar.heading.clone())];
            self.first_of(&gone, Instant::now() + CLOSE_BOUND).await?;
        }
        Ok(())
    }

    async fn pick_day(&mut self, calendar: &Calendar, month: i32, day: i32, bound: Duration) -> Result<(), Wrong> {
        self.turn_to(calendar, month, bound).await?;
        self.enter(&calendar.days.frames, Instant::now() + bound).await?;
        let bound = millis(bound.min(SLICE));
        let request = json!({ "op": "days", "target": calendar.days.to_json(), "day": day, "bound": bound });
        let answer = self.ask(request).await?;
        if !answer["error"].is_null() {
            return Err(self.explain(&answer, &calendar.days));
        }
        self.refuse_what_submits(&answer["submits"])?;
        let point = keys::Point::parse(&answer["point"]).ok_or(ActionError::BrowserLost)?;
        self.click_at(&element(&answer["el"])?, &point, &ClickOptions::default()).await
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
    async fn turn_to(&mut self, calendar: &Calendar, wanted: i32, bound: Duration) -> Result<(), Wrong> {
        let (mut heading, mut shown) = self.heading(calendar, None).await?;
        if (wanted - shown).abs() > MAX_MONTHS {
            return Err(ActionError::Limit(format!("a calendar is turned by at most {MAX_MONTHS} months")).into());
        }
        let mut together = 1;
        let mut strays = 0;
        while shown != wanted {
            let left = wanted - shown;
            let button = if left > 0 { &calendar.next } else { &calendar.previous };
            let clicks = left.abs().min(together);
            let located = self.locate_within(button, Wanted { what: "click", ..Wanted::default() }, bound).await?;
            self.refuse_submits(&located)?;
            let point = super::click::point(&located)?;
            self.act(keys::clicks(point, clicks.unsigned_abs())).await?;
            let now;
            (heading, now) = self.heading(calendar, Some(&heading)).await?;
            let moved = now - shown;
            if moved.signum() != left.signum() {
                strays += 1;
                if moved == 0 || strays > MAX_STRAYS {
                    let what = format!("{} turns {}", button.describe(), calendar.heading.describe());
                    let mismatch =
                        Mismatch::new(self.settings.mask.apply(&what), vec![format!("it shows “{heading}”")]);
                    return Err(ActionError::TimedOut(mismatch).into());
                }
            }
            together = if moved.abs() == clicks { BATCH } else { 1 };
            shown = now;
        }
        Ok(())
    }

    /// What the heading says, and which month that is; `not` waits until it says something else. A heading that is being
    /// redrawn is read again.
    async fn heading(&mut self, calendar: &Calendar, not: Option<&str>) -> Result<(String, i32), Wrong> {
        let bound = if not.is_some() { TURN_BOUND } else { self.settings.action_bound.min(SLICE) };
        let end = Instant::now() + bound;
        self.enter(&calendar.heading.frames, end).await?;
        let mut before = not.map(str::to_owned);
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let mut request = json!({ "target": calendar.heading.to_json(), "want": "look", "bound": millis(left) });
            match &before {
                None => (request["op"], request["what"]) = (json!("look"), json!("heading")),
                Some(before) => {
                    (request["op"], request["not"]) = (json!("turned"), json!(before));
                    request["still"] = json!(millis(TURN_STILL));
                }
            }
            let answer = self.ask(request).await?;
            let Value::String(heading) = &answer["value"] else {
                return Err(self.explain(&answer, &calendar.heading));
            };
            match parse_month(heading, &calendar.heading_format) {
                Some(month) => return Ok((heading.clone(), month)),
                None if left > TURN_STILL && not.is_some() => before = Some(heading.clone()),
                None => {
                    let heading: String = heading.chars().take(60).collect();
                    let reason = format!("the heading “{heading}” is not written as {}", calendar.heading_format);
                    return Err(ActionError::Malformed(self.settings.mask.apply(&reason)).into());
                }
            }
        }
    }
}

/// Whether a part of the calendar was not there, or not to be seen.
fn closed(wrong: &Wrong) -> bool {
    let hidden = |missing: &Readiness| matches!(missing, Readiness::Visible | Readiness::Attached);
    match &wrong.error {
        ActionError::NoMatch(_) => true,
        ActionError::NotReady { missing, .. } => hidden(missing),
        _ => false,
    }
}

/// Reads the one month that stands in a heading by a pattern of `MONTH`, `MON`, `MM`, `M`, `YYYY`, `YY` and literal text;
/// months since year 0. Two different ones are none: a calendar that slides shows both for a moment.
fn parse_month(heading: &str, pattern: &str) -> Option<i32> {
    let folded = heading.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let starts =
        folded.char_indices().filter(|(at, _)| !folded[..*at].chars().next_back().is_some_and(char::is_alphanumeric));
    let mut months: Vec<i32> = starts.filter_map(|(at, _)| month_at(&folded[at..], pattern)).collect();
    months.dedup();
    match months.as_slice() {
        [month] => Some(*month),
        _ => None,
    }
}

/// The month that a text begins with.
fn month_at(text: &str, mut pattern: &str) -> Option<i32> {
    let mut rest = text;
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
            // Parts that stand apart on the page may touch in its text.
            None if pattern.starts_with(' ') => rest = rest.trim_start(),
            None => {
                let literal = pattern.chars().next()?;
                rest = rest.strip_prefix(|c: char| c == literal || literal.to_lowercase().eq([c]))?;
            }
        }
        pattern = &pattern[token.map_or_else(|| pattern.chars().next().map_or(0, char::len_utf8), str::len)..];
    }
    let month = month.filter(|month| (0..12).contains(month))?;
    (!rest.chars().next().is_some_and(char::is_alphanumeric)).then_some(())?;
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
        assert_eq!(parse_month("January1980", "MONTH YYYY"), Some(1980 * 12));
        assert_eq!(parse_month("January 1980 (now)", "MONTH YYYY"), Some(1980 * 12));
        assert_eq!(parse_month("‹ January 1980 Next month ›", "MONTH YYYY"), Some(1980 * 12));
        assert_eq!(parse_month("January 1980 February 1980", "MONTH YYYY"), None);
        assert_eq!(parse_month("January 19801", "MONTH YYYY"), None);
    }
}
