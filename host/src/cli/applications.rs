//! `submit` and `status`.

use std::io::Read as _;
use std::path::PathBuf;

use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::Value;

use super::client::{Client, Failure};
use super::show;
use crate::submission::{ApplicationId, CountyCode, State};

#[derive(clap::Args)]
pub(super) struct SubmitArgs {
    /// The application's JSON file; `-` reads standard input.
    file: PathBuf,
    /// Makes sending again safe: the same key and body give the same application.
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// Prints the host's answer as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
pub(super) struct StatusArgs {
    /// One application; without it, a list.
    id: Option<ApplicationId>,
    /// Only those in this state.
    #[arg(long, conflicts_with = "id")]
    state: Option<State>,
    /// Only those for this county.
    #[arg(long, value_name = "FIPS", conflicts_with = "id")]
    county: Option<CountyCode>,
    /// At most so many.
    #[arg(long, default_value_t = 50, conflicts_with = "id")]
    limit: u32,
    /// Prints the host's answer as JSON.
    #[arg(long)]
    json: bool,
}

pub(super) async fn submit(client: &Client, args: SubmitArgs) -> Result<(), Failure> {
    let body = if args.file.as_os_str() == "-" {
        let mut body = Vec::new();
        std::io::stdin().lock().read_to_end(&mut body).map(|_| body)
    } else {
        std::fs::read(&args.file)
    };
    let body = body.map_err(|error| Failure::Failed(format!("{} cannot be read: {error}", args.file.display())))?;
    let mut request =
        client.request(Method::POST, "/v1/applications").header(CONTENT_TYPE, "application/json").body(body);
    if let Some(key) = args.key {
        request = request.header("Idempotency-Key", key);
    }
    let answer = client.send(request).await?;
    if args.json {
        return show::json(&answer);
    }
    let known = if answer["existing"] == true { " (it was there already, under this key)" } else { "" };
    let (id, state) = (show::text(&answer["id"]), show::text(&answer["state"]));
    show::line(&format!("application {id} is {state}, due by {}{known}", show::time(&answer["deadline"])))?;
    if answer["checked"] == false {
        show::line("the county's plugin could not look at it: the county may still refuse it")?;
    }
    Ok(())
}

pub(super) async fn status(client: &Client, args: StatusArgs) -> Result<(), Failure> {
    if let Some(id) = args.id {
        let story = client.get(&format!("/v1/applications/{id}"), &[]).await?;
        if args.json {
            return show::json(&story);
        }
        let counties = client.get("/v1/counties", &[]).await;
        let county = counties.iter().flat_map(show::items).find(|one| one["code"] == story["county"]);
        return tell(&story, county.map(|county| &county["hold"]));
    }
    let mut query = vec![("limit", args.limit.to_string())];
    query.extend(args.state.map(|state| ("state", state.to_string())));
    query.extend(args.county.map(|county| ("county", county.to_string())));
    let answer = client.get("/v1/applications", &query).await?;
    if args.json {
        return show::json(&answer);
    }
    let rows: Vec<_> = show::items(&answer["applications"]).map(row).collect();
    show::table(&HEADER, rows, "no applications")?;
    if answer["next"].is_string() { show::line("there are more; ask with a higher --limit") } else { Ok(()) }
}

pub(super) const HEADER: [&str; 7] = ["id", "county", "state", "deadline", "attempts", "receipt", "reason"];

/// An application as a row of a list.
pub(super) fn row(one: &Value) -> Vec<String> {
    vec![
        show::text(&one["id"]),
        show::text(&one["county"]),
        show::text(&one["state"]),
        show::time(&one["deadline"]),
        show::text(&one["attempts"]),
        show::text(&one["receipt_number"]),
        show::words(&one["reason"]),
    ]
}

/// `hold` is the county's: a client's token may not see it, and then it is left out.
fn tell(story: &Value, hold: Option<&Value>) -> Result<(), Failure> {
    for (word, value) in [
        ("application", show::text(&story["id"])),
        ("county", show::text(&story["county"])),
        ("state", show::text(&story["state"])),
        ("received", show::time(&story["received_at"])),
        ("deadline", show::time(&story["deadline"])),
        ("receipt", show::text(&story["receipt"]["number"])),
        ("reason", show::text(&story["reason"])),
    ] {
        show::line(&format!("{word:<12} {value}"))?;
    }
    if let Some(hold) = hold.filter(|hold| !hold.is_null()) {
        show::line(&format!("county held  {}", show::text(&hold["why"])))?;
    }
    let who = |one: &Value| format!("{} {}", show::text(&one["role"]), show::text(&one["name"]));
    let moves = show::items(&story["history"]).map(|one| {
        let (at, to, plugin) = (show::time(&one["at"]), show::text(&one["to"]), show::digest(&one["plugin"]));
        vec![at, to, who(&one["who"]), plugin, show::words(&one["why"])]
    });
    show::line("")?;
    show::table(&["at", "state", "who", "plugin", "why"], moves.collect(), "no history")?;
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
    )
}
