//! What a request takes it holds until its work is done, and what it is shown of others depends on who asks.

use std::time::Duration;

use tokio_util::task::TaskTracker;

use super::*;
use crate::ledger::{ActorRole, ReleaseEvent, ReleaseMove, Who};
use crate::submission::PluginDigest;

/// Longest wait for something that must come.
const SOON: Duration = Duration::from_secs(30);

/// A runtime whose only thread for blocking work is taken until the sender is dropped: what bodies need stays undone.
fn with_nobody_at_work(talk: impl AsyncFnOnce(std::sync::mpsc::Sender<()>, Surface)) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().max_blocking_threads(1).build().unwrap();
    runtime.block_on(async {
        let limits = Limits { room: Duration::from_millis(20), ..Limits::default() };
        let surface = Surface::with(limits).await;
        let (sender, until) = std::sync::mpsc::channel::<()>();
        TaskTracker::new().spawn_blocking(move || until.recv().is_err());
        tokio::time::timeout(SOON, talk(sender, surface)).await.expect("it is answered in time");
    });
}

fn asks(size: usize) -> Request<Body> {
    let request = Request::post("/v1/applications").header(header::AUTHORIZATION, format!("Bearer {ADMIN}"));
    request.body(Body::from(vec![b' '; size])).unwrap()
}

/// Sends all of a request and hangs up before its work is done.
async fn hang_up(surface: &Surface, request: Request<Body>) {
    let mut router = surface.router.clone();
    let called = tokio::time::timeout(Duration::ZERO, router.call(request)).await;
    assert!(called.is_err(), "it was answered before its work was done");
}

#[test]
fn who_hangs_up_frees_no_memory_that_is_still_worked_in() {
    with_nobody_at_work(async |at_work, surface| {
        let asks = || asks(crate::intake::MAX_BODY_BYTES);
        for _ in 0..2 {
            hang_up(&surface, asks()).await;
        }
        let further = surface.send(asks()).await;
        assert_eq!(further.status, StatusCode::TOO_MANY_REQUESTS, "{}", further.body);
        drop(at_work);
        while surface.send(asks()).await.status == StatusCode::TOO_MANY_REQUESTS {}
    });
}

#[test]
fn who_hangs_up_frees_no_place_of_its_token() {
    with_nobody_at_work(async |at_work, surface| {
        for _ in 0..128 {
            hang_up(&surface, asks(1)).await;
        }
        let further = surface.send(asks(1)).await;
        assert_eq!(further.status, StatusCode::TOO_MANY_REQUESTS, "{}", further.body);
        drop(at_work);
        while surface.send(asks(1)).await.status == StatusCode::TOO_MANY_REQUESTS {}
    });
}

#[tokio::test]
async fn a_countys_releases_are_shown_to_viewers_in_the_hosts_words() {
    let surface = Surface::new().await;
    for (what, who) in [
        (ReleaseMove::Activated, Who::new(ActorRole::Deployer, "lee")),
        (ReleaseMove::RolledBack, Who::new(ActorRole::Deployer, "lee")),
        (ReleaseMove::Quarantined, Who::host("a-host")),
    ] {
        let event = ReleaseEvent {
            county: "99001".parse().unwrap(),
            digest: PluginDigest::of(b"plugin"),
            version: "1.0.0".into(),
            what,
            who,
            why: "plugin fault: of Ada Lovelace".into(),
            manifest: json!({}),
        };
        surface.host.ledger.record_release(event).await.unwrap();
    }
    for (token, expect) in [(VIEWER, 0), (REVIEWER, 3), (ADMIN, 3)] {
        let rows = surface.call(Method::GET, "/v1/plugins/99001/history", token, "").await.body;
        let whys: Vec<_> = rows.as_array().unwrap().iter().map(|row| row["why"].as_str().unwrap()).collect();
        assert_eq!(whys.iter().filter(|why| why.contains("Ada")).count(), expect, "{rows}");
        assert!(whys.len() == 3 && whys.iter().all(|why| !why.is_empty()), "{rows}");
    }
}
