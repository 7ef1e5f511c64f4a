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
        "it goes on for more than {} minutes: `postrider status {application}` will say what it met",
        LONGEST.as_secs() / 60
    )))
}

fn said(met: &Value) -> Result<(), Failure> {
    show::line(came_to(met))?;
    for why in show::items(&met["stopped"]) {
        show::line(&format!("  {}", show::text(why)))?;
    }
    if met["came_to_commit"].is_null() {
        return Ok(());
    }
    let mut differs = explain::differing(met).peekable();
    if differs.peek().is_none() {
        return show::line("no page that it saw differs from what is known");
    }
    differs.try_for_each(|line| show::line(&line))
}

/// What it came to.
fn came_to(met: &Value) -> &'static str {
    match (met["came_to_commit"].as_bool(), met["would_hold"] == true) {
        (Some(true), false) => "it came to its commit, and nothing was sent: the release works the site as it is",
        (Some(true), true) => {
            "it came to its commit, and nothing was sent: an attempt would stop there, and hold the county"
        }
        (Some(false), _) => "it did not come to its commit, and nothing was sent",
        (None, _) if met.is_null() => "the host stopped before it ended, and nothing was sent: begin another one",
        (None, _) => "what it met is not shown to this token",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_not_shown_is_not_taken_for_a_failure() {
        #[track_caller]
        fn check(met: &Value, expect: &str) {
            assert!(came_to(met).starts_with(expect), "{}", came_to(met));
        }
        check(&json!({"outcome": "rehearsed"}), "what it met is not shown to this token");
        check(&json!({"outcome": "rehearsed", "came_to_commit": false}), "it did not come to its commit");
        check(&json!({"outcome": "rehearsed", "came_to_commit": true}), "it came to its commit");
        check(&Value::Null, "the host stopped before it ended");
    }
}
