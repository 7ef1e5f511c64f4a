//! The configuration file: each part's own settings, nested; unknown keys are refused by name.
#![warn(missing_docs)]

mod error;

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::data_dir::DataDir;
use crate::counties::{InvalidCounties, Places, Variables, Written, line_of};
use crate::county_sources::{MAX_FILE_BYTES, Sources};
use crate::file_error::FileAction;
use crate::kept_files::{self, KeptFiles, ObjectKeys, Place};
use crate::ledger::Database;
use crate::sealing::{KeyId, KeyRing, SealingError};
use crate::submission::CountyConfig;
use crate::{api, browser, plugin, retention, scheduler};

pub use error::ConfigError;

/// Where files of counties lie, beside the configuration, unless it says otherwise.
const COUNTIES: &str = "counties.d";
/// Where files of secrets lie to which a county may refer that is set by command, unless the configuration says otherwise: a folder of their
/// own, where the host's own secrets do not lie.
const COUNTY_SECRETS: &str = "/run/secrets/postrider-counties";

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
    /// Where the counties' settings come from; those of the file itself are read.
    pub counties: Sources,
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
    /// The master keys, which open ledger and evidence; by default `ledger.key` beside the configuration, or in `data` where an earlier version
    /// put it.
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
    /// A folder of further files of counties, which may change while the host runs.
    #[serde(rename = "counties")]
    counties_folder: Option<PathBuf>,
    /// The folder of secrets to which a county may refer that is set by command.
    county_secrets: Option<PathBuf>,
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
        Self::read_with(path, None, |_| None)
    }

    /// The same, with keys to an object store, which are used where the file names no file of them, and the environment, to which counties
    /// may refer.
    pub fn read_with(path: &Path, keys: Option<ObjectKeys>, variables: Variables) -> Result<Self, ConfigError> {
        let unreadable = |error| ConfigError::Unreadable(FileAction::Read.failed(path)(error));
        let size = std::fs::metadata(path).map_err(unreadable)?.len();
        if size > MAX_FILE_BYTES {
            return Err(unreadable(std::io::Error::other(format!(
                "it has {size} bytes; {MAX_FILE_BYTES} are allowed"
            ))));
        }
        let text = std::fs::read_to_string(path).map_err(unreadable)?;
        let wrong = |error: toml::de::Error| {
            let (line, message) = line_of(&text, &error);
            ConfigError::Invalid { path: path.to_owned(), line, message }
        };
        let raw: Raw = toml::from_str(&text).map_err(wrong)?;
        let table: toml::Table = toml::from_str(&text).map_err(wrong)?;
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
        let of_counties = |problem| ConfigError::Counties { path: path.to_owned(), problem };
        let configured = Written::all(raw.counties, table).map_err(of_counties)?;
        let secrets = raw.county_secrets.map_or_else(|| COUNTY_SECRETS.into(), |folder| base.join(folder));
        let places = Places { base: base.to_owned(), secrets, variables };
        let is_named = raw.counties_folder.is_some();
        let folder = base.join(raw.counties_folder.unwrap_or_else(|| COUNTIES.into()));
        let counties = Sources::new(places, configured, (folder, is_named))
            .map_err(|problem| of_counties(InvalidCounties::County(problem)))?;
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
            key_file: key_file(base, raw.key_file, &data),
            data,
            database,
            engine: raw.plugins.engine.clone(),
            scheduler: raw.scheduler,
            retention: raw.retention,
            counties,
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

/// The file that is named; otherwise one outside of what it opens, unless an earlier version put it there.
fn key_file(base: &Path, named: Option<PathBuf>, data: &DataDir) -> PathBuf {
    let earlier = Some(data.earlier_key()).filter(|file| file.exists());
    named.map(|file| base.join(file)).or(earlier).unwrap_or_else(|| base.join("ledger.key"))
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
        assert_eq!(key("data = 'd'"), Path::new("ledger.key"), "not in the folder that it opens");
        assert_eq!(key("data = 'd'\nkey_file = 'keys/ledger.key'"), Path::new("keys/ledger.key"));
        std::fs::create_dir(folder.path().join("d")).unwrap();
        std::fs::write(folder.path().join("d/ledger.key"), "").unwrap();
        assert_eq!(key("data = 'd'"), Path::new("d/ledger.key"), "of an earlier version");
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line_and_no_secret() {
        check("data = 'd'", "fine");
        check(
            "data = 'd'\ncolour = 'red'",
            "the configuration FILE, line 2: unknown field `colour`, expected one of `data`, `database`, `shared`, `object_store`, `key_file`, `api`, `browser`, `plugins`, `scheduler`, `retention`, `counties`, `county_secrets`, `county`",
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
