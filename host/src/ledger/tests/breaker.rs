//! A county whose site is down is tried by one piece of work at a time.

use super::*;

const PAUSE: Pause = Pause { first: Duration::from_secs(10), asked: Duration::ZERO };
const OTHER: Claimant<'static> = Claimant { host: "other-host", ..BY };

async fn take(test: &TestLedger) -> Option<Claim> {
    test.claim(&[offer("99001", 9)]).await
}

async fn down(test: &TestLedger) -> Option<Down> {
    test.ledger.left_alone().await.unwrap().remove(&county("99001")).and_then(|left| left.down)
}

/// An attempt that finds the site down; it may be tried again at once.
async fn finds_down(test: &TestLedger, lease: &Lease) {
    test.ledger.found(lease, Found::Down(PAUSE)).await.unwrap();
    test.ledger.conclude(lease, Conclusion { not_before: Some(test.now()), ..end(Event::Retry) }).await.unwrap();
}

/// A county with so many applications, whose site two of them found down.
async fn with_site_down(on: On, applications: u32) -> TestLedger {
    let test = TestLedger::new(on).await;
    for _ in 0..applications {
        test.receive("99001", 9).await;
    }
    let (one, two) = (take(&test).await.unwrap(), take(&test).await.unwrap());
    finds_down(&test, &one.lease).await;
    assert_eq!(down(&test).await, None, "one application stops nobody");
    finds_down(&test, &two.lease).await;
    assert_eq!(down(&test).await, Some(Down { since: test.now(), tries: 1, is_tried: false }));
    test
}

#[rstest]
#[tokio::test]
async fn one_piece_of_work_tries_a_site_that_is_down_and_the_rest_follows_it(
    #[values(On::Sqlite, On::Postgres)] on: On,
) {
    let test = with_site_down(on, 4).await;
    test.pass(9);
    assert!(take(&test).await.is_none(), "it is left alone");
    test.pass(1);
    let probe = take(&test).await.unwrap();
    assert_eq!(probe.setbacks, 0, "what was set back least");
    assert!(down(&test).await.unwrap().is_tried);
    let others = test.ledger.claim(test.now(), &[offer("99001", 9)], OTHER).await.unwrap();
    assert!(others.is_none(), "no host sends a second one");
    finds_down(&test, &probe.lease).await;
    assert_eq!(down(&test).await.unwrap().tries, 2);
    test.pass(19);
    assert!(take(&test).await.is_none(), "twice as long");
    test.pass(1);
    let probe = take(&test).await.unwrap();
    test.ledger.found(&probe.lease, Found::Works).await.unwrap();
    assert_eq!(down(&test).await, None);
    for _ in 0..3 {
        assert!(take(&test).await.is_some(), "all the rest, at the county's pace");
    }
}

#[rstest]
#[tokio::test]
async fn one_application_that_finds_the_site_down_again_and_again_stops_nobody(
    #[values(On::Sqlite, On::Postgres)] on: On,
) {
    let test = TestLedger::new(on).await;
    let (bad, _) = (test.receive("99001", 1).await, test.receive("99001", 2).await);
    for _ in 0..5 {
        let claim = take(&test).await.unwrap();
        assert_eq!(claim.lease.application, bad);
        finds_down(&test, &claim.lease).await;
    }
    assert_eq!(down(&test).await, None);
    let (bad, good) = (take(&test).await.unwrap(), take(&test).await.unwrap());
    test.ledger.found(&good.lease, Found::Works).await.unwrap();
    test.conclude(&good.lease, Event::Escalate).await.unwrap();
    finds_down(&test, &bad.lease).await;
    let next = test.receive("99001", 1).await;
    let (other, bad) = (take(&test).await.unwrap(), take(&test).await.unwrap());
    assert_eq!(other.lease.application, next);
    assert_eq!(bad.tries, 7, "each of its own is one of the attempts that it has");
    finds_down(&test, &other.lease).await;
    assert!(down(&test).await.is_some(), "two, since the last one that got through");
}

#[rstest]
#[tokio::test]
async fn what_only_waits_is_charged_nothing_and_what_tries_no_attempt(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = with_site_down(on, 3).await;
    for _ in 0..40 {
        test.pass(600);
        let probe = take(&test).await.unwrap();
        let charged = (probe.tries, probe.counts.time_outs);
        assert!(
            charged.0 <= 2 && charged.1 <= 1,
            "{charged:?}: a county that is down for hours uses up nobody's attempts"
        );
        test.ledger.found(&probe.lease, Found::Down(PAUSE)).await.unwrap();
        let timed_out = Conclusion { mark: Some(Mark::TimeOut), not_before: Some(test.now()), ..end(Event::Retry) };
        test.ledger.conclude(&probe.lease, timed_out).await.unwrap();
    }
    let pause = test.ledger.left_alone().await.unwrap()[&county("99001")].paused_until.unwrap();
    assert_eq!(pause, test.now() + Duration::from_secs(600), "never longer than ten minutes");
}

#[rstest]
#[tokio::test]
async fn before_a_cutoff_a_site_that_is_down_is_tried_twice_at_least(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = with_site_down(on, 3).await;
    let mut tries = 0;
    test.pass(9 * 3_600 - 900);
    let end = noon() + Duration::from_secs(9 * 3_600);
    while test.now() < end {
        if let Some(probe) = take(&test).await {
            let asked = Duration::from_secs(3_600);
            test.ledger.found(&probe.lease, Found::Down(Pause { asked, ..PAUSE })).await.unwrap();
            test.conclude(&probe.lease, Event::Retry).await.unwrap();
            tries += 1;
        }
        test.pass(10);
    }
    assert!((4..20).contains(&tries), "{tries}: now, after a third of what is left, and again");
}

#[rstest]
#[tokio::test]
async fn a_probe_that_dies_makes_room_for_the_next_one(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = with_site_down(on, 3).await;
    test.pass(10);
    let probe = take(&test).await.unwrap();
    test.pass(31);
    assert!(take(&test).await.is_none());
    assert_eq!(test.ledger.recover(test.now()).await.unwrap().requeued, 1);
    let next = take(&test).await.unwrap();
    assert_ne!(next.lease.application, probe.lease.application);
    assert!(take(&test).await.is_none(), "still one at a time");
    let stale = test.ledger.found(&probe.lease, Found::Down(PAUSE)).await;
    assert!(matches!(stale, Err(LedgerError::LeaseLost { .. })), "{stale:?}");
    // What ends without a word of the site makes room, too.
    test.conclude(&next.lease, Event::Retry).await.unwrap();
    assert!(take(&test).await.is_some());
}

#[rstest]
#[tokio::test]
async fn a_question_about_a_doubt_tries_the_site(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = with_site_down(on, 3).await;
    test.pass(10);
    let probe = take(&test).await.unwrap();
    test.ledger.intend(&probe.lease, &plugin()).await.unwrap();
    test.ledger.found(&probe.lease, Found::Untold(PAUSE)).await.unwrap();
    test.conclude(&probe.lease, Event::Doubt).await.unwrap();
    assert_eq!(down(&test).await.unwrap().tries, 2, "what ended untold proves nothing");
    test.pass(30);
    let question = take(&test).await.unwrap();
    assert!(matches!(question.task, Task::Reconcile { .. }), "{:?}", question.task);
    assert!(take(&test).await.is_none());
    test.ledger.found(&question.lease, Found::Down(PAUSE)).await.unwrap();
    let again = StillInDoubt::Unanswered { not_before: test.now() };
    test.ledger.postpone(&question.lease, again, "down").await.unwrap();
    test.pass(40);
    let probe = take(&test).await.unwrap();
    assert_eq!(probe.task, Task::Submit, "questions that get no answer take turns with the queue");
    test.ledger.found(&probe.lease, Found::Works).await.unwrap();
    assert_eq!(down(&test).await, None);
    assert!(take(&test).await.is_some());
}

#[rstest]
#[tokio::test]
async fn what_began_before_the_site_went_down_makes_no_pause_longer(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    for _ in 0..4 {
        test.receive("99001", 9).await;
    }
    let mut claims = Vec::new();
    while let Some(claim) = take(&test).await {
        claims.push(claim.lease);
    }
    for lease in &claims {
        finds_down(&test, lease).await;
    }
    assert_eq!(down(&test).await.unwrap().tries, 1);
    test.receive("99001", 9).await;
    assert!(take(&test).await.is_none());
    test.manual_clock().set_forward(-7_200);
    assert!(take(&test).await.is_some(), "no pause is longer than an hour: the clock was set back");
}

#[rstest]
#[tokio::test]
async fn a_person_ends_a_pause(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = with_site_down(on, 3).await;
    let lee = Who::new(ActorRole::Deployer, "lee");
    test.ledger.release_county(&county("99001"), &lee, "it is up", GoesOn::OneFirst).await.unwrap();
    assert_eq!(down(&test).await, None);
    assert!(take(&test).await.is_some() && take(&test).await.is_some());
}
