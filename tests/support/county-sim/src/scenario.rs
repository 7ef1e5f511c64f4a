//! The applications of the demo: what is sent in, and what each county must hold afterwards. Read from one JSON file
//! each; what is expected was written by hand from the application, never by the host's code.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::county::{County, Layout};

/// One application and what must become of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The file's name without its ending.
    pub name: String,
    /// What makes it worth having, in a line.
    pub why: String,
    /// The intake's request body: `county` (FIPS) and `application`.
    pub request: Request,
    /// What the county must hold.
    pub expect: Expectations,
    /// Uploads the county must hold, in order.
    #[serde(default)]
    pub expect_documents: Vec<ExpectedDocument>,
}

/// The body of `POST /v1/applications`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// FIPS code.
    pub county: String,
    /// The canonical application.
    pub application: serde_json::Value,
}

/// Held values by canonical path, for each design.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectations {
    /// Complete.
    pub v1: BTreeMap<String, String>,
    /// Only what is more or other than in v1; null where v2 no longer holds a value.
    #[serde(default)]
    pub v2: BTreeMap<String, Option<String>>,
}

/// An upload, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedDocument {
    /// identity, income, residency or other.
    pub kind: String,
    /// File name.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Lower-case hexadecimal.
    pub sha256: String,
}

impl Scenario {
    /// Where it goes.
    pub fn county(&self) -> Option<County> {
        County::ALL.into_iter().find(|county| county.fips() == self.request.county)
    }

    /// Everything the county must hold, in this design.
    pub fn held(&self, layout: Layout) -> BTreeMap<String, String> {
        let mut held = self.expect.v1.clone();
        if layout == Layout::V2 {
            for (path, value) in &self.expect.v2 {
                match value {
                    Some(value) => drop(held.insert(path.clone(), value.clone())),
                    None => drop(held.remove(path)),
                }
            }
        }
        held
    }
}

/// Why scenarios could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ScenarioError {
    /// A folder or file could not be read.
    #[error("{path} cannot be read")]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file is not a scenario.
    #[error("{path} is not a scenario")]
    Parse {
        /// Which.
        path: PathBuf,
        /// Why.
        source: serde_json::Error,
    },
}

/// Every `*.json` in a folder, by name.
pub fn load(folder: &Path) -> Result<Vec<Scenario>, ScenarioError> {
    let unread = |source| ScenarioError::Read { path: folder.to_owned(), source };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unread)? {
        let path = entry.map_err(unread)?.path();
        if path.extension().is_some_and(|e| e == "json") {
            paths.push(path);
        }
    }
    paths.sort();
    let parse = |path: PathBuf| match std::fs::read(&path) {
        Ok(text) => serde_json::from_slice(&text).map_err(|source| ScenarioError::Parse { path, source }),
        Err(source) => Err(ScenarioError::Read { path, source }),
    };
    paths.into_iter().map(parse).collect()
}

#[cfg(test)]
mod possible;
