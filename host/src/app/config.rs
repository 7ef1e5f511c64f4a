//! The configuration file: each part's own settings, nested; unknown keys are refused by name.
#![warn(missing_docs)]

mod calendars;
mod error;
mod tls;
mod toml_file;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::data_dir::DataDir;
use crate::browser::{Origin, TlsOptions};
use crate::kept_files::{self, KeptFiles, ObjectKeys, Place};
use crate::ledger::Database;
use crate::sealing::{KeyId, KeyRing, SealingError};
use crate::submission::{Counties, County, CountyCode, CountyConfig, InvalidCounty, suggest};
use crate::{api, browser, plugin, retention, scheduler};

use calendars::CalendarFiles;
pub use error::ConfigError;

/// Largest configuration file.
const MAX_CONFIG_BYTES: u64 = 4 << 20;

/// What lies where the key should lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyStatus {
    /// A key that can be used.
    Usable,
    /// Nothing: `serve` makes one where there is no ledger yet.
    Missing,
}

/// A configuration, checked.
pub struct Config {
    /// Where everything is kept that has no place of its own.
    pub data: DataDir,
    /// Where the ledger's tables are.
    pub database: Database,
    /// The HTTP interface.
    pub api: api::Config,
    /// Browsers.
    pub browser: browser::Config,
    /// How many plugins may run at a time.
    pub engine: plugin::Config,
    /// How work is taken.
    pub scheduler: scheduler::Config,
    /// How long what has ended is kept.
    pub retention: retention::Config,
    /// The counties that are served.
    pub counties: Counties,
    /// Whom each county's site is trusted by over https, and what it is shown.
    pub tls: BTreeMap<CountyCode, TlsOptions>,
    key_file: PathBuf,
    plugins: Plugins,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    data: PathBuf,
    /// The server that several hosts share, `postgres://user@host/database`; a file of SQLite's in `data` by default.
    database: Option<String>,
    /// Where components and evidence are kept, which several hosts have to share: a folder, or s3://bucket/prefix; `data` by default.
    shared: Option<String>,
    /// How an object store is reached that `shared` names.
    object_store: Option<kept_files::Config>,
    /// The master keys, which open ledger and evidence; `ledger.key` in `data` by default.
    key_file: Option<PathBuf>,
    #[serde(default)]
    api: api::Config,
    #[serde(default)]
    browser: browser::Config,
    #[serde(default)]
    plugins: Plugins,
    #[serde(default)]
    scheduler: scheduler::Config,
    #[serde(default)]
    retention: retention::Config,
    #[serde(default, rename = "county")]
    counties: Vec<CountyConfig>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Plugins {
    /// Where a `.wasm` may be dropped; `plugins-inbox` below `data` by default.
    folder: Option<PathBuf>,
    /// Instances at a time.
    engine: plugin::Config,
}

impl Config {
    /// Reads and checks a file. Relative paths in it are relative to the file's own folder.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        Self::read_with(path, None)
    }

    /// The same, with keys to an object store, which are used where the file names no file of them.
    pub fn read_with(path: &Path, keys: Option<ObjectKeys>) -> Result<Self, ConfigError> {
        let raw: Raw = toml_file::read(path, MAX_CONFIG_BYTES)?;
        for (table, numbers) in [
            ("scheduler", raw.scheduler.numbers().as_slice()),
            ("plugins.engine", raw.plugins.engine.numbers().as_slice()),
            ("browser.pool", raw.browser.pool.numbers().as_slice()),
            ("retention", raw.retention.numbers().as_slice()),
        ] {
            if let Some((name, found, range)) = numbers.iter().find(|(_, found, range)| !range.contains(found)) {
                let (path, key) = (path.to_owned(), format!("{table}.{name}"));
                return Err(ConfigError::OutOfRange { path, key, range: range.clone(), found: *found });
            }
        }
        let base = path.parent().unwrap_or_else(|| Path::new("."));
        let (mut counties, mut tls, mut calendars) = (BTreeMap::new(), BTreeMap::new(), CalendarFiles::below(base));
        for county in raw.counties {
            let invalid = |problem| ConfigError::County { path: path.to_owned(), problem };
            let calendar = calendars.of(&county)?;
            let county = County::new(county, calendar).map_err(invalid)?;
            reachable(&county).map_err(invalid)?;
            let code = county.code.clone();
            tls.insert(code.clone(), tls::read(&county, base).map_err(invalid)?);
            if counties.insert(code.clone(), county).is_some() {
                return Err(ConfigError::Twice { path: path.to_owned(), county: code });
            }
        }
        let shared = Place::of(raw.shared.as_deref(), base, raw.object_store, keys)
            .map_err(|problem| ConfigError::Shared { path: path.to_owned(), problem })?;
        let data = DataDir::new(base.join(raw.data), shared);
        let database = match raw.database {
            None => Database::Sqlite(data.ledger()),
            Some(address) => Database::server(&address)
                .map_err(|problem| ConfigError::Database { path: path.to_owned(), problem })?,
        };
        Ok(Self {
            api: raw.api.relative_to(base),
            browser: raw.browser.placed(base, &data.browsers()),
            key_file: raw.key_file.map_or_else(|| data.key(), |file| base.join(file)),
            data,
            database,
            engine: raw.plugins.engine.clone(),
            scheduler: raw.scheduler,
            retention: raw.retention,
            counties: counties.into_values().collect(),
            tls,
            plugins: Plugins { folder: raw.plugins.folder.map(|folder| base.join(folder)), engine: raw.plugins.engine },
        })
    }

    /// The master keys, which open ledger and evidence.
    pub fn key_file(&self) -> PathBuf {
        self.key_file.clone()
    }

    /// The ledger's file; none where a server has it.
    pub fn ledger_file(&self) -> Option<&Path> {
        match &self.database {
            Database::Sqlite(file) => Some(file),
            Database::Postgres(_) => None,
        }
    }

    /// Looks whether the server that has the ledger answers, where one has it.
    pub fn reach_database(&self) -> anyhow::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(runtime.block_on(self.database.is_reached())?)
    }

    /// Writes, reads and removes an object, where an object store has what hosts share.
    pub fn try_object_store(&self) -> anyhow::Result<()> {
        if matches!(self.data.shared(), Place::Folder(_)) {
            return Ok(());
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let files = KeptFiles::open(self.data.shared())?;
        Ok(runtime.block_on(files.try_out())?)
    }

    /// Looks for the key as a host that starts does; an error is a key that it could not use.
    pub fn key_status(&self) -> Result<KeyStatus, SealingError> {
        match KeyRing::load(&self.key_file) {
            Ok(_) => Ok(KeyStatus::Usable),
            Err(SealingError::NoKey { .. }) => Ok(KeyStatus::Missing),
            Err(error) => Err(error),
        }
    }

    /// Makes a key, and writes it below those of the key file. Refused where a ledger has lost its keys: another one opens nothing of it.
    pub fn add_key(&self) -> anyhow::Result<KeyId> {
        let is_lost = self.ledger_file().is_some_and(Path::exists) && self.key_status()? == KeyStatus::Missing;
        let (ledger, key) = (&self.database, self.key_file.display());
        anyhow::ensure!(!is_lost, "the ledger {ledger} exists, its key file {key} does not: put it back first");
        Ok(KeyRing::add(&self.key_file)?)
    }

    /// Where a `.wasm` may be dropped.
    pub fn plugins_folder(&self) -> PathBuf {
        self.plugins.folder.clone().unwrap_or_else(|| self.data.inbox())
    }
}

/// A misspelt host would be looked for by DNS alone, where a county's test site does not stand.
fn reachable(county: &County) -> Result<(), InvalidCounty> {
    let fail = |problem: String| Err(InvalidCounty { county: county.code.to_string(), problem });
    let mut hosts = Vec::new();
    for origin in &county.grant.origins {
        match origin.parse::<Origin>() {
            Ok(origin) => hosts.push(origin.host),
            Err(error) => return fail(format!("`grant.origins`: {error}")),
        }
    }
    let Some(stray) = county.resolve.keys().find(|host| !hosts.contains(host)) else { return Ok(()) };
    let meant = suggest(stray, hosts.iter().map(String::as_str));
    let meant = meant.map(|meant| format!("; most like it is `{meant}`")).unwrap_or_default();
    fail(format!("`resolve` names `{stray}`, which is the host of no origin in `grant.origins`{meant}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("postrider.toml");
        std::fs::write(&file, text).unwrap();
        let said = match Config::read(&file) {
            Ok(_) => "fine".to_owned(),
            Err(error) => error.to_string().replace(&file.display().to_string(), "FILE"),
        };
        assert_eq!(said, expect);
    }

    #[test]
    fn the_key_lies_where_it_is_put() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("postrider.toml");
        let key = |text: &str| {
            std::fs::write(&file, text).unwrap();
            Config::read(&file).unwrap().key_file().strip_prefix(folder.path()).unwrap().to_owned()
        };
        assert_eq!(key("data = 'd'"), Path::new("d/ledger.key"));
        assert_eq!(key("data = 'd'\nkey_file = 'keys/ledger.key'"), Path::new("keys/ledger.key"));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line_and_no_secret() {
        check("data = 'd'", "fine");
        check(
            "data = 'd'\ncolour = 'red'",
            "the configuration FILE, line 2: unknown field `colour`, expected one of `data`, `database`, `shared`, `object_store`, `key_file`, `api`, `browser`, `plugins`, `scheduler`, `retention`, `county`",
        );
        check(
            "data = 'd'\n[[county]]\ncode = '1'\nname = 'A'\nzone = 'UTC'\ngrant.origins = ['http://a.test']",
            "the configuration FILE: county `1`: `1` is not a county's FIPS code (five digits)",
        );
        check(
            "data = 'd'\n[browser]\nkin = 'chromium'",
            "the configuration FILE, line 3: unknown field `kin`, expected one of `kind`, `firefox`, `geckodriver`, `chromium`, `chromedriver`, `bwrap`, `relay`, `command_deadline`, `page_load`, `headless`, `display`, `scratch`, `pool`, `remote`; most like it is `kind`",
        );
        check(
            "data = 'd'\n[api]\nlisten = '127.0.0.1:8470x'",
            "the configuration FILE, line 3: `listen`: invalid socket address syntax",
        );
        check(
            "data = 'd'\n[browser]\nkind = 'netscape'",
            "the configuration FILE, line 3: `kind`: unknown variant `netscape`, expected `firefox` or `chromium`",
        );
        let alder = "data = 'd'\n[[county]]\ncode = '99001'\nname = 'A'\nzone = 'UTC'\n";
        check(
            &format!("{alder}grant.origins = ['http://a.test/apply']"),
            "the configuration FILE: county `99001`: `grant.origins`: `http://a.test/apply` is not an origin: write scheme, host and, if it is not the usual one, port, as in https://apply.alder.test",
        );
        check(
            &format!("{alder}grant.origins = ['http://a.test']\nresolve = {{ 'a.tset' = '127.0.0.1:80' }}"),
            "the configuration FILE: county `99001`: `resolve` names `a.tset`, which is the host of no origin in `grant.origins`; most like it is `a.test`",
        );
        check("data = 'd'\ndatabase = 'postgres://postrider@db.internal/postrider'", "fine");
        check(
            "data = 'd'\ndatabase = 'mysql://u:secret@db.internal/postrider'",
            "the configuration FILE: `database` is not the address of a PostgreSQL server: write postgres://user@host/database; without it, the ledger is a file in `data`",
        );
        let objects = "data = 'd'\nshared = 's3://benefits/a'\n[object_store]\n";
        check(&format!("{objects}endpoint = 'https://objects.internal:9000'\nregion = 'here'"), "fine");
        check(
            &format!("{objects}secret_key = 'secret'"),
            "the configuration FILE, line 4: unknown field `secret_key`, expected one of `endpoint`, `region`, `allow_http`, `credentials_file`",
        );
        check(
            &format!("{objects}endpoint = 'http://objects.internal:9000'"),
            "the configuration FILE: `object_store.endpoint` is http, by which anybody between can read and change what is sent: write https, or set `allow_http` = true where that network is yours",
        );
        check(
            "data = 'd'\n[scheduler]\nsessions = 0",
            "the configuration FILE: `scheduler.sessions` must be 1 to 64, not 0",
        );
        check(
            "data = 'd'\n[scheduler]\nreconcile_after_seconds = 0",
            "the configuration FILE: `scheduler.reconcile_after_seconds` must be 1 to 3600, not 0",
        );
        check(
            "data = 'd'\n[plugins.engine]\ninstances = 0",
            "the configuration FILE: `plugins.engine.instances` must be 1 to 256, not 0",
        );
        check(
            "data = 'd'\n[browser.pool]\nuses = 0",
            "the configuration FILE: `browser.pool.uses` must be 1 to 10000, not 0",
        );
        check("data = 'd'\n[retention]\ndelivered_days = 90", "fine");
        check(
            "data = 'd'\n[retention]\ncancelled_days = 0",
            "the configuration FILE: `retention.cancelled_days` must be 1 to 36500, not 0",
        );
        let county = "[[county]]\ncode = '99001'\nname = 'A'\nzone = 'UTC'\ngrant.origins = ['http://a.test']\n";
        check(&format!("data = 'd'\n{county}{county}"), "the configuration FILE: county 99001 stands in it twice");
    }
}
