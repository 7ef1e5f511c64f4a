//! `doctor`: what this machine lacks for a configuration, each with what fixes it; and what works but is not wise. It starts
//! nothing and changes nothing; what it writes to try an object store out, it removes again.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::client::Failure;
use super::object_keys::{object_keys, variable};
use super::show;
use crate::api::Tokens;
use crate::app::{Config, KeyStatus};
use crate::browser::{self, Fleet, Missing};
use crate::counties::ServedCounty;
use crate::county_sources::Standing;
use crate::kept_files::Place;

#[derive(clap::Args)]
pub(super) struct Args {
    /// The host's configuration; without it, what a host with none of its own settings needs.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let (missing, unwise) = match &args.config {
        None => (Fleet::check(&browser::Config::default()), Vec::new()),
        Some(path) => match Config::read_with(path, object_keys(), variable) {
            Ok(mut config) => {
                config.counties.read_files();
                let unwise = key_beside_the_ledger(&config).into_iter().chain(counties_unwise(&config));
                ([Fleet::check(&config.browser), configured(&config)].concat(), unwise.collect())
            }
            Err(error) => (
                vec![Missing { what: show::with_causes(&error), fix: format!("correct {}", path.display()) }],
                Vec::new(),
            ),
        },
    };
    for Missing { what, fix } in &unwise {
        show::line(&format!("unwise: {what}\n    better: {fix}"))?;
    }
    if missing.is_empty() {
        return show::line("nothing is missing");
    }
    for Missing { what, fix } in &missing {
        show::line(&format!("missing: {what}\n    fix: {fix}"))?;
    }
    Err(Failure::Said)
}

/// What the configuration itself lacks.
fn configured(config: &Config) -> Vec<Missing> {
    let mut missing = Vec::new();
    let mut lacks = |what: String, fix: &str| {
        missing.push(Missing { what, fix: fix.to_owned() });
    };
    if let Err(error) = config.api.address() {
        lacks(error.to_string(), "correct [api]");
    }
    if let Err(error) = Tokens::load(&config.api) {
        lacks(error.to_string(), "correct [[api.tokens]]; `openssl rand -hex 32` makes a good token");
    }
    for problem in Standing::of(&config.counties).all_problems {
        lacks(
            problem,
            "correct what it names; a host that runs goes on with what it was before, and takes it once it is right",
        );
    }
    let counties = config.counties.counties().now();
    let speaks_https =
        |county: &&Arc<ServedCounty>| county.grant.origins.iter().any(|origin| origin.starts_with("https:"));
    if let Some(county) = counties.values().filter(speaks_https).find(|county| county.tls.trusts_nobody()) {
        lacks(
            format!("this machine knows no certificate authorities, so no server of {} is trusted", county.name),
            "apt-get install ca-certificates, or name the county's by `tls.roots` of its [[county]]",
        );
    }
    if let Err(error) = config.reach_database() {
        lacks(
            format!("the ledger's database {} does not answer: {}", config.database, show::with_causes(error.as_ref())),
            "start the server, correct `database`, or give its password in the file that PGPASSFILE names",
        );
    }
    if let Err(error) = config.try_object_store() {
        lacks(
            format!("components and evidence cannot be kept: {}", show::with_causes(error.as_ref())),
            "do what this says; `shared` and [object_store] say where the store is",
        );
    }
    let key = config.key_file();
    let folder = key.parent().filter(|folder| *folder != config.data.path()).unwrap_or(Path::new(""));
    match config.key_status() {
        Ok(KeyStatus::Usable) => {}
        Ok(KeyStatus::Missing) if config.ledger_file().is_some_and(Path::exists) => {
            let what = format!("the ledger {} exists, its key file {} does not", config.database, key.display());
            lacks(what, "put the key file back from where it is kept; without it nothing in the ledger can be read");
        }
        // `serve` makes one.
        Ok(KeyStatus::Missing) => {
            if let Some(why) = unusable(folder) {
                lacks(
                    format!("the key {} cannot be made: its folder cannot be written to ({why})", key.display()),
                    "set `key_file` to a file in a folder that this user may write to, or make the folder and give it to this user",
                );
            }
        }
        Err(error) => {
            lacks(show::with_causes(&error), "set `key_file` to a key that this user, and nobody else, may read");
        }
    }
    if let Place::Folder(shared) = config.data.shared()
        && shared != config.data.path()
        && let Some(why) = unusable(shared)
    {
        lacks(
            format!("the folder {} cannot be written to ({why})", shared.display()),
            "set `shared` to a folder that this user may write to",
        );
    }
    if let Some(why) = unusable(config.data.path()) {
        lacks(
            format!("the folder {} cannot be written to ({why})", config.data.path().display()),
            "set `data` to a folder that this user may write to",
        );
    }
    missing
}

/// A ledger is sealed so that a copy of it tells nothing: whoever copies the folder has both.
fn key_beside_the_ledger(config: &Config) -> Option<Missing> {
    let key = config.key_file();
    let folder = Some(config.data.path()).filter(|folder| key.starts_with(folder))?;
    Some(Missing {
        what: format!("the key that opens ledger and evidence lies in the folder of the data, {}: a copy of it tells all", folder.display()),
        fix: "set `key_file` to a file elsewhere that is not copied along, and move the key there while the host is stopped"
            .to_owned(),
    })
}

/// What of the counties works and could be better.
fn counties_unwise(config: &Config) -> Vec<Missing> {
    let mut unwise = Vec::new();
    if config.counties.counties().is_empty() {
        let what = "no county stands in the configuration, or in its folder of counties".to_owned();
        let fix = "add a [[county]] with `code`, `name`, `zone` and `grant.origins`, or set one while the host runs: `postrider county set`";
        unwise.push(Missing { what, fix: fix.to_owned() });
    }
    let plain = config.counties.plain_secrets();
    if let Some((county, keys)) = plain.first() {
        let (keys, more) = (keys.join(", "), plain.len() - 1);
        let more = if more == 0 { String::new() } else { format!(", and of {more} counties more") };
        unwise.push(Missing {
            what: format!("secrets stand in the open in a file: {keys} of county {county}{more}"),
            fix: "put each into a file of its own and write \"file:PATH\" in its place, or \"credential:NAME\" of systemd's".to_owned(),
        });
    }
    unwise
}

/// Why a folder could not be made or written in, judged by its nearest ancestor that exists.
fn unusable(folder: &Path) -> Option<rustix::io::Errno> {
    let existing = folder.ancestors().find(|path| path.exists()).filter(|path| !path.as_os_str().is_empty());
    let existing = existing.unwrap_or(Path::new("."));
    if !existing.is_dir() {
        return Some(rustix::io::Errno::NOTDIR);
    }
    rustix::fs::access(existing, rustix::fs::Access::WRITE_OK | rustix::fs::Access::EXEC_OK).err()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said to be missing of a host whose key lies there.
    fn missing_with(key_file: &str, prepare: impl FnOnce(&Path)) -> String {
        let folder = tempfile::tempdir().unwrap();
        prepare(folder.path());
        let file = folder.path().join("postrider.toml");
        let county = "[[county]]\ncode = '99001'\nname = 'A'\nzone = 'UTC'\ngrant.origins = ['http://a.test']\n";
        std::fs::write(&file, format!("data = 'data'\nkey_file = '{key_file}'\n{county}")).unwrap();
        let missing = configured(&Config::read(&file).unwrap());
        missing.into_iter().map(|one| one.what).filter(|what| what.contains("key")).collect()
    }

    #[test]
    fn a_key_that_serve_cannot_use_is_missing() {
        assert_eq!(missing_with("keys/ledger.key", |_| ()), "", "it is made");
        let said = missing_with("taken/ledger.key", |folder| std::fs::write(folder.join("taken"), "").unwrap());
        assert!(said.contains("taken/ledger.key"), "{said}");
        let key = |folder: &Path| {
            use std::os::unix::fs::PermissionsExt as _;
            std::fs::write(folder.join("ledger.key"), "no key").unwrap();
            std::fs::set_permissions(folder.join("ledger.key"), std::fs::Permissions::from_mode(0o600)).unwrap();
        };
        let said = missing_with("ledger.key", key);
        assert!(said.contains("does not hold a key"), "{said}");
        let said = missing_with("keys/ledger.key", |folder| {
            std::fs::create_dir(folder.join("data")).unwrap();
            std::fs::write(folder.join("data/ledger.sqlite"), "").unwrap();
        });
        assert!(said.contains("ledger.sqlite exists, its key"), "{said}");
    }
}
