//! Holidays' rules as ops write them: `03-31`, `fourth thursday of november`, `1 day after thanksgiving`, `2 days before easter`.

use jiff::civil::Date;

use super::federal::{self, Federal};
use super::rule::{Anchor, Rule};
use super::weekdays::{WEEKDAYS, name_of};
use crate::submission::{ENGLISH_MONTHS, suggest};

/// Most days that a holiday may lie before or after another.
const MOST_DAYS: i16 = 60;
/// Which weekday of a month, as it is written; the last counts from the end.
const ORDINALS: [(&str, i8); 5] = [("first", 1), ("second", 2), ("third", 3), ("fourth", 4), ("last", -1)];
/// What a rule may look like, for whoever wrote another.
const FORMS: &str = "write a month and a day (`03-31`), a weekday of a month (`fourth friday of november`, `last monday of may`), \
                     or days before or after one of these, a federal holiday or easter (`1 day after thanksgiving`, `2 days before easter`)";

/// A rule as it is written; otherwise what is wrong with it, and what would be right.
pub(super) fn parse(text: &str) -> Result<Rule, String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words[..] {
        [count, "day" | "days", way @ ("after" | "before"), ..] => {
            let days = count.parse().ok().filter(|days| (1..=MOST_DAYS).contains(days));
            let days = days.ok_or_else(|| {
                format!("it may be 1 to {MOST_DAYS} days before or after another, not {}", clip(count))
            })?;
            let from = anchor(words.get(3..).unwrap_or_default())?;
            Ok(Rule { from, days: if way == "after" { days } else { -days } })
        }
        _ => Ok(Rule { from: anchor(&words)?, days: 0 }),
    }
}

fn anchor(words: &[&str]) -> Result<Anchor, String> {
    match words {
        [nth, weekday, "of", month] => {
            let nth = one_of(nth, &ORDINALS.map(|(name, _)| name))?;
            let weekday = one_of(weekday, &WEEKDAYS.map(name_of))?;
            let months = ENGLISH_MONTHS.map(str::to_ascii_lowercase);
            let month = one_of(month, &months.each_ref().map(String::as_str))?;
            let (nth, weekday) = (ORDINALS.map(|(_, nth)| nth)[nth], WEEKDAYS[weekday]);
            Ok(Anchor::Nth { nth, weekday, month: i8::try_from(month + 1).unwrap_or_default() })
        }
        ["easter"] => Ok(Anchor::Easter),
        [word] if word.starts_with(|c: char| c.is_ascii_digit()) => month_and_day(word),
        [word] => match federal::named(word) {
            Some(Federal { rule, .. }) => Ok(rule.from),
            None => {
                let meant = suggest(word, federal::names().chain(["easter"]));
                let meant = meant.map(|meant| format!("; most like it is `{meant}`")).unwrap_or_default();
                Err(format!("`{}` is no federal holiday{meant}; {FORMS}", clip(word)))
            }
        },
        _ => Err(FORMS.to_owned()),
    }
}

fn month_and_day(word: &str) -> Result<Anchor, String> {
    let two = |text: &str| (text.len() == 2).then(|| text.parse::<i8>().ok()).flatten();
    let Some((Some(month), Some(day))) = word.split_once('-').map(|(month, day)| (two(month), two(day))) else {
        return Err(format!("`{}` is no month and day; {FORMS}", clip(word)));
    };
    // A year without a 29th of February: what does not come each year is a date, and stands in `closed`.
    match Date::new(2023, month, day) {
        Ok(_) => Ok(Anchor::On { month, day }),
        Err(_) => Err(format!(
            "not every year has the day {word}: write the month first, as in `03-31`, or the dates into `closed`"
        )),
    }
}

/// Where a word stands in a list.
fn one_of(word: &str, list: &[&str]) -> Result<usize, String> {
    list.iter().position(|known| *known == word).ok_or_else(|| {
        let meant = suggest(word, list.iter().copied());
        let meant = meant.map(|meant| format!("; most like it is `{meant}`")).unwrap_or_default();
        format!("`{}` is none of {}{meant}", clip(word), list.join(", "))
    })
}

fn clip(text: &str) -> String {
    text.chars().take(32).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn rules_find_their_date() {
        #[track_caller]
        fn check(text: &str, year: i16, month: i8, day: i8) {
            assert_eq!(parse(text).unwrap().date(year), Some(date(year, month, day)), "{text}");
        }
        check("03-31", 2026, 3, 31);
        check("fourth friday of november", 2024, 11, 22);
        check("last monday of may", 2027, 5, 31);
        check("1 day after thanksgiving", 2024, 11, 29);
        check("1 day before christmas", 2026, 12, 24);
        check("1 day after first monday of november", 2026, 11, 3);
        check("1 day after first monday of november", 2027, 11, 2);
        check("2 days before easter", 2026, 4, 3);
        for (year, month, day) in
            [(2024, 3, 31), (2025, 4, 20), (2027, 3, 28), (2028, 4, 16), (2038, 4, 25), (2285, 3, 22)]
        {
            check("easter", year, month, day);
        }
        let after = parse("10 days after christmas").unwrap();
        assert_eq!(after.date(2026), Some(date(2027, 1, 4)), "it belongs to the year of its Christmas");
    }

    #[test]
    fn what_is_no_rule_is_named() {
        #[track_caller]
        fn check(text: &str, expect: &str) {
            let said = parse(text).unwrap_err();
            assert!(said.starts_with(expect), "{text}: {said}");
        }
        check("02-29", "not every year has the day 02-29: write the month first");
        check("31-03", "not every year has the day 31-03: write the month first");
        check("3-31", "`3-31` is no month and day; write a month and a day");
        check("fifth monday of may", "`fifth` is none of first, second, third, fourth, last; most like it is `fourth`");
        check("first moonday of may", "`moonday` is none of monday, tuesday");
        check("first monday of mai", "`mai` is none of january, february");
        check("1 day after thanksgivin", "`thanksgivin` is no federal holiday; most like it is `thanksgiving`; write");
        check("90 days after easter", "it may be 1 to 60 days before or after another, not 90");
        check("0 days after easter", "it may be 1 to 60 days");
        check("1 day after", "write a month and a day");
        check("", "write a month and a day");
    }
}
