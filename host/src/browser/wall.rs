//! What a session may reach, and what it was seen reaching. Plain data: it is the proxy that enforces it.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::submission::Personal;

/// What a session may reach. Built by the caller from the manifest and the configuration.
#[derive(Clone, Debug, Default)]
pub struct Wall {
    /// Everything else is refused, loopback and the browser maker's own services included.
    pub origins: Vec<Origin>,
    /// Host names that go to an address of the operator's choice, whatever DNS says. Only what is named here may lead to a
    /// loopback or private address.
    pub resolve: BTreeMap<String, SocketAddr>,
    /// Paths (`/apply/submit`; `*` stands for one segment) whose requests other than GET and HEAD pass only when armed, and
    /// then exactly once. Sees `http` only: what goes over `https` is sealed between the browser and the county.
    pub submits: Vec<String>,
    /// Sites that ask for a user before they show anything (RFC 7617); `http` only. The browser never learns of it.
    pub sign_ins: Vec<SignIn>,
}

/// What a site is told that asks who is there by HTTP itself.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// Nobody else is told.
    pub origin: Origin,
    /// No colon in it.
    pub user: Personal,
    /// The password.
    pub password: Personal,
}

impl Wall {
    /// Whether a document or request on this address may leave the session.
    pub fn allows(&self, url: &Url) -> bool {
        Origin::of(url).is_some_and(|origin| self.origins.contains(&origin))
    }

    /// Whether this path is one of those that submit. Wide on purpose: case, doubled and trailing slashes, percent-encoding
    /// and `;parameters` don't make another path of it, for many a county's server will not think so either.
    pub fn submits(&self, path: &str) -> bool {
        let asked = segments(path);
        self.submits.iter().any(|declared| {
            let declared = segments(declared);
            declared.len() == asked.len() && declared.iter().zip(&asked).all(|(d, a)| d == "*" || d == a)
        })
    }
}

fn segments(path: &str) -> Vec<String> {
    path.split('/')
        .map(|segment| segment.split(';').next().unwrap_or_default())
        .filter(|segment| !segment.is_empty())
        .map(|segment| percent_decoded(segment).to_lowercase())
        .collect()
}

fn percent_decoded(segment: &str) -> String {
    let bytes = segment.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escape = (bytes[at] == b'%').then(|| segment.get(at + 1..at + 3)).flatten();
        match escape.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                decoded.push(byte);
                at += 3;
            }
            None => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// The two schemes a session may speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scheme {
    /// Plain: the proxy sees each request.
    Http,
    /// Sealed: the proxy sees the host only.
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

/// How the county answered a request for a document, last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// HTTP status, as the proxy passed it on; 502 if `unreachable`, 403 if the proxy refused.
    pub status: u16,
    /// `Retry-After`, when given in seconds; a date is turned into seconds from the answer's own `Date`.
    pub retry_after_seconds: Option<u64>,
    /// Where a redirect pointed to.
    pub location: Option<Url>,
    /// Set when the county did not answer at all: why.
    pub unreachable: Option<String>,
}

/// What the gate saw of requests that submit, or could: those over `http`, that is; the rest is sealed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SubmitSeen {
    /// To the wall's `submits` paths, handed to the county since the last arming: 0 or 1. Counted before the first byte leaves.
    pub sent: u32,
    /// What else could have submitted between the arming and the disarming: to any path by another method than GET, HEAD,
    /// OPTIONS or TRACE, or to a `submits` path by one of these. Counted before the first byte leaves.
    pub others: u32,
    /// Reads that could have told the county something between the arming and the disarming: a page, or a query.
    pub asked: u32,
    /// To the wall's `submits` paths, refused since the last disarming (or the session's start): unarmed, or one too many.
    pub refused: u32,
    /// The county's status for the one that was sent; none if no answer came.
    pub answered: Option<u16>,
    /// No whole answer will come: the connection ended first, or the time for it.
    pub lost: bool,
}

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

    #[test]
    fn a_wall_lets_only_its_own_origins_through() {
        let wall = Wall {
            origins: vec!["https://alder.test".parse().unwrap(), "http://alder.test:8080".parse().unwrap()],
            ..Wall::default()
        };
        #[track_caller]
        fn check(wall: &Wall, address: &str, expect: bool) {
            assert_eq!(wall.allows(&Url::parse(address).unwrap()), expect, "{address}");
        }
        check(&wall, "https://alder.test/apply?x=1#y", true);
        check(&wall, "https://ALDER.test./", true);
        check(&wall, "http://alder.test:8080/", true);
        check(&wall, "http://alder.test/", false);
        check(&wall, "https://alder.test.evil.test/", false);
        check(&wall, "https://evil.test/?https://alder.test", false);
        check(&wall, "https://alder.test@evil.test/", false);
        check(&wall, "file:///alder.test", false);
        check(&wall, "data:text/html,x", false);
        check(&wall, "view-source:https://alder.test/", false);
    }

    #[test]
    fn a_submitting_path_is_known_in_its_disguises() {
        let wall = Wall { submits: vec!["/apply/submit".into(), "/cases/*/send".into()], ..Wall::default() };
        #[track_caller]
        fn check(wall: &Wall, path: &str, expect: bool) {
            assert_eq!(wall.submits(path), expect, "{path}");
        }
        check(&wall, "/apply/submit", true);
        check(&wall, "//Apply/submit/", true);
        check(&wall, "/apply/sub%6Dit;jsessionid=1", true);
        check(&wall, "/cases/17/send", true);
        check(&wall, "/cases/send", false);
        check(&wall, "/apply/submit/more", false);
        check(&wall, "/apply", false);
        check(&wall, "/%", false);
    }
}
