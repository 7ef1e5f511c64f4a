//! What was known of a send when its work was cut off: it is not sent again, and a confirmation that was read is a delivery.

use super::*;
use crate::submission::Sending;

fn confirmed() -> SendReport {
    SendReport::Confirmed(Receipt { number: " A-1 ".into(), text: "Thank you".into() })
}

async fn take(test: &TestLedger) -> Claim {
    test.claim(&[offer("99001", 9)]).await.expect("something to do")
}

async fn commit(test: &TestLedger) -> Claim {
    let claim = take(test).await;
    test.ledger.intend(&claim.lease, &plugin()).await.unwrap();
    claim
}

#[rstest]
#[tokio::test]
async fn a_claim_is_a_doubt_whatever_cuts_its_work_off(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    for cut in ["killed", "lease ran out", "stopped", "nothing left"] {
        let id = test.receive("99001", 5).await;
        let claim = if cut == "nothing left" { commit(&test).await } else { take(&test).await };
        test.ledger.record_send(&claim.lease, &SendReport::Claimed).await.unwrap();
        test.ledger.record_send(&claim.lease, &SendReport::Claimed).await.unwrap();
        match cut {
            "killed" => assert_eq!(test.ledger.join(HOST).await.unwrap().recovered.in_doubt, 1),
            "lease ran out" => {
                test.pass(31);
                assert_eq!(test.ledger.recover(test.now()).await.unwrap().in_doubt, 1);
            }
            "stopped" => assert_eq!(test.conclude(&claim.lease, Event::Retry).await.unwrap(), State::InDoubt),
            _ => assert_eq!(test.conclude(&claim.lease, Event::NotSent).await.unwrap(), State::InDoubt),
        }
        test.pass(30);
        let asked = take(&test).await;
        assert_eq!((asked.lease.application, asked.sending), (id, Some(Sending::Claimed)), "{cut}");
        test.conclude(&asked.lease, Event::Escalate).await.unwrap();
    }
}

#[rstest]
#[tokio::test]
async fn a_confirmation_that_was_read_is_a_delivery_although_its_work_was_cut_off(
    #[values(On::Sqlite, On::Postgres)] on: On,
) {
    let test = TestLedger::new(on).await;
    let id = test.receive("99001", 5).await;
    let claim = commit(&test).await;
    test.ledger.record_send(&claim.lease, &confirmed()).await.unwrap();
    assert_eq!(test.state(id).await, State::Committing);
    assert_eq!(test.ledger.join(HOST).await.unwrap().recovered.delivered, 1);
    let record = test.ledger.application(id).await.unwrap().unwrap();
    assert_eq!((record.state, record.receipt_number.as_deref()), (State::Delivered, Some("A-1")));
    let attempt = test.ledger.attempts(id).await.unwrap().remove(0);
    assert_eq!(attempt.receipt.map(SendReport::Confirmed), Some(confirmed()));
    assert_eq!(attempt.outcome.as_deref(), Some("delivered"));
}

#[rstest]
#[tokio::test]
async fn a_confirmation_without_a_number_is_not_ended_by_none(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    for word in [SendReport::NumberMissing, confirmed()] {
        let id = test.receive("99001", 5).await;
        let claim = commit(&test).await;
        test.ledger.record_send(&claim.lease, &word).await.unwrap();
        if word == SendReport::NumberMissing {
            assert_eq!(test.ledger.join(HOST).await.unwrap().recovered.in_doubt, 1);
        } else {
            // However the work ended: what was read stays read.
            assert_eq!(test.conclude(&claim.lease, Event::Doubt).await.unwrap(), State::InDoubt);
        }
        test.pass(30);
        let asked = take(&test).await;
        assert_eq!((asked.lease.application, asked.sending), (id, Some(Sending::Confirmed)));
        test.conclude(&asked.lease, Event::Escalate).await.unwrap();
    }
}

#[rstest]
#[tokio::test]
async fn a_word_is_kept_under_its_fence_and_only_of_what_can_have_been_sent(
    #[values(On::Sqlite, On::Postgres)] on: On,
) {
    let test = TestLedger::new(on).await;
    test.receive("99001", 5).await;
    let claim = take(&test).await;
    let early = test.ledger.record_send(&claim.lease, &confirmed()).await;
    assert!(matches!(early, Err(LedgerError::Illegal(_))), "nothing was committed");
    test.ledger.join(HOST).await.unwrap();
    let late = test.ledger.record_send(&claim.lease, &SendReport::Claimed).await;
    assert!(matches!(late, Err(LedgerError::LeaseLost { .. })));
}

/// Work that is alive keeps its right although the file takes no heartbeat for longer than a lease lives.
#[tokio::test]
async fn a_file_that_fails_takes_no_lease_from_work_that_is_alive() {
    let test = TestLedger::new(On::Sqlite).await;
    test.receive("99001", 5).await;
    let claim = take(&test).await;
    test.break_down("UPDATE", "leases").await;
    for _ in 0..3 {
        test.pass(20);
        assert!(matches!(test.ledger.renew(&claim.lease, TTL).await, Err(LedgerError::Database(_))));
    }
    assert_eq!(test.ledger.recover(test.now()).await.unwrap(), Recovered::default());
    test.ledger.intend(&claim.lease, &plugin()).await.unwrap();
}

/// The host's own stop is held against nobody: eight of them make no question a person's.
#[rstest]
#[tokio::test]
async fn a_question_that_the_host_gave_up_is_not_counted(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let id = test.in_doubt("99001", 5).await;
    let claim = take(&test).await;
    test.ledger.postpone(&claim.lease, StillInDoubt::GivenUp, "the host is stopping").await.unwrap();
    assert_eq!(test.state(id).await, State::InDoubt);
    let claim = take(&test).await;
    assert_eq!((claim.lease.application, claim.counts.unanswered), (id, 0), "asked again at once");
}
