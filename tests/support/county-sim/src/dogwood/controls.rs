//! Dogwood's rows and controls: names and ids with their containers, lists that post back, dates in three lists.

use maud::{Markup, html};

use super::pages::words::Words;
use crate::field::{FIRST_YEAR, Field, Kind, LAST_YEAR, Months};
use crate::towns::towns;
use crate::values::Values;

pub(super) fn name(words: &Words, control: &str) -> String {
    format!("ctl00${}${control}", words.holder)
}

pub(super) fn id(words: &Words, control: &str) -> String {
    format!("ctl00_{}_{control}", words.holder)
}

pub(super) fn do_post_back(words: &Words, control: &str, argument: &str) -> String {
    format!("javascript:__doPostBack('{}','{argument}')", name(words, control))
}

pub(super) fn row(words: &Words, field: &Field, typed: &Values, mail: bool) -> Markup {
    let input_id = id(words, field.name);
    let checked = match (field.path.is_empty(), field.required) {
        (true, false) => !mail,
        _ => typed.contains_key(field.name),
    };
    html! {
        @if matches!(field.kind, Kind::Check) {
            tr { td {} td {
                input type="checkbox" id=(input_id) name=(name(words, field.name)) checked[checked] data-required[field.required] onclick=[posts_back(words, field)];
                label for=(input_id) { (field.label) }
            } }
        } @else {
            tr {
                td class="lbl" {
                    @match field.kind {
                        Kind::Radio(_) | Kind::DateLists(_) | Kind::SsnBoxes => span id=(format!("{input_id}_lbl")) { (field.label) ":" },
                        _ => label for=(input_id) { (field.label) ":" },
                    }
                }
                td { (control(words, field, typed)) @if field.required { span class="req" data-for=(input_id) { "*" } } }
            }
        }
    }
}

/// The way WebForms writes a list that posts back: after the event, so that others see it first.
fn posts_back(words: &Words, field: &Field) -> Option<String> {
    let control = name(words, field.name);
    words
        .posts_back
        .contains(&field.name)
        .then(|| format!("javascript:setTimeout('__doPostBack(\\'{control}\\',\\'\\')', 0)"))
}

fn control(words: &Words, field: &Field, typed: &Values) -> Markup {
    let input_id = id(words, field.name);
    let input_name = name(words, field.name);
    let value = |name: &str| typed.get(name).map_or("", String::as_str).to_owned();
    let held = value(field.name);
    let list = |part: &str, options: Vec<(String, String)>| {
        let own = format!("{}{part}", field.name);
        let held = value(&own);
        html! {
            select name=(name(words, &own)) id=(id(words, &own)) disabled[options.is_empty()] data-required[field.required] title=[(!part.is_empty()).then(|| part.trim_start_matches('_'))] onchange=[posts_back(words, field)] {
                option value="" { "-- select --" }
                @for (code, text) in &options { option value=(code) selected[held == *code] { (text) } }
            }
        }
    };
    match field.kind {
        Kind::Select(choices) => list("", choices.iter().map(|c| (c.1.to_owned(), c.2.to_owned())).collect()),
        Kind::Dependent => {
            let state = value(&of_state(words, field));
            let towns = if state.is_empty() { &[][..] } else { towns(&state) };
            list("", towns.iter().map(|town| ((*town).to_owned(), (*town).to_owned())).collect())
        }
        Kind::Radio(choices) => html! {
            table id=(input_id) class="radios" { tr { @for (n, (_, code, text)) in choices.iter().enumerate() { td {
                input type="radio" id=(format!("{input_id}_{n}")) name=(input_name) value=(code) checked[held == *code];
                label for=(format!("{input_id}_{n}")) { (text) }
            } } } }
        },
        Kind::DateLists(months) => {
            let month = |n: i16| {
                if months == Months::Words {
                    MONTHS[usize::from(n.unsigned_abs()) - 1].to_owned()
                } else {
                    format!("{n:02}")
                }
            };
            let numbers =
                |range: std::ops::RangeInclusive<i16>| range.map(|n| (n.to_string(), n.to_string())).collect();
            html! {
                (list("_month", (1..=12).map(|n| (n.to_string(), month(n))).collect()))
                (list("_day", numbers(1..=31)))
                (list("_year", numbers(FIRST_YEAR..=LAST_YEAR)))
            }
        }
        Kind::SsnBoxes => html! { @for (n, size) in [(1, 3), (2, 2), (3, 4)] {
            input type="text" name=(format!("{input_name}{n}")) id=(format!("{input_id}{n}")) maxlength=(size) size=(size) value=(value(&format!("{}{n}", field.name)));
        } },
        Kind::Area => {
            html! { textarea name=(input_name) id=(input_id) rows="4" cols="50" maxlength=[field.max] { (held) } }
        }
        _ => html! {
            input type="text" name=(input_name) id=(input_id) maxlength=[field.max] value=(held) data-required[field.required] onchange=[posts_back(words, field)];
        },
    }
}

/// The list before a dependent one.
fn of_state(words: &Words, field: &Field) -> String {
    let states = words.posts_back.iter().filter(|name| name.ends_with("State"));
    let mail = field.path.starts_with("mailing.");
    states.clone().find(|name| name.contains("Mail") == mail).map_or_else(String::new, |name| (*name).to_owned())
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
