//! Sessions that a county still counts when nobody here uses them any more.

use super::*;

const COOLS: Duration = Duration::from_secs(600);

/// Logins whose sessions the county counts for so long.
fn with(accounts: &[&str]) -> Offer {
    let cooling = |account: &&str| CredentialOffer { cool_down: COOLS, ..credential("worker", account, 1) };
    Offer { credentials: accounts.iter().map(cooling).collect(), ..offer("99001", 9) }
}

/// The login that the next piece of work has, and the work.
async fn next(test: &TestLedger, accounts: &[&str]) -> Option<Claim> {
    test.claim(&[with(accounts)]).await
}

async fn with_work(on: On) -> TestLedger {
    let test = TestLedger::new(on).await;
    for _ in 0..4 {
        test.receive("99001", 200).await;
    }
    test
}

#[rstest]
#[tokio::test]
async fn a_session_that_nobody_signed_out_of_counts_until_it_has_cooled_down(
    #[values(On::Sqlite, On::Postgres)] on: On,
) {
    let test = with_work(on).await;
    let claim = next(&test, &["w1"]).await.unwrap();
    test.conclude(&claim.lease, Event::Retry).await.unwrap();
    assert!(next(&test, &["w1"]).await.is_none(), "its county still counts it");
    assert!(test.ledger.claim_rehearsal(test.now(), &with(&["w1"]), (HOST, TTL)).await.unwrap().is_none());
    let other = next(&test, &["w1", "w2"]).await.unwrap();
    assert_eq!(other.credentials["worker"], "w2", "another login is free");
    // From the end of the lease on, by the clock of leases.
    test.pass((TTL + COOLS).as_secs().cast_signed() - 1);
    assert!(next(&test, &["w1"]).await.is_none());
    test.pass(1);
    assert!(next(&test, &["w1"]).await.is_some());
}

#[rstest]
#[tokio::test]
async fn one_that_was_signed_out_of_counts_no_more_whichever_came_first(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = with_work(on).await;
    let claim = next(&test, &["w1"]).await.unwrap();
    test.conclude(&claim.lease, Event::Retry).await.unwrap();
    test.ledger.session_over(claim.lease.fence, "another").await.unwrap();
    assert!(next(&test, &["w1"]).await.is_none());
    test.ledger.session_over(claim.lease.fence, "worker").await.unwrap();
    let claim = next(&test, &["w1"]).await.expect("it is over");
    test.ledger.session_over(claim.lease.fence, "worker").await.unwrap();
    assert!(next(&test, &["w1"]).await.is_none(), "the work itself goes on");
    test.conclude(&claim.lease, Event::Retry).await.unwrap();
    assert!(next(&test, &["w1"]).await.is_some());
}

/// What a host that died had open at its county is still open there.
#[rstest]
#[tokio::test]
async fn one_of_a_host_that_died_cools_down_too(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = with_work(on).await;
    next(&test, &["w1"]).await.unwrap();
    assert_eq!(test.ledger.join(HOST).await.unwrap().recovered.requeued, 1);
    assert!(next(&test, &["w1"]).await.is_none());
    test.ledger.release_county(&county("99001"), &client(), "the county ended it", GoesOn::AllAtOnce).await.unwrap();
    assert!(next(&test, &["w1"]).await.is_some(), "somebody says so");
}

#[rstest]
#[tokio::test]
async fn a_clock_that_was_set_back_keeps_no_login(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = with_work(on).await;
    let claim = next(&test, &["w1"]).await.unwrap();
    test.conclude(&claim.lease, Event::Retry).await.unwrap();
    test.manual_clock().set_forward(-90);
    assert!(next(&test, &["w1"]).await.is_some());
}

/// What waits for nothing but a session that is over too late is seen in time, too.
#[rstest]
#[case::over_in_time(20, 0)]
#[case::over_too_late(40, 1)]
#[tokio::test]
async fn what_waits_for_a_session_past_its_cutoff_goes_to_a_person(
    #[values(On::Sqlite, On::Postgres)] on: On,
    #[case] cools_minutes: u64,
    #[case] expect: u32,
) {
    let one_login =
        |_: &CountyCode| CanWork::Now(Offer { credentials: vec![credential("worker", "w1", 1)], ..offer("99001", 9) });
    let test = TestLedger::new(on).await;
    let id = test.receive("99001", 1).await;
    test.pass(25 * 60);
    let cool_down = Duration::from_secs(cools_minutes * 60);
    let cooling = CredentialOffer { cool_down, ..credential("worker", "w1", 1) };
    let claim = test.claim(&[Offer { credentials: vec![cooling], ..offer("99001", 9) }]).await.unwrap();
    test.conclude(&claim.lease, Event::Retry).await.unwrap();
    let left = test.ledger.left_alone().await.unwrap().remove(&county("99001")).unwrap();
    let (credential, account) = ("worker".to_owned(), "w1".to_owned());
    assert_eq!(left.cooling, [CoolingSession { credential, account, until: test.now() + TTL + cool_down }]);
    assert_eq!(watch::escalate(&test, one_login).await, 0, "there is time yet");
    test.pass(11 * 60);
    assert_eq!(watch::escalate(&test, one_login).await, expect);
    let record = test.ledger.application(id).await.unwrap().unwrap();
    let said = record.reason.is_some_and(|why| why.contains("nothing of its county begins before 21:05 UTC"));
    assert_eq!((record.state == State::Review, said), (expect == 1, expect == 1));
}
