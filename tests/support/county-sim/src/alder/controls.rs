//! Alder's inputs: how a question is drawn, and how its answer reads on the review page.

use maud::{Markup, html};

use super::pages::choices::YES_NO;
use crate::field::{FIRST_YEAR, Field, Kind, LAST_YEAR, Months};
use crate::shown::slashed;
use crate::values::Values;

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

pub(super) fn row(field: &Field, raw: &Values) -> Markup {
    let id = field.name;
    let typed = |name: &str| raw.get(name).map_or("", String::as_str).to_owned();
    let star = html! { @if field.required { span class="star" { " *" } } };
    let label = html! { label for=(field.inputs()[0]) { (field.label) } (star) };
    match field.kind {
        Kind::Check => html! {
            tr { td {} td { input type="checkbox" id=(id) name=(id) value="1" checked[!typed(id).is_empty()]; " " label for=(id) { (field.label) } (star) } }
        },
        Kind::SsnBoxes => html! {
            tr { td { span id=(format!("{id}_label")) { (field.label) } (star) } td role="group" aria-labelledby=(format!("{id}_label")) {
                @for (n, size) in [(1, 3), (2, 2), (3, 4)] {
                    @let name = format!("{id}{n}");
                    @if n > 1 { " - " }
                    input type="text" id=(name) name=(name) size=(size) maxlength=(size) value=(typed(&name)) title=(format!("{}, part {n}", field.label));
                }
            } }
        },
        Kind::DateLists(months) => html! {
            tr { td { span id=(format!("{id}_label")) { (field.label) } (star) } td role="group" aria-labelledby=(format!("{id}_label")) {
                (list(&format!("{id}_month"), "Month", (1..=12).map(|m| (m.to_string(), match months { Months::Words => MONTHS[m - 1].to_owned(), Months::Digits => format!("{m:02}") })), &typed(&format!("{id}_month"))))
                " " (list(&format!("{id}_day"), "Day", (1..=31).map(|d| (d.to_string(), d.to_string())), &typed(&format!("{id}_day"))))
                " " (list(&format!("{id}_year"), "Year", (FIRST_YEAR..=LAST_YEAR).rev().map(|y| (y.to_string(), y.to_string())), &typed(&format!("{id}_year"))))
            } }
        },
        Kind::Select(choices) => html! {
            tr { td { (label) } td {
                @let chosen = typed(id);
                select id=(id) name=(id) {
                    option value="" { "-- select --" }
                    @for (_, value, text) in choices { option value=(value) selected[chosen == *value] { (text) } }
                }
            } }
        },
        Kind::Radio(choices) => html! {
            tr { td { span id=(format!("{id}_label")) { (field.label) } (star) } td role="radiogroup" aria-labelledby=(format!("{id}_label")) {
                @for (_, value, text) in choices {
                    @let one = format!("{id}_{}", value.to_lowercase());
                    input type="radio" id=(one) name=(id) value=(value) checked[typed(id) == *value]; " " label for=(one) { (text) } " "
                }
            } }
        },
        Kind::Area => html! {
            tr { td { (label) } td { textarea id=(id) name=(id) rows="4" cols="50" maxlength=[field.max] { (typed(id)) } } }
        },
        _ => html! {
            tr { td { (label) } td { input type="text" id=(id) name=(id) size=(field.max.unwrap_or(30).min(40)) maxlength=[field.max] value=(typed(id)) autocomplete="off"; } }
        },
    }
}

fn list(name: &str, empty: &str, options: impl Iterator<Item = (String, String)>, chosen: &str) -> Markup {
    html! {
        select id=(name) name=(name) title=(empty) {
            option value="" { (empty) }
            @for (value, text) in options { option value=(value) selected[chosen == value] { (text) } }
        }
    }
}

pub(super) fn shown(field: &Field, value: &str) -> String {
    match field.kind {
        Kind::Select(choices) | Kind::Radio(choices) => {
            choices.iter().find(|c| c.0 == value).map_or_else(String::new, |c| c.2.to_owned())
        }
        Kind::DateLists(_) => slashed(value),
        Kind::SsnBoxes => format!("***-**-{}", value.get(5..).unwrap_or_default()),
        _ if field.path.ends_with("pays_utilities") => {
            YES_NO.iter().find(|c| c.0 == value).map_or("", |c| c.2).to_owned()
        }
        _ => value.to_owned(),
    }
}
