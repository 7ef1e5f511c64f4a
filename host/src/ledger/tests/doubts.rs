//! Something may have been sent: who is asked, when, how often, and who may send it again.

use super::*;
use crate::submission::{Counts, Sending};

/// Takes the one piece of work there is.
async fn take(test: &TestLedger) -> Claim {
    test.claim(&[offer("99001", 9)]).await.expect("something to do")
}

async fn reason(test: &TestLedger, id: ApplicationId) -> String {
    test.ledger.application(id).await.unwrap().unwrap().reason.expect("it waits for a reason")
}

/// Commits once more and leaves the outcome open.
async fn doubt_again(test: &TestLedger) -> State {
    let claim = take(test).await;
    assert_eq!(claim.task, Task::Submit);
    test.ledger.intend(&claim.lease, &plugin()).await.unwrap();
    test.conclude(&claim.lease, Event::Doubt).await.unwrap()
}

#[rstest]
#[tokio::test]
async fn only_a_none_said_twice_returns_a_doubt_to_the_queue(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let id = test.in_doubt("99001", 5).await;
    let claim = take(&test).await;
    assert_eq!(claim.task, Task::Reconcile { committed_at: noon() });
    assert_eq!(claim.sending, Some(Sending::Intended));
    assert!(
        matches!(test.ledger.intend(&claim.lease, &plugin()).await, Err(LedgerError::Illegal(_))),
        "never sent again"
    );
    assert!(
        matches!(test.conclude(&claim.lease, Event::NotFound).await, Err(LedgerError::Illegal(_))),
        "the first “none” may come too early"
    );
    let later = StillInDoubt::Unanswered { not_before: test.now() + jiff::SignedDuration::from_mins(10) };
    test.ledger.postpone(&claim.lease, later, "the search page is down").await.unwrap();
    assert_eq!((test.state(id).await, reason(&test, id).await.as_str()), (State::InDoubt, "the search page is down"));
    assert!(test.claim(&[offer("99001", 1)]).await.is_none(), "not before its time");
    test.pass(600);
    test.deny(&take(&test).await.lease).await;
    test.pass(29);
    assert!(test.claim(&[offer("99001", 1)]).await.is_none(), "a settling time apart");
    test.pass(1);
    let claim = take(&test).await;
    assert_eq!(claim.counts, Counts { doubts: 1, unanswered: 1, county_has_none: 1, ..Counts::default() });
    assert_eq!(test.conclude(&claim.lease, Event::NotFound).await.unwrap(), State::Queued);
    let claim = take(&test).await;
    assert_eq!((claim.task, claim.lease.attempt.0, claim.sending), (Task::Submit, 2, None));
    let works: Vec<_> = test.ledger.attempts(id).await.unwrap().iter().map(|work| (work.number.0, work.work)).collect();
    let reconcile = (1, WorkKind::Reconcile);
    assert_eq!(works, [(1, WorkKind::Submit), reconcile, reconcile, reconcile, (2, WorkKind::Submit)]);
}

#[rstest]
#[tokio::test]
async fn a_second_doubt_goes_to_a_person_at_once(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let id = test.in_doubt("99001", 5).await;
    test.deny(&take(&test).await.lease).await;
    test.pass(30);
    test.conclude(&take(&test).await.lease, Event::NotFound).await.unwrap();
    assert_eq!(doubt_again(&test).await, State::Review);
    let said = reason(&test, id).await;
    assert!(said.contains("because of doubt") && said.contains("second doubt"), "{said}");
}

/// The host is killed right after the click, and comes back at once: the county may still be working on what was sent.
#[rstest]
#[tokio::test]
async fn the_settling_time_counts_from_the_commit_whoever_writes_the_doubt(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let id = test.receive("99001", 5).await;
    test.ledger.intend(&take(&test).await.lease, &plugin()).await.unwrap();
    test.pass(2);
    assert_eq!(test.ledger.join(HOST).await.unwrap().recovered.in_doubt, 1);
    let record = test.ledger.application(id).await.unwrap().unwrap();
    assert_eq!(record.not_before, Some(noon() + SETTLING));
    test.pass(27);
    assert!(test.claim(&[offer("99001", 1)]).await.is_none());
    test.pass(1);
    let claim = take(&test).await;
    assert_eq!(claim.task, Task::Reconcile { committed_at: noon() });
    // An attempt that waited longer than that for the county's word is asked about at once.
    test.deny(&claim.lease).await;
    test.pass(30);
    test.conclude(&take(&test).await.lease, Event::NotFound).await.unwrap();
    assert_eq!(test.state(id).await, State::Queued);
}

/// What a county denied and has all the same tells how slow its search is.
#[rstest]
#[tokio::test]
async fn what_a_county_showed_late_is_waited_for_from_then_on(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let doubted = async || {
        let id = test.receive("99001", 5).await;
        test.ledger.intend(&take(&test).await.lease, &plugin()).await.unwrap();
        assert_eq!(test.ledger.join(HOST).await.unwrap().recovered.in_doubt, 1);
        test.ledger.application(id).await.unwrap().unwrap().not_before.unwrap().duration_since(test.now()).as_secs()
    };
    let found_after = async |seconds| {
        test.pass(seconds);
        assert_eq!(test.conclude(&take(&test).await.lease, Event::Confirm).await.unwrap(), State::Delivered);
    };
    assert_eq!(doubted().await, 30);
    found_after(50).await;
    assert_eq!(doubted().await, 30, "it was there when it was first asked for");
    test.pass(30);
    test.deny(&take(&test).await.lease).await;
    found_after(60).await;
    assert_eq!(doubted().await, 60, "it was not there after 30 s, and after 90 it was");
    let longer = async || test.ledger.hold_county(&county("99001"), "another page").await.unwrap();
    found_after(60).await;
    longer().await;
    test.ledger.release_county(&county("99001"), &client(), "it fits", GoesOn::AllAtOnce).await.unwrap();
    assert_eq!(doubted().await, 60, "the end of a hold says nothing about it");
    found_after(60).await;
    test.ledger
        .release_county(&county("99001"), &client(), "its search is quick again", GoesOn::AllAtOnce)
        .await
        .unwrap();
    assert_eq!(doubted().await, 30, "somebody says so");
}

/// What was seen counts for the doubts that wait already: a last “none” that comes too early for their county settles nothing.
#[rstest]
#[tokio::test]
async fn a_doubt_is_not_denied_earlier_than_its_county_showed_another(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let shown = test.in_doubt("99001", 5).await;
    let question = take(&test).await;
    let denied = test.receive("99001", 6).await;
    let claim = take(&test).await;
    test.ledger.intend(&claim.lease, &plugin()).await.unwrap();
    test.conclude(&claim.lease, Event::Doubt).await.unwrap();
    test.pass(10);
    test.deny(&question.lease).await;
    test.pass(20);
    test.deny(&take(&test).await.lease).await;
    test.pass(10);
    let question = take(&test).await;
    assert_eq!(question.lease.application, shown);
    assert_eq!(test.conclude(&question.lease, Event::Confirm).await.unwrap(), State::Delivered);
    test.pass(20);
    let question = take(&test).await;
    assert_eq!(test.conclude(&question.lease, Event::NotFound).await.unwrap(), State::InDoubt, "after 60 s");
    assert!(reason(&test, denied).await.contains("has shown things later"));
    test.pass(9);
    assert!(test.claim(&[offer("99001", 9)]).await.is_none());
    test.pass(1);
    assert_eq!(test.conclude(&take(&test).await.lease, Event::NotFound).await.unwrap(), State::Queued, "after 70 s");
}

/// A county whose search is slow to show what was sent: a "none" before that would send the application a second time.
#[rstest]
#[tokio::test]
async fn a_county_that_settles_later_is_asked_later_whoever_writes_the_doubt(
    #[values(On::Sqlite, On::Postgres)] on: On,
) {
    let test = TestLedger::new(on).await;
    let id = test.receive("99001", 5).await;
    let settles = |seconds| Offer { settling: Some(Duration::from_secs(seconds)), ..offer("99001", 9) };
    let claim = test.claim(&[settles(120)]).await.unwrap();
    test.ledger.intend(&claim.lease, &plugin()).await.unwrap();
    // The host dies: what it knew of the release is in the ledger.
    assert_eq!(test.ledger.join(HOST).await.unwrap().recovered.in_doubt, 1);
    test.pass(119);
    assert!(test.claim(&[settles(120)]).await.is_none(), "it may not be shown yet");
    test.pass(1);
    test.deny(&test.claim(&[settles(120)]).await.unwrap().lease).await;
    test.pass(119);
    assert!(test.claim(&[settles(120)]).await.is_none(), "nor for the second question");
    test.pass(1);
    // A release that asks for less than the host's own time gets the host's.
    test.deny(&test.claim(&[settles(1)]).await.unwrap().lease).await;
    let record = test.ledger.application(id).await.unwrap().unwrap();
    assert_eq!(record.not_before, Some(test.now() + SETTLING));
}

#[rstest]
#[tokio::test]
async fn a_claim_without_a_commit_is_a_doubt_that_none_does_not_end(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let id = test.receive("99001", 5).await;
    let claim = take(&test).await;
    test.pass(5);
    assert_eq!(test.conclude(&claim.lease, Event::Doubt).await.unwrap(), State::InDoubt);
    test.pass(30);
    let claim = take(&test).await;
    let committed_at = noon() + jiff::SignedDuration::from_secs(5);
    assert_eq!((claim.task, claim.sending), (Task::Reconcile { committed_at }, Some(Sending::Claimed)));
    test.deny(&claim.lease).await;
    test.pass(30);
    let claim = take(&test).await;
    assert!(matches!(test.conclude(&claim.lease, Event::NotFound).await, Err(LedgerError::Illegal(_))));
    let unsettled = Conclusion { details: json!({}), ..end(Event::Escalate) };
    assert_eq!(test.ledger.conclude(&claim.lease, unsettled).await.unwrap(), State::Review);
    let attempts = test.ledger.attempts(id).await.unwrap();
    assert_eq!(attempts.last().unwrap().outcome.as_deref(), Some("in_doubt"), "why it is in front of a person");
    assert_eq!(test.state(id).await, State::Review);
}

/// The host itself read the county's confirmation, only not its number: a person does not send it again by mistake.
#[rstest]
#[tokio::test]
async fn what_may_be_at_the_county_is_sent_again_only_on_a_persons_word(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let id = test.receive("99001", 5).await;
    let claim = take(&test).await;
    test.ledger.intend(&claim.lease, &plugin()).await.unwrap();
    let number_missing = Conclusion { mark: Some(Mark::NumberMissing), ..end(Event::Doubt) };
    test.ledger.conclude(&claim.lease, number_missing).await.unwrap();
    test.pass(30);
    test.conclude(&take(&test).await.lease, Event::Escalate).await.unwrap();
    assert_eq!(reason(&test, id).await, "because of escalate; how the doubt began: because of doubt");
    let resolve = |decision| test.ledger.resolve(id, decision, client(), "asked them by phone".into());
    let error = resolve(Decision::Requeue).await.unwrap_err();
    assert!(matches!(error, LedgerError::MayHaveArrived { .. }));
    let said = error.to_string();
    assert!(said.contains("the county's page confirmed it") && said.contains("`force`"), "{said}");
    assert_eq!(test.state(id).await, State::Review);
    assert_eq!(resolve(Decision::RequeueAnyway).await.unwrap(), State::Queued);
    let claim = take(&test).await;
    assert_eq!((claim.sending, claim.counts, claim.tries), (None, Counts::default(), 1), "all counts begin anew");
    // What the county's page refused is not there, whatever was tried before.
    test.ledger.intend(&claim.lease, &plugin()).await.unwrap();
    assert_eq!(test.conclude(&claim.lease, Event::Refuse).await.unwrap(), State::Review);
    assert_eq!(resolve(Decision::Requeue).await.unwrap(), State::Queued);
}

#[rstest]
#[tokio::test]
async fn what_never_left_is_tried_once_more_and_then_a_persons(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let id = test.receive("99001", 5).await;
    for ends_in in [State::Queued, State::Review] {
        let claim = take(&test).await;
        assert_eq!(claim.sending, None);
        test.ledger.intend(&claim.lease, &plugin()).await.unwrap();
        assert_eq!(test.conclude(&claim.lease, Event::NotSent).await.unwrap(), ends_in);
    }
    let said = reason(&test, id).await;
    assert!(said.contains("nothing left the browser in 2 commits; the last: because of not_sent"), "{said}");
    let requeued = test.ledger.resolve(id, Decision::Requeue, client(), "mended".into()).await;
    assert_eq!(requeued.unwrap(), State::Queued, "the county cannot have it");
}

/// The county has what nobody knows of, perhaps: that is settled before more is sent to it.
#[rstest]
#[tokio::test]
async fn a_doubt_that_was_never_asked_about_goes_before_the_queue(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let doubts = [test.in_doubt("99001", 8).await, test.receive("99001", 7).await];
    let claim = take(&test).await;
    test.deny(&claim.lease).await;
    let claim = take(&test).await;
    assert_eq!(claim.lease.application, doubts[1]);
    test.ledger.intend(&claim.lease, &plugin()).await.unwrap();
    test.conclude(&claim.lease, Event::Doubt).await.unwrap();
    test.pass(30);
    let queued = test.receive("99001", 1).await;
    let order = [take(&test).await, take(&test).await, take(&test).await].map(|claim| claim.lease.application);
    assert_eq!(order, [doubts[1], doubts[0], queued], "also the second question after a “none”");
}

/// Doubts that cannot be settled come back again and again; what is queued has its turns between them.
#[rstest]
#[tokio::test]
async fn doubts_and_the_queue_take_turns(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let doubtful = test.in_doubt("99001", 1).await;
    let queued = [test.receive("99001", 2).await, test.receive("99001", 3).await];
    let mut order = Vec::new();
    for _ in 0..4 {
        let claim = take(&test).await;
        order.push(claim.lease.application);
        match claim.task {
            Task::Submit | Task::Rehearse => drop(test.conclude(&claim.lease, Event::Escalate).await.unwrap()),
            Task::Reconcile { .. } => {
                let again = StillInDoubt::Unanswered { not_before: test.now() };
                test.ledger.postpone(&claim.lease, again, "down").await.unwrap();
            }
        }
    }
    assert_eq!(order, [doubtful, queued[0], doubtful, queued[1]]);
}
