//! What Alder's server checks beyond single fields: address parts that belong together, and its character set.

use crate::draft::Problem;
use crate::field::{Field, Page};
use crate::values::Values;

/// Every part of an address there is an input for, besides kind, city, state and ZIP.
const PARTS: [&str; 9] = ["number", "street", "unit", "box", "pmb", "hall", "room", "route", "urbanization"];

/// The parts a kind of address needs, and those it may have.
fn parts(kind: &str) -> (&'static [&'static str], &'static [&'static str]) {
    match kind {
        "street" => (&["number", "street"], &["unit"]),
        "po_box" => (&["box"], &[]),
        "private_mail_box" => (&["number", "street", "pmb"], &[]),
        "military" => (&["unit", "box"], &[]),
        "dormitory" => (&["hall", "room", "number", "street"], &[]),
        "rural_route" => (&["route", "box"], &[]),
        "puerto_rico" => (&["urbanization", "number", "street"], &["unit"]),
        _ => (&[], &["description"]),
    }
}

/// Checks the addresses among a page's values. A mailing address is one if its kind was chosen.
pub(crate) fn addresses(page: &Page, values: &mut Values) -> Vec<Problem> {
    let mut problems = Vec::new();
    for who in ["home", "mailing"] {
        let Some(kind_field) = page.fields.iter().find(|f| f.path == format!("{who}.kind")) else {
            continue;
        };
        let given: Vec<String> = values.keys().filter(|k| k.starts_with(&format!("{who}."))).cloned().collect();
        if who == "mailing" {
            let same = page.fields.iter().find(|f| f.path.is_empty());
            let ticked = same.is_some_and(|f| values.contains_key(&format!("?{}", f.name)));
            match (ticked, given.is_empty()) {
                (true, true) => continue,
                (true, false) => {
                    problems.push(Problem::new(kind_field.name, "Leave the mailing address blank, or untick the box."));
                    continue;
                }
                (false, true) => {
                    problems.push(Problem::new(kind_field.name, "Give a mailing address, or tick the box."));
                    continue;
                }
                (false, false) => {}
            }
        }
        let field = |part: &str| page.fields.iter().find(|f| f.path == format!("{who}.{part}"));
        let held = |part: &str| values.contains_key(&format!("{who}.{part}"));
        let kind = values.get(&format!("{who}.kind")).cloned().unwrap_or_default();
        let (needed, allowed) = parts(&kind);
        for part in needed.iter().chain(&["kind", "city", "state", "zip"]).filter(|p| !held(p)) {
            problems.extend(field(part).map(|f| Problem::new(f.name, format!("{} is required.", f.label))));
        }
        for part in
            PARTS.iter().chain(&["description"]).filter(|p| held(p) && !needed.contains(p) && !allowed.contains(p))
        {
            let wrong = |f: &Field| Problem::new(f.name, format!("{} does not go with this address type.", f.label));
            problems.extend(field(part).map(wrong));
        }
    }
    problems
}

/// Alder's mainframe knows ASCII only. Names the first field that has anything else.
pub(crate) fn plain(fields: &[Field], raw: &Values) -> Result<(), Vec<Problem>> {
    for field in fields {
        for input in field.inputs() {
            if raw.get(&input).is_some_and(|v| !v.is_ascii()) {
                let message = format!(
                    "{} contains characters that are not allowed. Use A to Z, 0 to 9 and punctuation.",
                    field.label
                );
                return Err(vec![Problem::new(&input, message)]);
            }
        }
    }
    Ok(())
}
