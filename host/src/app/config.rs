//! The configuration file: each part's own settings, nested; unknown keys are refused by name.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::submission::{County, CountyCode, CountyConfig, InvalidCounty};
use crate::{api, browser, plugin, scheduler};

/// Largest configuration file.
const MAX_CONFIG_BYTES: u64 = 4 << 20;

/// A configuration, checked.
pub struct Config {
    /// Where everything is kept that has no place of its own.
    pub data: PathBuf,
    /// The HTTP interface.
    pub api: api::Config,
    /// Browsers.
    pub browser: browser::Config,
    /// How many plugins may run at a time.
    pub engine: plugin::Config,
    /// How work is taken.
    pub scheduler: scheduler::Config,
    /// The counties, by code.
    pub counties: BTreeMap<CountyCode, County>,
    plugins: Plugins,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    data: PathBuf,
    #[serde(default)]
    api: api::Config,
    #[serde(default)]
    browser: browser::Config,
    #[serde(default)]
    plugins: Plugins,
    #[serde(default)]
    scheduler: scheduler::Config,
    #[serde(default, rename = "county")]
    counties: Vec<CountyConfig>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Plugins {
    /// Where a `.wasm` may be dropped; `plugins-inbox` below `data` unless told otherwise.
    folder: Option<PathBuf>,
    /// Instances at a time.
    engine: plugin::Config,
}

/// Why a configuration file cannot be used. Never quotes a line: passwords stand in it.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// It cannot be read.
    #[error("the configuration {} cannot be read", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
    /// Not TOML, a key missing, unknown or of the wrong kind.
    #[error("the configuration {}, line {line}: {message}", path.display())]
    Invalid {
        /// The file.
        path: PathBuf,
        /// Where.
        line: usize,
        /// What.
        message: String,
    },
    /// A county.
    #[error("the configuration {}: {problem}", path.display())]
    County {
        /// The file.
        path: PathBuf,
        /// What is wrong with which.
        problem: InvalidCounty,
    },
    /// The same county twice.
    #[error("the configuration {}: county {county} stands in it twice", path.display())]
    Twice {
        /// The file.
        path: PathBuf,
        /// Which.
        county: CountyCode,
    },
}

impl Config {
    /// Reads and checks a file. Relative paths in it are relative to the file's own folder.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let unreadable = |source| ConfigError::Unreadable { path: path.to_owned(), source };
        let size = std::fs::metadata(path).map_err(unreadable)?.len();
        if size > MAX_CONFIG_BYTES {
            return Err(unreadable(std::io::Error::other(format!(
                "it has {size} bytes; {MAX_CONFIG_BYTES} are allowed"
            ))));
        }
        let text = std::fs::read_to_string(path).map_err(unreadable)?;
        let raw: Raw = toml::from_str(&text).map_err(|error| ConfigError::Invalid {
            path: path.to_owned(),
            line: error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1),
            message: error.message().to_owned(),
        })?;
        let base = path.parent().unwrap_or_else(|| Path::new("."));
        let mut counties = BTreeMap::new();
        for county in raw.counties {
            let county =
                County::try_from(county).map_err(|problem| ConfigError::County { path: path.to_owned(), problem })?;
            let code = county.code.clone();
            if counties.insert(code.clone(), county).is_some() {
                return Err(ConfigError::Twice { path: path.to_owned(), county: code });
            }
        }
        Ok(Self {
            data: base.join(raw.data),
            api: raw.api.relative_to(base),
            browser: raw.browser,
            engine: raw.plugins.engine.clone(),
            scheduler: raw.scheduler,
            counties,
            plugins: Plugins { folder: raw.plugins.folder.map(|folder| base.join(folder)), engine: raw.plugins.engine },
        })
    }

    /// The ledger's database.
    pub fn ledger_file(&self) -> PathBuf {
        self.data.join("ledger.sqlite")
    }

    /// The key that seals it.
    pub fn key_file(&self) -> PathBuf {
        self.data.join("ledger.key")
    }

    /// Where a `.wasm` may be dropped.
    pub fn plugins_folder(&self) -> PathBuf {
        self.plugins.folder.clone().unwrap_or_else(|| self.data.join("plugins-inbox"))
    }
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
    fn what_is_wrong_is_named_with_its_line_and_no_secret() {
        check("data = 'd'", "fine");
        check(
            "data = 'd'\ncolour = 'red'",
            "the configuration FILE, line 2: unknown field `colour`, expected one of `data`, `api`, `browser`, `plugins`, `scheduler`, `county`",
        );
        check(
            "data = 'd'\n[[county]]\ncode = '1'\nname = 'A'\nzone = 'UTC'\ngrant.origins = ['http://a.test']",
            "the configuration FILE: county `1`: `1` is not a county's FIPS code (five digits)",
        );
        let county = "[[county]]\ncode = '99001'\nname = 'A'\nzone = 'UTC'\ngrant.origins = ['http://a.test']\n";
        check(&format!("data = 'd'\n{county}{county}"), "the configuration FILE: county 99001 stands in it twice");
    }
}
