//! A time of day, from and to, as a manifest and a calendar write it: `06:00-23:00`.

use std::fmt;

use jiff::civil::Time;
use serde::{Deserialize, Serialize};

/// Minutes of a day.
const DAY: u16 = 24 * 60;

/// A window of the day, in the county's local time. Over midnight where it ends before it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Window {
    /// Minutes since midnight; the first that is inside.
    from: u16,
    /// Minutes since midnight; the first that is not.
    to: u16,
}

/// What was written where a window was wanted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no window of the day: write it as `06:00-23:00`; `24:00` is the day's end")]
pub struct NotAWindow(String);

impl Window {
    /// Whether a local time is inside.
    pub fn holds(self, local: Time) -> bool {
        let now = u16::from(local.hour().unsigned_abs()) * 60 + u16::from(local.minute().unsigned_abs());
        if self.is_over_midnight() { now >= self.from || now < self.to } else { (self.from..self.to).contains(&now) }
    }

    /// Whether it ends on the day after it began.
    pub fn is_over_midnight(self) -> bool {
        self.to < self.from
    }
}

impl TryFrom<String> for Window {
    type Error = NotAWindow;

    fn try_from(text: String) -> Result<Self, NotAWindow> {
        let minutes = |text: &str| {
            let (hour, minute) = text.trim().split_once(':')?;
            let two_digits = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
            let digits = |text: &str| two_digits(text).then(|| text.parse::<u16>().ok()).flatten();
            let (hour, minute) = (digits(hour)?, digits(minute)?);
            (minute < 60 && hour * 60 + minute <= DAY).then_some(hour * 60 + minute)
        };
        let window = text.split_once('-').and_then(|(from, to)| Some(Self { from: minutes(from)?, to: minutes(to)? }));
        // One that begins where it ends holds nothing, or everything: nobody knows.
        window.filter(|window| window.from != window.to).ok_or_else(|| NotAWindow(text.chars().take(32).collect()))
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, to } = self;
        write!(f, "{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60)
    }
}

impl From<Window> for String {
    fn from(window: Window) -> Self {
        window.to_string()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;

    use super::*;

    #[test]
    fn windows_hold_their_minutes_also_over_midnight() {
        #[track_caller]
        fn check(text: &str, hour: i8, minute: i8, expect: bool) {
            let window = Window::try_from(text.to_owned()).unwrap();
            assert_eq!(window.holds(time(hour, minute, 0, 0)), expect, "{hour}:{minute} in {text}");
            assert_eq!(window.to_string(), text);
        }
        check("00:00-24:00", 23, 59, true);
        check("06:00-23:00", 5, 59, false);
        check("06:00-23:00", 6, 0, true);
        check("22:00-02:00", 1, 59, true);
        check("22:00-02:00", 2, 0, false);
    }

    #[test]
    fn what_is_no_window_is_none() {
        for text in
            ["25:00-26:00", "06:00-24:01", "06:60-07:00", "06:00", "noon", "-", "06:00-06:00", "+6:00-07:00", "6-23"]
        {
            assert!(Window::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
