//! `county rehearse`: begins a rehearsal, waits for its end, and says what it met.

use std::path::Path;
use std::time::{Duration, Instant};

use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::Value;

use super::client::{Client, Failure};
use super::{explain, show};
use crate::file_error::FileAction;
use crate::submission::CountyCode;

/// What ends so is a component's file, and no release's name.
const COMPONENT: &str = ".wasm";
/// How often it is looked whether it has ended.
const PAUSE: Duration = Duration::from_millis(500);
/// How long that is waited for.
const LONGEST: Duration = Duration::from_secs(1_800);

pub(super) async fn rehearse(
    client: &Client,
    county: &CountyCode,
    release: Option<&str>,
    json: bool,
) -> Result<(), Failure> {
    let path = format!("/v1/counties/{county}/rehearsals");
    let request = match release {
        Some(file) if file.ends_with(COMPONENT) => {
            let component = std::fs::read(file).map_err(FileAction::Read.failed(Path::new(file)));
            let component = component.map_err(|error| Failure::Failed(error.to_string()))?;
            client.request(Method::POST, &path).header(CONTENT_TYPE, "application/wasm").body(component)
        }
        Some(release) => client.request(Method::POST, &path).query(&[("release", release)]),
        None => client.request(Method::POST, &path),
    };
    let begun = client.change(request, "status").await?;
    let (application, attempt) = (show::text(&begun["application"]), &begun["attempt"]);
    let release = format!("{} ({})", show::text(&begun["version"]), show::digest(&begun["plugin"]));
    if !json {
        show::line(&format!(
            "release {release} is rehearsed with application {application}, as its attempt {attempt}"
        ))?;
    }
    let met = ended(client, &application, attempt).await?;
    if json {
        return show::json(&met);
    }
    said(&met)
}

/// What was met, once it has ended.
async fn ended(client: &Client, application: &str, attempt: &Value) -> Result<Value, Failure> {
    let until = Instant::now() + LONGEST;
    while Instant::now() < until {
        let story = client.get(&format!("/v1/applications/{application}"), &[]).await?;
        let own = show::items(&story["attempts"]).find(|one| one["number"] == *attempt && one["work"] == "rehearse");
        if let Some(ended) = own.filter(|one| !one["ended_at"].is_null()) {
            return Ok(ended["details"].clone());
        }
        tokio::time::sleep(PAUSE).await;
    }
    Err(Failure::Failed(format!(
        "it goes on for more than {} minutes: `postrider show {application}` will say what it met",
        LONGEST.as_secs() / 60
    )))
}

fn said(met: &Value) -> Result<(), Failure> {
    show::line(match (met["came_to_commit"] == true, met["would_hold"] == true) {
        (true, false) => "it came to its commit, and nothing was sent: the release works the site as it is",
        (true, true) => "it came to its commit, and nothing was sent: an attempt would stop there, and hold the county",
        (false, _) => "it did not come to its commit, and nothing was sent",
    })?;
    for why in show::items(&met["stopped"]) {
        show::line(&format!("  {}", show::text(why)))?;
    }
    let mut differs = explain::differing(met).peekable();
    if differs.peek().is_none() {
        return show::line("no page that it saw differs from what is known");
    }
    differs.try_for_each(|line| show::line(&line))
}
