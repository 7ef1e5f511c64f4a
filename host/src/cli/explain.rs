//! Explains why an application or a county waits: the reason, what the county will not take, and what there is to look at.

use serde_json::Value;

use super::show;

/// Entries of an outcome that name it or are shown elsewhere.
const SHOWN_ELSEWHERE: [&str; 4] = ["outcome", "finding", "problems", "receipt"];

/// Why nothing of a county can be worked on now, if so.
pub(super) fn stopped(county: &Value) -> Option<String> {
    match (&county["hold"]["why"], &county["unserved"]["why"]) {
        (Value::Null, Value::Null) => None,
        (Value::Null, why) => Some(format!("no release serves it: {}", show::text(why))),
        (why, _) => Some(format!("held: {}", show::text(why))),
    }
}

/// One application in front of a person, as a paragraph.
pub(super) fn waiting(one: &Value) -> String {
    let attempts = match one["attempts"].as_u64() {
        Some(1) => "1 attempt".to_owned(),
        Some(count) => format!("{count} attempts"),
        None => "-".to_owned(),
    };
    let mut lines = vec![format!(
        "{}  {}  due {}  {attempts}",
        show::text(&one["id"]),
        show::text(&one["county"]),
        show::time(&one["deadline"])
    )];
    lines.push(format!("    {}", show::text(&one["reason"])));
    lines.extend(problems(&one["problems"]));
    lines.extend(evidence(&one["evidence"], &one["id"]));
    lines.join("\n")
}

/// What an attempt came to, in its own words and in those of the page, and what was kept of it; nothing where it was no outcome yet.
pub(super) fn attempt(attempt: &Value, id: &Value) -> Vec<String> {
    let details = &attempt["details"];
    let said = details.as_object().into_iter().flatten().filter_map(|(name, value)| {
        let shown = !SHOWN_ELSEWHERE.contains(&name.as_str()) && (value.is_string() || value.is_number());
        shown.then(|| format!("    {}: {}", name.replace('_', " "), show::text(value)))
    });
    let mut lines: Vec<String> = said.collect();
    lines.extend(problems(&details["problems"]));
    lines.extend(evidence(&attempt["evidence"], id));
    if !lines.is_empty() {
        let outcome =
            attempt["outcome"].as_str().map_or_else(|| "goes on".to_owned(), |_| show::text(&attempt["outcome"]));
        lines.insert(
            0,
            format!("attempt {} ({}): {outcome}", show::text(&attempt["number"]), show::text(&attempt["work"])),
        );
    }
    lines
}

fn problems(problems: &Value) -> impl Iterator<Item = String> {
    show::items(problems).map(|one| match (one["field"].as_str(), one["message"].as_str()) {
        // The words are for those who decide.
        (Some(_), None) => format!("    - {}", show::text(&one["field"])),
        (None | Some(""), _) => format!("    - {}", show::text(&one["message"])),
        (Some(_), Some(_)) => format!("    - {}: {}", show::text(&one["field"]), show::text(&one["message"])),
    })
}

/// The kinds and labels of what was kept, and how to get it.
fn evidence(kept: &Value, id: &Value) -> Option<String> {
    let said: Vec<String> = show::items(kept)
        .map(|one| match (show::text(&one["kind"]), show::text(&one["label"])) {
            (kind, label) if kind == label => kind,
            (kind, label) => format!("{kind} ({label})"),
        })
        .collect();
    (!said.is_empty())
        .then(|| format!("    evidence: {}; see it: postrider evidence {}", said.join(", "), show::text(id)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn why_a_countys_work_waits_is_explained() {
        let explained = |hold, unserved| stopped(&json!({"hold": hold, "unserved": unserved}));
        let (held, none) = (json!({"why": "it\u{1b}[2J drifted"}), json!({"why": "it has no release"}));
        assert_eq!(explained(json!(null), json!(null)), None);
        assert_eq!(explained(held, none.clone()).as_deref(), Some("held: it\\u{1b}[2J drifted"));
        assert_eq!(explained(json!(null), none).as_deref(), Some("no release serves it: it has no release"));
    }

    #[test]
    fn a_refusals_words_are_shown() {
        let problems =
            json!([{"field": "applicant.ssn", "message": "is\u{1b}[2J known"}, {"field": "", "message": "No."}]);
        let evidence = json!([{"kind": "trace", "label": "trace"}, {"kind": "screenshot", "label": "at refusal"}]);
        let one = json!({
            "id": "1", "county": "99001", "deadline": "soon", "attempts": 2, "reason": "the county will not take it as it is",
            "problems": problems, "evidence": evidence,
        });
        let expect = "1  99001  due soon  2 attempts\n    the county will not take it as it is\n    \
                      - applicant.ssn: is\\u{1b}[2J known\n    - No.\n    \
                      evidence: trace, screenshot (at refusal); see it: postrider evidence 1";
        assert_eq!(waiting(&one), expect);
        let refused = json!({
            "number": 2, "work": "submit", "outcome": "refused", "evidence": evidence,
            "details": {"outcome": "refused", "problems": problems},
        });
        let expect = "attempt 2 (submit): refused\n    - applicant.ssn: is\\u{1b}[2J known\n    - No.\n    \
                      evidence: trace, screenshot (at refusal); see it: postrider evidence 1";
        assert_eq!(attempt(&refused, &json!("1")).join("\n"), expect);
        let drifted = json!({
            "number": 1, "work": "submit", "outcome": "drifted",
            "details": {"outcome": "drifted", "expected": "a button", "found": "two links"},
        });
        assert_eq!(
            attempt(&drifted, &json!("1")).join("\n"),
            "attempt 1 (submit): drifted\n    expected: a button\n    found: two links"
        );
    }
}
