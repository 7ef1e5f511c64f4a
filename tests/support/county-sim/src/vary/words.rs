//! What stands beside the forms on a day, in words: notices, the date, a second language. Says nothing that a worker would have
//! to act on.

use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime, date};
use maud::{Markup, html};

use crate::day::Turn;

/// Day 0. A later one comes as many days after it.
const FIRST: Date = date(2026, 11, 1);
/// Days after which the dates begin anew: a century.
const DATES: u32 = 36_500;
/// The day's first page is served at this hour, each further one some minutes later, and the last one before this many minutes are
/// over.
const OPENS: i64 = 8;
const MINUTES_BETWEEN: u32 = 7;
const MINUTES_OPEN: u32 = 9 * 60;

/// The notices, and whether one is Spanish. `{date}`, `{number}` and `{phone}` stand for the day's.
const NOTICES: [(&str, bool); 13] = [
    ("Our offices will be closed on {date}. Online services stay available.", false),
    ("Nuestras oficinas estarán cerradas el {date}.", true),
    ("Questions? Call the county office at {phone}, Monday to Friday, 8:00 AM to 5:00 PM.", false),
    ("¿Necesita ayuda? Llame a la oficina del condado al {phone}.", true),
    ("Wait time on the telephone today: about {number} minutes.", false),
    ("Scheduled maintenance: this system will not be available on {date} from 10:00 PM to 11:30 PM.", false),
    ("We are now reviewing what was received by {date}.", false),
    ("{number} households were helped at our counters this week. Thank you!", false),
    ("Los servicios de intérprete son gratuitos. Pregunte en cualquier ventanilla.", true),
    ("Flu shots are given in the lobby until {date}.", false),
    ("Income limits were changed. See bulletin 26-{number}, or call {phone}.", false),
    ("Beware of messages that ask for your card number. The county never asks for it.", false),
    ("Tip of the day: keep your browser up to date.", false),
];

/// Numbers for a notice, of two digits.
const NUMBERS: [u8; 11] = [12, 25, 31, 40, 47, 58, 63, 70, 84, 91, 99];

/// The weekdays from Monday on.
const WEEKDAYS: [&str; 7] = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"];
const MONTHS: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

/// A notice of the day. It is another one from page to page.
pub(super) fn notice(turn: Turn) -> String {
    let (text, spanish) = turn.pick(&NOTICES);
    let day = now(turn).date().saturating_add(9.days());
    let day = if spanish { in_spanish(day) } else { day.strftime("%B %-d, %Y").to_string() };
    let number = turn.pick(&NUMBERS);
    let phone = format!("(707) 555-01{number}");
    text.replace("{date}", &day).replace("{number}", &number.to_string()).replace("{phone}", &phone)
}

/// What stands above a notice.
pub(super) fn heading(turn: Turn) -> &'static str {
    turn.pick(&["Notice", "County news", "Aviso", "Please note", "Today at the county"])
}

/// The line that says what day it is.
pub(super) fn today(turn: Turn) -> String {
    let now = now(turn);
    match turn.pick(&[0, 1, 2, 3]) {
        0 => now.strftime("Today is %A, %B %-d, %Y, %-I:%M %p").to_string(),
        1 => now.strftime("%d/%m/%Y").to_string(),
        2 => {
            let weekday = WEEKDAYS[usize::from(now.weekday().to_monday_zero_offset().unsigned_abs())];
            format!("Hoy es {weekday} {}", in_spanish(now.date()))
        }
        _ => now.strftime("%a %b %-d %H:%M").to_string(),
    }
}

/// How the links to the languages are made.
pub(super) const LANGUAGE_LINKS: std::ops::Range<u8> = 0..3;

/// Links to the languages. They lead nowhere.
pub(super) fn languages(how: u8) -> Markup {
    match how {
        0 => html! { a href="#es" lang="es" { "Español" } " | " a href="#en" { "English" } },
        1 => html! { a href="#es" lang="es" hreflang="es" { "Español" } " | " strong { "English" } },
        _ => {
            html! { a href="#en" { "English" } " | " a href="#es" { "Español" } " | " a href="#zh" lang="zh" { "中文" } }
        }
    }
}

fn now(turn: Turn) -> DateTime {
    let minutes = turn.answer.wrapping_mul(MINUTES_BETWEEN) % MINUTES_OPEN;
    let day = FIRST.saturating_add(i64::from(turn.day % DATES).days());
    day.at(0, 0, 0, 0).saturating_add(OPENS.hours().minutes(minutes))
}

fn in_spanish(day: Date) -> String {
    let month = MONTHS[usize::from(day.month().unsigned_abs()) - 1];
    format!("{} de {month} de {}", day.day(), day.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_said_in_several_ways() {
        let check = |day, answer, expect: &str| assert_eq!(today(Turn { day, answer }), expect);
        check(26, 62, "Today is Friday, November 27, 2026, 3:14 PM");
        check(26, 63, "27/11/2026");
        check(26, 64, "Hoy es viernes 27 de noviembre de 2026");
        check(26, 1, "Fri Nov 27 08:07");
        assert_ne!(today(Turn { day: u32::MAX, answer: u32::MAX }), "");
    }

    #[test]
    fn each_notice_has_its_turn_and_nothing_left_to_fill_in() {
        let said: Vec<_> = (0..13).map(|answer| notice(Turn { day: 3, answer })).collect();
        let different: std::collections::BTreeSet<_> = said.iter().collect();
        assert_eq!(different.len(), NOTICES.len());
        assert!(said.iter().all(|text| !text.contains(['{', '}'])), "{said:?}");
        assert!(
            said.iter().any(|text| text == "Nuestras oficinas estarán cerradas el 13 de noviembre de 2026."),
            "{said:?}"
        );
    }
}
