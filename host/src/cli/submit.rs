//! `submit`: hands an application in, under a key, so that a lost answer makes no second one.

use std::io::Read as _;
use std::path::PathBuf;

use reqwest::Method;
use reqwest::header::CONTENT_TYPE;

use super::client::{Client, Failure};
use super::show;
use crate::file_error::FileAction;

/// The header that names an application for its client.
const KEY_HEADER: &str = "Idempotency-Key";

#[derive(clap::Args)]
pub(super) struct Args {
    /// The application's JSON file; `-` reads standard input.
    file: PathBuf,
    /// Makes sending again safe: the same key and body give the same application. One is made where none is given, and said
    /// when the host's answer was lost.
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// This is another application although it says the same as one of today.
    #[arg(long)]
    allow_duplicate: bool,
    /// Prints the host's answer as JSON.
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(client: &Client, args: Args) -> Result<(), Failure> {
    let body = if args.file.as_os_str() == "-" {
        let mut body = Vec::new();
        std::io::stdin().lock().read_to_end(&mut body).map(|_| body)
    } else {
        std::fs::read(&args.file)
    };
    let body = body.map_err(|error| Failure::Failed(FileAction::Read.failed(&args.file)(error).to_string()))?;
    let key = args.key.unwrap_or_else(|| format!("cli-{:032x}", rand::random::<u128>()));
    let request = || {
        let request = client.request(Method::POST, "/v1/applications").header(CONTENT_TYPE, "application/json");
        let request = if args.allow_duplicate { request.query(&[("allow_duplicate", "true")]) } else { request };
        request.header(KEY_HEADER, &key).body(body.clone())
    };
    let answer = client.send_until_answered(request).await.map_err(|failure| match failure {
        Failure::Lost(message) => Failure::Lost(format!(
            "{message}\n  the application may have arrived: send it again with `--key {key}`, and there will be one of it"
        )),
        other => other,
    })?;
    if args.json {
        return show::json(&answer);
    }
    let known = match answer["recognised_by"].as_str() {
        None => "",
        Some("content") => {
            " (it says the same as one of today: that one; if it is another, send it with --allow-duplicate)"
        }
        Some(_) => " (it was there already, under this key)",
    };
    let (id, state) = (show::text(&answer["id"]), show::text(&answer["state"]));
    show::line(&format!("application {id} is {state}, due by {}{known}", show::time(&answer["deadline"])))?;
    if answer["checked"] == false {
        show::line("the county's plugin could not look at it: the county may still refuse it")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
