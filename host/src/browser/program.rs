//! The programs that a session consists of: where each is on this machine, and how to get it. It starts none of them.

use std::path::{Path, PathBuf};

use super::config::Config;
use super::kind::Kind;
use super::missing::Missing;

/// One program of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Program {
    Firefox,
    Geckodriver,
    Chromium,
    Chromedriver,
    Bwrap,
    Relay,
}

impl Program {
    pub(super) fn browser(kind: Kind) -> Program {
        match kind {
            Kind::Firefox => Program::Firefox,
            Kind::Chromium => Program::Chromium,
        }
    }

    pub(super) fn driver(kind: Kind) -> Program {
        match kind {
            Kind::Firefox => Program::Geckodriver,
            Kind::Chromium => Program::Chromedriver,
        }
    }

    /// Where a program is, with symbolic links followed.
    pub(super) fn locate(self, config: &Config) -> Result<PathBuf, Missing> {
        let (named, usual): (_, &[&str]) = match self {
            Program::Firefox => (
                &config.firefox,
                &["firefox-esr", "firefox", "/usr/lib/firefox-esr/firefox-esr", "/usr/lib/firefox/firefox"],
            ),
            Program::Geckodriver => (&config.geckodriver, &["geckodriver", "~/.cargo/bin/geckodriver"]),
            Program::Chromium => (
                &config.chromium,
                &[
                    "/usr/lib/chromium/chromium",
                    "/usr/lib/chromium-browser/chromium-browser",
                    "/opt/google/chrome/chrome",
                ],
            ),
            Program::Chromedriver => (&config.chromedriver, &["chromedriver", "/usr/lib/chromium/chromedriver"]),
            Program::Bwrap => (&config.bwrap, &["bwrap", "/usr/bin/bwrap"]),
            Program::Relay => (&config.relay, &[]),
        };
        if let Some(path) = named {
            return executable(path).ok_or_else(|| Missing {
                what: format!(
                    "there is no program at {}, which the configuration names for {}",
                    path.display(),
                    self.name()
                ),
                fix: format!("correct the path under [browser], or remove it and {}", self.fix()),
            });
        }
        if self == Program::Relay {
            return std::env::current_exe().map_err(|error| Missing {
                what: format!("the running program's own path is not known ({error})"),
                fix: "set `relay` under [browser] to the postrider binary".to_owned(),
            });
        }
        usual
            .iter()
            .find_map(|name| found(name))
            .ok_or_else(|| Missing { what: format!("{} is not installed", self.name()), fix: self.fix().to_owned() })
    }

    fn name(self) -> &'static str {
        match self {
            Program::Firefox => "Firefox",
            Program::Geckodriver => "geckodriver",
            Program::Chromium => "Chromium",
            Program::Chromedriver => "chromedriver",
            Program::Bwrap => "bubblewrap (bwrap)",
            Program::Relay => "the relay (postrider)",
        }
    }

    fn fix(self) -> &'static str {
        match self {
            Program::Firefox => "apt-get install firefox-esr",
            Program::Geckodriver => "cargo install geckodriver --locked --version 0.37.1",
            Program::Chromium => "apt-get install chromium",
            Program::Chromedriver => "apt-get install chromium-driver",
            Program::Bwrap => "apt-get install bubblewrap",
            Program::Relay => "set `relay` under [browser] to the postrider binary",
        }
    }
}

/// A bare name is looked for on the PATH, `~/` in the home folder.
fn found(name: &str) -> Option<PathBuf> {
    if let Some(rest) = name.strip_prefix("~/") {
        return executable(&std::env::home_dir()?.join(rest));
    }
    if name.starts_with('/') {
        return executable(Path::new(name));
    }
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).find_map(|folder| executable(&folder.join(name)))
}

fn executable(path: &Path) -> Option<PathBuf> {
    use std::os::unix::fs::PermissionsExt as _;
    let path = path.canonicalize().ok()?;
    let metadata = path.metadata().ok()?;
    (metadata.is_file() && metadata.permissions().mode() & 0o111 != 0).then_some(path)
}
