//! `[browser]`: which browsers, where they are, how long they may take. Data and its defaults; it starts nothing and looks for
//! nothing on the machine.
#![warn(missing_docs)]

use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::process::geteuid;
use serde::{Deserialize, Serialize};

use super::kind::Kind;

mod recycling;
mod remote;
mod seconds;

pub use recycling::Recycling;
pub use remote::Remote;

/// `[browser]`: which browsers, where they are, how long they may take.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The browser used when nothing else is asked for: `firefox` or `chromium`.
    pub kind: Kind,
    /// The Firefox binary. Default: `firefox-esr` or `firefox` on the PATH.
    pub firefox: Option<PathBuf>,
    /// The geckodriver binary. Default: on the PATH or in `~/.cargo/bin`.
    pub geckodriver: Option<PathBuf>,
    /// The Chromium binary itself, not a wrapper script. Default: `/usr/lib/chromium/chromium` and its like.
    pub chromium: Option<PathBuf>,
    /// The chromedriver binary. Default: on the PATH.
    pub chromedriver: Option<PathBuf>,
    /// The bubblewrap binary. Default: `bwrap` on the PATH.
    pub bwrap: Option<PathBuf>,
    /// The postrider binary, which runs inside the sandbox as the relay. Default: a copy of the running program.
    pub relay: Option<PathBuf>,
    /// How long any command may take before the whole process tree is killed, in seconds. Must be longer than `page_load`.
    #[serde(with = "seconds")]
    pub command_deadline: Duration,
    /// How long a page may take to load before the driver gives up and the session goes on, in seconds.
    #[serde(with = "seconds")]
    pub page_load: Duration,
    /// Without a window. `false` needs a display and is for development.
    pub headless: bool,
    /// The X display for a browser with a window.
    pub display: String,
    /// Folder for the sessions' sockets and uploads, this user's alone, made when missing. At most 80 bytes long: socket addresses
    /// are short. Default: `browsers` in the host's `data`; where that is too long, a folder of this user's own in the system's
    /// one for temporary files.
    pub scratch: Option<PathBuf>,
    /// How long one browser serves one application after the other.
    pub pool: Recycling,
    /// Browsers of a remote end instead of this machine's; each then carries one application.
    pub remote: Option<Remote>,
}

/// A UNIX socket's address holds 108 bytes; what a fleet appends to the scratch folder's path takes up to 27 of them.
pub(super) const LONGEST_SCRATCH: usize = 80;
/// Leaves twice the time that a loaded two-core machine was seen to take for anything a page does (a page's print to PDF).
const COMMAND_DEADLINE: Duration = Duration::from_secs(30);
/// A county's page that takes longer is down, as far as an attempt is concerned.
const PAGE_LOAD: Duration = Duration::from_secs(20);

impl Default for Config {
    fn default() -> Config {
        Config {
            kind: Kind::default(),
            firefox: None,
            geckodriver: None,
            chromium: None,
            chromedriver: None,
            bwrap: None,
            relay: None,
            command_deadline: COMMAND_DEADLINE,
            page_load: PAGE_LOAD,
            headless: true,
            display: ":0".to_owned(),
            scratch: None,
            pool: Recycling::default(),
            remote: None,
        }
    }
}

impl Config {
    /// The same settings in a host: a relative `scratch` is relative to `base`, and where there is none, it is `by_default` if that
    /// is short enough.
    #[must_use]
    pub fn placed(mut self, base: &Path, by_default: &Path) -> Config {
        self.scratch = match self.scratch {
            Some(scratch) => Some(base.join(scratch)),
            None => std::path::absolute(by_default).ok().filter(|scratch| scratch.as_os_str().len() <= LONGEST_SCRATCH),
        };
        self
    }

    /// Where sessions' sockets and uploads are. Nobody else can have a folder of the default's name ready: whose it is, is looked at.
    pub(super) fn scratch_folder(&self) -> PathBuf {
        let default = || std::env::temp_dir().join(format!("postrider-{}", geteuid().as_raw()));
        self.scratch.clone().unwrap_or_else(default)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_files_lie_in_the_hosts_own_folder_if_its_path_is_short_enough() {
        let placed = |scratch: Option<&str>, by_default: &str| {
            let config = Config { scratch: scratch.map(PathBuf::from), ..Config::default() };
            config.placed(Path::new("/etc/postrider"), Path::new(by_default)).scratch_folder()
        };
        assert_eq!(placed(None, "/var/lib/postrider/browsers"), Path::new("/var/lib/postrider/browsers"));
        assert_eq!(placed(Some("/run/b"), "/var/lib/postrider"), Path::new("/run/b"));
        assert_eq!(placed(Some("b"), "/var/lib/postrider"), Path::new("/etc/postrider/b"));
        let own = std::env::temp_dir().join(format!("postrider-{}", geteuid().as_raw()));
        assert_eq!(placed(None, &format!("/{}", "d".repeat(LONGEST_SCRATCH))), own);
    }
}
