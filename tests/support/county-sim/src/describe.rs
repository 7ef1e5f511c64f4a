//! Prints every question and every small change of every county as the README's tables, from the same data the pages are drawn
//! from.

use std::fmt::Write as _;

use crate::change::Design;
use crate::county::{County, Layout};
use crate::field::{Choice, Field, Kind, Months, below};
use crate::questions;

/// Lists longer than this are not spelled out.
const MOST_CHOICES: usize = 10;

/// The tables, as Markdown.
pub fn describe() -> String {
    let mut out = String::new();
    for county in County::ALL {
        for layout in [Layout::V1, Layout::V2] {
            // Writing to a String cannot fail, here and below.
            let _ = writeln!(out, "\n### {county} {layout}");
            let form = questions::form(county, Design::plain(layout));
            for (n, page) in form.pages.iter().enumerate() {
                let _ = writeln!(out, "\n**{}. `{}` \"{}\"**", n + 1, page.id, page.title);
                let people = page.fields.is_empty() && matches!(page.id, "household" | "people");
                if people {
                    table(&mut out, "household[n]", &form.member);
                } else if !page.fields.is_empty() {
                    table(&mut out, "", &page.fields);
                }
            }
        }
    }
    out.push_str("\n## Changes\n");
    for county in County::ALL {
        let _ = writeln!(out, "\n### {county}\n\n| change | what it is here |\n| --- | --- |");
        for here in questions::changes(county) {
            let _ = writeln!(out, "| `{}` | {} |", here.change, here.what);
        }
    }
    out
}

fn table(out: &mut String, prefix: &str, fields: &[Field]) {
    out.push_str(
        "\n| label | control | name and id | canonical path | max | remarks |\n| --- | --- | --- | --- | --- | --- |\n",
    );
    for field in fields {
        let star = if field.required { " *" } else { "" };
        let names = field.inputs().iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(" ");
        let path = if field.path.is_empty() {
            "(the county's own)".to_owned()
        } else {
            format!("`{}`", below(prefix, field.path))
        };
        let max = field.max.map(|m| m.to_string()).unwrap_or_default();
        let _ = writeln!(
            out,
            "| {}{star} | {} | {names} | {path} | {max} | {} |",
            field.label,
            control(field.kind),
            field.note
        );
    }
}

fn control(kind: Kind) -> String {
    let listed = |what: &str, choices: &[Choice]| {
        if choices.len() > MOST_CHOICES {
            return format!("{what} of two-letter codes");
        }
        let all = choices.iter().map(|c| {
            let code = if c.0.is_empty() || c.0 == c.1 { String::new() } else { format!("{} = ", c.0) };
            format!("{code}`{}` {}", c.1, c.2)
        });
        format!("{what}: {}", all.collect::<Vec<_>>().join(", "))
    };
    match kind {
        Kind::Text => "text".into(),
        Kind::Word => "text, its first word".into(),
        Kind::Area => "textarea".into(),
        Kind::Money => "text, amount".into(),
        Kind::Email => "text, email".into(),
        Kind::Phone => "text, phone".into(),
        Kind::PhoneMask => "text, mask (555) 123-4567".into(),
        Kind::Zip => "text, 12345 or 12345-6789".into(),
        Kind::StateText => "text, two capitals".into(),
        Kind::Select(choices) => listed("select", choices),
        Kind::LateSelect(choices) => listed("select, late", choices),
        Kind::Filtered(choices) => listed("combobox", choices),
        Kind::Radio(choices) => listed("radio", choices),
        Kind::Listbox(choices) => listed("ARIA listbox", choices),
        Kind::Typeahead => "typeahead (combobox)".into(),
        Kind::Dependent => "select, filled by a partial update when the list before it changes".into(),
        Kind::ShadowEmail => "text in the open shadow root of `birch-email`".into(),
        Kind::Check => "checkbox".into(),
        Kind::Ssn => "text, nine digits".into(),
        Kind::SsnMask => "text, mask 123-45-6789".into(),
        Kind::SsnBoxes => "three text boxes (3, 2, 4)".into(),
        Kind::DateLists(Months::Words) => {
            "three selects; month values 1 to 12, texts January ...; day 1 to 31; year".into()
        }
        Kind::DateLists(Months::Digits) => {
            "three selects; month values 1 to 12, texts 01 ...; day 1 to 31; year".into()
        }
        Kind::DateText => "text, MM/DD/YYYY".into(),
        Kind::DateMask => "text, mask MM/DD/YYYY".into(),
        Kind::DateNative => "`<input type=date>`".into(),
        Kind::DateCalendar => "calendar (read-only text)".into(),
    }
}
