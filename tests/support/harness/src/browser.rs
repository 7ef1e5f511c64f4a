//! Which browser, as the configuration and command lines name it.

use std::fmt;

/// A browser.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Browser {
    /// Firefox.
    #[default]
    Firefox,
    /// Chromium.
    Chromium,
}

impl Browser {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Firefox, Self::Chromium];

    /// As the configuration and command lines name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Firefox => "firefox",
            Self::Chromium => "chromium",
        }
    }
}

impl fmt::Display for Browser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
