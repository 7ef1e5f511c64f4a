//! When a county's site may be used: opening hours and maintenance windows of the manifest, county-local. Pure.

use jiff::civil::Time;

use crate::plugin::Manifest;

/// Whether the site is open at a local time. A window that cannot be read counts as open: late is worse than a refusal.
pub(super) fn is_open(manifest: &Manifest, local: Time) -> bool {
    let inside =
        |windows: &[String]| windows.iter().filter_map(|window| parse(window)).any(|window| holds(window, local));
    let open = &manifest.hours.open;
    (open.iter().all(|window| parse(window).is_none()) || inside(open)) && !inside(&manifest.hours.maintenance)
}

/// Minutes since midnight, from (inclusive) and to (exclusive); `24:00` is the day's end.
fn parse(window: &str) -> Option<(u16, u16)> {
    let minutes = |text: &str| {
        let (hour, minute) = text.trim().split_once(':')?;
        let (hour, minute) = (hour.parse::<u16>().ok()?, minute.parse::<u16>().ok()?);
        (hour <= 24 && minute < 60 && hour * 60 + minute <= 1440).then_some(hour * 60 + minute)
    };
    let (from, to) = window.split_once('-')?;
    Some((minutes(from)?, minutes(to)?))
}

fn holds((from, to): (u16, u16), local: Time) -> bool {
    let now = u16::from(local.hour().unsigned_abs()) * 60 + u16::from(local.minute().unsigned_abs());
    if from <= to { (from..to).contains(&now) } else { now >= from || now < to }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::time;

    #[test]
    fn windows_hold_their_minutes_also_over_midnight() {
        let check = |window: &str, hour: i8, minute: i8, expect: bool| {
            let parsed = parse(window).unwrap();
            assert_eq!(holds(parsed, time(hour, minute, 0, 0)), expect, "{hour}:{minute} in {window}");
        };
        check("00:00-24:00", 23, 59, true);
        check("06:00-23:00", 5, 59, false);
        check("06:00-23:00", 6, 0, true);
        check("22:00-02:00", 1, 59, true);
        check("22:00-02:00", 2, 0, false);
        assert_eq!(parse("25:00-26:00"), None);
        assert_eq!(parse("noon"), None);
    }
}
