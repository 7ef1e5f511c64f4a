//! Counties as a text says them: TOML of a file, or JSON of a request. Parsed as a whole; what a secret refers to is not looked at yet.
//! An error names key and line, and quotes no line: passwords stand there.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::secrets::Secret;
use crate::browser::Origin;
use crate::submission::{
    County, CountyCode, CountyConfig, InvalidCounty, SharedCalendar, parse_message, suggest, with_suggestion,
};

/// Most counties of one host: there are 3,144 in the country.
pub const MAX_COUNTIES: usize = 4_000;

/// A county as it is written down.
#[derive(Debug, Clone)]
pub struct Written {
    /// Its settings; a part of a credential is what stands there, a reference as well.
    pub county: County,
    /// What its calendar takes from a file, if it names one.
    pub(super) calendar: Option<SharedCalendar>,
    /// What each of its keys is set to, as a digest: passwords are among them.
    keys: BTreeMap<String, [u8; 32]>,
}

/// Why a text does not say counties.
#[derive(Debug, thiserror::Error)]
pub enum InvalidCounties {
    /// Not TOML, a key missing, unknown or of the wrong kind.
    #[error("line {line}: {message}")]
    Line {
        /// Where.
        line: usize,
        /// What.
        message: String,
    },
    /// Of a text in JSON.
    #[error("{0}")]
    Json(String),
    /// A county that cannot be right.
    #[error(transparent)]
    County(#[from] InvalidCounty),
    /// The same county twice.
    #[error("county {0} stands in it twice")]
    Twice(CountyCode),
    /// More than one host has.
    #[error("it has {0} counties; {MAX_COUNTIES} are allowed")]
    TooMany(usize),
}

/// A file of several.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Several {
    county: Vec<CountyConfig>,
}

impl Written {
    /// A county as its configuration says it, and `said`, what stands there.
    pub fn new(config: CountyConfig, said: &Value) -> Result<Self, InvalidCounty> {
        let (county, calendar) = County::new(config)?;
        reachable(&county)?;
        let mut keys = BTreeMap::new();
        flatten(String::new(), said, &mut keys);
        Ok(Self { county, calendar, keys })
    }

    /// The counties of a text in TOML: one, or several as `[[county]]`.
    pub fn of_toml(text: &str) -> Result<Vec<Self>, InvalidCounties> {
        let wrong = |error: toml::de::Error| {
            let (line, message) = line_of(text, &error);
            InvalidCounties::Line { line, message }
        };
        let table: toml::Table = toml::from_str(text).map_err(wrong)?;
        let configs = match table.contains_key("county") {
            true => toml::from_str::<Several>(text).map_err(wrong)?.county,
            false => vec![toml::from_str::<CountyConfig>(text).map_err(wrong)?],
        };
        Self::all(configs, table)
    }

    /// The counties that a text names, as far as it can be read, whatever else is wrong with it.
    pub fn codes_in(text: &str) -> Vec<CountyCode> {
        let table = toml::from_str::<toml::Table>(text).unwrap_or_default();
        let code = |table: &toml::Table| -> Option<CountyCode> { table.get("code")?.as_str()?.parse().ok() };
        match table.get("county") {
            Some(toml::Value::Array(tables)) => {
                tables.iter().filter_map(|one| code(one.as_table()?)).take(MAX_COUNTIES).collect()
            }
            _ => code(&table).into_iter().collect(),
        }
    }

    /// Counties that were parsed, and the table that they stand in: under `county`, or as the table itself where there is one.
    pub fn all(configs: Vec<CountyConfig>, table: toml::Table) -> Result<Vec<Self>, InvalidCounties> {
        if configs.len() > MAX_COUNTIES {
            return Err(InvalidCounties::TooMany(configs.len()));
        }
        let said = match table.get("county") {
            Some(toml::Value::Array(tables)) => tables.iter().map(as_json).collect(),
            _ => vec![as_json(&toml::Value::Table(table))],
        };
        let mut codes = BTreeSet::new();
        let mut written = Vec::new();
        for (config, said) in configs.into_iter().zip(&said) {
            let one = Self::new(config, said)?;
            if !codes.insert(one.county.code.clone()) {
                return Err(InvalidCounties::Twice(one.county.code));
            }
            written.push(one);
        }
        Ok(written)
    }

    /// The one county of a text that was sent: JSON where it begins with `{`, else TOML.
    pub fn one(text: &str) -> Result<Self, InvalidCounties> {
        if !text.trim_start().starts_with('{') {
            let mut all = Self::of_toml(text)?;
            let message = format!("it has {} counties; set them one by one", all.len());
            return match (all.pop(), all.is_empty()) {
                (Some(one), true) => Ok(one),
                _ => Err(InvalidCounties::Json(message)),
            };
        }
        let wrong = |error: serde_json::Error| {
            let plain = || format!("this is not the JSON of a county (line {})", error.line());
            InvalidCounties::Json(
                parse_message(&error.to_string()).map_or_else(plain, |message| with_suggestion(&message)),
            )
        };
        let said: Value = serde_json::from_str(text).map_err(wrong)?;
        let config: CountyConfig = serde_json::from_str(text).map_err(wrong)?;
        Ok(Self::new(config, &said)?)
    }

    /// The keys by which this differs from what was written before, all where nothing was. Never a value.
    pub fn changed_since(&self, before: Option<&Self>) -> Vec<String> {
        let none = BTreeMap::new();
        let before = before.map_or(&none, |before| &before.keys);
        let names: BTreeSet<&String> = self.keys.keys().chain(before.keys()).collect();
        names.into_iter().filter(|name| self.keys.get(*name) != before.get(*name)).cloned().collect()
    }

    /// The keys of credentials that hold a secret itself, and not where it lies.
    pub fn plain_secrets(&self) -> Vec<String> {
        let parts = self.county.credentials.parts().filter(|(key, text)| Secret::is_open(key, text.reveal()));
        parts.map(|(key, _)| format!("credentials.{key}")).collect()
    }

    /// What the keys are set to, for a digest of all.
    pub(super) fn digests(&self) -> impl Iterator<Item = &[u8]> {
        self.keys.iter().flat_map(|(key, digest)| [key.as_bytes(), digest.as_slice()])
    }
}

/// The line of an error in a text, and what is wrong there, named with its key and without its value.
pub fn line_of(text: &str, error: &toml::de::Error) -> (usize, String) {
    let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
    let said = match error.message() {
        // It quotes what it found, which may be a password that stands one level too high.
        quoting if quoting.starts_with("invalid ") && quoting.contains(", expected ") => {
            parse_message(quoting).unwrap_or_else(|| "is not what may stand there".to_owned())
        }
        message => with_suggestion(message),
    };
    match key_in(text.lines().nth(line - 1).unwrap_or_default()) {
        Some(key) if !said.contains(key) => (line, format!("`{key}`: {said}")),
        _ => (line, said),
    }
}

/// The key that a line sets, where it sets one: named beside an error, unlike its value.
fn key_in(line: &str) -> Option<&str> {
    let (key, _) = line.split_once('=')?;
    let key = key.trim();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    (!key.is_empty() && key.chars().all(is_plain)).then_some(key)
}

fn as_json(value: &toml::Value) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

fn flatten(key: String, value: &Value, into: &mut BTreeMap<String, [u8; 32]>) {
    let Value::Object(entries) = value else {
        into.insert(key, Sha256::digest(value.to_string()).into());
        return;
    };
    for (name, value) in entries {
        flatten(if key.is_empty() { name.clone() } else { format!("{key}.{name}") }, value, into);
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

    const ALDER: &str = "code = '99001'\nname = 'Alder'\nzone = 'UTC'\ngrant.origins = ['http://a.test']\n";

    #[test]
    fn one_county_or_several_stand_in_a_text() {
        let codes = |text: &str| Written::of_toml(text).map(|all| all.len()).map_err(|error| error.to_string());
        assert_eq!(codes(ALDER), Ok(1));
        assert_eq!(codes(&format!("[[county]]\n{ALDER}")), Ok(1));
        assert_eq!(codes("county = []"), Ok(0));
        let missing = codes("# nothing yet\n").unwrap_err();
        assert!(missing.contains("missing field `code`"), "{missing}");
        let twice = codes(&format!("[[county]]\n{ALDER}[[county]]\n{ALDER}"));
        assert_eq!(twice, Err("county 99001 stands in it twice".to_owned()));
        let broken = ALDER.replace("UTC", "Mars");
        assert_eq!(Written::codes_in(&broken), ["99001".parse().unwrap()]);
        assert_eq!(Written::codes_in(&format!("[[county]]\n{broken}[[county]]\nname = 'B'")).len(), 1);
        let line = codes(&format!("{ALDER}cutof = '16:00'")).unwrap_err();
        assert!(
            line.starts_with("line 5: unknown field `cutof`") && line.ends_with("most like it is `cutoff`"),
            "{line}"
        );
    }

    #[test]
    fn a_password_that_stands_in_the_wrong_place_is_not_shown() {
        let said = |more: &str| Written::of_toml(&format!("{ALDER}{more}")).unwrap_err().to_string();
        for more in [
            "[credentials.worker]\npassword = 'sesamejam'",
            "[credentials]\nworker = 'sesamejam'",
            "credentials = 'sesamejam'",
            "credentials.worker.w1.password = 73267345",
            "credentials.worker.w1.password = ['73267345']",
        ] {
            let said = said(more);
            assert!(!said.contains("sesamejam") && !said.contains("73267345"), "{said}");
            assert!(said.contains("expected "), "{said}");
        }
    }

    #[test]
    fn what_changed_is_named_by_key_and_a_secret_is_not_shown() {
        let with = |more: &str| Written::one(&format!("{ALDER}{more}")).unwrap();
        let before = with("credentials.worker.w1 = { user = 'u', password = 'sesamejam' }");
        let after = with("cutoff = '16:00'\ncredentials.worker.w1 = { user = 'u', password = 'file:p' }");
        assert_eq!(after.changed_since(Some(&before)), ["credentials.worker.w1.password", "cutoff"]);
        assert_eq!(before.changed_since(Some(&before)), [""; 0]);
        assert_eq!(
            (before.plain_secrets(), after.plain_secrets().len()),
            (vec!["credentials.worker.w1.password".to_owned()], 0)
        );
        assert!(!format!("{before:?}").contains("sesamejam"));
    }

    #[test]
    fn what_is_sent_is_toml_or_json_and_one_county() {
        let said = |text: &str| match Written::one(text) {
            Ok(one) => one.county.code.to_string(),
            Err(error) => error.to_string(),
        };
        let json = r#"{"code": "99001", "name": "A", "zone": "UTC", "grant": {"origins": ["http://a.test"]}"#;
        assert_eq!(said(&format!("{json}}}")), "99001");
        let wrong = said(&format!("{json}, \"cutof\": \"sesamejam\"}}"));
        assert!(wrong.contains("unknown field `cutof`") && wrong.ends_with("most like it is `cutoff`"), "{wrong}");
        assert!(!said(&format!("{json}, \"cutoff\": \"sesamejam\"}}")).contains("sesamejam"));
        let two = format!("[[county]]\n{ALDER}[[county]]\n{}", ALDER.replace("99001", "99003"));
        assert_eq!(said(&two), "it has 2 counties; set them one by one");
    }
}
