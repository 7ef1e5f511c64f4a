//! `forecast`: which counties' applications will miss their cutoff, as things go, and what would help.

use std::fmt::Write as _;

use serde_json::Value;

use super::client::{Client, Failure};
use super::show;
use crate::submission::CountyCode;

#[derive(clap::Args)]
pub(super) struct Args {
    /// Only this county, with its applications that will or may miss their cutoff.
    #[arg(long, value_name = "FIPS")]
    county: Option<CountyCode>,
    /// Prints the host's answer as JSON.
    #[arg(long)]
    json: bool,
}

const HEADER: [&str; 9] =
    ["county", "name", "cutoff", "waiting", "last done", "will miss", "at risk", "what is short", "what would help"];

pub(super) async fn run(client: &Client, args: Args) -> Result<(), Failure> {
    let of_county: Vec<_> = args.county.iter().map(|county| ("county", county.to_string())).collect();
    let forecast = client.get("/v1/forecast", &of_county).await?;
    if args.json {
        return show::json(&forecast);
    }
    if forecast["at"].is_null() {
        return show::line("no forecast was made yet: the first one comes within seconds of a start");
    }
    show::line(&summary(&forecast))?;
    let rows = show::items(&forecast["counties"]).map(row).collect();
    show::table(&HEADER, rows, "nothing waits")?;
    for county in show::items(&forecast["counties"]).filter(|_| args.county.is_some()) {
        let late = show::items(&county["of"]).filter(|one| one["class"] != "in_time").map(|one| {
            let finish = show::cutoff(&one["finish"], &county["zone"]);
            vec![show::text(&one["id"]), said(&one["class"]), finish, percent(&one["miss"])]
        });
        let late: Vec<_> = late.collect();
        if !late.is_empty() {
            show::line("")?;
            show::table(&["id", "forecast", "most likely done", "likely to miss"], late, "")?;
        }
    }
    Ok(())
}

/// How many, and how much of it is measured.
fn summary(forecast: &Value) -> String {
    let mut text = format!(
        "as of {}, with {} browser sessions: {} will miss their cutoff, {} are at risk, {} in time",
        show::time(&forecast["at"]),
        forecast["browsers"],
        forecast["will_miss"],
        forecast["at_risk"],
        forecast["in_time"]
    );
    let counties = || show::items(&forecast["counties"]);
    let assumed = counties().filter(|row| row["service"]["basis"] == "assumed").count();
    if assumed > 0 {
        let _ = write!(text, "; nothing was measured yet: an attempt is taken to last 5 minutes");
    }
    let unknown = counties().filter(|row| row["arrivals"] != "earlier_days").count();
    if unknown > 0 {
        let _ = write!(text, "; of {unknown} rows no earlier days are known, so that what is still to come is a guess");
    }
    text
}

fn row(one: &Value) -> Vec<String> {
    let zone = &one["zone"];
    let done = match &one["last_finish"] {
        Value::Null => "not foreseen".to_owned(),
        at => show::cutoff(at, zone),
    };
    let missed = match one["expected_will_miss"].as_u64() {
        Some(more) if more > 0 => format!("{}, and {more} of those to come", one["will_miss"]),
        _ => show::text(&one["will_miss"]),
    };
    vec![
        show::text(&one["county"]),
        show::text(&one["name"]),
        show::cutoff(&one["cutoff"], zone),
        show::text(&one["applications"]),
        done,
        missed,
        show::text(&one["at_risk"]),
        short(one),
        help(one),
    ]
}

/// What there is too little of, in words.
fn short(one: &Value) -> String {
    let words = match one["binds"].as_str() {
        None => "-",
        Some("sessions") => "sessions of its logins",
        Some("concurrency") => "its `concurrency`",
        Some("spacing") => "the time between two starts",
        Some("browsers") => "browser sessions",
        Some("held") => "its work is held",
        Some("unserved") => "no release serves it",
        Some("paused") => "its site was down, and is left alone",
        Some("closed") => "its site is closed",
        Some("time") => "time: an attempt takes longer than is left",
        Some(other) => other,
    };
    words.to_owned()
}

/// What was tried out, and what comes of it; by hand, where nothing more helps.
fn help(one: &Value) -> String {
    let missed = one["will_miss"].as_u64().unwrap_or_default();
    let Some(help) = show::items(&one["helps"]).next() else {
        return if missed > 0 { "by hand: see `postrider forecast --county`" } else { "-" }.to_owned();
    };
    let mut text = format!("{}: {} missed (now {missed})", show::text(&help["how"]), help["will_miss"]);
    match help["elsewhere"].as_i64().unwrap_or_default() {
        0 => {}
        more if more > 0 => {
            let _ = write!(text, ", {more} more elsewhere");
        }
        fewer => {
            let _ = write!(text, ", {} fewer elsewhere", fewer.unsigned_abs());
        }
    }
    text
}

fn said(class: &Value) -> String {
    show::text(class).replace('_', " ")
}

fn percent(share: &Value) -> String {
    format!("{:.0} %", share.as_f64().unwrap_or_default() * 100.0)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_row_says_what_is_short_and_what_would_help() {
        let help =
            json!({"what": "sessions", "how": "1 more session for county 99001", "will_miss": 0, "elsewhere": 0});
        let mut one = json!({
            "county": "99001", "name": "Alder", "zone": "America/Los_Angeles", "cutoff": "2026-03-03T01:00:00Z",
            "applications": 74, "last_finish": "2026-03-03T02:10:00Z", "will_miss": 14, "expected_will_miss": 0, "at_risk": 2,
            "binds": "sessions", "helps": [help],
        });
        assert_eq!(
            row(&one),
            [
                "99001",
                "Alder",
                "2026-03-02 17:00:00 PST",
                "74",
                "2026-03-02 18:10:00 PST",
                "14",
                "2",
                "sessions of its logins",
                "1 more session for county 99001: 0 missed (now 14)"
            ]
        );
        one["helps"][0]["elsewhere"] = json!(3);
        one["expected_will_miss"] = json!(5);
        one["last_finish"] = Value::Null;
        let said = row(&one);
        assert_eq!((said[4].as_str(), said[5].as_str()), ("not foreseen", "14, and 5 of those to come"));
        assert!(said[8].ends_with("0 missed (now 14), 3 more elsewhere"), "{said:?}");
        one["helps"] = json!([]);
        assert_eq!(super::help(&one), "by hand: see `postrider forecast --county`");
    }

    #[test]
    fn what_was_not_measured_is_said() {
        let row = |basis: &str, arrivals: &str| json!({"service": {"basis": basis}, "arrivals": arrivals});
        let said = |rows: Vec<Value>| {
            summary(&json!({"at": null, "browsers": 2, "will_miss": 1, "at_risk": 0, "in_time": 3, "counties": rows}))
        };
        let measured = said(vec![row("county", "earlier_days"), row("all_counties", "earlier_days")]);
        assert!(
            measured.ends_with("with 2 browser sessions: 1 will miss their cutoff, 0 are at risk, 3 in time"),
            "{measured}"
        );
        let not = said(vec![row("assumed", "none")]);
        assert!(not.contains("taken to last 5 minutes") && not.contains("of 1 rows no earlier days"), "{not}");
    }
}
