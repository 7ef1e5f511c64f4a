//! Which county, and which design of its site.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A simulated county.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum County {
    /// Server-rendered pages, one session per login. FIPS 99001.
    Alder,
    /// A single page run by script. FIPS 99003.
    Birch,
    /// Frames, popups, dialogs and uploads. FIPS 99005.
    Cedar,
    /// One address for every step, view state, postbacks that redraw a part of the page. FIPS 99011.
    Dogwood,
    /// One page on GraphQL, lists of which only a part is in the document, a toast as the only receipt. FIPS 99013.
    Elm,
}

impl County {
    /// All of them, in the order they are listed everywhere.
    pub const ALL: [County; 5] = [County::Alder, County::Birch, County::Cedar, County::Dogwood, County::Elm];

    /// The county's FIPS code, as applications name it.
    pub const fn fips(self) -> &'static str {
        match self {
            County::Alder => "99001",
            County::Birch => "99003",
            County::Cedar => "99005",
            County::Dogwood => "99011",
            County::Elm => "99013",
        }
    }

    /// The name in URLs and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            County::Alder => "alder",
            County::Birch => "birch",
            County::Cedar => "cedar",
            County::Dogwood => "dogwood",
            County::Elm => "elm",
        }
    }
}

impl fmt::Display for County {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for County {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        County::ALL.into_iter().find(|county| county.name() == name).ok_or_else(|| format!("no county named {name:?}"))
    }
}

/// Which design of a county's site is up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Layout {
    /// The design the first plugins were written for.
    V1,
    /// The redesign: other labels, moved fields, one more required question.
    V2,
}

impl fmt::Display for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Layout::V1 => "v1",
            Layout::V2 => "v2",
        })
    }
}
