//! A rehearsal leaves an application as it was.

use super::*;
use crate::submission::AttemptNumber;

async fn rehearse(test: &TestLedger, offer: &Offer) -> Option<Claim> {
    test.ledger.claim_rehearsal(test.now(), offer, (BY.host, BY.ttl)).await.unwrap()
}

#[rstest]
#[tokio::test]
async fn one_that_waits_in_a_held_county_is_rehearsed_and_waits_again(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let (next, later) = (test.receive("99001", 2).await, test.receive("99001", 5).await);
    test.ledger.hold_county(&county("99001"), "its site has changed").await.unwrap();
    assert!(test.claim(&[offer("99001", 9)]).await.is_none());
    let candidate = Offer { plugin: PluginDigest::of(b"a candidate"), ..offer("99001", 1) };
    let claim = rehearse(&test, &candidate).await.unwrap();
    assert_eq!((claim.lease.application, claim.task, claim.tries), (later, Task::Rehearse, 0));
    assert!(rehearse(&test, &candidate).await.is_none(), "no more at once than the county takes");
    let met = json!({ "outcome": "rehearsed" });
    test.ledger.end_rehearsal(&claim.lease, &claim.plugin, "it came to its commit", &met).await.unwrap();
    let record = test.ledger.application(later).await.unwrap().unwrap();
    assert_eq!((record.state, record.not_before, record.plugin), (State::Queued, None, None));
    let attempts = test.ledger.attempts(later).await.unwrap();
    let [attempt] = attempts.as_slice() else { panic!("{attempts:?}") };
    assert_eq!((attempt.work, attempt.outcome.as_deref()), (WorkKind::Rehearse, Some("rehearsed")));
    assert_eq!((&attempt.plugin, &attempt.details), (&candidate.plugin, &Some(met)));
    assert!(test.ledger.last_attempt_to(later, WorkKind::Submit).await.unwrap().is_none());
    // It is worked on as if nothing had been.
    test.ledger.release_county(&county("99001"), &client(), "mended", GoesOn::AllAtOnce).await.unwrap();
    assert_eq!(test.claim(&[offer("99001", 9)]).await.unwrap().lease.application, next);
    let claim = test.claim(&[offer("99001", 9)]).await.unwrap();
    assert_eq!((claim.lease.application, claim.lease.attempt, claim.tries), (later, AttemptNumber(2), 1));
}

#[rstest]
#[tokio::test]
async fn a_rehearsal_sends_nothing_and_whoever_lost_its_lease_ends_nothing(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    assert!(rehearse(&test, &offer("99001", 1)).await.is_none(), "nothing waits");
    let id = test.receive("99001", 2).await;
    let claim = rehearse(&test, &offer("99001", 1)).await.unwrap();
    assert!(test.claim(&[offer("99001", 9)]).await.is_none(), "it is at work");
    test.pass(61);
    test.ledger.recover(test.now()).await.unwrap();
    assert_eq!(test.state(id).await, State::Queued);
    let ended = test.ledger.end_rehearsal(&claim.lease, &claim.plugin, "late", &json!({})).await;
    assert!(matches!(ended, Err(LedgerError::LeaseLost { .. })), "{ended:?}");
}

/// A host that is killed during rehearsals has not been stopped by the application: it waits as it did, however often.
#[rstest]
#[tokio::test]
async fn rehearsals_that_are_cut_off_leave_the_application_as_it_was(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let id = test.receive("99001", 2).await;
    let claim = test.claim(&[offer("99001", 1)]).await.unwrap();
    let due = test.now() + jiff::SignedDuration::from_mins(5);
    let again = Conclusion { not_before: Some(due), ..end(Event::Retry) };
    test.ledger.conclude(&claim.lease, again).await.unwrap();
    for lost_lease in [false, true, false, false] {
        rehearse(&test, &offer("99001", 1)).await.unwrap();
        if lost_lease {
            test.pass(31);
        }
        let recovered = if lost_lease {
            test.ledger.recover(test.now()).await
        } else {
            test.ledger.join(HOST).await.map(|it| it.recovered)
        };
        recovered.unwrap();
        let record = test.ledger.application(id).await.unwrap().unwrap();
        assert_eq!((record.state, record.not_before), (State::Queued, Some(due)));
    }
    test.pass(300);
    let claim = test.claim(&[offer("99001", 1)]).await.unwrap();
    assert_eq!((claim.counts.interruptions, claim.tries, claim.setbacks), (0, 2, 1));
}

#[rstest]
#[tokio::test]
async fn what_is_due_at_once_is_not_rehearsed_unless_its_county_is_held(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let id = test.receive("99001", 1).await;
    test.pass(45 * 60);
    assert!(rehearse(&test, &offer("99001", 1)).await.is_none(), "its turn may come at any moment");
    let later = test.receive("99001", 2).await;
    assert_eq!(rehearse(&test, &offer("99001", 9)).await.unwrap().lease.application, later);
    assert_eq!(test.state(id).await, State::Queued);
    test.ledger.hold_county(&county("99001"), "its site has changed").await.unwrap();
    assert_eq!(rehearse(&test, &offer("99001", 9)).await.unwrap().lease.application, id);
}
