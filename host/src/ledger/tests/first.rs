//! One application goes first when a county's work goes on.

use super::*;

/// A county with three applications, in which one goes first.
async fn with_three(on: On) -> (TestLedger, Vec<ApplicationId>) {
    let test = TestLedger::new(on).await;
    let ids = vec![test.receive("99001", 1).await, test.receive("99001", 2).await, test.receive("99001", 3).await];
    test.take_over(&plugin()).await;
    (test, ids)
}

async fn take(test: &TestLedger) -> Option<Claim> {
    test.claim(&[offer("99001", 9)]).await
}

async fn goes_first(test: &TestLedger) -> Option<First> {
    test.ledger.goes_first(&county("99001")).await.unwrap()
}

async fn hold(test: &TestLedger) -> Option<String> {
    test.ledger.county_hold(&county("99001")).await.unwrap().map(|hold| hold.why)
}

#[rstest]
#[tokio::test]
async fn one_application_goes_first_and_the_rest_follows_its_delivery(#[values(On::Sqlite, On::Postgres)] on: On) {
    let (test, ids) = with_three(on).await;
    let since = test.now();
    assert_eq!(goes_first(&test).await, Some(First { since, application: None }));
    let first = take(&test).await.unwrap();
    assert_eq!(goes_first(&test).await, Some(First { since, application: Some(ids[0]) }));
    assert!(take(&test).await.is_none(), "the rest waits");
    test.ledger.intend(&first.lease, &plugin()).await.unwrap();
    test.conclude(&first.lease, Event::Confirm).await.unwrap();
    assert_eq!((goes_first(&test).await, hold(&test).await), (None, None));
    assert!(take(&test).await.is_some() && take(&test).await.is_some());
    let said: Vec<_> = test.ledger.history(ids[0]).await.unwrap().into_iter().map(|step| step.why).collect();
    assert!(said[2].contains("it goes first"), "{said:?}");
    assert!(said[4].ends_with("it went first: its county's other work goes on"), "{said:?}");
}

#[rstest]
#[tokio::test]
async fn what_site_or_release_did_to_the_first_holds_the_county_and_its_own_data_does_not(
    #[values(On::Sqlite, On::Postgres)] on: On,
) {
    let refused = |by| Some(Complaint { words: "No.".into(), by });
    let (site, plugin_itself) = (refused(Complainant::Site), refused(Complainant::Plugin));
    for (committed, end, held) in [
        (false, Conclusion { mark: Some(Mark::Drift), ..end(Event::Retry) }, true),
        (false, Conclusion { mark: Some(Mark::Fault), ..end(Event::Retry) }, true),
        (false, end(Event::Doubt), true),
        (false, Conclusion { complaint: site.clone(), ..end(Event::Escalate) }, true),
        (true, Conclusion { complaint: site.clone(), ..end(Event::Refuse) }, true),
        (true, end(Event::Doubt), true),
        (true, Conclusion { mark: Some(Mark::Drift), ..end(Event::NotSent) }, true),
        (false, Conclusion { complaint: plugin_itself, ..end(Event::Escalate) }, false),
        (false, end(Event::Escalate), false),
        (false, end(Event::Retry), false),
        (true, end(Event::NotSent), false),
    ] {
        let said = format!("{committed} {:?} {:?} {:?}", end.event, end.mark, end.complaint);
        let of_site = end.mark.is_some();
        let (test, ids) = with_three(on).await;
        let first = take(&test).await.unwrap();
        if committed {
            test.ledger.intend(&first.lease, &plugin()).await.unwrap();
        }
        test.ledger.conclude(&first.lease, end).await.unwrap();
        assert_eq!(hold(&test).await.is_some(), held, "{said}");
        if held {
            let why = hold(&test).await.unwrap();
            assert!(why.starts_with(&format!("application {} went first, and ", ids[0])), "{why}");
            // What was said of this one application is for those who may read it.
            assert_eq!(why.contains("because of"), of_site, "{why}");
            assert!(take(&test).await.is_none(), "{said}");
            assert!(test.ledger.release_county(&county("99001"), &client(), "seen", GoesOn::OneFirst).await.unwrap());
        }
        // Again one, and no more than one.
        assert!(goes_first(&test).await.is_some(), "{said}");
        assert!(take(&test).await.is_some() && take(&test).await.is_none(), "{said}");
        assert_eq!([test.state(ids[2]).await], [State::Queued], "{said}");
    }
}

/// A button that sends nothing any more would cost one application after the other.
#[rstest]
#[tokio::test]
async fn a_first_one_whose_commits_send_nothing_holds_the_county(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let id = test.receive("99001", 1).await;
    test.take_over(&plugin()).await;
    for held in [false, true] {
        let claim = take(&test).await.unwrap();
        test.ledger.intend(&claim.lease, &plugin()).await.unwrap();
        test.conclude(&claim.lease, Event::NotSent).await.unwrap();
        assert_eq!(hold(&test).await.is_some(), held);
    }
    assert_eq!(test.state(id).await, State::Review);
}

/// Doubts of before are settled meanwhile: asking sends nothing.
#[rstest]
#[tokio::test]
async fn doubts_are_asked_about_while_one_goes_first(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let doubtful = test.in_doubt("99001", 5).await;
    let queued = [test.receive("99001", 1).await, test.receive("99001", 1).await];
    test.take_over(&plugin()).await;
    let asked = take(&test).await.unwrap();
    assert_eq!(asked.lease.application, doubtful, "a question goes before what is queued");
    let first = take(&test).await.unwrap();
    assert_eq!(first.lease.application, queued[0], "a question is not what goes first");
    test.deny(&asked.lease).await;
    test.pass(30);
    test.ledger.renew(&first.lease, TTL).await.unwrap();
    assert_eq!(take(&test).await.unwrap().lease.application, doubtful);
    assert!(take(&test).await.is_none());
}

/// The host is killed, or its lease runs out: that says nothing about the site, and still no more than one goes.
#[rstest]
#[tokio::test]
async fn that_one_goes_first_outlives_the_host(#[values(On::Sqlite, On::Postgres)] on: On) {
    let (test, ids) = with_three(on).await;
    take(&test).await.unwrap();
    assert_eq!(test.ledger.join(HOST).await.unwrap().recovered.requeued, 1);
    assert_eq!(goes_first(&test).await.unwrap().application, None);
    let second = take(&test).await.unwrap();
    assert!(take(&test).await.is_none());
    test.ledger.intend(&second.lease, &plugin()).await.unwrap();
    test.pass(31);
    assert_eq!(test.ledger.recover(test.now()).await.unwrap().in_doubt, 1, "its lease ran out");
    let said = test.ledger.application(second.lease.application).await.unwrap().unwrap().reason.unwrap();
    assert!(said.ends_with("the next one goes first"), "{said}");
    assert_eq!((second.lease.application, hold(&test).await), (ids[1], None));
    let asked = take(&test).await.unwrap();
    assert!(asked.task != Task::Submit);
    let third = take(&test).await.unwrap();
    assert_eq!(third.task, Task::Submit);
    assert!(take(&test).await.is_none());
    // What had been confirmed when the host was killed is a delivery.
    test.ledger.intend(&third.lease, &plugin()).await.unwrap();
    let receipt = Receipt { number: "A-1".into(), text: String::new() };
    test.ledger.record_send(&third.lease, &SendReport::Confirmed(receipt)).await.unwrap();
    assert_eq!(test.ledger.join(HOST).await.unwrap().recovered.delivered, 1);
    assert_eq!(goes_first(&test).await, None);
}

/// An attempt that ran under the release before says nothing about the one that took over.
#[rstest]
#[tokio::test]
async fn only_the_work_that_went_first_is_judged(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    for _ in 0..3 {
        test.receive("99001", 1).await;
    }
    let before = take(&test).await.unwrap();
    test.take_over(&plugin()).await;
    test.ledger.intend(&before.lease, &plugin()).await.unwrap();
    test.conclude(&before.lease, Event::Confirm).await.unwrap();
    assert!(goes_first(&test).await.is_some(), "the delivery is the old release's");
    assert!(take(&test).await.is_some() && take(&test).await.is_none());
    assert!(!test.ledger.release_county(&county("99001"), &client(), "go", GoesOn::AllAtOnce).await.unwrap());
    assert!(take(&test).await.is_some(), "somebody knows that the site is right");
}

/// Between the ledger and whoever offers there is a moment: what goes first is the new release's.
#[rstest]
#[tokio::test]
async fn the_first_is_never_taken_for_the_release_before(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let id = test.receive("99001", 1).await;
    let (old, new) = (PluginDigest::of(b"old"), plugin());
    test.take_over(&old).await;
    test.take_over(&new).await;
    assert!(test.claim(&[Offer { plugin: old, ..offer("99001", 9) }]).await.is_none());
    assert_eq!((goes_first(&test).await.unwrap().application, take(&test).await.unwrap().plugin), (None, new));
    assert_eq!(goes_first(&test).await.unwrap().application, Some(id));
}
