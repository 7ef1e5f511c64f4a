//! How sessions stand beside the host, and how they end: by deadline, by abandonment, by kill of the browser or of the host. Nothing is ever left behind.

use std::time::{Duration, Instant};

use postrider::browser::{BrowserError, Config, Fleet, Kind, NetworkPolicy};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::fixture::{BOTH, TestFleet, at, config, until, walk};
use crate::processes;

/// Or three busy browsers leave the host a quarter of the processors.
#[tokio::test(flavor = "multi_thread")]
async fn browsers_stand_behind_the_host() {
    let test = TestFleet::new();
    for kind in BOTH {
        let session = test.session(kind).await;
        let tree = processes::sandboxes(test.scratch.path());
        let browser = tree.iter().find(|process| process.is_main_browser()).expect("the browser is running");
        let kernel_has_it = std::fs::exists("/proc/self/autogroup").unwrap();
        let is_behind = || browser.session_priority().is_some_and(|one| one.trim_end().ends_with(" nice 10"));
        // Where many start at once the kernel takes one after the other.
        until("it stands behind the host", async || is_behind() == kernel_has_it).await;
        session.close().await;
        until("its processes are gone", async || test.fleet.live() == 0).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_looping_script_ends_the_session_at_the_deadline() {
    let test = TestFleet::with(|config| {
        config.page_load = Duration::from_secs(3);
        config.command_deadline = Duration::from_secs(5);
    });
    for kind in BOTH {
        let session = test.session(kind).await;
        session.open(&at("/")).await.unwrap();
        let tree = processes::sandboxes(test.scratch.path());
        let start = Instant::now();
        let looped = session.execute("while (true) {}", vec![]).await;
        let followed = session.title().await;
        assert!(start.elapsed() < Duration::from_secs(9), "{kind:?}: {:?}", start.elapsed());
        // A driver may notice by itself that its script limit has passed.
        if looped != Err(BrowserError::Timeout { command: "execute" }) {
            assert!(matches!(looped, Err(BrowserError::Lost { .. })), "{kind:?} {looped:?}");
        }
        assert!(matches!(followed, Err(BrowserError::Lost { .. })), "{kind:?} {followed:?}");
        until("its processes are gone", async || processes::alive(&tree) == 0).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_abandoned_command_loses_the_session_instead_of_wedging_it() {
    let test = TestFleet::new();
    let session = test.session(Kind::Firefox).await;
    session.open(&at("/")).await.unwrap();
    let hanging = tokio::time::timeout(Duration::from_millis(200), session.open(&at("/hang"))).await;
    assert!(hanging.is_err());
    assert!(session.is_lost());
    assert!(matches!(session.title().await, Err(BrowserError::Lost { .. })));
    until("its processes are gone", async || test.fleet.live() == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_browser_is_noticed() {
    let test = TestFleet::new();
    for kind in BOTH {
        let session = test.session(kind).await;
        session.open(&at("/")).await.unwrap();
        let tree = processes::sandboxes(test.scratch.path());
        tree.iter().find(|process| process.is_main_browser()).expect("the browser is running").kill();
        let lost = session.title().await;
        assert!(matches!(lost, Err(BrowserError::Lost { .. })), "{kind:?} {lost:?}");
        until("its processes are gone", async || test.fleet.live() == 0).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_driver_takes_its_browser_with_it() {
    let test = TestFleet::new();
    for kind in BOTH {
        let session = test.session(kind).await;
        session.open(&at("/")).await.unwrap();
        let tree = processes::sandboxes(test.scratch.path());
        assert!(tree.len() > 4, "{kind:?}: driver and browser run: {tree:?}");
        tree.iter().find(|process| process.is_driver()).expect("the driver is running").kill();
        let lost = session.title().await;
        assert!(matches!(lost, Err(BrowserError::Lost { .. })), "{kind:?} {lost:?}");
        until("its processes are gone", async || test.fleet.live() == 0).await;
        assert_eq!(processes::alive(&tree), 0, "{kind:?}: nothing of it is left");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn dropping_and_stopping_kill() {
    let scratch = tempfile::tempdir().unwrap();
    let (tracker, stop) = (TaskTracker::new(), CancellationToken::new());
    let fleet = Fleet::new(config(scratch.path().to_owned()), tracker.clone(), stop.clone()).unwrap();
    let first = fleet.open(Kind::Chromium, NetworkPolicy::default()).await.unwrap();
    let second = fleet.open(Kind::Chromium, NetworkPolicy::default()).await.unwrap();
    assert_eq!(fleet.live(), 2);
    drop(first);
    until("the dropped one is gone", async || fleet.live() == 1).await;
    stop.cancel();
    tracker.close();
    tokio::time::timeout(Duration::from_secs(10), tracker.wait()).await.expect("nothing is left running");
    assert_eq!(fleet.live(), 0);
    assert!(matches!(second.title().await, Err(BrowserError::Lost { .. })));
    assert!(matches!(fleet.open(Kind::Chromium, NetworkPolicy::default()).await, Err(BrowserError::Lost { .. })));
}

/// A sandbox that is killed while it is being made can outlive the one who made it: its first process asks the kernel to die
/// with its parent only some milliseconds into its life.
#[tokio::test(flavor = "multi_thread")]
async fn a_start_that_is_given_up_leaves_nothing() {
    let test = TestFleet::new();
    for given_up_after in (0..40).map(Duration::from_millis) {
        let _ = tokio::time::timeout(given_up_after, test.session(Kind::Chromium)).await;
    }
    until("all of them are gone", async || test.fleet.live() == 0).await;
    until("no process is left", async || processes::sandboxes(test.scratch.path()).is_empty()).await;
}

#[test]
fn what_is_missing_is_named_with_its_fix() {
    let config = Config { geckodriver: Some("/nowhere/geckodriver".into()), ..Config::default() };
    let missing = Fleet::check(&config);
    assert!(missing.iter().any(|m| m.what.contains("/nowhere/geckodriver")), "{missing:?}");
    assert_eq!(Fleet::check(&Config::default()), vec![]);
}

/// Started by the next test as a process of its own.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a part of killing_the_host_leaves_no_process_behind"]
async fn host_that_is_going_to_be_killed() {
    let scratch = std::env::args().next_back().unwrap();
    let fleet = Fleet::new(config(scratch.into()), TaskTracker::new(), CancellationToken::new()).unwrap();
    println!("about to start");
    let _sessions = tokio::try_join!(
        fleet.open(Kind::Firefox, NetworkPolicy::default()),
        fleet.open(Kind::Chromium, NetworkPolicy::default())
    )
    .unwrap();
    println!("both are open");
    std::future::pending::<()>().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killing_the_host_leaves_no_process_behind() {
    let scratch = tempfile::tempdir().unwrap();
    let mut host = host_that_said("both are open", scratch.path());
    let tree = processes::sandboxes(scratch.path());
    for name in ["bwrap", "driver", "firefox", "chromium"] {
        assert!(tree.iter().any(|process| process.name.contains(name)), "{name} is not in {tree:?}");
    }
    host.kill().unwrap();
    host.wait().unwrap();
    until("all of them are gone", async || processes::alive(&tree) == 0).await;

    // Its folder goes with the next host on the same scratch folder.
    assert_ne!(walk(scratch.path()).len(), 0);
    let next = Fleet::new(config(scratch.path().to_owned()), TaskTracker::new(), CancellationToken::new()).unwrap();
    assert_eq!(std::fs::read_dir(scratch.path()).unwrap().count(), 1);
    drop(next);
    assert_eq!(walk(scratch.path()).len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn killing_the_host_while_it_starts_a_browser_leaves_no_process_behind() {
    let scratch = tempfile::tempdir().unwrap();
    for killed_after in (0..60).step_by(3).map(Duration::from_millis) {
        let mut host = host_that_said("about to start", scratch.path());
        // Not for something to have happened: to be somewhere else in the start each time.
        tokio::time::sleep(killed_after).await;
        host.kill().unwrap();
        host.wait().unwrap();
    }
    until("no process is left", async || processes::sandboxes(scratch.path()).is_empty()).await;
}

fn host_that_said(line: &str, scratch: &std::path::Path) -> std::process::Child {
    use std::io::BufRead as _;
    let mut host = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--nocapture", "--exact", "endings::host_that_is_going_to_be_killed", "--skip"])
        .arg(scratch)
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let lines = std::io::BufReader::new(host.stdout.take().unwrap()).lines();
    assert!(lines.map_while(Result::ok).any(|said| said.contains(line)));
    host
}
