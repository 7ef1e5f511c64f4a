//! `plugin install`, `list`, `history`, `rollback`, `activate`.

use std::path::PathBuf;

use clap::Subcommand;
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::json;

use super::client::{Client, Failure};
use super::{explain, show};
use crate::file_error::FileAction;
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
        /// Lets a held county's work go on, one application first.
        #[arg(long)]
        resume: bool,
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
        /// Lets a held county's work go on, one application first.
        #[arg(long)]
        resume: bool,
        /// Why; stands in the history.
        #[arg(long)]
        why: Option<String>,
    },
}

pub(super) async fn run(client: &Client, command: Command) -> Result<(), Failure> {
    match command {
        Command::Install { file, why } => {
            let bytes = std::fs::read(&file);
            let bytes = bytes.map_err(|error| Failure::Failed(FileAction::Read.failed(&file)(error).to_string()))?;
            let request = client.request(Method::POST, "/v1/plugins").query(&[("why", why)]);
            let done =
                client.change(request.header(CONTENT_TYPE, "application/wasm").body(bytes), "plugin list").await?;
            let serves = if done["already"] == true { "serves already" } else { "serves now" };
            said(&done, serves)
        }
        Command::Rollback { county, resume, why } => {
            let (path, look) = (format!("/v1/plugins/{county}/rollback"), format!("plugin history {county}"));
            let done = client.post(&path, &json!({ "why": why, "resume": resume }), &look).await?;
            said(&done, "serves again")
        }
        Command::Activate { county, release, force, resume, why } => {
            let why = why.unwrap_or_else(|| "activated from the command line".to_owned());
            let asked = json!({ "release": release, "why": why, "force": force, "resume": resume });
            let (path, look) = (format!("/v1/plugins/{county}/activate"), format!("plugin history {county}"));
            let done = client.post(&path, &asked, &look).await?;
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
                vec![at, what, show::text(&one["version"]), show::digest(&one["digest"]), who, show::text(&one["why"])]
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
    for note in show::items(&done["notes"]) {
        show::line(&format!("  {}", show::text(note)))?;
    }
    if done["requeued"].as_u64().is_some_and(|back| back > 0) {
        let back = explain::applications(&done["requeued"]);
        show::line(&format!("  {back} that the site had stopped went back from review to the queue"))?;
    }
    match explain::behind(done) {
        Some(waits) => show::line(&waits),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::client::tests::client_of;
    use super::*;

    /// An install that goes on in the host must not be called unreachable, nor be asked for again unseen.
    #[tokio::test]
    async fn a_change_whose_answer_is_lost_may_have_been_done() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("plugin.wasm");
        std::fs::write(&file, "component").unwrap();
        let why = "a test".to_owned();
        let county: CountyCode = "99001".parse().unwrap();
        for (command, look) in [
            (Command::Install { file, why: why.clone() }, "plugin list"),
            (Command::Rollback { county: county.clone(), resume: false, why: why.clone() }, "plugin history 99001"),
            (
                Command::Activate { county, release: "1.0.0".into(), force: false, resume: false, why: None },
                "plugin history 99001",
            ),
        ] {
            let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            let client = client_of(format!("http://{}", listener.local_addr().unwrap()));
            let host = std::thread::spawn(move || drop(listener.accept().unwrap()));
            let failure = run(&client, command).await.unwrap_err().to_string();
            host.join().unwrap();
            assert!(
                failure.contains("may have been done") && failure.contains(&format!("`postrider {look}`")),
                "{failure}"
            );
            assert!(!failure.contains("cannot be reached"), "{failure}");
        }
    }
}
