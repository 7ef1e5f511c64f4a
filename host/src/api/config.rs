//! `[api]`: where the surface listens and which tokens open it. Reads token files; nothing else.
#![warn(missing_docs)]

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::file_error::FileAction;
use crate::submission::Personal;

/// Where the surface listens by default.
pub const DEFAULT_LISTEN: SocketAddr = SocketAddr::V4(SocketAddrV4::new(Ipv4Addr::LOCALHOST, 8470));
/// Shortest token, in characters: 16 random ones of a base64 alphabet hold 96 bits.
pub(super) const MIN_TOKEN: usize = 16;
/// Longest token, in characters.
pub(super) const MAX_TOKEN: usize = 256;

/// `[api]` of the configuration file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Address and port.
    pub listen: SocketAddr,
    /// Lets `listen` be reachable from other machines. There is no TLS here: put a proxy in front.
    pub allow_remote: bool,
    /// Who may do what.
    pub tokens: Vec<Token>,
}

impl Default for Config {
    fn default() -> Self {
        Self { listen: DEFAULT_LISTEN, allow_remote: false, tokens: Vec::new() }
    }
}

/// One `[[api.tokens]]`: exactly one of `token` and `token_file`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// Whose it is; stands in histories.
    pub name: String,
    /// What it opens.
    pub role: Role,
    /// The token itself, 16 to 256 visible ASCII characters.
    #[serde(default)]
    pub token: Option<Personal>,
    /// A file that holds it; spaces and line ends around it are not part of it.
    #[serde(default)]
    pub token_file: Option<PathBuf>,
}

/// What a token opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Role {
    /// Sends applications and asks after them by id.
    Client,
    /// Looks at everything.
    Viewer,
    /// Looks, and decides what waits in review.
    Reviewer,
    /// Looks, brings plugins in and takes them back, lets counties go on.
    Deployer,
    /// Everything.
    Admin,
}

/// An `[api]` that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// Reachable from other machines without `allow_remote`.
    #[error(
        "[api] listens on {0}, which other machines can reach: set `allow_remote = true` if that is meant, and put TLS in front"
    )]
    Remote(SocketAddr),
    /// Nobody could do anything.
    #[error("[api] has no tokens: add [[api.tokens]] with `name`, `role` and `token` or `token_file`")]
    NoTokens,
    /// One of the tokens.
    #[error("[[api.tokens]] `{name}`: {problem}")]
    Token {
        /// Its name.
        name: String,
        /// What is wrong; never the token.
        problem: String,
    },
}

impl Config {
    /// Token files are looked for from a folder on: the configuration file's.
    pub fn relative_to(mut self, folder: &Path) -> Self {
        for file in self.tokens.iter_mut().filter_map(|token| token.token_file.as_mut()) {
            *file = folder.join(&*file);
        }
        self
    }

    /// Refuses an address that others can reach unless that is meant.
    pub fn address(&self) -> Result<SocketAddr, ConfigError> {
        let here = self.listen.ip().is_loopback();
        if here || self.allow_remote { Ok(self.listen) } else { Err(ConfigError::Remote(self.listen)) }
    }

    /// Every token as it will be sent, its file read.
    pub(super) fn secrets(&self) -> Result<Vec<(String, Role, Personal)>, ConfigError> {
        let mut names = BTreeSet::new();
        let mut secrets: Vec<(String, Role, Personal)> = Vec::new();
        for entry in &self.tokens {
            let fail = |problem: String| ConfigError::Token { name: entry.name.chars().take(64).collect(), problem };
            if entry.name.is_empty() || !names.insert(&entry.name) {
                return Err(fail("`name` must be there, and no two may be the same".to_owned()));
            }
            let secret = match (&entry.token, &entry.token_file) {
                (Some(token), None) => token.clone(),
                (None, Some(file)) => {
                    let text = std::fs::read_to_string(file).map(Personal::new);
                    let text = text.map_err(|error| fail(FileAction::Read.failed(file)(error).to_string()))?;
                    Personal::new(text.reveal().trim())
                }
                _ => return Err(fail("give exactly one of `token` and `token_file`".to_owned())),
            };
            let fits = (MIN_TOKEN..=MAX_TOKEN).contains(&secret.reveal().len());
            if !fits || !secret.reveal().bytes().all(|b| b.is_ascii_graphic()) {
                return Err(fail(format!("the token must be {MIN_TOKEN} to {MAX_TOKEN} visible ASCII characters")));
            }
            if secrets.iter().any(|(_, _, other)| *other == secret) {
                return Err(fail("another name has the same token".to_owned()));
            }
            secrets.push((entry.name.clone(), entry.role, secret));
        }
        if secrets.is_empty() { Err(ConfigError::NoTokens) } else { Ok(secrets) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(toml: &str, expect: &str) {
        let config: Config = toml::from_str(toml).unwrap();
        let said = config.address().and_then(|_| config.secrets());
        assert_eq!(said.map_or_else(|error| error.to_string(), |_| "fine".to_owned()), expect);
        assert!(!format!("{config:?}").contains("0123456789abcdef"));
    }

    #[test]
    fn an_api_says_what_it_lacks() {
        let token = "[[tokens]]\nname = 'ops'\nrole = 'admin'\ntoken = '0123456789abcdef'\n";
        check(token, "fine");
        check(&format!("{token}{}", token.replace("ops", "b")), "[[api.tokens]] `b`: another name has the same token");
        check(&format!("{token}{token}"), "[[api.tokens]] `ops`: `name` must be there, and no two may be the same");
        check(
            &token.replace("abcdef", ""),
            "[[api.tokens]] `ops`: the token must be 16 to 256 visible ASCII characters",
        );
        check(
            &format!("{token}token_file = 'x'"),
            "[[api.tokens]] `ops`: give exactly one of `token` and `token_file`",
        );
        check("", "[api] has no tokens: add [[api.tokens]] with `name`, `role` and `token` or `token_file`");
        check(
            &format!("listen = '0.0.0.0:1'\n{token}"),
            "[api] listens on 0.0.0.0:1, which other machines can reach: set `allow_remote = true` if that is meant, and put TLS in front",
        );
        check(&format!("listen = '0.0.0.0:1'\nallow_remote = true\n{token}"), "fine");
        assert!(toml::from_str::<Config>("listne = '127.0.0.1:1'").is_err());
    }
}
