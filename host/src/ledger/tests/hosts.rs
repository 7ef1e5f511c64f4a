//! Hosts that share a ledger: each takes back its own, one process at a time goes by a name, and no one acts on a lease that is nearly over.

use super::*;

const OTHER: Claimant<'static> = Claimant { host: "other-host", ..BY };

#[rstest]
#[tokio::test]
async fn a_host_that_starts_again_takes_back_its_own_and_no_others(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    test.receive("99001", 1).await;
    test.receive("99001", 2).await;
    let mine = test.claim(&[offer("99001", 9)]).await.unwrap();
    let others = test.ledger.claim(test.now(), &[offer("99001", 9)], OTHER).await.unwrap().unwrap();
    let requeued = test.ledger.join(HOST).await.unwrap().recovered.requeued;
    assert!(matches!(test.ledger.intend(&mine.lease, &plugin()).await, Err(LedgerError::LeaseLost { .. })));
    let goes_on = test.ledger.intend(&others.lease, &plugin()).await;
    match on {
        On::Postgres => assert!(requeued == 1 && goes_on.is_ok(), "{requeued} {goes_on:?}"),
        // Nobody else has a file: what another name had is left over from before.
        On::Sqlite => assert!(requeued == 2 && goes_on.is_err(), "{requeued} {goes_on:?}"),
    }
}

#[rstest]
#[tokio::test]
async fn of_two_processes_of_one_name_the_later_one_stays(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let earlier = test.ledger.join(HOST).await.unwrap().incarnation;
    test.ledger.join("other-host").await.unwrap();
    test.ledger.stay(HOST, earlier).await.unwrap();
    let later = test.ledger.join(HOST).await.unwrap().incarnation;
    let refused = test.ledger.stay(HOST, earlier).await;
    assert!(matches!(refused, Err(LedgerError::Superseded { .. })), "{refused:?}");
    test.ledger.stay(HOST, later).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn nothing_is_sent_in_the_last_third_of_a_lease(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    test.receive("99001", 1).await;
    let lease = test.claim(&[offer("99001", 1)]).await.unwrap().lease;
    test.pass(19);
    assert!(test.ledger.may_act(&lease));
    test.pass(1);
    assert!(!test.ledger.may_act(&lease));
    let refused = test.ledger.intend(&lease, &plugin()).await;
    assert!(matches!(refused, Err(LedgerError::LeaseLost { .. })), "{refused:?}");
    test.ledger.renew(&lease, TTL).await.unwrap();
    assert!(test.ledger.may_act(&lease));
    test.ledger.intend(&lease, &plugin()).await.unwrap();
    test.conclude(&lease, Event::Doubt).await.unwrap();
    assert!(!test.ledger.may_act(&lease), "it was given back");
}

/// What a server was not told, other hosts do not know: they take the work when its time has passed.
#[tokio::test]
async fn a_lease_that_no_server_renewed_is_taken_by_others() {
    let test = TestLedger::new(On::Postgres).await;
    test.receive("99001", 1).await;
    let lease = test.claim(&[offer("99001", 1)]).await.unwrap().lease;
    test.break_down("UPDATE", "leases").await;
    test.pass(20);
    test.ledger.renew(&lease, TTL).await.unwrap_err();
    test.pass(20);
    assert_eq!(test.ledger.recover(test.now()).await.unwrap().requeued, 1);
}

/// It has the lock of all writers meanwhile. Waits for the server's own clock.
#[tokio::test]
async fn a_host_that_stands_still_in_a_write_stops_no_other_for_long() {
    let test = TestLedger::new(On::Postgres).await;
    let other = Ledger::open(&test.config, test.clock.clone()).await.unwrap();
    let stands_still = test.ledger.begin().await.unwrap();
    let joined = tokio::time::timeout(Duration::from_secs(12), other.join("other-host")).await;
    joined.expect("the other host writes").unwrap();
    stands_still.commit().await.unwrap_err();
    test.ledger.join(HOST).await.expect("it goes on when it wakes");
}

/// A server that says nothing any more, a network that was cut: the work ends with its lease, since others take it up.
#[tokio::test]
async fn a_renewal_that_is_not_answered_ends_with_its_lease() {
    let test = TestLedger::new(On::Postgres).await;
    test.receive("99001", 1).await;
    let lease = test.claim(&[offer("99001", 1)]).await.unwrap().lease;
    let Database::Postgres(address) = &test.config.database else { panic!("the ledger is a server's") };
    let mut silent = <sqlx::PgConnection as sqlx::Connection>::connect(address).await.unwrap();
    sqlx::Executor::execute(&mut silent, "SELECT pg_advisory_lock(1886352244)").await.unwrap();
    test.pass(30);
    let lost = test.ledger.renew(&lease, Duration::from_millis(400)).await;
    assert!(matches!(lost, Err(LedgerError::LeaseLost { .. })), "{lost:?}");
}

/// What cannot be read of one application keeps nobody else's work from being taken, or taken back.
#[rstest]
#[tokio::test]
async fn an_application_whose_key_is_damaged_waits_alone(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let damaged = test.receive("99001", 1).await;
    let whole = test.receive("99001", 2).await;
    let damage = async |id: ApplicationId| {
        let zeros = if on == On::Sqlite { "x'00'" } else { "'\\x00'" };
        test.by_hand(&format!("UPDATE application_keys SET wrapped = {zeros} WHERE application = '{id}'"))
            .await
            .unwrap();
    };
    damage(damaged).await;
    assert!(test.claim(&[offer("99001", 9)]).await.is_none(), "it is set aside");
    let claim = test.claim(&[offer("99001", 9)]).await.expect("others have their turn");
    assert_eq!(claim.lease.application, whole);
    let third = test.receive("99003", 1).await;
    test.claim(&[offer("99003", 9)]).await.expect("another county has work");
    damage(third).await;
    test.pass(31);
    assert_eq!(test.ledger.recover(test.now()).await.unwrap().requeued, 1, "the one that can be written of");
    assert_eq!(test.state(whole).await, State::Queued);
}
