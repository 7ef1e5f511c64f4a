//! `key new`, `list` and `rotate`: the master keys that wrap what the ledger keeps.

use std::path::PathBuf;

use clap::Subcommand;
use reqwest::Method;
use serde_json::Value;

use super::client::{Client, Connection, Failure};
use super::object_keys::variable;
use super::show;
use crate::app::Config;

#[derive(Subcommand)]
pub(super) enum Command {
    /// Makes a master key, and writes it below those of the key file, for its owner only. Called on the host's machine; changes nothing yet.
    New {
        /// The host's configuration, which says where the key file is.
        #[arg(long, value_name = "FILE", default_value = "postrider.toml")]
        config: PathBuf,
    },
    /// The master keys of the host's key file: which is current, how many applications' keys each wraps, and which other hosts lack it.
    List {
        /// Prints the host's answer as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Wraps everything by the last key of the host's key file; refused while another host that runs lacks it. Asked again after it was cut
    /// off, it goes on where it ended.
    Rotate,
}

pub(super) fn run(connection: Connection, command: Command) -> Result<(), Failure> {
    match command {
        Command::New { config } => new(&config),
        Command::List { json } => connection.with(async |client: &Client| list(client, json).await),
        Command::Rotate => connection.with(rotate),
    }
}

fn new(config: &std::path::Path) -> Result<(), Failure> {
    let config =
        Config::read_with(config, None, variable).map_err(|error| Failure::Failed(show::with_causes(&error)))?;
    let id = config.add_key().map_err(|error| Failure::Failed(show::with_causes(error.as_ref())))?;
    show::line(&format!(
        "the key {id} is the last line of {}; where several hosts share the ledger, put that line into the key file of each\n\
         next: back that file up; `postrider key list` says which hosts do not hold the key yet; then `postrider key rotate`",
        config.key_file().display()
    ))
}

async fn list(client: &Client, json: bool) -> Result<(), Failure> {
    let keys = client.get("/v1/keys", &[]).await?;
    if json {
        return show::json(&keys);
    }
    let rows = show::items(&keys).map(|key| {
        let lacking: Vec<String> = show::items(&key["lacking"]).map(show::text).collect();
        let lacking = if lacking.is_empty() { "-".to_owned() } else { lacking.join(", ") };
        vec![show::text(&key["id"]), standing(key).to_owned(), show::text(&key["application_keys"]), lacking]
    });
    show::table(&["key", "standing", "applications", "not with"], rows.collect(), "no key")
}

fn standing(key: &Value) -> &'static str {
    match (key["is_current"] == true, key["is_newest"] == true) {
        (true, _) => "current",
        (false, true) => "new: `key rotate` makes it current",
        (false, false) if key["application_keys"] == 0 => "wraps nothing; an earlier backup may need it",
        (false, false) => "opens what it wraps",
    }
}

async fn rotate(client: &Client) -> Result<(), Failure> {
    let mut rewrapped = 0;
    loop {
        let done = client.send_until_answered(|| client.request(Method::POST, "/v1/keys/rotate")).await?;
        rewrapped += done["rewrapped"].as_u64().unwrap_or_default();
        if done["left"].as_u64().unwrap_or_default() == 0 {
            return show::line(&format!(
                "the key {} wraps everything; keys of applications that were wrapped anew: {rewrapped}\n\
                 the keys before it are needed only for backups older than this: see docs/operations.md before you remove them",
                show::text(&done["key"])
            ));
        }
    }
}
