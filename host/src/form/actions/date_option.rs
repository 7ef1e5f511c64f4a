//! Which option of a list is a year, a month or a day: a month by its name or its number, whatever the list writes beside it. Pure.

use crate::form::page::protocol::dates::DatePart;
use crate::submission::{ENGLISH_MONTHS, SPANISH_MONTHS};

/// Letters of a month's short name.
const SHORT: usize = 3;
/// What may stand beside the number of a day.
const BESIDE_DAYS: [&str; 3] = ["day", "día", "dia"];
/// What may end the number of a day.
const ORDINALS: [&str; 4] = ["st", "nd", "rd", "th"];

/// The options that say this part of a date.
pub(super) fn matching(part: DatePart, number: u32, options: &[String]) -> Vec<&str> {
    options.iter().map(String::as_str).filter(|option| says(part, number, option)).collect()
}

/// Whether an option says this part, and nothing that is another one.
fn says(part: DatePart, number: u32, option: &str) -> bool {
    let folded = option.to_lowercase();
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let (numbers, others): (Vec<&str>, Vec<&str>) =
        words.into_iter().partition(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    let all = |numbers: &[&str]| numbers.iter().all(|word| number_of(word) == Some(number));
    match part {
        DatePart::Year => numbers.len() == 1 && numbers[0].len() == 4 && all(&numbers) && others.is_empty(),
        DatePart::Day => numbers.len() == 1 && all(&numbers) && others.iter().all(|word| BESIDE_DAYS.contains(word)),
        DatePart::Month if others.is_empty() => numbers.len() == 1 && all(&numbers),
        DatePart::Month => others.iter().all(|word| month_of(word) == Some(number)) && all(&numbers),
    }
}

/// `7`, `07`, `7th`.
fn number_of(word: &str) -> Option<u32> {
    let digits = ORDINALS.iter().find_map(|ordinal| word.strip_suffix(ordinal)).unwrap_or(word);
    digits.parse().ok()
}

/// From 1, by its name or the beginning of it: `sep`, `sept`.
fn month_of(word: &str) -> Option<u32> {
    let is = |name: &&str| word.len() >= SHORT && name.to_lowercase().starts_with(word);
    let at = |names: &[&str]| names.iter().position(&is);
    // Only of one language: `mar` is the beginning of March and of marzo, and both are the third.
    let found = at(&ENGLISH_MONTHS).or_else(|| at(&SPANISH_MONTHS))?;
    u32::try_from(found + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(part: DatePart, number: u32, options: &[&str], expect: &[&str]) {
        let options: Vec<String> = options.iter().map(|option| (*option).to_owned()).collect();
        assert_eq!(matching(part, number, &options), expect);
    }

    #[test]
    fn months_go_by_name_and_number() {
        for (options, expect) in [
            (&["Month", "January", "February", "March"][..], "February"),
            (&["MM", "01", "02", "03", "12"], "02"),
            (&["", "1", "2", "12", "20"], "2"),
            (&["Jan", "FEB", "Mar"], "FEB"),
            (&["01 - January", "02 - February", "12 - December"], "02 - February"),
            (&["January (1)", "February (2)"], "February (2)"),
            (&["enero", "febrero", "marzo"], "febrero"),
            (&["Enero / January", "Febrero / February"], "Febrero / February"),
        ] {
            check(DatePart::Month, 2, options, &[expect]);
        }
        check(DatePart::Month, 9, &["Sep", "Sept.", "Oct"], &["Sep", "Sept."]);
        check(DatePart::Month, 3, &["May", "Ma", "Mars and Venus", "3 - February", "March 2026"], &[]);
        check(DatePart::Month, 4, &["Abril", "Agosto"], &["Abril"]);
    }

    #[test]
    fn days_and_years_are_numbers() {
        check(DatePart::Day, 2, &["Day", "1", "2", "12", "22"], &["2"]);
        check(DatePart::Day, 2, &["01", "02", "20"], &["02"]);
        check(DatePart::Day, 22, &["2nd", "22nd", "Day 3"], &["22nd"]);
        check(DatePart::Day, 3, &["3 weeks", "day 3", "3 4"], &["day 3"]);
        check(DatePart::Year, 1980, &["Year", "1979", "1980", "1980 or before", "1980-1981", "80"], &["1980"]);
    }
}
