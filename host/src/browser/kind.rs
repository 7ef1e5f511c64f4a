//! The browsers there are, and the one name of each: in the configuration, manifests, commands and tests.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Which browser.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Firefox by geckodriver: cheaper typing, slower start.
    #[default]
    Firefox,
    /// Chromium by chromedriver.
    Chromium,
}

impl Kind {
    /// Every browser there is.
    pub const ALL: [Kind; 2] = [Kind::Firefox, Kind::Chromium];

    /// Its name in lower case, as it is written everywhere.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Firefox => "firefox",
            Kind::Chromium => "chromium",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum as _;

    use super::*;

    #[test]
    fn a_browser_has_one_name() {
        for kind in Kind::ALL {
            let name = kind.to_string();
            assert_eq!(serde_json::to_value(kind).unwrap(), name.as_str());
            assert_eq!(Kind::from_str(&name, false), Ok(kind));
        }
        assert_eq!(Kind::ALL.as_slice(), Kind::value_variants());
    }
}
