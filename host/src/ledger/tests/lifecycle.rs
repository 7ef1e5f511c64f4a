//! Whole lives, recovery and people's decisions.

use super::*;
use crate::evidence::Kind;
use crate::submission::Counts;

#[rstest]
#[tokio::test]
async fn an_application_lives_from_arrival_to_receipt(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let ledger = &test.ledger;
    let id = test.receive("99001", 5).await;
    assert_eq!(&**ledger.body(id).await.unwrap(), b"{}");
    let claim = test.claim(&[offer("99001", 1)]).await.unwrap();
    assert_eq!((claim.task, claim.lease.attempt.0, claim.setbacks), (Task::Submit, 1, 0));
    let intent = ledger.intend(&claim.lease, &plugin()).await.unwrap();
    assert_eq!(intent.fence(), claim.lease.fence);
    assert_eq!(test.conclude(&claim.lease, Event::Confirm).await.unwrap(), State::Delivered);
    let shot = EvidenceRef { kind: Kind::Screenshot, digest: "0".repeat(64), size: 7, label: "at commit".into() };
    ledger.add_evidence(&claim.lease, shot.clone()).await.unwrap();

    let record = ledger.application(id).await.unwrap().unwrap();
    assert_eq!((record.state, record.receipt_number.as_deref(), record.attempts), (State::Delivered, Some("A-1"), 1));
    let history = ledger.history(id).await.unwrap();
    let said: Vec<_> =
        history.iter().map(|step| (step.event, step.to, step.who.name.as_str(), step.attempt.is_some())).collect();
    assert_eq!(
        said,
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

#[rstest]
#[tokio::test]
async fn recovery_requeues_what_was_not_sent_and_doubts_what_may_have_been(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let (unsent, sent, asked) =
        (test.receive("99001", 1).await, test.receive("99003", 2).await, test.in_doubt("99005", 3).await);
    let first = test.claim(&[offer("99001", 1)]).await.unwrap();
    let second = test.claim(&[offer("99003", 1)]).await.unwrap();
    let third = test.claim(&[offer("99005", 1)]).await.unwrap();
    test.ledger.intend(&second.lease, &plugin()).await.unwrap();
    assert_eq!(test.ledger.recover(test.now()).await.unwrap(), Recovered::default(), "leases are in force");
    if on == On::Postgres {
        assert_eq!(test.ledger.join("another").await.unwrap().recovered, Recovered::default());
    }
    let recovered = test.ledger.join(HOST).await.unwrap().recovered;
    assert_eq!(recovered, Recovered { requeued: 1, in_doubt: 1, freed: 1, escalated: 0, ..Recovered::default() });
    assert_eq!(test.state(unsent).await, State::Queued);
    assert_eq!(test.state(sent).await, State::InDoubt);
    assert_eq!(test.state(asked).await, State::InDoubt);
    for (lease, event) in [(first.lease, Event::Retry), (second.lease, Event::Confirm), (third.lease, Event::Confirm)] {
        assert!(matches!(test.conclude(&lease, event).await, Err(LedgerError::LeaseLost { .. })), "{event}");
    }
    assert!(test.claim(&[offer("99001", 1)]).await.is_none(), "behind others");
    test.pass(10);
    let again = test.claim(&[offer("99001", 1)]).await.unwrap();
    assert_eq!((again.lease.application, again.lease.attempt.0, again.setbacks), (unsent, 2, 0), "without penalty");
}

/// What brings the host down comes behind others at each start, and after three times to a person; also when it is a question
/// that does it.
#[rstest]
#[tokio::test]
async fn what_the_host_stops_at_again_and_again_goes_to_a_person(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let asked = test.in_doubt("99003", 5).await;
    let (first, second) = (test.receive("99001", 1).await, test.receive("99001", 2).await);
    let stops_at = async |code: &str| {
        let claim = test.claim(&[offer(code, 1)]).await.unwrap();
        test.ledger.join(HOST).await.unwrap();
        claim.lease.application
    };
    for stop in 1..=3 {
        let order = (stops_at("99003").await, stops_at("99001").await, stops_at("99001").await);
        assert_eq!(order, (asked, first, second), "stop {stop}: what it stopped at comes behind others");
        test.pass(40);
    }
    for id in [first, second, asked] {
        let record = test.ledger.application(id).await.unwrap().unwrap();
        let reason = record.reason.unwrap();
        assert_eq!(record.state, State::Review, "{reason}");
        assert!(reason.contains("the host stopped 3 times while it worked on this"), "{reason}");
    }
}

/// Somebody sets the clock: work that is alive keeps its right to go on; work that is dead loses it by the time that passes.
#[rstest]
#[tokio::test]
async fn a_clock_that_is_set_takes_no_lease_from_work_that_is_alive(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let id = test.receive("99001", 9).await;
    let claim = test.claim(&[offer("99001", 1)]).await.unwrap();
    test.manual_clock().set_forward(3_600);
    assert_eq!(test.ledger.recover(test.now()).await.unwrap(), Recovered::default());
    test.ledger.intend(&claim.lease, &plugin()).await.unwrap();
    test.manual_clock().set_forward(-7_200);
    test.pass(30);
    assert_eq!(test.ledger.recover(test.now()).await.unwrap().in_doubt, 1, "30 s passed without a heartbeat");
    assert_eq!(test.state(id).await, State::InDoubt);
}

#[rstest]
#[tokio::test]
async fn leases_run_out_unless_they_are_renewed(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let id = test.receive("99001", 1).await;
    let claim = test.claim(&[offer("99001", 1)]).await.unwrap();
    test.pass(20);
    test.ledger.renew(&claim.lease, TTL).await.unwrap();
    test.pass(20);
    assert_eq!(test.ledger.recover(test.now()).await.unwrap().requeued, 0);
    test.pass(10);
    assert!(
        matches!(test.ledger.intend(&claim.lease, &plugin()).await, Err(LedgerError::LeaseLost { .. })),
        "it ran out"
    );
    assert!(test.claim(&[offer("99001", 1)]).await.is_none(), "it counts until it is taken back");
    assert_eq!(test.ledger.recover(test.now()).await.unwrap().requeued, 1);
    assert!(matches!(test.ledger.renew(&claim.lease, TTL).await, Err(LedgerError::LeaseLost { .. })));
    assert_eq!(test.state(id).await, State::Queued);
}

#[rstest]
#[tokio::test]
async fn delayed_retries_wait_and_count_until_a_person_requeues(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let id = test.receive("99001", 1).await;
    let reviewer = Who::new(ActorRole::Reviewer, "kim");
    let mut claim = test.claim(&[offer("99001", 1)]).await.unwrap();
    let later = Conclusion { not_before: Some(test.now() + TTL), ..end(Event::Retry) };
    test.ledger.conclude(&claim.lease, later).await.unwrap();
    assert!(test.claim(&[offer("99001", 1)]).await.is_none());
    test.pass(30);
    claim = test.claim(&[offer("99001", 1)]).await.unwrap();
    assert_eq!(claim.setbacks, 1);
    assert_eq!(test.conclude(&claim.lease, Event::Escalate).await.unwrap(), State::Review);
    assert_eq!(test.ledger.application(id).await.unwrap().unwrap().reason.as_deref(), Some("because of escalate"));
    let resolve = |decision| test.ledger.resolve(id, decision, reviewer.clone(), "spoke to them".into());
    assert_eq!(resolve(Decision::Requeue).await.unwrap(), State::Queued);
    claim = test.claim(&[offer("99001", 1)]).await.unwrap();
    assert_eq!((claim.setbacks, claim.tries, claim.lease.attempt.0), (0, 1, 3));
    test.conclude(&claim.lease, Event::Escalate).await.unwrap();
    assert_eq!(
        resolve(Decision::DeliverByHand { receipt_number: Some("H-7".into()) }).await.unwrap(),
        State::DeliveredByHand
    );
    let record = test.ledger.application(id).await.unwrap().unwrap();
    assert_eq!(record.receipt_number.as_deref(), Some("H-7"));
    assert!(matches!(resolve(Decision::Cancel).await, Err(LedgerError::Illegal(_))));
}

/// What went wrong with an application is kept with it; what a release did to it says nothing of the next one.
#[rstest]
#[tokio::test]
async fn what_goes_wrong_is_counted_for_each_application(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let id = test.receive("99001", 1).await;
    let take = async |offer: Offer| test.claim(&[offer]).await.unwrap();
    for mark in [Mark::Fault, Mark::Drift, Mark::TimeOut] {
        let claim = take(offer("99001", 1)).await;
        let marked = Conclusion { mark: Some(mark), ..end(Event::Retry) };
        test.ledger.conclude(&claim.lease, marked).await.unwrap();
    }
    let claim = take(offer("99001", 1)).await;
    assert_eq!(claim.counts, Counts { faults: 1, drifts: 1, time_outs: 1, ..Counts::default() });
    test.conclude(&claim.lease, Event::Retry).await.unwrap();
    let claim = take(Offer { plugin: PluginDigest::of(b"another"), ..offer("99001", 1) }).await;
    assert_eq!(claim.counts, Counts { time_outs: 1, ..Counts::default() }, "another release begins anew");
    let (release, county) = (plugin(), claim.lease.county.clone());
    test.ledger.record_release(step(&release, ReleaseMove::Activated)).await.unwrap();
    let faults = async |application| {
        let met = Occurrence { county: &county, plugin: &release, application };
        test.ledger.count_fault(met).await.unwrap()
    };
    assert_eq!(faults(id).await, 1);
    test.conclude(&claim.lease, Event::Escalate).await.unwrap();
    test.ledger.resolve(id, Decision::Requeue, client(), "looked at".into()).await.unwrap();
    let other = test.receive("99001", 2).await;
    assert_eq!(faults(other).await, 1, "a person has looked at the first");
}

/// Plugins and pages have a part in the words of a move.
#[rstest]
#[tokio::test]
async fn no_words_of_a_move_hide_anything(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let id = test.receive("99001", 1).await;
    let claim = test.claim(&[offer("99001", 1)]).await.unwrap();
    let said = Conclusion { why: "refused\u{1b}[2J\n\u{202e}001".into(), ..end(Event::Escalate) };
    test.ledger.conclude(&claim.lease, said).await.unwrap();
    let shown = "refused\\u{1b}[2J\\n\\u{202e}001";
    assert_eq!(test.ledger.application(id).await.unwrap().unwrap().reason.as_deref(), Some(shown));
    assert_eq!(test.ledger.history(id).await.unwrap().last().unwrap().why, shown);
}

#[rstest]
#[tokio::test]
async fn the_same_key_makes_one_application_also_when_sent_at_once(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let ledger = &test.ledger;
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
