//! `status`: where every application is, or one application's whole story.

use serde_json::{Value, json};

use super::client::{Client, Failure, Paging};
use super::{case, explain, show};
use crate::submission::{ApplicationId, CountyCode, State};

#[derive(clap::Args)]
pub(super) struct Args {
    /// One application; without it, a list.
    id: Option<ApplicationId>,
    /// Only those in this state.
    #[arg(long, conflicts_with = "id")]
    state: Option<State>,
    /// Only those for this county.
    #[arg(long, value_name = "FIPS", conflicts_with = "id")]
    county: Option<CountyCode>,
    #[command(flatten)]
    paging: Paging,
    /// Prints the host's answer as JSON.
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(client: &Client, args: Args) -> Result<(), Failure> {
    if let Some(id) = args.id {
        let story = client.get(&format!("/v1/applications/{id}"), &[]).await?;
        if args.json {
            return show::json(&story);
        }
        return show_one(&story);
    }
    let mut query = Vec::new();
    query.extend(args.state.map(|state| ("state", state.to_string())));
    query.extend(args.county.map(|county| ("county", county.to_string())));
    let (applications, next) = client.list("/v1/applications", "before", query, args.paging.reach()).await?;
    if args.json {
        return show::json(&json!({ "applications": applications, "next": next }));
    }
    show::table(&HEADER, applications.iter().map(row).collect(), "no applications")?;
    if next.is_some() { show::line(&args.paging.more()) } else { Ok(()) }
}

const HEADER: [&str; 8] = ["id", "county", "state", "deadline", "missed", "attempts", "receipt", "reason"];

/// An application as a row of a list.
fn row(one: &Value) -> Vec<String> {
    vec![
        show::text(&one["id"]),
        show::text(&one["county"]),
        show::text(&one["state"]),
        show::time(&one["deadline"]),
        missed(one),
        show::text(&one["attempts"]),
        show::text(&one["receipt_number"]),
        forgotten(&one["forgotten"]).unwrap_or_else(|| show::text(&one["reason"])),
    ]
}

/// How many cutoffs it missed, if any.
fn missed(one: &Value) -> String {
    if one["missed"].as_u64() > Some(0) { show::text(&one["missed"]) } else { show::text(&Value::Null) }
}

/// That it was forgotten, where it was.
fn forgotten(one: &Value) -> Option<String> {
    let (at, who) = (show::time(&one["at"]), &one["who"]);
    let by = format!("{} {}", show::text(&who["role"]), show::text(&who["name"]));
    (!one.is_null()).then(|| format!("forgotten at {at} by {by}: {}", show::text(&one["why"])))
}

fn show_one(story: &Value) -> Result<(), Failure> {
    for (label, value) in [
        ("application", show::text(&story["id"])),
        ("county", show::text(&story["county"])),
        ("state", show::text(&story["state"])),
        ("received", show::time(&story["received_at"])),
        ("deadline", show::time(&story["deadline"])),
        ("receipt", show::text(&story["receipt"]["number"])),
        ("reason", show::text(&story["reason"])),
    ] {
        show::line(&format!("{label:<12} {value}"))?;
    }
    if let Some(forgotten) = forgotten(&story["forgotten"]) {
        show::line(&forgotten)?;
    }
    for moved in show::items(&story["moved_deadlines"]) {
        let [at, was, deadline] = ["at", "was", "deadline"].map(|time| show::time(&moved[time]));
        show::line(&format!("{:<12} at {at}, with the county's calendar: from {was} to {deadline}", "moved"))?;
    }
    for missed in show::items(&story["missed_cutoffs"]) {
        let (cutoff, reason) = (show::time(&missed["cutoff"]), show::text(&missed["reason"]));
        show::line(&format!("{:<12} the cutoff of {cutoff}: {reason}", "missed"))?;
    }
    let who = |one: &Value| format!("{} {}", show::text(&one["role"]), show::text(&one["name"]));
    let history = show::items(&story["history"]).map(|one| {
        let (at, to, plugin) = (show::time(&one["at"]), show::text(&one["to"]), show::digest(&one["plugin"]));
        vec![at, to, who(&one["who"]), plugin, show::text(&one["why"])]
    });
    show::line("")?;
    show::table(&["at", "state", "who", "plugin", "why"], history.collect(), "no history")?;
    for line in case::beside_the_moves(story) {
        show::line(&line)?;
    }
    let attempts = show::items(&story["attempts"]).map(|one| {
        let (work, plugin) = (show::text(&one["work"]), show::digest(&one["plugin"]));
        let (started, ended) = (show::time(&one["started_at"]), show::time(&one["ended_at"]));
        vec![
            show::text(&one["number"]),
            work,
            show::text(&one["version"]),
            plugin,
            started,
            ended,
            show::text(&one["outcome"]),
            show::text(&one["evidence"]),
        ]
    });
    show::line("")?;
    show::table(
        &["attempt", "work", "version", "plugin", "started", "ended", "outcome", "evidence"],
        attempts.collect(),
        "no attempts yet",
    )?;
    let last = show::items(&story["attempts"]).last();
    let lines = last.map(|last| explain::attempt(last, &story["id"])).unwrap_or_default();
    if lines.is_empty() { Ok(()) } else { show::line(&format!("\n{}", lines.join("\n"))) }
}
