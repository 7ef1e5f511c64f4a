//! `plugin install`, `list`, `history`, `rollback`, `activate`.

use std::path::PathBuf;

use clap::Subcommand;
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::json;

use super::client::{Client, Failure};
use super::show;
use crate::submission::CountyCode;

#[derive(Subcommand)]
pub(super) enum Command {
    /// Checks a component, compiles it and puts it in its county's place. Attempts that run finish on the release they began with.
    Install {
        /// The component, with its manifest embedded.
        file: PathBuf,
        /// Why; stands in the history.
        #[arg(long, default_value = "installed from the command line")]
        why: String,
    },
    /// Which release serves each county.
    List {
        /// Prints the host's answer as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Everything that happened to a county's releases.
    History {
        /// The county's FIPS code.
        county: CountyCode,
        /// Prints the host's answer as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Puts the release that served before back. A county that is held because its site changed stays held.
    Rollback {
        /// The county's FIPS code.
        county: CountyCode,
        /// Why; stands in the history.
        #[arg(long, default_value = "rolled back from the command line")]
        why: String,
    },
    /// Puts any kept release in its county's place. A county that is held because its site changed stays held.
    Activate {
        /// The county's FIPS code.
        county: CountyCode,
        /// The release: its version, or its digest or the first digits of it (`plugin history` lists them).
        release: String,
        /// Also a release that was quarantined; needs `--why`.
        #[arg(long, requires = "why")]
        force: bool,
        /// Why; stands in the history.
        #[arg(long)]
        why: Option<String>,
    },
}

pub(super) async fn run(client: &Client, command: Command) -> Result<(), Failure> {
    match command {
        Command::Install { file, why } => {
            let bytes = std::fs::read(&file);
            let bytes =
                bytes.map_err(|error| Failure::Failed(format!("{} cannot be read: {error}", file.display())))?;
            let request = client.request(Method::POST, "/v1/plugins").query(&[("why", why)]);
            let done = client.send(request.header(CONTENT_TYPE, "application/wasm").body(bytes)).await?;
            let serves = if done["already"] == true { "serves already" } else { "serves now" };
            said(&done, serves)
        }
        Command::Rollback { county, why } => {
            let done = client.post(&format!("/v1/plugins/{county}/rollback"), &json!({ "why": why })).await?;
            said(&done, "serves again")
        }
        Command::Activate { county, release, force, why } => {
            let why = why.unwrap_or_else(|| "activated from the command line".to_owned());
            let asked = json!({ "release": release, "why": why, "force": force });
            let done = client.post(&format!("/v1/plugins/{county}/activate"), &asked).await?;
            said(&done, if done["already"] == true { "serves already" } else { "serves now" })
        }
        Command::List { json } => {
            let plugins = client.get("/v1/plugins", &[]).await?;
            if json {
                return show::json(&plugins);
            }
            let rows = show::items(&plugins).map(|one| {
                let (county, name) = (show::text(&one["county"]), show::text(&one["name"]));
                vec![county, name, show::text(&one["version"]), show::digest(&one["digest"])]
            });
            show::table(&["county", "name", "version", "plugin"], rows.collect(), "no plugin is installed")
        }
        Command::History { county, json } => {
            let history = client.get(&format!("/v1/plugins/{county}/history"), &[]).await?;
            if json {
                return show::json(&history);
            }
            let rows = show::items(&history).map(|one| {
                let who = format!("{} {}", show::text(&one["who"]["role"]), show::text(&one["who"]["name"]));
                let (at, what) = (show::time(&one["at"]), show::text(&one["what"]));
                vec![at, what, show::text(&one["version"]), show::digest(&one["digest"]), who, show::words(&one["why"])]
            });
            show::table(
                &["at", "what", "version", "plugin", "who", "why"],
                rows.collect(),
                "nothing was ever installed",
            )
        }
    }
}

fn said(done: &serde_json::Value, serves: &str) -> Result<(), Failure> {
    let (name, version) = (show::text(&done["name"]), show::text(&done["version"]));
    let (digest, county) = (show::digest(&done["digest"]), show::text(&done["county"]));
    show::line(&format!("{name} {version} ({digest}) {serves} county {county}"))?;
    match &done["held"] {
        serde_json::Value::Null => Ok(()),
        why => show::line(&format!(
            "its work still waits: {}; `postrider county resume {county}` lets it go on",
            show::words(why)
        )),
    }
}
