//! Counties that change while their releases serve, on a real registry with real components: nothing that a release needs is taken from it,
//! and a county that comes back has its release again.
#![expect(clippy::unwrap_used, reason = "what a test cannot prepare fails the test")]

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use postrider::counties::{Counties, Places, ServedCounty, Trust, Written};
use postrider::county_sources::{CountySources, NotChanged, Sources};
use postrider::ledger::{self, ActorRole, Database, Ledger, LedgerError, Who};
use postrider::plugin::{Config, CountiesRefused, Engine, Folders, InstallError, Place, Registry};
use postrider::submission::{Clock, County, CountyCode};
use tempfile::TempDir;
use tokio_util::task::TaskTracker;

struct Test {
    registry: Registry,
    ledger: Ledger,
    counties: Counties,
    alder: CountyCode,
    folder: TempDir,
}

const ALDER: &str =
    "code = '99001'\nname = 'Alder'\nzone = 'America/Los_Angeles'\ngrant.origins = ['https://alder.test']\n";
const LOGIN: &str =
    "credentials.worker.first = { user = 'env:POSTRIDER_COUNTY_U', password = 'env:POSTRIDER_COUNTY_P' }\n";

fn places(base: &Path) -> Places {
    Places {
        base: base.to_owned(),
        secrets: base.join("secrets"),
        variables: |name| name.strip_prefix("POSTRIDER_COUNTY_").map(str::to_owned),
    }
}

fn bytes(component: &str) -> Vec<u8> {
    let program = std::env::current_exe().unwrap();
    let target = program.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file()).unwrap();
    let path = target.join(component);
    std::fs::read(&path).unwrap_or_else(|_| panic!("{} is missing: run `cargo xtask plugins`", path.display()))
}

fn ops() -> Who {
    Who::new(ActorRole::Admin, "ops")
}

async fn nothing_to_keep() -> Result<(), LedgerError> {
    Ok(())
}

impl Test {
    /// Alder is served by its first release.
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = ledger::Config {
            database: Database::Sqlite(folder.path().join("ledger.db")),
            key_file: folder.path().join("key"),
            settling: Duration::from_secs(30),
        };
        let ledger = Ledger::open(&config, Clock::System).await.unwrap();
        let alder = resolved(&folder, &format!("{ALDER}{LOGIN}"));
        let code = alder.code.clone();
        let counties = Counties::from_iter([alder]);
        let registry = open(&ledger, &folder, counties.clone()).await;
        registry.install(bytes("plugins/alder-1.0.0.wasm"), ops(), "a test").await.unwrap();
        Self { registry, ledger, counties, alder: code, folder }
    }

    async fn change(&self, text: &str) -> Result<(), CountiesRefused> {
        let next = [resolved(&self.folder, text)];
        self.registry.change_counties(&next, &[], nothing_to_keep).await
    }

    async fn take_out(&self) {
        self.registry.change_counties(&[], std::slice::from_ref(&self.alder), nothing_to_keep).await.unwrap();
    }

    fn serves(&self) -> Option<String> {
        self.registry.current(&self.alder).map(|release| release.manifest().version.clone())
    }

    fn unserved(&self) -> Option<String> {
        self.registry.unserved(&self.alder).map(|hold| hold.why)
    }
}

fn resolved(folder: &TempDir, text: &str) -> Arc<ServedCounty> {
    Written::one(text).unwrap().resolve(&places(folder.path()), Trust::Files).unwrap().served
}

async fn open(ledger: &Ledger, folder: &TempDir, counties: Counties) -> Registry {
    let compiler = Some(env!("CARGO_BIN_EXE_postrider").into());
    let engine = Engine::start(&Config { compiler, ..Config::default() }, &TaskTracker::new()).unwrap();
    let at = |name: &str| folder.path().join(name);
    let folders = Folders { inbox: at("inbox"), kept: Place::Folder(at("kept")), compiled: at("compiled") };
    Registry::open(engine, ledger.clone(), folders, counties).await.unwrap()
}

/// When its days end, on its own wall.
fn cutoff(county: &County) -> String {
    let next = county.calendar.next_cutoff(jiff::Timestamp::UNIX_EPOCH).0;
    next.to_zoned(county.calendar.zone.clone()).strftime("%H:%M:%S").to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_county_never_grants_less_than_what_serves_it_needs() {
    let test = Test::new().await;
    let began_with = test.counties.get(&test.alder).unwrap();
    for (text, differences) in [
        (ALDER.to_owned(), vec!["credential `worker` has no account"]),
        (format!("{}{LOGIN}", ALDER.replace("Los_Angeles", "New_York")), vec!["`zone`: the manifest says"]),
        (
            format!("{}{LOGIN}grant.fill = ['home.*']\n", ALDER.replace("https://alder.test", "https://other.test")),
            vec![
                "https://alder.test of the manifest's `origins`",
                "applicant.name.first of the manifest's `fields.fill`",
            ],
        ),
    ] {
        let refused = test.change(&text).await.unwrap_err().to_string();
        for difference in differences {
            assert!(refused.contains(difference), "{refused}");
        }
        assert!(refused.contains("release 1.0.0, which serves county 99001, needs more"), "{refused}");
        assert!(Arc::ptr_eq(&began_with, &test.counties.get(&test.alder).unwrap()), "nothing changed");
    }
    test.change(&format!("{ALDER}{LOGIN}cutoff = '16:00'\n")).await.unwrap();
    assert_eq!(cutoff(&test.counties.get(&test.alder).unwrap()), "16:00:00");
    assert_eq!((cutoff(&began_with), test.serves().as_deref()), ("17:00:00".to_owned(), Some("1.0.0")));
}

/// Its release is not forgotten with it.
#[tokio::test(flavor = "multi_thread")]
async fn a_county_that_comes_back_has_the_release_that_the_ledger_has() {
    let test = Test::new().await;
    let running = test.registry.current(&test.alder).unwrap();
    test.take_out().await;
    assert_eq!((test.serves(), test.counties.len()), (None, 0));
    assert!(test.unserved().unwrap().contains("no settings of it any more"));
    let refused = test.registry.install(bytes("plugins/alder-2.0.0.wasm"), ops(), "a test").await.unwrap_err();
    assert!(matches!(refused, InstallError::UnknownCounty { .. }), "{refused}");
    assert_eq!(running.manifest().version, "1.0.0", "an attempt that runs has its release");
    // It comes back and grants too little: nothing serves it, and why is said until it grants enough.
    test.change(ALDER).await.unwrap();
    assert!(test.unserved().unwrap().contains("credential `worker` has no account"), "{:?}", test.unserved());
    test.change(&format!("{ALDER}{LOGIN}")).await.unwrap();
    assert_eq!((test.serves().as_deref(), test.unserved()), (Some("1.0.0"), None));
    // One that never had a release.
    let birch = ALDER.replace("99001", "99003");
    test.change(&birch).await.unwrap();
    let why = test.registry.unserved(&"99003".parse().unwrap()).unwrap().why;
    assert!(why.starts_with("it has no release"), "{why}");
}

/// Whatever stops a change after it was looked at leaves everything as it was.
#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_cannot_be_kept_is_none() {
    let test = Test::new().await;
    let next = [resolved(&test.folder, &format!("{ALDER}{LOGIN}cutoff = '16:00'\n"))];
    let fails = async || Err(LedgerError::Damaged { what: "a test".to_owned() });
    assert!(test.registry.change_counties(&next, &[], fails).await.is_err());
    assert_eq!(cutoff(&test.counties.get(&test.alder).unwrap()), "17:00:00");
}

/// One host sets a county; another one on the same ledger serves it, with the release that it has, and so does the next start.
#[tokio::test(flavor = "multi_thread")]
async fn a_county_that_is_set_is_followed_by_every_host_and_outlives_a_start() {
    let Test { registry, ledger, counties, alder, folder } = Test::new().await;
    let sources = |counties: &str| {
        let written = Written::of_toml(counties).unwrap();
        Sources::new(places(folder.path()), written, (folder.path().join("counties.d"), false)).unwrap()
    };
    // The first host's configuration does not have Alder any more.
    let first = sources("county = []").read(&ledger).await.unwrap();
    registry.change_counties(&[], std::slice::from_ref(&alder), nothing_to_keep).await.unwrap();
    let first = CountySources::new(first, ledger.clone(), registry.clone());
    let second = sources("county = []").read(&ledger).await.unwrap();
    let counties_of_second = second.counties();
    let registry_of_second = open(&ledger, &folder, counties_of_second.clone()).await;
    let second = CountySources::new(second, ledger.clone(), registry_of_second.clone());

    let set = async |text: &str| first.set(&alder, text, &ops(), "a test").await;
    let changed = set(&format!("{ALDER}{LOGIN}")).await.unwrap();
    assert!(!changed.was_set && changed.changed.contains(&"credentials.worker.first.password".to_owned()));
    assert!(counties.contains(&alder) && registry.current(&alder).is_some(), "here at once");
    assert!(!counties_of_second.contains(&alder) && second.look().await);
    assert!(counties_of_second.contains(&alder) && registry_of_second.current(&alder).is_some());
    assert!(!first.look().await && !second.look().await, "nothing changes of itself");
    let refused = set(ALDER).await.unwrap_err();
    assert!(matches!(refused, NotChanged::NotGranted(_)), "{refused}");
    let refused = first.check(&alder, ALDER).await.unwrap_err().to_string();
    assert!(refused.contains("credential `worker` has no account"), "{refused}");
    assert_eq!(set(&format!("{ALDER}{LOGIN}cutoff = '16:00'\n")).await.unwrap().changed, ["cutoff"]);
    assert!(second.look().await);
    assert_eq!(cutoff(&counties_of_second.get(&alder).unwrap()), "16:00:00");

    let again = sources("county = []").read(&ledger).await.unwrap().counties();
    assert_eq!(cutoff(&again.get(&alder).unwrap()), "16:00:00", "the next start has it");
    second.remove(&alder, &ops(), "they left").await.unwrap();
    assert!(!counties_of_second.contains(&alder) && registry_of_second.current(&alder).is_none());
    assert!(first.look().await && !counties.contains(&alder));
}
