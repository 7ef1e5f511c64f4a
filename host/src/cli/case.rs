//! One case on one screen, and what people did about it beside its moves.

use serde_json::Value;

use super::client::Failure;
use super::{explain, show};

/// All of one case, and the commands that go on from here.
pub(super) fn show_whole(case: &Value) -> Result<(), Failure> {
    show::line(&explain::waiting(case))?;
    for line in details(case).into_iter().chain(beside_the_moves(case)).chain(next(case)) {
        show::line(&line)?;
    }
    Ok(())
}

/// What the last attempt ended with, in the plugin's own words; what became of the case.
fn details(case: &Value) -> Vec<String> {
    let mut lines = vec![format!("    it is {}", show::text(&case["state"]))];
    if !case["outcome"].is_null() {
        lines[0] = format!("{}; its last attempt ended as {}", lines[0], show::text(&case["outcome"]));
    }
    let shown = |name: &str, value: &Value| {
        !["outcome", "stood_on"].contains(&name) && (value.is_string() || value.is_number())
    };
    let said = case["said"].as_object().into_iter().flatten().filter(|(name, value)| shown(name, value));
    lines.extend(said.map(|(name, value)| format!("    {}: {}", name.replace('_', " "), show::text(value))));
    lines.extend(explain::differing(&case["said"]).map(|line| format!("    {line}")));
    let decided = &case["disposition"]["decided"];
    if !decided.is_null() {
        let (event, at) = (show::text(&decided["event"]), show::time(&decided["at"]));
        lines.push(format!("    decided at {at} by {}: {event}", who(&decided["who"])));
    }
    lines
}

/// Notes and corrections, each with who made it and when.
pub(super) fn beside_the_moves(story: &Value) -> Vec<String> {
    let notes = show::items(&story["notes"]).map(|note| {
        let kind = match note["kind"].as_str() {
            Some("called") => "called the applicant",
            Some("took_over") => "took it over",
            _ => "noted",
        };
        format!("    {}  {} {kind}: {}", show::time(&note["at"]), who(&note["who"]), show::text(&note["words"]))
    });
    let corrections = show::items(&story["corrections"]).map(|one| {
        let fields: Vec<String> = show::items(&one["fields"]).map(show::text).collect();
        let (at, version) = (show::time(&one["at"]), show::text(&one["version"]));
        format!("    {at}  {} corrected {}: version {version}", who(&one["who"]), fields.join(", "))
    });
    notes.chain(corrections).collect()
}

/// What a person can do about it now.
fn next(case: &Value) -> Option<String> {
    let id = show::text(&case["id"]);
    let said = match case["state"].as_str() {
        Some("review") if case["county_has"] == "nothing" => format!(
            "next: postrider review correct {id} --set FIELD=VALUE --why TEXT\n      \
             postrider review resolve {id} --action requeue|deliver-by-hand|cancel --why TEXT [--receipt NUMBER]"
        ),
        Some("review") => format!(
            "next: look at the county whether it has it; if so: postrider review resolve {id} --action deliver-by-hand --why TEXT \
             --receipt NUMBER\n      if not: the same with --action requeue --force, or review correct {id} --force"
        ),
        Some("queued") => format!("next: postrider review pull {id} --why TEXT, to deliver it by hand"),
        _ => return None,
    };
    Some(format!("{said}\nits history: postrider status {id}"))
}

fn who(who: &Value) -> String {
    format!("{} {}", show::text(&who["role"]), show::text(&who["name"]))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_people_did_stands_with_who_did_it() {
        let who = json!({"role": "reviewer", "name": "kim"});
        let story = json!({
            "notes": [{"at": "noon", "who": who, "kind": "called", "words": "no\u{1b}[2J answer"}],
            "corrections": [{"at": "later", "who": who, "version": 2, "fields": ["home.zip", "applicant.name.last"]}],
        });
        assert_eq!(
            beside_the_moves(&story),
            [
                "    noon  reviewer kim called the applicant: no\\u{1b}[2J answer",
                "    later  reviewer kim corrected home.zip, applicant.name.last: version 2"
            ]
        );
    }

    #[test]
    fn what_can_be_done_depends_on_what_the_county_has() {
        let said = |state: &str, has: &str| next(&json!({"id": "1", "state": state, "county_has": has}));
        assert!(said("review", "nothing").unwrap().contains("review correct 1 --set"));
        assert!(said("review", "unknown").unwrap().contains("--force"));
        assert!(said("queued", "nothing").unwrap().contains("review pull 1"));
        assert_eq!(said("delivered", "confirmed"), None);
    }
}
