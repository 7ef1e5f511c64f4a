//! Which release serves, and the way back, on a real ledger with real components, as `cargo xtask plugins` built them.
#![expect(clippy::unwrap_used, reason = "what a test cannot prepare fails the test")]

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use postrider::ledger::{self, Ledger, Role, Who};
use postrider::plugin::{Config, Engine, Folders, InstallError, Installed, Quarantined, Registry};
use postrider::submission::{Clock, County, CountyCode, CountyConfig};
use serde_json::json;
use tempfile::TempDir;
use tokio_util::task::TaskTracker;

struct House {
    registry: Registry,
    ledger: Ledger,
    alder: CountyCode,
    county: County,
    folder: TempDir,
}

impl House {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::System;
        let files = ledger::Config {
            file: folder.path().join("ledger.db"),
            key_file: folder.path().join("key"),
            settling: Duration::from_secs(30),
        };
        let ledger = Ledger::open(&files, clock).await.unwrap();
        let county: CountyConfig = serde_json::from_value(json!({
            "code": "99001", "name": "Alder", "zone": "America/Los_Angeles",
            "grant": { "origins": ["http://alder.test"] },
            "credentials": { "worker": { "first": { "user": "worker1", "password": "alder-pass" } } },
        }))
        .unwrap();
        let county = County::try_from(county).unwrap();
        let alder = county.code.clone();
        let registry = open(&ledger, folder.path(), [county.clone()], env!("CARGO_BIN_EXE_postrider").as_ref()).await;
        Self { registry, ledger, alder, county, folder }
    }

    /// The host starts again, with a configuration of these counties.
    async fn start_again(&mut self, counties: impl IntoIterator<Item = County>) -> Option<String> {
        let program = env!("CARGO_BIN_EXE_postrider").as_ref();
        self.registry = open(&self.ledger, self.folder.path(), counties, program).await;
        self.registry.unserved(&self.alder).map(|hold| hold.why)
    }

    async fn install(&self, component: &str) -> Result<Installed, InstallError> {
        self.registry.install(bytes(component), ops(), "a test").await
    }

    async fn roll_back(&self) -> Result<Installed, InstallError> {
        self.registry.rollback(&self.alder, ops(), "a test").await
    }

    async fn activate(&self, wanted: &str, quarantined: Quarantined) -> Result<Installed, InstallError> {
        self.registry.activate(&self.alder, wanted, quarantined, ops(), "a test").await
    }

    async fn quarantine(&self) {
        let serving = self.registry.current(&self.alder).unwrap();
        self.registry.quarantine(&serving, "it panicked").await.unwrap();
        assert!(self.registry.current(&self.alder).is_none());
    }

    async fn hold(&self) -> Option<String> {
        self.ledger.county_hold(&self.alder).await.unwrap().map(|hold| hold.why)
    }

    fn serves(&self) -> Option<String> {
        self.registry.current(&self.alder).map(|release| release.manifest().version.clone())
    }

    fn inbox(&self, name: &str) -> PathBuf {
        self.folder.path().join("inbox").join(name)
    }
}

async fn open(ledger: &Ledger, folder: &Path, counties: impl IntoIterator<Item = County>, compiler: &Path) -> Registry {
    let counties = counties.into_iter().map(|county| (county.code.clone(), county)).collect::<BTreeMap<_, _>>();
    let config = Config { compiler: Some(compiler.to_owned()), ..Config::default() };
    let engine = Engine::start(&config, &TaskTracker::new()).unwrap();
    let folders = Folders { inbox: folder.join("inbox"), kept: folder.join("kept") };
    Registry::open(engine, ledger.clone(), folders, Arc::new(counties)).await.unwrap()
}

fn ops() -> Who {
    Who::new(Role::Deployer, "ops")
}

fn bytes(component: &str) -> Vec<u8> {
    let program = std::env::current_exe().unwrap();
    let target = program.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file()).unwrap();
    let path = target.join(component);
    std::fs::read(&path).unwrap_or_else(|_| panic!("{} is missing: run `cargo xtask plugins`", path.display()))
}

const FIRST: &str = "plugins/alder-1.0.0.wasm";
const SECOND: &str = "plugins/alder-2.0.0.wasm";

#[tokio::test]
async fn a_rollback_after_a_quarantine_goes_to_the_release_before_and_lets_the_work_go_on() {
    let house = House::new().await;
    house.install(FIRST).await.unwrap();
    house.install(SECOND).await.unwrap();
    house.quarantine().await;
    assert_eq!(house.hold().await.as_deref(), Some("it panicked"));
    let back = house.roll_back().await.unwrap();
    assert_eq!((back.version.as_str(), back.held), ("1.0.0", None));
    assert_eq!((house.serves().as_deref(), house.hold().await), (Some("1.0.0"), None));
    // What was quarantined does not come back by itself, nor by installing it again.
    let again = house.install(SECOND).await.unwrap_err();
    assert!(matches!(&again, InstallError::Quarantined { why, .. } if why == "it panicked"), "{again}");
    let refused = house.activate("2.0.0", Quarantined::Refuse).await.unwrap_err();
    assert!(matches!(refused, InstallError::Quarantined { .. }), "{refused}");
    house.activate("2.0.0", Quarantined::Allow).await.unwrap();
    assert_eq!(house.serves().as_deref(), Some("2.0.0"));
    assert!(house.activate("2.0.0", Quarantined::Refuse).await.unwrap().already, "its quarantine is over");
}

#[tokio::test]
async fn a_release_that_served_before_does_not_lift_a_hold_for_drift_and_a_new_one_does() {
    let house = House::new().await;
    house.install(FIRST).await.unwrap();
    house.ledger.hold_county(&house.alder, "the site drifted").await.unwrap();
    house.install(SECOND).await.unwrap();
    assert_eq!(house.hold().await, None, "a new release is the way forward");
    house.ledger.hold_county(&house.alder, "the site drifted again").await.unwrap();
    let back = house.roll_back().await.unwrap();
    assert_eq!((back.version.as_str(), back.held.as_deref()), ("1.0.0", Some("the site drifted again")));
    assert_eq!(house.hold().await.as_deref(), Some("the site drifted again"));
    assert!(matches!(house.roll_back().await.unwrap_err(), InstallError::NothingBefore { .. }));
    // The way forward again, by version or by digest; the hold is for a person to lift.
    let forward = house.activate("2.0.0", Quarantined::Refuse).await.unwrap();
    assert_eq!(forward.held.as_deref(), Some("the site drifted again"));
    house.roll_back().await.unwrap();
    house.activate(forward.digest.short(), Quarantined::Refuse).await.unwrap();
    assert_eq!(house.serves().as_deref(), Some("2.0.0"));
    let unknown = house.activate("3.0.0", Quarantined::Refuse).await.unwrap_err().to_string();
    assert!(unknown.contains("has no release `3.0.0`; it has 2.0.0 ("), "{unknown}");
    // A quarantine while the county is held for drift already does not make the hold its own.
    house.quarantine().await;
    assert_eq!(house.roll_back().await.unwrap().held.as_deref(), Some("the site drifted again"));
}

/// However many components come at once: compiling one may take a GiB of memory.
#[tokio::test]
async fn few_components_are_compiled_at_a_time() {
    let mut house = House::new().await;
    let (program, log) = (house.folder.path().join("compiler"), house.folder.path().join("log"));
    let script = format!("#!/bin/sh\necho + >> {0}\nhead -c 60000 > {0}.$$\necho - >> {0}\n", log.display());
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o700)).unwrap();
    house.registry = open(&house.ledger, house.folder.path(), [house.county.clone()], &program).await;
    let mut installing = tokio::task::JoinSet::new();
    for _ in 0..12 {
        let (registry, component) = (house.registry.clone(), bytes(FIRST));
        installing.spawn(async move { registry.install(component, ops(), "a test").await.unwrap_err().to_string() });
    }
    let refused = installing.join_all().await;
    assert!(refused.iter().all(|said| said.contains("is no postrider")), "{refused:?}");
    let (mut now, mut most, mut all) = (0, 0, 0);
    for line in std::fs::read_to_string(&log).unwrap().lines() {
        now += if line == "+" { 1 } else { -1 };
        most = most.max(now);
        all += i32::from(line == "+");
    }
    assert_eq!((all, now), (12, 0));
    assert!(most <= 2, "{most} at a time");
}

/// What stops a county's work is told as long as it does: a start that finds all in order again says nothing more.
#[tokio::test]
async fn a_county_that_nothing_serves_says_why_until_something_does() {
    let mut house = House::new().await;
    let why = |house: &House| house.registry.unserved(&house.alder).map(|hold| hold.why);
    assert!(why(&house).unwrap().contains("`plugin install`"));
    let digest = house.install(FIRST).await.unwrap().digest;
    assert_eq!(why(&house), None);
    let (granted, kept) = (house.county.clone(), house.folder.path().join(format!("kept/{digest}.wasm")));
    std::fs::write(&kept, b"damaged").unwrap();
    let said = house.start_again([granted.clone()]).await.unwrap();
    assert!(said.contains("could not be loaded") && said.contains("install it again"), "{said}");
    std::fs::write(&kept, bytes(FIRST)).unwrap();
    assert_eq!(house.start_again([granted.clone()]).await, None);
    let without_logins = County { credentials: BTreeMap::new(), ..granted.clone() };
    let said = house.start_again([without_logins]).await.unwrap();
    assert!(said.contains("credential `worker` has no account: add `[county.credentials"), "{said}");
    assert!(house.start_again([]).await.unwrap().contains("add its [[county]] again"));
    assert_eq!(house.start_again([granted]).await, None);
    house.quarantine().await;
    assert!(why(&house).unwrap().contains("quarantined: it panicked"));
}

#[tokio::test]
async fn a_file_that_is_still_being_copied_is_left_alone_until_it_is_whole() {
    let house = House::new().await;
    let (whole, path) = (bytes(FIRST), house.inbox("alder.wasm"));
    // Half of it, then all of it: after two sweeps it has not stood still for long enough, whatever it holds.
    for end in [whole.len() / 3, whole.len() / 2, whole.len()] {
        std::fs::write(&path, &whole[..end]).unwrap();
        assert!(house.registry.sweep_inbox().await.is_empty() && path.exists());
    }
    assert!(house.registry.sweep_inbox().await.is_empty(), "one look that finds it still says little");
    let (name, taken) = house.registry.sweep_inbox().await.remove(0);
    assert_eq!((name.as_str(), taken.unwrap().version.as_str()), ("alder.wasm", "1.0.0"));
    assert!(!path.exists() && house.inbox("alder.wasm.installed").exists());
}

#[tokio::test]
async fn what_is_no_file_is_refused_by_a_name_that_can_be_shown() {
    let house = House::new().await;
    let escape = "a\u{1b}[31m.wasm";
    std::os::unix::fs::symlink("/dev/zero", house.inbox(escape)).unwrap();
    let mut done = Vec::new();
    for _ in 0..3 {
        done.extend(house.registry.sweep_inbox().await);
    }
    let (name, refused) = done.remove(0);
    assert_eq!(name, "a\\u{1b}[31m.wasm");
    assert!(matches!(refused, Err(InstallError::NotAFile)));
    assert!(is_there(&house.inbox(&format!("{escape}.refused"))));
}

#[tokio::test]
async fn a_file_that_the_host_ended_over_is_not_looked_at_again() {
    let house = House::new().await;
    std::fs::write(house.inbox("bomb.wasm.taking"), bytes(FIRST)).unwrap();
    let (name, refused) = house.registry.refuse_left_over().await.remove(0);
    assert_eq!(name, "bomb.wasm");
    assert!(refused.unwrap_err().to_string().starts_with("the host ended while it looked at this file"));
    assert!(house.inbox("bomb.wasm.refused").exists());
    for _ in 0..4 {
        assert!(house.registry.sweep_inbox().await.is_empty());
    }
    assert_eq!(house.serves(), None);
}

fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}
