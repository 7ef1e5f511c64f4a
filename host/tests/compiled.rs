//! Compiled code, from a start on: made once, read from disk after that, never taken from a file that somebody touched. On a real
//! ledger with real components, as `cargo xtask plugins` built them, and a compiler that writes down whenever it is asked.
#![expect(clippy::unwrap_used, reason = "what a test cannot prepare fails the test")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use postrider::kept_files::Place;
use postrider::ledger::{self, ActorRole, Ledger, Who};
use postrider::plugin::{Config, Engine, Folders, Installed, Job, OnHold, Registry};
use postrider::submission::{Application, Clock, County, CountyCode, CountyConfig, Fields, LeasedCredentials};
use serde_json::json;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long everything may take.
const BOUND: Duration = Duration::from_secs(60);

/// What the compiler does when it is asked.
#[derive(Clone, Copy)]
enum Compiler {
    Works,
    IsSlow,
    Refuses,
    CannotRun,
}

struct TestHost {
    registry: Registry,
    ledger: Ledger,
    counties: Vec<County>,
    code_mib: u32,
    folder: TempDir,
}

impl TestHost {
    /// A host with these counties, and no release yet.
    async fn new(codes: &[&str], code_mib: u32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let files = ledger::Config {
            database: ledger::Database::Sqlite(folder.path().join("ledger.db")),
            key_file: folder.path().join("key"),
            settling: Duration::from_secs(30),
        };
        let ledger = Ledger::open(&files, Clock::System).await.unwrap();
        let counties: Vec<County> = codes.iter().map(|code| county(code)).collect();
        let registry = open(folder.path(), &ledger, &counties, code_mib, Compiler::Works).await;
        Self { registry, ledger, counties, code_mib, folder }
    }

    /// A host with these counties, each with a release that serves.
    async fn serving(codes: &[&str], code_mib: u32) -> Self {
        let test = Self::new(codes, code_mib).await;
        for code in codes {
            test.install(component(FIRST, code)).await;
        }
        assert_eq!(test.compiled(), codes.len());
        test
    }

    async fn install(&self, component: Vec<u8>) -> Installed {
        self.registry.install(component, ops(), "a test").await.unwrap()
    }

    /// The host starts again.
    async fn start_again(&mut self, compiler: Compiler) {
        self.registry = open(self.folder.path(), &self.ledger, &self.counties, self.code_mib, compiler).await;
    }

    /// How often something was compiled.
    fn compiled(&self) -> usize {
        fs::read_to_string(self.folder.path().join("asked")).unwrap_or_default().lines().count()
    }

    /// How many problems a county's plugin finds in an application.
    async fn check(&self, code: &str) -> Result<usize, String> {
        let county = county(code);
        let job = Job {
            fields: fields(),
            attachments: Vec::new(),
            read: Vec::new(),
            credentials: LeasedCredentials::default(),
            form: None,
            farewell: None,
            clock: Clock::System,
            calendar: county.calendar,
        };
        self.registry.current(&county.code).unwrap().check(job).await.map(|problems| problems.len())
    }

    fn is_compiling(&self, code: &str) -> bool {
        self.registry.is_compiling(&code.parse().unwrap())
    }

    fn unserved(&self, code: &str) -> Option<String> {
        self.registry.unserved(&code.parse().unwrap()).map(|hold| hold.why)
    }

    /// A file of the release that serves a county: its `code` or its `manifest`.
    fn file(&self, code: &str, what: &str) -> PathBuf {
        let release = self.registry.current(&code.parse().unwrap()).unwrap();
        self.folder.path().join(format!("compiled/{}.{what}", release.digest()))
    }

    /// Compiles ahead until so many counties were told that they may go on.
    async fn compile_ahead(&self, counties: usize) {
        let (told, mut tells) = tokio::sync::mpsc::unbounded_channel();
        let stop = CancellationToken::new();
        let ahead = self.registry.clone().compile_ahead(stop.clone(), move || told.send(()).unwrap());
        let all_told = async {
            for _ in 0..counties {
                tells.recv().await.unwrap();
            }
            stop.cancel();
        };
        tokio::time::timeout(BOUND, async { tokio::join!(ahead, all_told) }).await.unwrap();
    }
}

async fn open(folder: &Path, ledger: &Ledger, counties: &[County], code_mib: u32, compiler: Compiler) -> Registry {
    let program = folder.join("compiler");
    let does = match compiler {
        Compiler::Works => format!("exec {} \"$@\"", env!("CARGO_BIN_EXE_postrider")),
        Compiler::IsSlow => format!("sleep 1; exec {} \"$@\"", env!("CARGO_BIN_EXE_postrider")),
        Compiler::Refuses => "echo -n it is not what it was >&2; exit 3".to_owned(),
        Compiler::CannotRun => "kill -9 $$".to_owned(),
    };
    let script = format!("#!/bin/sh\necho + >> {}\n{does}\n", folder.join("asked").display());
    // Replaced and not written into: an earlier one may be running.
    fs::write(folder.join("next"), script).unwrap();
    fs::set_permissions(folder.join("next"), PermissionsExt::from_mode(0o700)).unwrap();
    fs::rename(folder.join("next"), &program).unwrap();
    let config = Config { compiler: Some(program), code_mib, ..Config::default() };
    let engine = Engine::start(&config, &TaskTracker::new()).unwrap();
    let folders = Folders {
        inbox: folder.join("inbox"),
        kept: Place::Folder(folder.join("kept")),
        compiled: folder.join("compiled"),
    };
    Registry::open(engine, ledger.clone(), folders, counties.iter().cloned().collect()).await.unwrap()
}

fn county(code: &str) -> County {
    let county: CountyConfig = serde_json::from_value(json!({
        "code": code, "name": "Alder", "zone": "America/Los_Angeles",
        "grant": { "origins": ["https://alder.test"] },
        "credentials": { "worker": { "first": { "user": "worker1", "password": "alder-pass" } } },
    }))
    .unwrap();
    County::try_from(county).unwrap()
}

/// What an applicant says to Alder.
fn fields() -> Arc<Fields> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/support/scenarios/alder-diacritics.json");
    let scenario: serde_json::Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    let application = scenario["request"]["application"].to_string();
    Arc::new(Fields::of(&Application::parse(application.as_bytes(), jiff::civil::Date::MAX).unwrap()))
}

fn ops() -> Who {
    Who::new(ActorRole::Deployer, "ops")
}

/// Alder's plugin as another county's: its manifest names it in five digits, whichever they are.
fn component(name: &str, code: &str) -> Vec<u8> {
    let program = std::env::current_exe().unwrap();
    let target = program.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file()).unwrap();
    let path = target.join(name);
    let mut bytes =
        fs::read(&path).unwrap_or_else(|_| panic!("{} is missing: run `cargo xtask plugins`", path.display()));
    let (named, before) = (b"county = \"99001\"", b"county = \"".len());
    let at = bytes.windows(named.len()).position(|window| window == named).unwrap() + before;
    bytes[at..at + code.len()].copy_from_slice(code.as_bytes());
    bytes
}

const FIRST: &str = "plugins/alder-1.0.0.wasm";
const SECOND: &str = "plugins/alder-2.0.0.wasm";
const ALDER: &str = "99001";
const BIRCH: &str = "99003";
const CEDAR: &str = "99005";

#[tokio::test]
async fn code_is_made_once_and_read_from_disk_after_a_start() {
    let mut test = TestHost::serving(&[ALDER, BIRCH], 64).await;
    let said = test.check(ALDER).await.unwrap();
    test.start_again(Compiler::CannotRun).await;
    assert!(!test.is_compiling(ALDER) && !test.is_compiling(BIRCH));
    assert_eq!(test.check(ALDER).await.unwrap(), said);
    assert_eq!(test.compiled(), 2, "nothing was compiled after the start");
    for what in ["code", "manifest"] {
        let mode = fs::metadata(test.file(ALDER, what)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{what}");
    }
}

#[tokio::test]
async fn a_file_that_was_touched_is_never_run_and_is_made_anew() {
    let mut test = TestHost::serving(&[ALDER], 64).await;
    let (said, file) = (test.check(ALDER).await.unwrap(), test.file(ALDER, "code"));
    let whole = fs::read(&file).unwrap();
    let somewhere = [0, 19, 30, 60, 90, whole.len() / 3, whole.len() / 2, whole.len() - 1];
    let touched = somewhere.into_iter().map(|at| {
        let mut touched = whole.clone();
        touched[at] ^= 1;
        touched
    });
    let cut = [0, 10, 70, whole.len() - 1].map(|length| whole[..length].to_vec());
    let mut compiled = 1;
    for instead in touched.chain(cut) {
        fs::write(&file, instead).unwrap();
        test.start_again(Compiler::Works).await;
        assert_eq!(test.check(ALDER).await.unwrap(), said);
        compiled += 1;
        assert_eq!(test.compiled(), compiled, "the file was taken for what it is not");
        // It is replaced by what the next start takes.
        test.start_again(Compiler::Works).await;
        assert_eq!((test.check(ALDER).await.unwrap(), test.compiled()), (said, compiled));
    }
}

#[tokio::test]
async fn the_code_of_one_county_is_of_no_use_to_another() {
    let mut test = TestHost::serving(&[ALDER, BIRCH], 64).await;
    let (alder, birch) = (test.file(ALDER, "code"), test.file(BIRCH, "code"));
    let (of_alder, of_birch) = (fs::read(&alder).unwrap(), fs::read(&birch).unwrap());
    fs::write(&alder, of_birch).unwrap();
    fs::write(&birch, of_alder).unwrap();
    test.start_again(Compiler::Works).await;
    test.check(ALDER).await.unwrap();
    test.check(BIRCH).await.unwrap();
    assert_eq!(test.compiled(), 4);
}

#[tokio::test]
async fn a_manifest_that_was_touched_is_read_from_its_component() {
    let mut test = TestHost::serving(&[ALDER, BIRCH], 64).await;
    let file = test.file(ALDER, "manifest");
    let mut text = fs::read(&file).unwrap();
    let at = text.windows(7).position(|window| window == b"seconds" || window == b"/applic").unwrap();
    text[at] ^= 1;
    fs::write(&file, text).unwrap();
    test.start_again(Compiler::Works).await;
    assert!(test.is_compiling(ALDER) && !test.is_compiling(BIRCH), "what says that there is code is not believed");
    test.compile_ahead(1).await;
    assert!(!test.is_compiling(ALDER));
    test.start_again(Compiler::CannotRun).await;
    test.check(ALDER).await.unwrap();
}

/// Without its code a county's work waits, and that of the others goes on.
#[tokio::test]
async fn what_has_no_code_is_compiled_after_the_start() {
    let mut test = TestHost::serving(&[ALDER, BIRCH, CEDAR], 64).await;
    fs::remove_file(test.file(BIRCH, "code")).unwrap();
    test.start_again(Compiler::Works).await;
    assert_eq!([ALDER, BIRCH, CEDAR].map(|code| test.is_compiling(code)), [false, true, false]);
    assert_eq!(test.unserved(BIRCH), None, "it waits, and nobody has to do anything about it");
    test.compile_ahead(1).await;
    assert!(!test.is_compiling(BIRCH));
    assert_eq!(test.compiled(), 4);
    assert!(test.file(BIRCH, "code").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_use_while_it_is_compiled_waits_for_the_one_compiler() {
    let mut test = TestHost::serving(&[ALDER], 64).await;
    fs::remove_file(test.file(ALDER, "code")).unwrap();
    test.start_again(Compiler::IsSlow).await;
    let uses = async {
        let (first, second) = tokio::join!(test.check(ALDER), test.check(ALDER));
        assert_eq!(first.unwrap(), second.unwrap());
    };
    tokio::join!(test.compile_ahead(1), uses);
    assert_eq!(test.compiled(), 2);
    // Who stops waiting stops nothing.
    fs::remove_file(test.file(ALDER, "code")).unwrap();
    test.start_again(Compiler::IsSlow).await;
    let release = test.registry.current(&ALDER.parse().unwrap()).unwrap();
    tokio::time::timeout(Duration::from_millis(200), test.registry.make_ready(&release)).await.unwrap_err();
    test.registry.make_ready(&release).await.unwrap();
    assert_eq!(test.compiled(), 3);
}

/// One MiB does not hold the code of all of them.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_put_away_while_it_is_used_goes_on_and_is_read_again() {
    let codes = [ALDER, BIRCH, CEDAR, "99007", "99009"];
    let test = Arc::new(TestHost::serving(&codes, 1).await);
    let said = test.check(ALDER).await.unwrap();
    let mut uses = tokio::task::JoinSet::new();
    for turn in 0..60 {
        let (test, code) = (Arc::clone(&test), codes[turn * 7 % codes.len()]);
        uses.spawn(async move { test.check(code).await.unwrap() });
    }
    assert_eq!(uses.join_all().await, vec![said; 60]);
    assert_eq!(test.compiled(), codes.len(), "what was put away was read from disk");
    // Without the files it shows that it was put away, and that no use of it fails for that.
    for code in codes {
        fs::remove_file(test.file(code, "code")).unwrap();
    }
    for code in codes {
        assert_eq!(test.check(code).await.unwrap(), said);
    }
    assert!((codes.len() + 1..=codes.len() * 2).contains(&test.compiled()), "{}", test.compiled());
}

#[tokio::test]
async fn a_swap_takes_what_was_put_away_or_is_gone_as_any_other() {
    let others = [BIRCH, CEDAR, "99007", "99009", "99013"];
    let test = TestHost::serving(&[&[ALDER], others.as_slice()].concat(), 1).await;
    let first = test.file(ALDER, "code");
    test.install(component(SECOND, ALDER)).await;
    let (alder, mut compiled): (CountyCode, usize) = (ALDER.parse().unwrap(), test.compiled());
    for found in ["whole", "gone", "touched"] {
        for code in others {
            test.check(code).await.unwrap();
        }
        match found {
            "gone" => fs::remove_file(&first).unwrap(),
            "touched" => fs::write(&first, "not what the host wrote").unwrap(),
            _ => {}
        }
        let back = test.registry.rollback(&alder, OnHold::Keep, ops(), "a test").await.unwrap();
        compiled += usize::from(found != "whole");
        assert_eq!((back.version.as_str(), test.compiled()), ("1.0.0", compiled), "{found}");
        test.check(ALDER).await.unwrap();
        let forward = test.install(component(SECOND, ALDER)).await;
        assert_eq!((forward.version.as_str(), forward.already, test.compiled()), ("2.0.0", false, compiled));
        test.check(ALDER).await.unwrap();
    }
}

#[tokio::test]
async fn a_release_that_cannot_be_compiled_any_more_stops_its_county_alone() {
    let mut test = TestHost::serving(&[ALDER, BIRCH], 64).await;
    fs::remove_file(test.file(ALDER, "code")).unwrap();
    test.start_again(Compiler::Refuses).await;
    let release = test.registry.current(&ALDER.parse().unwrap()).unwrap();
    let none = test.registry.make_ready(&release).await.unwrap_err().to_string();
    assert!(none.contains("it is not what it was"), "{none}");
    let why = test.unserved(ALDER).unwrap();
    assert!(why.contains("cannot be compiled") && why.contains("it is not what it was"), "{why}");
    test.check(BIRCH).await.unwrap();
    // Another release takes its place as ever.
    test.start_again(Compiler::Works).await;
    assert!(test.is_compiling(ALDER), "a start tries again");
    test.install(component(SECOND, ALDER)).await;
    assert_eq!((test.unserved(ALDER), test.is_compiling(ALDER)), (None, false));
}

/// No memory for a compiler says nothing of the plugin: the county says what it waits for, and goes on by itself.
#[tokio::test]
async fn what_the_host_could_not_compile_serves_again_when_it_can() {
    let mut test = TestHost::serving(&[ALDER], 64).await;
    let component = fs::read(test.folder.path().join(format!("kept/{}.wasm", digest(&test)))).unwrap();
    fs::remove_file(test.file(ALDER, "code")).unwrap();
    test.start_again(Compiler::CannotRun).await;
    let release = test.registry.current(&ALDER.parse().unwrap()).unwrap();
    test.registry.make_ready(&release).await.unwrap_err();
    let why = test.unserved(ALDER).unwrap();
    assert!(why.contains("killed from outside") && why.contains("tried again by itself"), "{why}");
    // The compiler is back. A person need not wait for the next try.
    let works = format!("#!/bin/sh\nexec {} \"$@\"\n", env!("CARGO_BIN_EXE_postrider"));
    fs::write(test.folder.path().join("compiler"), works).unwrap();
    let again = test.install(component).await;
    assert_eq!((again.version.as_str(), test.unserved(ALDER)), ("1.0.0", None));
    test.check(ALDER).await.unwrap();
}

#[tokio::test]
async fn without_a_folder_for_code_everything_works() {
    let mut test = TestHost::new(&[ALDER, BIRCH], 64).await;
    fs::remove_dir(test.folder.path().join("compiled")).unwrap();
    fs::write(test.folder.path().join("compiled"), "a file where the folder should be").unwrap();
    for code in [ALDER, BIRCH] {
        test.install(component(FIRST, code)).await;
        test.check(code).await.unwrap();
    }
    test.start_again(Compiler::Works).await;
    test.compile_ahead(2).await;
    assert_eq!(test.compiled(), 2, "nothing of what is compiled ahead would be left");
    test.check(ALDER).await.unwrap();
    assert_eq!(test.compiled(), 3);
}

fn digest(test: &TestHost) -> String {
    test.registry.current(&ALDER.parse().unwrap()).unwrap().digest().to_string()
}
