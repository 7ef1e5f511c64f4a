//! Moments as county sites write them, for telling an application of today from one of last year. No clock, no zones.

/// Seconds from 1970-01-01T00:00:00Z to a date and time of day, both UTC, in the proleptic Gregorian calendar.
/// None where a number is out of range. Days by Howard Hinnant's `days_from_civil`.
pub fn utc(year: i64, month: i64, day: i64, hour: i64, minute: i64) -> Option<u64> {
    let sound = (1970..=9999).contains(&year)
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && (0..24).contains(&hour)
        && (0..60).contains(&minute);
    if !sound {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let era_year = year % 400;
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = era_year * 365 + era_year / 4 - era_year / 100 + day_of_year;
    let days = year / 400 * 146_097 + day_of_era - 719_468;
    u64::try_from(((days * 24 + hour) * 60 + minute) * 60).ok()
}

/// The moment that `MM/DD/YYYY HH:MM` says, in UTC. None where more stands there, as `PM` or a zone: read without it, an
/// application of this afternoon would be one of last night.
pub fn slashed(text: &str) -> Option<u64> {
    let text = text.trim_ascii();
    let text = text.strip_suffix("UTC").unwrap_or(text);
    // Bytes: what letters are would be tables in every plugin.
    if text.bytes().any(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii()) {
        return None;
    }
    // Month, day, year, hour, minute.
    let mut numbers = [0_i64; 5];
    let mut pieces = text.split(|c: char| !c.is_ascii_digit()).filter(|piece| !piece.is_empty());
    for number in &mut numbers {
        *number = pieces.next()?.parse().ok()?;
    }
    let [month, day, year, hour, minute] = numbers;
    pieces.next().is_none().then(|| utc(year, month, day, hour, minute)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_counted_from_1970() {
        assert_eq!(utc(1970, 1, 1, 0, 0), Some(0));
        assert_eq!(utc(2000, 2, 29, 12, 30), Some(951_827_400));
        assert_eq!(slashed("11/22/2026 03:40"), Some(1_795_318_800));
        assert_eq!(slashed("11/22/2026 03:40 UTC"), Some(1_795_318_800));
        for unread in ["•••/2026 03:40", "11/22/2026 03:40 PM", "11/22/2026 03:40 p.m.", "11/22/2026 03:40 PST"] {
            assert_eq!(slashed(unread), None, "{unread}");
        }
        assert_eq!(utc(2026, 13, 1, 0, 0), None);
    }
}
