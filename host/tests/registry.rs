//! Which release serves, and the way back, on a real ledger with real components, as `cargo xtask plugins` built them.
#![expect(clippy::unwrap_used, reason = "what a test cannot prepare fails the test")]

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use objects::Server;
use postrider::kept_files::{self, ObjectKeys, Place};
use postrider::ledger::{
    self, ActorRole, Check, Database, Duplicates, Ledger, NewApplication, ReleaseEvent, ReleaseMove, Who,
};
use postrider::plugin::{Config, Engine, Folders, InstallError, Installed, OnHold, Quarantined, Registry};
use postrider::submission::{Clock, County, CountyCode, CountyConfig, Credentials, Personal, PluginDigest};
use rstest::rstest;
use serde_json::json;
use tempfile::TempDir;
use tokio_util::task::TaskTracker;

/// How long everything may take.
const BOUND: Duration = Duration::from_secs(60);

/// Where components are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum On {
    Folder,
    Objects,
}

struct TestRegistry {
    registry: Registry,
    ledger: Ledger,
    alder: CountyCode,
    county: County,
    folder: TempDir,
    /// Where there is one.
    store: Option<Server>,
}

impl TestRegistry {
    async fn new() -> Self {
        Self::on(On::Folder).await
    }

    async fn on(on: On) -> Self {
        let store = (on == On::Objects).then(|| Server::start().unwrap());
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::System;
        let files = ledger::Config {
            database: Database::Sqlite(folder.path().join("ledger.db")),
            key_file: folder.path().join("key"),
            settling: Duration::from_secs(30),
        };
        let ledger = Ledger::open(&files, clock).await.unwrap();
        let county: CountyConfig = serde_json::from_value(json!({
            "code": "99001", "name": "Alder", "zone": "America/Los_Angeles",
            "grant": { "origins": ["https://alder.test"] },
            "credentials": { "worker": { "first": { "user": "worker1", "password": "alder-pass" } } },
        }))
        .unwrap();
        let county = County::try_from(county).unwrap();
        let alder = county.code.clone();
        let program = env!("CARGO_BIN_EXE_postrider").as_ref();
        let registry = open(&ledger, folder.path(), store.as_ref(), [county.clone()], program).await;
        Self { registry, ledger, alder, county, folder, store }
    }

    /// The host starts again, with a configuration of these counties.
    async fn start_again(&mut self, counties: impl IntoIterator<Item = County>) -> Option<String> {
        let program = env!("CARGO_BIN_EXE_postrider").as_ref();
        self.registry = open(&self.ledger, self.folder.path(), self.store.as_ref(), counties, program).await;
        self.registry.unserved(&self.alder).map(|hold| hold.why)
    }

    async fn install(&self, component: &str) -> Result<Installed, InstallError> {
        self.registry.install(bytes(component), ops(), "a test").await
    }

    async fn roll_back(&self) -> Result<Installed, InstallError> {
        self.registry.rollback(&self.alder, OnHold::Keep, ops(), "a test").await
    }

    async fn activate(&self, wanted: &str, quarantined: Quarantined) -> Result<Installed, InstallError> {
        self.registry.activate(&self.alder, wanted, quarantined, OnHold::Keep, ops(), "a test").await
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

    fn unserved(&self) -> Option<String> {
        self.registry.unserved(&self.alder).map(|hold| hold.why)
    }

    /// The file that a kept component lies in.
    fn component(&self, digest: &PluginDigest) -> PathBuf {
        let name = format!("kept/{digest}.wasm");
        self.store.as_ref().map_or_else(|| self.folder.path().join(&name), |store| store.file(&name))
    }

    fn inbox(&self, name: &str) -> PathBuf {
        self.folder.path().join("inbox").join(name)
    }
}

async fn open(
    ledger: &Ledger,
    folder: &Path,
    store: Option<&Server>,
    counties: impl IntoIterator<Item = County>,
    compiler: &Path,
) -> Registry {
    let config = Config { compiler: Some(compiler.to_owned()), ..Config::default() };
    let engine = Engine::start(&config, &TaskTracker::new()).unwrap();
    let kept = store.map_or_else(|| Place::Folder(folder.join("kept")), bucket);
    let folders = Folders { inbox: folder.join("inbox"), kept, compiled: folder.join("compiled") };
    Registry::open(engine, ledger.clone(), folders, counties.into_iter().collect()).await.unwrap()
}

fn bucket(store: &Server) -> Place {
    let endpoint = Some(store.endpoint().parse().unwrap());
    let config = kept_files::Config { endpoint, allow_http: true, ..kept_files::Config::default() };
    let keys = ObjectKeys { id: objects::KEY_ID.to_owned(), secret: Personal::new(objects::SECRET), token: None };
    let address = format!("s3://{}/kept", objects::BUCKET);
    Place::of(Some(&address), "/".as_ref(), Some(config), Some(keys)).unwrap().unwrap()
}

fn ops() -> Who {
    Who::new(ActorRole::Deployer, "ops")
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
    let test = TestRegistry::new().await;
    test.install(FIRST).await.unwrap();
    test.install(SECOND).await.unwrap();
    test.quarantine().await;
    assert_eq!(test.hold().await.as_deref(), Some("it panicked"));
    let back = test.roll_back().await.unwrap();
    assert_eq!((back.version.as_str(), back.held), ("1.0.0", None));
    assert_eq!((test.serves().as_deref(), test.hold().await), (Some("1.0.0"), None));
    // What was quarantined does not come back by itself, nor by installing it again.
    let again = test.install(SECOND).await.unwrap_err();
    assert!(matches!(&again, InstallError::Quarantined { why, .. } if why == "it panicked"), "{again}");
    let refused = test.activate("2.0.0", Quarantined::Refuse).await.unwrap_err();
    assert!(matches!(refused, InstallError::Quarantined { .. }), "{refused}");
    test.activate("2.0.0", Quarantined::Allow).await.unwrap();
    assert_eq!(test.serves().as_deref(), Some("2.0.0"));
    assert!(test.activate("2.0.0", Quarantined::Refuse).await.unwrap().already, "its quarantine is over");
}

#[tokio::test]
async fn a_release_that_served_before_does_not_lift_a_hold_for_drift_and_a_new_one_does() {
    let test = TestRegistry::new().await;
    test.install(FIRST).await.unwrap();
    test.ledger.hold_county(&test.alder, "the site drifted").await.unwrap();
    test.install(SECOND).await.unwrap();
    assert_eq!(test.hold().await, None, "a new release is the way forward");
    test.ledger.hold_county(&test.alder, "the site drifted again").await.unwrap();
    let back = test.roll_back().await.unwrap();
    assert_eq!((back.version.as_str(), back.held.as_deref()), ("1.0.0", Some("the site drifted again")));
    assert_eq!(test.hold().await.as_deref(), Some("the site drifted again"));
    assert!(matches!(test.roll_back().await.unwrap_err(), InstallError::NothingBefore { .. }));
    // The way forward again, by version or by digest; the hold is for a person to lift.
    let forward = test.activate("2.0.0", Quarantined::Refuse).await.unwrap();
    assert_eq!(forward.held.as_deref(), Some("the site drifted again"));
    test.roll_back().await.unwrap();
    test.activate(forward.digest.short(), Quarantined::Refuse).await.unwrap();
    assert_eq!(test.serves().as_deref(), Some("2.0.0"));
    let unknown = test.activate("3.0.0", Quarantined::Refuse).await.unwrap_err().to_string();
    assert!(unknown.contains("has no release `3.0.0`; it has 2.0.0 ("), "{unknown}");
    // A quarantine while the county is held for drift already does not make the hold its own.
    test.quarantine().await;
    assert_eq!(test.roll_back().await.unwrap().held.as_deref(), Some("the site drifted again"));
}

/// The ledger says first which release serves; a host that ends before it serves by that does so from its next start on.
#[tokio::test]
async fn a_host_that_is_killed_during_a_change_starts_with_the_release_that_the_ledger_has() {
    let mut test = TestRegistry::new().await;
    test.install(FIRST).await.unwrap();
    test.install(SECOND).await.unwrap();
    let rows = test.ledger.releases(Some(&test.alder)).await.unwrap();
    let first = rows.into_iter().find(|row| row.version == "1.0.0").unwrap();
    let back = ReleaseEvent {
        county: first.county,
        digest: first.digest,
        version: first.version,
        what: ReleaseMove::RolledBack,
        who: ops(),
        why: "a test".to_owned(),
        manifest: first.manifest,
    };
    test.ledger.serve_again(&back, |_| false, |_| unreachable!("it has forms of its own")).await.unwrap();
    assert_eq!(test.serves().as_deref(), Some("2.0.0"), "it was killed before it served by it");
    let county = test.county.clone();
    assert_eq!(test.start_again([county]).await, None);
    assert_eq!(test.serves().as_deref(), Some("1.0.0"));
}

/// Ops see how much waits behind a hold, and lift it with the way back where they know that the site is right.
#[tokio::test]
async fn a_release_says_how_much_waits_and_a_rollback_lifts_a_hold_only_where_it_is_told_to() {
    let test = TestRegistry::new().await;
    let first = test.install(FIRST).await.unwrap();
    assert!(first.goes_first.is_some() && first.waiting == 0, "its first application goes alone");
    let received = || NewApplication {
        county: test.alder.clone(),
        key: None,
        body: b"{}".to_vec().into(),
        body_digest: test.ledger.digest(b"{}"),
        deadline: test.ledger.now(),
        who: Who::new(ActorRole::Client, "portal"),
        duplicates: Duplicates::Allowed,
        check: Check::Made,
    };
    for _ in 0..2 {
        test.ledger.receive(received()).await.unwrap();
    }
    test.install(SECOND).await.unwrap();
    test.ledger.hold_county(&test.alder, "the site drifted").await.unwrap();
    let back = test.roll_back().await.unwrap();
    assert_eq!((back.held.as_deref(), back.waiting, back.goes_first), (Some("the site drifted"), 2, None));
    let forward =
        test.registry.activate(&test.alder, "2.0.0", Quarantined::Refuse, OnHold::Resume, ops(), "a test").await;
    let forward = forward.unwrap();
    assert_eq!((forward.version.as_str(), forward.held, forward.waiting), ("2.0.0", None, 2));
    assert!(forward.goes_first.is_some());
    test.ledger.hold_county(&test.alder, "the site drifted again").await.unwrap();
    let back = test.registry.rollback(&test.alder, OnHold::Resume, ops(), "the site is back").await.unwrap();
    assert_eq!((back.version.as_str(), back.held, test.hold().await), ("1.0.0", None, None));
    assert!(back.goes_first.is_some());
}

/// However many components come at once: compiling one may take a GiB of memory.
#[tokio::test]
async fn few_components_are_compiled_at_a_time() {
    let mut test = TestRegistry::new().await;
    let (program, log) = (test.folder.path().join("compiler"), test.folder.path().join("log"));
    let script = format!("#!/bin/sh\necho + >> {0}\nhead -c 60000 > {0}.$$\necho - >> {0}\n", log.display());
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o700)).unwrap();
    test.registry = open(&test.ledger, test.folder.path(), None, [test.county.clone()], &program).await;
    let mut installing = tokio::task::JoinSet::new();
    for _ in 0..12 {
        let (registry, component) = (test.registry.clone(), bytes(FIRST));
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

/// What stops a county's work is said as long as it does: a start that finds all in order again says nothing more.
#[rstest]
#[tokio::test]
async fn a_county_that_nothing_serves_says_why_until_something_does(#[values(On::Folder, On::Objects)] on: On) {
    let mut test = TestRegistry::on(on).await;
    assert!(test.unserved().unwrap().contains("`plugin install`"));
    let digest = test.install(FIRST).await.unwrap().digest;
    assert_eq!(test.unserved(), None);
    let (granted, kept) = (test.county.clone(), test.component(&digest));
    std::fs::write(&kept, b"damaged").unwrap();
    // Its code is what it was, until there is none any more.
    assert_eq!(test.start_again([granted.clone()]).await, None);
    std::fs::remove_dir_all(test.folder.path().join("compiled")).unwrap();
    let said = test.start_again([granted.clone()]).await.unwrap();
    assert!(said.contains("could not be loaded") && said.contains("is not what its name says; install it"), "{said}");
    std::fs::remove_file(&kept).unwrap();
    let said = test.start_again([granted.clone()]).await.unwrap();
    assert!(said.contains("there is no ") && said.contains("install it again"), "{said}");
    std::fs::write(&kept, &bytes(FIRST)[..bytes(FIRST).len() - 1]).unwrap();
    let said = test.start_again([granted.clone()]).await.unwrap();
    assert!(said.contains("is not what its name says; install it again"), "{said}");
    std::fs::write(&kept, bytes(FIRST)).unwrap();
    assert_eq!(test.start_again([granted.clone()]).await, None);
    let without_logins = County { credentials: Credentials::default(), ..granted.clone() };
    let said = test.start_again([without_logins]).await.unwrap();
    assert!(said.contains("credential `worker` has no account: add `[county.credentials"), "{said}");
    assert!(test.start_again([]).await.unwrap().contains("has no settings of it any more"));
    assert_eq!(test.start_again([granted]).await, None);
    test.quarantine().await;
    assert!(test.unserved().unwrap().contains("quarantined: it panicked"));
}

/// With what a host has compiled it serves, and goes back, while the object store is away; the rest waits, says so, and needs nobody.
#[tokio::test]
async fn a_host_without_its_object_store_serves_what_it_has_compiled() {
    let mut test = TestRegistry::on(On::Objects).await;
    let granted = test.county.clone();
    test.install(FIRST).await.unwrap();
    test.install(SECOND).await.unwrap();
    test.store.as_mut().unwrap().stop();
    assert_eq!(test.start_again([granted.clone()]).await, None);
    assert_eq!(test.roll_back().await.unwrap().version, "1.0.0");
    let refused = test.install(SECOND).await.unwrap_err();
    assert!(matches!(refused, InstallError::Files(_)) && refused.to_string().contains("is not reached"), "{refused}");
    assert_eq!(test.serves().as_deref(), Some("1.0.0"));
    assert!(!test.registry.is_behind());

    std::fs::remove_dir_all(test.folder.path().join("compiled")).unwrap();
    let said = test.start_again([granted]).await.unwrap();
    assert!(said.contains("cannot be read: the object store s3://benefits/kept"), "{said}");
    assert!(said.contains("tried again by itself") && !said.contains("install it again"), "{said}");
    assert!(test.registry.is_behind() && !test.registry.catch_up().await.unwrap());
    assert!(test.unserved().unwrap().contains("is not reached"));

    test.store.as_mut().unwrap().start_again().unwrap();
    let caught_up = async {
        // A store that was away is not asked again at once.
        while !test.registry.catch_up().await.unwrap() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(BOUND, caught_up).await.unwrap();
    assert_eq!((test.serves().as_deref(), test.unserved()), (Some("1.0.0"), None));
    assert!(!test.registry.is_behind());
}

#[tokio::test]
async fn a_file_that_is_still_being_copied_is_left_alone_until_it_is_whole() {
    let test = TestRegistry::new().await;
    let (whole, path) = (bytes(FIRST), test.inbox("alder.wasm"));
    // Half of it, then all of it: after two sweeps it has not stood still for long enough, whatever it holds.
    for end in [whole.len() / 3, whole.len() / 2, whole.len()] {
        std::fs::write(&path, &whole[..end]).unwrap();
        assert!(test.registry.sweep_inbox().await.is_empty() && path.exists());
    }
    assert!(test.registry.sweep_inbox().await.is_empty(), "one look that finds it still says little");
    let (name, taken) = test.registry.sweep_inbox().await.remove(0);
    assert_eq!((name.as_str(), taken.unwrap().version.as_str()), ("alder.wasm", "1.0.0"));
    assert!(!path.exists() && test.inbox("alder.wasm.installed").exists());
}

#[tokio::test]
async fn what_is_no_file_is_refused_by_a_name_that_can_be_shown() {
    let test = TestRegistry::new().await;
    let escape = "a\u{1b}[31m.wasm";
    std::os::unix::fs::symlink("/dev/zero", test.inbox(escape)).unwrap();
    let mut done = Vec::new();
    for _ in 0..3 {
        done.extend(test.registry.sweep_inbox().await);
    }
    let (name, refused) = done.remove(0);
    assert_eq!(name, "a\\u{1b}[31m.wasm");
    assert!(matches!(refused, Err(InstallError::NotAFile)));
    assert!(is_there(&test.inbox(&format!("{escape}.refused"))));
}

#[tokio::test]
async fn a_file_that_the_host_ended_over_is_not_looked_at_again() {
    let test = TestRegistry::new().await;
    std::fs::write(test.inbox("bomb.wasm.taking"), bytes(FIRST)).unwrap();
    let (name, refused) = test.registry.refuse_left_over().await.remove(0);
    assert_eq!(name, "bomb.wasm");
    assert!(refused.unwrap_err().to_string().starts_with("the host ended while it looked at this file"));
    assert!(test.inbox("bomb.wasm.refused").exists());
    for _ in 0..4 {
        assert!(test.registry.sweep_inbox().await.is_empty());
    }
    assert_eq!(test.serves(), None);
}

fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}
