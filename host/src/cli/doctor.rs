//! `doctor`: what this machine lacks for a configuration, each with what fixes it; and what works but is not wise. It starts
//! nothing and changes nothing; what it writes to try an object store out, it removes again.

use std::path::{Path, PathBuf};

use super::client::Failure;
use super::object_keys::object_keys;
use super::show;
use crate::api::Tokens;
use crate::app::{Config, KeyStatus};
use crate::browser::{self, Fleet, Missing, TlsOptions};
use crate::kept_files::Place;
use crate::submission::County;

#[derive(clap::Args)]
pub(super) struct Args {
    /// The host's configuration; without it, what a host with none of its own settings needs.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let (missing, key) = match &args.config {
        None => (Fleet::check(&browser::Config::default()), None),
        Some(path) => match Config::read_with(path, object_keys()) {
            Ok(config) => {
                ([Fleet::check(&config.browser), configured(&config)].concat(), key_beside_the_ledger(&config))
            }
            Err(error) => {
                (vec![Missing { what: show::with_causes(&error), fix: format!("correct {}", path.display()) }], None)
            }
        },
    };
    if let Some(Missing { what, fix }) = key {
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
    if config.counties.is_empty() {
        lacks("no county is configured".to_owned(), "add a [[county]] with `code`, `name`, `zone` and `grant.origins`");
    }
    let speaks_https = |county: &&County| county.grant.origins.iter().any(|origin| origin.starts_with("https:"));
    let of = |county: &County| config.tls.get(&county.code).is_none_or(TlsOptions::trusts_nobody);
    if let Some(county) = config.counties.iter().filter(speaks_https).find(|county| of(county)) {
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
    let (ledger, key) = (config.ledger_file()?, config.key_file());
    let folder = ledger.parent().filter(|folder| Some(*folder) == key.parent())?;
    Some(Missing {
        what: format!("the ledger and the key that opens it lie in one folder, {}: a copy of it tells all", folder.display()),
        fix: "set `key_file` to a file elsewhere that is not copied along, and move the key there while the host is stopped"
            .to_owned(),
    })
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
