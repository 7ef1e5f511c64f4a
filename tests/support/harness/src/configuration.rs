//! How a host is set up, and the configuration that says so. Starts nothing.

use std::net::SocketAddr;
use std::path::PathBuf;

use county_sim::Ready;

use crate::browser::Browser;
use crate::machine::Machine;

/// The token of the host's one client.
pub const TOKEN: &str = "a-token-for-the-harness-and-nothing-else";
/// The counties' authority, beside the configuration.
pub(crate) const AUTHORITY: &str = "counties.pem";

/// Which processors the host and its browsers may use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Processors {
    /// All that there are.
    #[default]
    All,
    /// The first one alone.
    One,
}

/// How the host is set up.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Which browser it drives.
    pub browser: Browser,
    /// Sessions at a time.
    pub sessions: u32,
    /// Seconds before a doubt is put to the county.
    pub reconcile_after_seconds: u32,
    /// Which processors it may use.
    pub processors: Processors,
    /// How much of the machine it has.
    pub machine: Machine,
    /// The server that has its ledger; none: a file.
    pub database: Option<String>,
    /// The folder with what several hosts share: the key, components, evidence. None: its own `data`.
    pub shared: Option<PathBuf>,
    /// Where components and evidence are in place of a folder; the key stays in `shared`.
    pub objects: Option<ObjectStore>,
    /// The program that it begins as, of an earlier version. It is started again as this build's own, as an upgrade does it.
    pub older: Option<PathBuf>,
    /// Further TOML at the end of the configuration.
    pub more: String,
}

/// An object store, and the keys that a host finds in its environment.
#[derive(Debug, Clone)]
pub struct ObjectStore {
    /// `s3://bucket/prefix`.
    pub address: String,
    /// Where it answers.
    pub endpoint: String,
    /// The id of the keys.
    pub key_id: String,
    /// The secret one.
    pub secret: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            browser: Browser::Firefox,
            sessions: 2,
            reconcile_after_seconds: 3,
            processors: Processors::All,
            machine: Machine::Shared,
            database: None,
            shared: None,
            objects: None,
            older: None,
            more: String::new(),
        }
    }
}

impl Settings {
    /// For one application at a time, or none. A host opens a browser for every session at its start: a second one would only be
    /// waited for.
    #[must_use]
    pub fn one_session() -> Self {
        Self { sessions: 1, ..Self::default() }
    }

    /// One county more, whose site a test serves itself. What `more` says after this is said of that county.
    #[must_use]
    pub fn with_county(mut self, code: &str, host: &str, site: SocketAddr) -> Self {
        self.more.push_str(&county(code, host, host, &format!("http://{site}"), 1, ""));
        self
    }
}

/// The configuration of a host that knows these counties, as TOML.
pub(crate) fn configuration(counties: &Ready, settings: &Settings) -> String {
    let mut text = "data = \"data\"\n".to_owned();
    if let Some(address) = &settings.database {
        text.push_str(&format!("database = \"{address}\"\n"));
    }
    if let Some(folder) = &settings.shared {
        text.push_str(&format!("key_file = \"{}/ledger.key\"\n", folder.display()));
        if settings.objects.is_none() {
            text.push_str(&format!("shared = \"{}\"\n", folder.display()));
        }
    }
    if let Some(ObjectStore { address, endpoint, .. }) = &settings.objects {
        text.push_str(&format!(
            "shared = \"{address}\"\n[object_store]\nendpoint = \"{endpoint}\"\nallow_http = true\n"
        ));
    }
    text.push_str(&format!(
        r#"[api]
listen = "127.0.0.1:0"
[[api.tokens]]
name = "harness"
role = "admin"
token = "{TOKEN}"
[browser]
kind = "{}"
[scheduler]
sessions = {}
reconcile_after_seconds = {}
backoff_seconds = 1
"#,
        settings.browser, settings.sessions, settings.reconcile_after_seconds
    ));
    let entries = [
        ("99001", "Alder", "alder.test", &counties.alder, 2, ALDER_LOGINS),
        ("99003", "Birch", "birch.test", &counties.birch, 2, BIRCH_LOGINS),
        ("99005", "Cedar", "cedar.test", &counties.cedar, 2, CEDAR_LOGINS),
        ("99011", "Dogwood", "dogwood.test", &counties.dogwood, 2, DOGWOOD_LOGINS),
        ("99013", "Elm", "elm.test", &counties.elm, 2, ELM_LOGINS),
    ];
    for (code, name, host, url, concurrency, logins) in entries {
        text.push_str(&county(code, name, host, url, concurrency, logins));
    }
    text.push_str(&settings.more);
    text
}

/// `site` is the address where its site really is; its scheme is the origin's.
fn county(code: &str, name: &str, host: &str, site: &str, concurrency: u32, logins: &str) -> String {
    let (scheme, address) = site.split_once("://").unwrap_or(("http", site));
    // Guests that misbehave name http, whatever the county speaks: most of them go nowhere.
    let (trust, origins) = if scheme == "https" {
        (format!("tls.roots = \"{AUTHORITY}\""), format!("[\"https://{host}\", \"http://{host}\"]"))
    } else {
        (String::new(), format!("[\"http://{host}\"]"))
    };
    format!(
        r#"
[[county]]
code = "{code}"
name = "{name}"
zone = "America/Los_Angeles"
concurrency = {concurrency}
grant.origins = {origins}
resolve = {{ "{host}" = "{address}" }}
{trust}
{logins}
"#
    )
}

const ALDER_LOGINS: &str = r#"credentials.worker.first = { user = "worker1", password = "alder-pass" }
credentials.worker.second = { user = "worker2", password = "alder-pass" }"#;
const BIRCH_LOGINS: &str = r#"credentials.worker.office = { pin = "birch-pin" }"#;
/// Cedar's calendar is worked by the date itself, so its plugin asks to read it.
const CEDAR_LOGINS: &str = r#"grant.read = ["signature.signed_on"]
credentials.worker.first = { user = "clerk1", password = "cedar-pass" }
credentials.worker.second = { user = "clerk2", password = "cedar-pass" }"#;
const DOGWOOD_LOGINS: &str = r#"credentials.worker.first = { user = "eligworker1", password = "dogwood-pass" }
credentials.worker.second = { user = "eligworker2", password = "dogwood-pass" }"#;
/// Elm pushes the number of what was submitted.
const ELM_LOGINS: &str = r#"grant.sockets = true
credentials.worker.first = { user = "intake1", password = "elm-pass" }
credentials.worker.second = { user = "intake2", password = "elm-pass" }"#;
