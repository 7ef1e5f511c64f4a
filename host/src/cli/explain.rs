//! Explains why an application or a county waits: the reason, what the county will not take, and what there is to look at.

use serde_json::Value;

use super::show;
use crate::api::commands_after_hold;

/// Entries of an outcome that name it or are shown elsewhere.
const SHOWN_ELSEWHERE: [&str; 4] = ["outcome", "finding", "problems", "receipt"];

/// Why not all of a county's work goes on now, if so.
pub(super) fn stopped(county: &Value) -> Option<String> {
    let since = |what: &str, hold: &Value| {
        format!("{what} since {}, because {}", show::time(&hold["since"]), show::text(&hold["why"]))
    };
    match (&county["hold"], &county["unserved"], &county["goes_first"]) {
        (Value::Null, Value::Null, _) if county["release"]["compiling"] == true => {
            Some("its plugin is being compiled: what waits for it goes on then, by itself".to_owned())
        }
        (Value::Null, Value::Null, Value::Null) => None,
        (Value::Null, Value::Null, first) => Some(match &first["application"] {
            Value::Null => {
                format!("one application goes first since {}: none has begun yet", show::time(&first["since"]))
            }
            id => format!(
                "one application goes first since {}: {} is on its way, the rest waits",
                show::time(&first["since"]),
                show::text(id)
            ),
        }),
        (Value::Null, unserved, _) => Some(since("no release serves it", unserved)),
        (hold, _, _) => Some(format!("{}; {}", since("held", hold), commands_after_hold(&show::text(&county["code"])))),
    }
}

/// What of a county is left alone for a while, if anything is.
pub(super) fn left_alone(county: &Value) -> Option<String> {
    let paused = &county["paused_until"];
    let down = &county["down"];
    let paused = match (down.is_null(), paused.is_null()) {
        (true, true) => None,
        (true, false) => Some(format!("its site was down: left alone until {}", show::time(paused))),
        (false, _) => {
            let next = match (down["is_tried"] == true, paused.is_null()) {
                (true, _) => "one piece of work tries it now".to_owned(),
                (false, false) => format!("one piece of work tries it after {}", show::time(paused)),
                (false, true) => "the next piece of work tries it".to_owned(),
            };
            let (since, tries) = (show::time(&down["since"]), show::text(&down["tries"]));
            Some(format!("its site is down since {since}, tried {tries} times in vain: {next}, and the rest waits"))
        }
    };
    let benched = show::items(&county["benched_accounts"]).map(|one| {
        let (credential, account) = (show::text(&one["credential"]), show::text(&one["account"]));
        format!("it refused account {account} of {credential}: not used until {}", show::time(&one["until"]))
    });
    let cooling = show::items(&county["cooling_sessions"]).map(|one| {
        let (credential, account) = (show::text(&one["credential"]), show::text(&one["account"]));
        format!(
            "it may still count a session of account {account} of {credential}: one less is used until {}",
            show::time(&one["until"])
        )
    });
    let said: Vec<String> = paused.into_iter().chain(benched).chain(cooling).collect();
    (!said.is_empty()).then(|| said.join("; "))
}

/// After a change to a county: how much of its work waits, behind what.
pub(super) fn behind(done: &Value) -> Option<String> {
    let (county, waiting) = (show::text(&done["county"]), applications(&done["waiting"]));
    match (&done["held"], &done["goes_first"]) {
        (Value::Null, Value::Null) => None,
        (Value::Null, _) => Some(format!("one application goes first; {waiting} in the queue")),
        (why, _) => Some(format!(
            "its work still waits ({waiting}): {}; `postrider county resume {county}` lets it go on, one application first",
            show::text(why)
        )),
    }
}

/// So many applications.
pub(super) fn applications(count: &Value) -> String {
    match count.as_u64() {
        Some(1) => "1 application".to_owned(),
        _ => format!("{} applications", show::text(count)),
    }
}

/// What the county has of an application in front of a person, and what was sent.
fn county_has(one: &Value) -> String {
    let (at, sent) = (show::time(&one["committed_at"]), &one["sent"]);
    let by = format!("attempt {} of plugin {}", show::text(&sent["number"]), show::digest(&sent["plugin"]));
    match one["county_has"].as_str() {
        Some("nothing") => "the county has nothing of it".to_owned(),
        Some("delivered_by_hand") => "a person delivered it".to_owned(),
        Some("confirmed") => format!("the host read the county's confirmation: sent at {at}, by {by}"),
        _ if one["sending"] == "claimed" => {
            format!("nobody knows whether the county has it: {by} says that it sent it, at {at} at the latest")
        }
        _ => format!("nobody knows whether the county has it: it was about to be sent at {at}, by {by}"),
    }
}

/// How long there is to a cutoff, or how long ago it was.
fn time_left(minutes: i64) -> String {
    let (hours, rest) = (minutes.unsigned_abs() / 60, minutes.unsigned_abs() % 60);
    let span = if hours == 0 { format!("{rest} min") } else { format!("{hours} h {rest} min") };
    if minutes < 0 { format!("missed {span} ago") } else { format!("{span} left") }
}

/// Who has a case, and until when nobody else may; nothing where nobody has it.
pub(super) fn taken(taken: &Value) -> Option<String> {
    let by = format!("{} {}", show::text(&taken["who"]["role"]), show::text(&taken["who"]["name"]));
    let (since, until) = (show::time(&taken["since"]), show::time(&taken["until"]));
    (!taken.is_null()).then(|| format!("{by} has it, since {since}; free again at {until} if nothing is done on it"))
}

/// One application in front of a person, as a paragraph.
pub(super) fn waiting(one: &Value) -> String {
    let attempts = match one["attempts"].as_u64() {
        Some(1) => "1 attempt".to_owned(),
        Some(count) => format!("{count} attempts"),
        None => "-".to_owned(),
    };
    let mut lines = vec![format!(
        "{}  {}  due {}{}  {attempts}",
        show::text(&one["id"]),
        show::text(&one["county"]),
        show::time(&one["deadline"]),
        one["minutes_left"].as_i64().map(|minutes| format!(" ({})", time_left(minutes))).unwrap_or_default()
    )];
    lines.extend(taken(&one["disposition"]["taken"]).map(|taken| format!("    {taken}")));
    lines.push(format!("    {}", county_has(one)));
    lines.push(format!("    {}", show::text(&one["reason"])));
    lines.extend(one["stood_on"].as_str().map(|_| format!("    it stood on {}", show::text(&one["stood_on"]))));
    lines.extend(problems(&one["problems"]));
    // Where the county was asked afterwards, the pages of the commit are another attempt's.
    let kept = |attempt: &Value| show::items(&attempt["evidence"]).cloned().collect::<Vec<_>>();
    let mut all = kept(&one["sent"]);
    all.extend(kept(one).into_iter().filter(|piece| !kept(&one["sent"]).contains(piece)));
    lines.extend(evidence(&all.into(), &one["id"]));
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
    lines.extend(differing(details).map(|line| format!("    {line}")));
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

/// What a rehearsal met: each page that differs, and below it in what; then what was looked for in vain.
pub(super) fn differing(met: &Value) -> impl Iterator<Item = String> {
    let below = |one: &Value| format!("  {}", show::text(one));
    let pages = show::items(&met["differs"]).flat_map(move |page| {
        std::iter::once(format!("{} differs:", show::text(&page["page"]))).chain(show::items(&page["said"]).map(below))
    });
    let missed = show::items(&met["missed"]).map(|missed| format!("looked for in vain: {}", show::text(missed)));
    pages.chain(missed).chain(show::items(&met["uncompared"]).map(show::text))
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
        let explained = |hold, unserved| stopped(&json!({"code": "99001", "hold": hold, "unserved": unserved}));
        let held = json!({"since": "noon", "why": "it\u{1b}[2J drifted"});
        let none = json!({"since": "noon", "why": "it has no release"});
        assert_eq!(explained(json!(null), json!(null)), None);
        let held = explained(held, none.clone()).unwrap();
        let expect = "held since noon, because it\\u{1b}[2J drifted; next: `postrider county pages 99001` ";
        assert!(held.starts_with(expect) && held.ends_with(" and `postrider county resume 99001`"), "{held}");
        let unserved = explained(json!(null), none);
        assert_eq!(unserved.as_deref(), Some("no release serves it since noon, because it has no release"));
        let compiling = stopped(&json!({"release": {"compiling": true}}));
        assert!(compiling.unwrap().starts_with("its plugin is being compiled"));
        let first = |application| stopped(&json!({"goes_first": {"since": "noon", "application": application}}));
        let none_yet = first(json!(null));
        assert_eq!(none_yet.as_deref(), Some("one application goes first since noon: none has begun yet"));
        assert!(first(json!("019a")).unwrap().contains("019a is on its way"));
    }

    #[test]
    fn what_is_left_alone_says_what_ends_it() {
        let said = |county| left_alone(&county);
        let down = |is_tried| json!({"since": "noon", "tries": 3, "is_tried": is_tried});
        assert_eq!(said(json!({})), None);
        assert_eq!(
            said(json!({"down": down(false), "paused_until": "one"})).unwrap(),
            "its site is down since noon, tried 3 times in vain: one piece of work tries it after one, and the rest waits"
        );
        assert!(said(json!({"down": down(false)})).unwrap().contains("the next piece of work tries it"));
        assert!(said(json!({"down": down(true)})).unwrap().contains("tries it now"));
        let session = json!([{"credential": "worker", "account": "w1", "until": "one"}]);
        assert_eq!(
            said(json!({ "cooling_sessions": session })).unwrap(),
            "it may still count a session of account w1 of worker: one less is used until one"
        );
    }

    #[test]
    fn what_waits_behind_a_change_is_counted() {
        let said = |held, goes_first, waiting| {
            behind(&json!({"county": "99001", "held": held, "goes_first": goes_first, "waiting": waiting}))
        };
        assert_eq!(said(json!(null), json!(null), 3), None);
        let held = said(json!("it drifted"), json!(null), 1).unwrap();
        assert!(
            held.starts_with("its work still waits (1 application): it drifted; `postrider county resume 99001`"),
            "{held}"
        );
        let first = said(json!(null), json!({"since": "noon"}), 3);
        assert_eq!(first.as_deref(), Some("one application goes first; 3 applications in the queue"));
    }

    #[test]
    fn how_long_there_is_is_said_in_hours_and_minutes() {
        for (minutes, says) in
            [(0, "0 min left"), (59, "59 min left"), (312, "5 h 12 min left"), (-61, "missed 1 h 1 min ago")]
        {
            assert_eq!(time_left(minutes), says);
        }
        let taken = json!({"who": {"role": "reviewer", "name": "kim"}, "since": "noon", "until": "later"});
        let one = json!({"id": "1", "minutes_left": 42, "disposition": {"taken": taken}});
        let said = waiting(&one);
        assert!(said.contains("(42 min left)") && said.contains("\n    reviewer kim has it, since noon"), "{said}");
    }

    #[test]
    fn nothing_a_confirmation_and_a_doubt_read_differently() {
        let said = |has: &str, sending| {
            let sent = json!({"number": 2, "plugin": "0123456789abcdef"});
            county_has(&json!({"county_has": has, "sending": sending, "committed_at": "noon", "sent": sent}))
        };
        assert_eq!(said("nothing", json!(null)), "the county has nothing of it");
        let (confirmed, unknown) = (said("confirmed", json!("confirmed")), said("unknown", json!("intended")));
        assert!(
            confirmed.starts_with("the host read the county's confirmation") && confirmed.contains("noon"),
            "{confirmed}"
        );
        assert!(
            unknown.starts_with("nobody knows")
                && unknown.contains("sent at noon, by attempt 2 of plugin 0123456789ab"),
            "{unknown}"
        );
        assert!(said("unknown", json!("claimed")).contains("says that it sent it"));
    }

    #[test]
    fn the_pictures_of_the_commit_are_listed_with_those_of_the_question() {
        let piece = |label: &str| json!({"kind": "screenshot", "label": label});
        let one = json!({"id": "1", "sent": {"evidence": [piece("after commit")]}, "evidence": [piece("search")]});
        assert!(waiting(&one).contains("evidence: screenshot (after commit), screenshot (search); see it"));
        let same = json!({"id": "1", "sent": {"evidence": [piece("end")]}, "evidence": [piece("end")]});
        assert_eq!(waiting(&same).matches("screenshot (end)").count(), 1);
    }

    #[test]
    fn a_refusals_words_are_shown() {
        let problems =
            json!([{"field": "applicant.ssn", "message": "is\u{1b}[2J known"}, {"field": "", "message": "No."}]);
        let evidence = json!([{"kind": "trace", "label": "trace"}, {"kind": "screenshot", "label": "at refusal"}]);
        let one = json!({
            "id": "1", "county": "99001", "deadline": "soon", "attempts": 2, "reason": "the county will not take it as it is",
            "county_has": "nothing", "problems": problems, "evidence": evidence,
        });
        let expect = "1  99001  due soon  2 attempts\n    the county has nothing of it\n    the county will not take it as it is\n    \
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
