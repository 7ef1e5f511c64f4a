//! Whole lives, recovery and people's decisions.

use super::*;
use crate::evidence::Kind;

#[tokio::test]
async fn an_application_lives_from_arrival_to_receipt() {
    let house = House::new().await;
    let ledger = &house.ledger;
    let id = house.receive("99001", 5).await;
    assert_eq!(&**ledger.body(id).await.unwrap(), b"{}");
    let claim = house.claim(&[offer("99001", 1)]).await.unwrap();
    assert_eq!((claim.task, claim.lease.attempt.0, claim.setbacks), (Task::Submit, 1, 0));
    let intent = ledger.intend(&claim.lease, &plugin()).await.unwrap();
    assert_eq!(intent.fence(), claim.lease.fence);
    assert_eq!(house.conclude(&claim.lease, Event::Confirm).await.unwrap(), State::Delivered);
    let shot = EvidenceRef { kind: Kind::Screenshot, digest: "0".repeat(64), size: 7, label: "at commit".into() };
    ledger.add_evidence(&claim.lease, shot.clone()).await.unwrap();

    let record = ledger.application(id).await.unwrap().unwrap();
    assert_eq!((record.state, record.receipt_number.as_deref(), record.attempts), (State::Delivered, Some("A-1"), 1));
    let history = ledger.history(id).await.unwrap();
    let told: Vec<_> =
        history.iter().map(|step| (step.event, step.to, step.who.name.as_str(), step.attempt.is_some())).collect();
    assert_eq!(
        told,
        [
            (None, State::Received, "portal", false),
            (Some(Event::Queue), State::Queued, "portal", false),
            (Some(Event::Claim), State::Attempting, HOST, true),
            (Some(Event::Intend), State::Committing, HOST, true),
            (Some(Event::Confirm), State::Delivered, HOST, true),
        ]
    );
    assert!(history[2..].iter().all(|step| step.plugin == Some(plugin())));
    assert_eq!(history[4].why, "because of confirm");
    let attempts = ledger.attempts(id).await.unwrap();
    assert_eq!(attempts.len(), 1);
    assert_eq!(attempts[0].outcome.as_deref(), Some("delivered"));
    assert_eq!(attempts[0].details, Some(json!({ "outcome": "delivered" })));
    assert_eq!(attempts[0].receipt.as_ref().unwrap().text, "We have it");
    assert_eq!(attempts[0].evidence, [shot]);
    assert_eq!(ledger.counts().await.unwrap(), [(county("99001"), State::Delivered, 1)]);
}

#[tokio::test]
async fn a_doubt_is_asked_about_and_only_none_returns_it() {
    let house = House::new().await;
    let id = house.in_doubt("99001", 5).await;
    let claim = house.claim(&[offer("99001", 1)]).await.unwrap();
    assert_eq!(claim.task, Task::Reconcile { committed_at: house.now() });
    assert!(
        matches!(house.ledger.intend(&claim.lease, &plugin()).await, Err(LedgerError::Illegal(_))),
        "never sent again"
    );
    let later = house.now() + jiff::SignedDuration::from_mins(10);
    house.ledger.postpone(&claim.lease, later, "the search page is down").await.unwrap();
    let record = house.ledger.application(id).await.unwrap().unwrap();
    assert_eq!((record.state, record.reason.as_deref()), (State::InDoubt, Some("the search page is down")));
    assert!(house.claim(&[offer("99001", 1)]).await.is_none(), "not before its time");
    house.pass(600);
    let claim = house.claim(&[offer("99001", 1)]).await.unwrap();
    assert_eq!(house.conclude(&claim.lease, Event::NotFound).await.unwrap(), State::Queued);
    let claim = house.claim(&[offer("99001", 1)]).await.unwrap();
    assert_eq!((claim.task, claim.lease.attempt.0), (Task::Submit, 2));
    let works: Vec<_> =
        house.ledger.attempts(id).await.unwrap().iter().map(|work| (work.number.0, work.work)).collect();
    assert_eq!(works, [(1, Work::Submit), (1, Work::Reconcile), (1, Work::Reconcile), (2, Work::Submit)]);
}

#[tokio::test]
async fn recovery_requeues_what_was_not_sent_and_doubts_what_may_have_been() {
    let house = House::new().await;
    let (unsent, sent, asked) =
        (house.receive("99001", 1).await, house.receive("99003", 2).await, house.in_doubt("99005", 3).await);
    let first = house.claim(&[offer("99001", 1)]).await.unwrap();
    let second = house.claim(&[offer("99003", 1)]).await.unwrap();
    let third = house.claim(&[offer("99005", 1)]).await.unwrap();
    house.ledger.intend(&second.lease, &plugin()).await.unwrap();
    assert_eq!(house.ledger.recover(house.now(), None).await.unwrap(), Recovered::default(), "leases are in force");
    assert_eq!(house.ledger.recover(house.now(), Some("another")).await.unwrap(), Recovered::default());
    let recovered = house.ledger.recover(house.now(), Some(HOST)).await.unwrap();
    assert_eq!(recovered, Recovered { requeued: 1, in_doubt: 1, freed: 1 });
    assert_eq!(house.state(unsent).await, State::Queued);
    assert_eq!(house.state(sent).await, State::InDoubt);
    assert_eq!(house.state(asked).await, State::InDoubt);
    for (lease, event) in [(first.lease, Event::Retry), (second.lease, Event::Confirm), (third.lease, Event::Confirm)] {
        assert!(matches!(house.conclude(&lease, event).await, Err(LedgerError::LeaseLost { .. })), "{event}");
    }
    let again = house.claim(&[offer("99001", 1)]).await.unwrap();
    assert_eq!((again.lease.application, again.lease.attempt.0, again.setbacks), (unsent, 2, 0), "without penalty");
}

#[tokio::test]
async fn leases_run_out_unless_they_are_renewed() {
    let house = House::new().await;
    let id = house.receive("99001", 1).await;
    let claim = house.claim(&[offer("99001", 1)]).await.unwrap();
    house.pass(20);
    house.ledger.renew(&claim.lease, TTL).await.unwrap();
    house.pass(20);
    assert_eq!(house.ledger.recover(house.now(), None).await.unwrap().requeued, 0);
    house.pass(10);
    assert!(
        matches!(house.ledger.intend(&claim.lease, &plugin()).await, Err(LedgerError::LeaseLost { .. })),
        "it ran out"
    );
    assert!(house.claim(&[offer("99001", 1)]).await.is_none(), "it counts until it is taken back");
    assert_eq!(house.ledger.recover(house.now(), None).await.unwrap().requeued, 1);
    assert!(matches!(house.ledger.renew(&claim.lease, TTL).await, Err(LedgerError::LeaseLost { .. })));
    assert_eq!(house.state(id).await, State::Queued);
}

#[tokio::test]
async fn delayed_retries_wait_and_count_until_a_person_requeues() {
    let house = House::new().await;
    let id = house.receive("99001", 1).await;
    let reviewer = Who::new(Role::Reviewer, "kim");
    let mut claim = house.claim(&[offer("99001", 1)]).await.unwrap();
    let later = Conclusion { not_before: Some(house.now() + TTL), ..end(Event::Retry) };
    house.ledger.conclude(&claim.lease, later).await.unwrap();
    assert!(house.claim(&[offer("99001", 1)]).await.is_none());
    house.pass(30);
    claim = house.claim(&[offer("99001", 1)]).await.unwrap();
    assert_eq!(claim.setbacks, 1);
    assert_eq!(house.conclude(&claim.lease, Event::Escalate).await.unwrap(), State::Review);
    assert_eq!(house.ledger.application(id).await.unwrap().unwrap().reason.as_deref(), Some("because of escalate"));
    let resolve = |event, number| house.ledger.resolve(id, event, reviewer.clone(), "spoke to them".into(), number);
    assert_eq!(resolve(Event::Requeue, None).await.unwrap(), State::Queued);
    claim = house.claim(&[offer("99001", 1)]).await.unwrap();
    assert_eq!((claim.setbacks, claim.lease.attempt.0), (0, 3));
    house.conclude(&claim.lease, Event::Escalate).await.unwrap();
    assert_eq!(resolve(Event::DeliverByHand, Some("H-7".into())).await.unwrap(), State::DeliveredByHand);
    let record = house.ledger.application(id).await.unwrap().unwrap();
    assert_eq!(record.receipt_number.as_deref(), Some("H-7"));
    assert!(matches!(resolve(Event::Cancel, None).await, Err(LedgerError::Illegal(_))));
}

#[tokio::test]
async fn the_same_key_makes_one_application_also_when_sent_at_once() {
    let house = House::new().await;
    let ledger = &house.ledger;
    let first = ledger.receive(new(ledger, "99001", Some("k-1"), "{\"a\":1}", 1)).await.unwrap();
    let again = ledger.receive(new(ledger, "99001", Some("k-1"), "{\"a\":1}", 1)).await.unwrap();
    assert_eq!((first.recognised, again.recognised, again.id), (None, Some(Recognised::Key), first.id));
    match ledger.receive(new(ledger, "99001", Some("k-1"), "{\"a\":2}", 1)).await {
        Err(LedgerError::KeyReused { id }) => assert_eq!(id, first.id),
        other => panic!("{other:?}"),
    }
    let mut senders = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let ledger = ledger.clone();
        senders.spawn(async move { ledger.receive(new(&ledger, "99001", Some("k-2"), "{}", 1)).await.unwrap() });
    }
    let all = senders.join_all().await;
    assert_eq!(all.iter().filter(|one| one.recognised.is_none()).count(), 1);
    assert!(all.iter().all(|one| one.id == all[0].id));
    assert_eq!(ledger.list(Filter::default()).await.unwrap().len(), 2);
}
