//! What was known of a send when its work was cut off: it is not sent again, and a confirmation that was read is a delivery.

use super::*;
use crate::submission::Sending;

fn confirmed() -> Word {
    Word::Confirmed(Receipt { number: " A-1 ".into(), text: "Thank you".into() })
}

async fn take(house: &House) -> Claim {
    house.claim(&[offer("99001", 9)]).await.expect("something to do")
}

async fn commit(house: &House) -> Claim {
    let claim = take(house).await;
    house.ledger.intend(&claim.lease, &plugin()).await.unwrap();
    claim
}

#[tokio::test]
async fn a_claim_is_a_doubt_whatever_cuts_its_work_off() {
    let house = House::new().await;
    for cut in ["killed", "lease ran out", "stopped", "nothing left"] {
        let id = house.receive("99001", 5).await;
        let claim = if cut == "nothing left" { commit(&house).await } else { take(&house).await };
        house.ledger.keep_word(&claim.lease, &Word::Claimed).await.unwrap();
        house.ledger.keep_word(&claim.lease, &Word::Claimed).await.unwrap();
        match cut {
            "killed" => assert_eq!(house.ledger.recover(house.now(), Some(HOST)).await.unwrap().in_doubt, 1),
            "lease ran out" => {
                house.pass(31);
                assert_eq!(house.ledger.recover(house.now(), None).await.unwrap().in_doubt, 1);
            }
            "stopped" => assert_eq!(house.conclude(&claim.lease, Event::Retry).await.unwrap(), State::InDoubt),
            _ => assert_eq!(house.conclude(&claim.lease, Event::NotSent).await.unwrap(), State::InDoubt),
        }
        house.pass(30);
        let asked = take(&house).await;
        assert_eq!((asked.lease.application, asked.sending), (id, Some(Sending::Claimed)), "{cut}");
        house.conclude(&asked.lease, Event::Escalate).await.unwrap();
    }
}

#[tokio::test]
async fn a_confirmation_that_was_read_is_a_delivery_although_its_work_was_cut_off() {
    let house = House::new().await;
    let id = house.receive("99001", 5).await;
    let claim = commit(&house).await;
    house.ledger.keep_word(&claim.lease, &confirmed()).await.unwrap();
    assert_eq!(house.state(id).await, State::Committing);
    assert_eq!(house.ledger.recover(house.now(), Some(HOST)).await.unwrap().delivered, 1);
    let record = house.ledger.application(id).await.unwrap().unwrap();
    assert_eq!((record.state, record.receipt_number.as_deref()), (State::Delivered, Some("A-1")));
    let attempt = house.ledger.attempts(id).await.unwrap().remove(0);
    assert_eq!(attempt.receipt.map(Word::Confirmed), Some(confirmed()));
    assert_eq!(attempt.outcome.as_deref(), Some("delivered"));
}

#[tokio::test]
async fn a_confirmation_without_a_number_is_not_ended_by_none() {
    let house = House::new().await;
    for word in [Word::Unread, confirmed()] {
        let id = house.receive("99001", 5).await;
        let claim = commit(&house).await;
        house.ledger.keep_word(&claim.lease, &word).await.unwrap();
        if word == Word::Unread {
            assert_eq!(house.ledger.recover(house.now(), Some(HOST)).await.unwrap().in_doubt, 1);
        } else {
            // However the work ended: what was read stays read.
            assert_eq!(house.conclude(&claim.lease, Event::Doubt).await.unwrap(), State::InDoubt);
        }
        house.pass(30);
        let asked = take(&house).await;
        assert_eq!((asked.lease.application, asked.sending), (id, Some(Sending::Confirmed)));
        house.conclude(&asked.lease, Event::Escalate).await.unwrap();
    }
}

#[tokio::test]
async fn a_word_is_kept_under_its_fence_and_only_of_what_can_have_been_sent() {
    let house = House::new().await;
    house.receive("99001", 5).await;
    let claim = take(&house).await;
    let early = house.ledger.keep_word(&claim.lease, &confirmed()).await;
    assert!(matches!(early, Err(LedgerError::Illegal(_))), "nothing was committed");
    house.ledger.recover(house.now(), Some(HOST)).await.unwrap();
    let late = house.ledger.keep_word(&claim.lease, &Word::Claimed).await;
    assert!(matches!(late, Err(LedgerError::LeaseLost { .. })));
}

/// Work that is alive keeps its right although the database takes no heartbeat for longer than a lease lives.
#[tokio::test]
async fn a_database_that_fails_takes_no_lease_from_work_that_is_alive() {
    let house = House::new().await;
    house.receive("99001", 5).await;
    let claim = take(&house).await;
    house
        .by_hand("CREATE TRIGGER broken BEFORE UPDATE ON leases BEGIN SELECT RAISE(ABORT, 'disk full'); END")
        .await
        .unwrap();
    for _ in 0..3 {
        house.pass(20);
        assert!(matches!(house.ledger.renew(&claim.lease, TTL).await, Err(LedgerError::Database(_))));
    }
    assert_eq!(house.ledger.recover(house.now(), None).await.unwrap(), Recovered::default());
    house.ledger.intend(&claim.lease, &plugin()).await.unwrap();
}

/// The host's own stop is held against nobody: eight of them make no question a person's.
#[tokio::test]
async fn a_question_that_the_host_gave_up_is_not_counted() {
    let house = House::new().await;
    let id = house.in_doubt("99001", 5).await;
    let claim = take(&house).await;
    house.ledger.postpone(&claim.lease, Asked::GivenUp, "the host is stopping").await.unwrap();
    assert_eq!(house.state(id).await, State::InDoubt);
    let claim = take(&house).await;
    assert_eq!((claim.lease.application, claim.counts.unanswered), (id, 0), "asked again at once");
}
