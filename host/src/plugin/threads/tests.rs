//! Threads are bounded, shared and given back, whatever a call does.

use tokio_util::sync::CancellationToken;

use super::*;

/// Computes without end, as a plugin does: it yields at each tick, and at nothing else.
async fn spin() {
    loop {
        tokio::task::yield_now().await;
    }
}

/// On the one thread that also runs this test: it would never come to its end.
#[tokio::test]
async fn what_spins_on_every_thread_holds_up_nobody_and_ends_with_whoever_waited() {
    let tracker = TaskTracker::new();
    let threads = Threads::new(4, 1, tracker.clone());
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let threads = threads.clone();
        calls.spawn(async move { threads.run(Purpose::Attempt, async || spin().await).await });
    }
    let taken = async {
        while threads.attempts.available_permits() > 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    timeout(Duration::from_secs(20), taken).await.expect("each call takes a thread");
    calls.abort_all();
    while calls.join_next().await.is_some() {}
    tracker.close();
    timeout(Duration::from_secs(20), tracker.wait()).await.expect("each ends with whoever waited for it");
    assert_eq!(threads.attempts.available_permits(), 4);
}

#[tokio::test]
async fn one_release_leaves_threads_for_the_checks_of_others() {
    let threads = Threads::new(1, 2, TaskTracker::new());
    let (greedy, other) = (threads.check_share(), threads.check_share());
    let end = CancellationToken::new();
    let until_end = || {
        let end = end.clone();
        async move || end.cancelled_owned().await
    };
    let _ends = end.clone().drop_guard();
    let held = threads.run(Purpose::Check(&greedy), until_end());
    let refused = threads.run(Purpose::Check(&greedy), until_end());
    let served = async {
        while threads.checks.available_permits() > 1 {
            tokio::task::yield_now().await;
        }
        threads.run(Purpose::Check(&other), async || "served").await.unwrap()
    };
    tokio::select! {
        biased;
        _ = held => panic!("nothing ends it"),
        (refused, served) = async { tokio::join!(refused, served) } => {
            assert_eq!(served, "served");
            assert!(matches!(refused, Err(NoThread::Full(CHECK_WAIT))));
        }
    }
}

#[tokio::test]
#[should_panic(expected = "in the call")]
async fn a_panic_goes_on_where_it_is_waited_for() {
    let threads = Threads::new(1, 1, TaskTracker::new());
    let _: Result<(), NoThread> = threads.run(Purpose::Attempt, async || panic!("in the call")).await;
}
