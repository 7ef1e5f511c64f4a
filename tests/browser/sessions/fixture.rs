//! What the tests of sessions share: browsers in sandboxes, a county, and short ways to look at a page.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use postrider::browser::{
    Config, ElementRef, Fleet, Kind, NetworkPolicy, PathPattern, RequestRules, Session, TlsOptions,
};
use serde_json::json;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use url::Url;

use crate::county::County;

/// The name under which a session finds the test's server.
pub(crate) const HOST: &str = "alder.test";
pub(crate) const BOTH: [Kind; 2] = Kind::ALL;
/// How long a browser may take for a command: these tests share two processors with one another, and are not about speed.
const PATIENCE: Duration = Duration::from_secs(90);

pub(crate) fn config(scratch: PathBuf) -> Config {
    Config {
        relay: Some(target_folder::program("postrider").unwrap()),
        scratch: Some(scratch),
        command_deadline: PATIENCE,
        ..Config::default()
    }
}

/// Browsers in sandboxes, and a county for them.
pub(crate) struct TestFleet {
    pub(crate) fleet: Fleet,
    pub(crate) county: County,
    pub(crate) scratch: tempfile::TempDir,
}

impl TestFleet {
    pub(crate) fn new() -> TestFleet {
        TestFleet::with(|_| {})
    }

    pub(crate) fn with(change: impl FnOnce(&mut Config)) -> TestFleet {
        let scratch = tempfile::tempdir().unwrap();
        let mut config = config(scratch.path().to_owned());
        change(&mut config);
        let fleet = Fleet::new(config, TaskTracker::new(), CancellationToken::new()).unwrap();
        TestFleet { fleet, county: County::open(), scratch }
    }

    pub(crate) fn policy(&self) -> NetworkPolicy {
        NetworkPolicy {
            origins: [HOST, "closed.test", "localhost"].map(|host| format!("http://{host}").parse().unwrap()).into(),
            // Port 1 is for nobody: connections are refused.
            resolve: [
                (HOST.to_owned(), self.county.address),
                ("localhost".to_owned(), self.county.address),
                ("closed.test".to_owned(), "127.0.0.1:1".parse().unwrap()),
            ]
            .into(),
            requests: RequestRules::of_paths(["/apply/submit", "/apply/lost"]),
            ..NetworkPolicy::default()
        }
    }

    /// The same county, over https too.
    pub(crate) fn secure_policy(&self) -> NetworkPolicy {
        let mut policy = self.policy();
        policy.origins.push(format!("https://{HOST}").parse().unwrap());
        policy.requests.sockets = ["/socket", "/"].map(PathPattern::from).into();
        policy.tls = TlsOptions::new(Some(self.county.authority.as_bytes()), None).unwrap();
        policy
    }

    pub(crate) async fn session(&self, kind: Kind) -> Session {
        self.fleet.open(kind, self.policy()).await.unwrap()
    }
}

pub(crate) fn at(path: &str) -> Url {
    Url::parse(&format!("http://{HOST}{path}")).unwrap()
}

pub(crate) fn secure(path: &str) -> Url {
    Url::parse(&format!("https://{HOST}{path}")).unwrap()
}

pub(crate) async fn find(session: &Session, css: &str) -> ElementRef {
    let found = session.execute("return document.querySelector(arguments[0])", vec![json!(css)]).await.unwrap();
    serde_json::from_value(found).unwrap()
}

pub(crate) async fn text(session: &Session, css: &str) -> String {
    let text =
        session.execute("return document.querySelector(arguments[0]).textContent", vec![json!(css)]).await.unwrap();
    text.as_str().unwrap().to_owned()
}

/// Looks again until it holds; a condition that never does fails the test.
pub(crate) async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let start = Instant::now();
    while !holds().await {
        assert!(start.elapsed() < Duration::from_secs(15), "waited in vain until {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

pub(crate) fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            found.extend(walk(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found
}
