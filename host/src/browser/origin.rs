//! Origins (RFC 6454): scheme, host and port, the unit in which a session's network is granted. It parses and prints, and decides
//! nothing.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use url::Url;

/// The two schemes a session may speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scheme {
    /// Plain all the way.
    Http,
    /// By TLS from the browser to the host's proxy, and by TLS of its own from there to the county.
    Https,
}

impl Scheme {
    /// As it is written in an address.
    pub fn as_str(self) -> &'static str {
        match self {
            Scheme::Http => "http",
            Scheme::Https => "https",
        }
    }

    fn default_port(self) -> u16 {
        match self {
            Scheme::Http => 80,
            Scheme::Https => 443,
        }
    }
}

/// A scheme, host and port. Parsed from `https://apply.alder.test` or `http://127.0.0.1:8080`; written the same way.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Origin {
    /// `http` or `https`.
    pub scheme: Scheme,
    /// Lower case, without a trailing dot; an IPv6 address in brackets.
    pub host: String,
    /// Always there, the scheme's own if the address names none.
    pub port: u16,
}

impl Origin {
    /// The origin of an address, if it is one a session could be allowed.
    pub fn of(url: &Url) -> Option<Origin> {
        let scheme = match url.scheme() {
            "http" => Scheme::Http,
            "https" => Scheme::Https,
            _ => return None,
        };
        let host = url.host_str()?.trim_end_matches('.').to_ascii_lowercase();
        Some(Origin { scheme, host, port: url.port_or_known_default()? })
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme.as_str(), self.host)?;
        if self.port != self.scheme.default_port() {
            write!(f, ":{}", self.port)?;
        }
        Ok(())
    }
}

impl From<Origin> for String {
    fn from(origin: Origin) -> String {
        origin.to_string()
    }
}

impl TryFrom<String> for Origin {
    type Error = NotAnOrigin;

    fn try_from(text: String) -> Result<Origin, NotAnOrigin> {
        text.parse()
    }
}

impl FromStr for Origin {
    type Err = NotAnOrigin;

    fn from_str(text: &str) -> Result<Origin, NotAnOrigin> {
        let refused = || NotAnOrigin(text.to_owned());
        let url = Url::parse(text).map_err(|_| refused())?;
        let bare = url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        Origin::of(&url).filter(|_| bare).ok_or_else(refused)
    }
}

/// What was written where an origin was wanted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not an origin: write scheme, host and, if it is not the usual one, port, as in https://apply.alder.test"
)]
pub struct NotAnOrigin(pub String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_scheme_host_and_port_alone() {
        #[track_caller]
        fn check(text: &str, expect: Option<&str>) {
            assert_eq!(text.parse::<Origin>().ok().map(|o| o.to_string()).as_deref(), expect, "{text}");
        }
        check("https://Apply.Alder.test", Some("https://apply.alder.test"));
        check("https://apply.alder.test:443/", Some("https://apply.alder.test"));
        check("http://alder.test:8080", Some("http://alder.test:8080"));
        check("http://[::1]:80", Some("http://[::1]"));
        check("https://alder.test/apply", None);
        check("https://me@alder.test", None);
        check("file:///etc/passwd", None);
        check("alder.test", None);
    }
}
