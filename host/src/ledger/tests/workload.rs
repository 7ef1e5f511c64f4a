//! What forecasts are made of. Pages hold three rows here, so that all of these are read by several.

use super::*;

const LONG: Between = Between(Timestamp::UNIX_EPOCH, Timestamp::MAX);

fn since_noon(seconds: i64) -> Timestamp {
    noon() + jiff::SignedDuration::from_secs(seconds)
}

#[rstest]
#[tokio::test]
async fn everything_that_waits_is_read_once_and_what_is_worked_on_beside_it(
    #[values(On::Sqlite, On::Postgres)] on: On,
) {
    let test = TestLedger::new(on).await;
    let doubt = test.in_doubt("99005", 1).await;
    let mut queued = Vec::new();
    for place in 0..8_i64 {
        queued.push(test.receive(if place % 2 == 0 { "99001" } else { "99003" }, 9 - place).await);
    }
    // The most urgent of 99003 is worked on, and the next one waits for a while.
    let claim = test.claim(&[offer("99003", 9)]).await.unwrap();
    let second = test.claim(&[offer("99003", 9)]).await.unwrap();
    let not_before = Some(since_noon(600));
    test.ledger.conclude(&second.lease, Conclusion { not_before, ..end(Event::Retry) }).await.unwrap();
    let waits = test.ledger.waiting_work(100).await.unwrap();
    let mut ids: Vec<_> = waits.iter().map(|one| one.id).collect();
    let mut expect: Vec<_> = queued.into_iter().filter(|id| *id != claim.lease.application).chain([doubt]).collect();
    ids.sort_unstable();
    expect.sort_unstable();
    assert_eq!(ids, expect);
    let of = |id| waits.iter().find(|one| one.id == id).unwrap();
    let set_back = of(second.lease.application);
    assert_eq!((set_back.state, set_back.not_before, set_back.setbacks), (State::Queued, not_before, 1));
    assert_eq!((of(doubt).state, of(doubt).county.as_str()), (State::InDoubt, "99005"));
    let first = &waits[0];
    assert_eq!((first.county.as_str(), first.deadline), ("99001", since_noon(3 * 3_600)), "by county and turn");
    assert_eq!(test.ledger.waiting_work(4).await.unwrap().len(), 6, "no page more once there are so many");
    let worked_on = test.ledger.work_going_on().await.unwrap();
    let [one] = worked_on.as_slice() else { panic!("{worked_on:?}") };
    assert_eq!((one.id, one.work, one.since), (claim.lease.application, WorkKind::Submit, since_noon(30)));
}

#[rstest]
#[tokio::test]
async fn work_that_ended_is_read_from_its_end_and_rehearsals_are_left_out(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    for place in 0..5 {
        test.receive("99001", 9).await;
        let claim = test.claim(&[offer("99001", 9)]).await.unwrap();
        test.pass(10 + place);
        test.ledger.intend(&claim.lease, &plugin()).await.unwrap();
        test.conclude(&claim.lease, Event::Confirm).await.unwrap();
    }
    test.receive("99003", 9).await;
    let rehearsed = test.ledger.claim_rehearsal(test.now(), &offer("99003", 9), (HOST, TTL)).await.unwrap().unwrap();
    test.ledger
        .end_rehearsal(&rehearsed.lease, &plugin(), "it ended", &json!({ "outcome": "rehearsed" }))
        .await
        .unwrap();
    let running = test.claim(&[offer("99003", 9)]).await.unwrap();
    let ended = test.ledger.work_ended(LONG, 100).await.unwrap();
    let seconds: Vec<_> = ended.iter().map(|one| one.ended.duration_since(one.started).as_secs()).collect();
    assert_eq!(seconds, [14, 13, 12, 11, 10], "the last first; {} goes on", running.lease.application);
    assert!(ended.iter().all(|one| (one.work, one.outcome.as_str()) == (WorkKind::Submit, "delivered")));
    assert_eq!(test.ledger.work_ended(LONG, 2).await.unwrap(), ended[..2]);
    // After the first moment, up to the second.
    let between = Between(ended[3].ended, ended[1].ended);
    assert_eq!(test.ledger.work_ended(between, 100).await.unwrap(), ended[1..3]);
}

#[rstest]
#[tokio::test]
async fn arrivals_are_counted_by_county_and_quarter_of_an_hour(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    assert_eq!(test.ledger.first_arrival().await.unwrap(), None);
    for (minutes, code) in [(0, "99001"), (14, "99001"), (0, "99003"), (1, "99001")] {
        test.pass(minutes * 60);
        test.receive(code, 9).await;
    }
    let quarter = Duration::from_secs(900);
    let arrived = |between, most| test.ledger.arrived(between, quarter, most);
    let mut all = arrived(LONG, 100).await.unwrap();
    all.sort();
    let (first, second) = (since_noon(0), since_noon(900));
    let expect = [(county("99001"), first, 2), (county("99001"), second, 1), (county("99003"), first, 1)];
    assert_eq!(all, expect);
    assert_eq!(arrived(LONG, 1).await.unwrap(), [(county("99001"), second, 1)], "the last one");
    assert_eq!(arrived(Between(first, since_noon(840)), 100).await.unwrap().len(), 2, "after the first moment");
    assert_eq!(test.ledger.first_arrival().await.unwrap(), Some(first));
}

#[rstest]
#[tokio::test]
async fn how_counties_go_on_and_which_hosts_there_are(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    test.receive("99001", 9).await;
    test.claim(&[offer("99001", 9)]).await.unwrap();
    test.ledger.hold_county(&county("99003"), "a test").await.unwrap();
    let going_on = test.ledger.going_on().await.unwrap();
    let expect = GoingOn { last_start: Some(noon()), ..GoingOn::default() };
    assert_eq!(going_on[&county("99001")], expect);
    assert_eq!(going_on[&county("99003")], GoingOn { held: Some(false), ..GoingOn::default() });
    for host in ["one", "other"] {
        test.ledger.join(host).await.unwrap();
    }
    test.ledger.note_sessions("one", 8).await.unwrap();
    let hosts = |one, other| [("one".to_owned(), one), ("other".to_owned(), other)].into();
    assert_eq!(test.ledger.sessions_of_hosts().await.unwrap(), hosts(Some(8), None));
    test.pass(61);
    assert!(test.ledger.sessions_of_hosts().await.unwrap().is_empty(), "they were not heard of");
}
