//! `status`: where every application is, or one application's whole story.

use serde_json::{Value, json};

use super::client::{Client, Failure, Paging};
use super::{explain, show};
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
        let counties = client.get("/v1/counties", &[]).await;
        let county = counties.iter().flat_map(show::items).find(|one| one["code"] == story["county"]);
        return show_one(&story, county.and_then(explain::stopped));
    }
    let mut query = Vec::new();
    query.extend(args.state.map(|state| ("state", state.to_string())));
    query.extend(args.county.map(|county| ("county", county.to_string())));
    let (applications, next) = client.list("/v1/applications", "before", query, args.paging.reach()).await?;
    if args.json {
        return show::json(&json!({ "applications": applications, "next": next }));
    }
    show::table(&HEADER, applications.iter().map(row).collect(), "no applications")?;
    // A client's token may not see the counties: then this is left out.
    let counties = client.get("/v1/counties", &[]).await.unwrap_or_default();
    for line in stopped(&counties, &applications) {
        show::line(&line)?;
    }
    if next.is_some() { show::line(&args.paging.more()) } else { Ok(()) }
}

const HEADER: [&str; 7] = ["id", "county", "state", "deadline", "attempts", "receipt", "reason"];

/// An application as a row of a list.
fn row(one: &Value) -> Vec<String> {
    vec![
        show::text(&one["id"]),
        show::text(&one["county"]),
        show::text(&one["state"]),
        show::time(&one["deadline"]),
        show::text(&one["attempts"]),
        show::text(&one["receipt_number"]),
        show::shortened(&one["reason"]),
    ]
}

/// The counties of the applications listed in which nothing can be worked on now, each as a line.
fn stopped(counties: &Value, applications: &[Value]) -> Vec<String> {
    let waits = |county: &Value| {
        applications
            .iter()
            .any(|one| one["county"] == county["code"] && STOPPABLE.contains(&one["state"].as_str().unwrap_or("")))
    };
    let explained =
        |county: &Value| Some(format!("county {}: {}", show::text(&county["code"]), explain::stopped(county)?));
    show::items(counties).filter(|county| waits(county)).filter_map(explained).collect()
}

/// The states in which an application waits for its county's work to go on.
const STOPPABLE: [&str; 2] = ["queued", "in_doubt"];

/// `stopped` says why its county's work waits: a client's token may not see it, and then it is left out.
fn show_one(story: &Value, stopped: Option<String>) -> Result<(), Failure> {
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
    if let Some(stopped) = stopped {
        show::line(&format!("{:<12} {stopped}", "its work"))?;
    }
    let who = |one: &Value| format!("{} {}", show::text(&one["role"]), show::text(&one["name"]));
    let history = show::items(&story["history"]).map(|one| {
        let (at, to, plugin) = (show::time(&one["at"]), show::text(&one["to"]), show::digest(&one["plugin"]));
        vec![at, to, who(&one["who"]), plugin, show::shortened(&one["why"])]
    });
    show::line("")?;
    show::table(&["at", "state", "who", "plugin", "why"], history.collect(), "no history")?;
    let attempts = show::items(&story["attempts"]).map(|one| {
        let (work, plugin) = (show::text(&one["work"]), show::digest(&one["plugin"]));
        let (started, ended) = (show::time(&one["started_at"]), show::time(&one["ended_at"]));
        vec![
            show::text(&one["number"]),
            work,
            plugin,
            started,
            ended,
            show::text(&one["outcome"]),
            show::text(&one["evidence"]),
        ]
    });
    show::line("")?;
    show::table(
        &["attempt", "work", "plugin", "started", "ended", "outcome", "evidence"],
        attempts.collect(),
        "no attempts yet",
    )?;
    let last = show::items(&story["attempts"]).last();
    let lines = last.map(|last| explain::attempt(last, &story["id"])).unwrap_or_default();
    if lines.is_empty() { Ok(()) } else { show::line(&format!("\n{}", lines.join("\n"))) }
}
