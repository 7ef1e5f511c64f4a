//! The same application again: by its key, by its content, by both at once.

use super::*;

const DAY: i64 = 24 * 3_600;

async fn hand_in(test: &TestLedger, body: &str, key: Option<&str>) -> Acknowledgement {
    let again = NewApplication { duplicates: Duplicates::Recognised, ..new(&test.ledger, "99001", key, body, 1) };
    test.ledger.receive(again).await.unwrap()
}

async fn kept(test: &TestLedger) -> usize {
    test.ledger.list(Filter::default()).await.unwrap().len()
}

#[rstest]
#[tokio::test]
async fn the_same_content_within_a_day_is_the_same_application(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let first = hand_in(&test, "{}", None).await;
    let same = Acknowledgement { id: first.id, recognised: Some(Recognised::Content) };
    test.pass(DAY - 1);
    assert_eq!(hand_in(&test, "{}", None).await, same);
    assert_eq!(hand_in(&test, "{}", Some("k-1")).await, same, "a second program with a key of its own");
    assert_eq!(hand_in(&test, "{\"a\":1}", None).await.recognised, None);
    test.pass(2);
    let next = hand_in(&test, "{}", None).await;
    assert_eq!((next.recognised, next.id == first.id), (None, false), "the day is over");
    let again = hand_in(&test, "{}", Some("k-1")).await;
    assert_eq!(
        (again.id, again.recognised),
        (first.id, Some(Recognised::Key)),
        "a key stands for what it was answered"
    );
    let other =
        NewApplication { duplicates: Duplicates::Recognised, ..new(&test.ledger, "99001", Some("k-1"), "[]", 1) };
    assert!(matches!(test.ledger.receive(other).await, Err(LedgerError::KeyReused { id }) if id == first.id));
    assert_eq!(kept(&test).await, 3);
}

#[rstest]
#[tokio::test]
async fn what_was_withdrawn_may_come_again_and_what_is_said_to_be_another_is(
    #[values(On::Sqlite, On::Postgres)] on: On,
) {
    let test = TestLedger::new(on).await;
    let first = hand_in(&test, "{}", None).await;
    let another = test.ledger.receive(new(&test.ledger, "99001", Some("k-2"), "{}", 1)).await.unwrap();
    assert_eq!((another.recognised, another.id == first.id), (None, false));
    let again = test.ledger.receive(new(&test.ledger, "99001", Some("k-2"), "{}", 1)).await.unwrap();
    assert_eq!((again.id, again.recognised), (another.id, Some(Recognised::Key)));
    for id in [first.id, another.id] {
        test.ledger.resolve(id, Decision::Cancel, client(), "withdrawn".into()).await.unwrap();
    }
    assert_eq!(hand_in(&test, "{}", None).await.recognised, None);
    assert_eq!(kept(&test).await, 3);
}

/// Withdrawn in review, while nobody knows whether the county has it.
#[rstest]
#[tokio::test]
async fn what_was_withdrawn_in_doubt_does_not_come_again(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let first = hand_in(&test, "{}", None).await.id;
    let claim = test.claim(&[offer("99001", 9)]).await.unwrap();
    test.ledger.intend(&claim.lease, &plugin()).await.unwrap();
    test.conclude(&claim.lease, Event::Doubt).await.unwrap();
    test.pass(30);
    let claim = test.claim(&[offer("99001", 9)]).await.unwrap();
    test.conclude(&claim.lease, Event::Escalate).await.unwrap();
    let resolve = |decision| test.ledger.resolve(first, decision, client(), "withdrawn".into());
    let said = resolve(Decision::Cancel).await.unwrap_err().to_string();
    assert!(said.contains("look at the county") && said.contains("or withdraw it with `force`"), "{said}");
    assert_eq!(test.state(first).await, State::Review);
    assert_eq!(resolve(Decision::CancelAnyway).await.unwrap(), State::Cancelled);
    let again = hand_in(&test, "{}", Some("k-9")).await;
    assert_eq!(again, Acknowledgement { id: first, recognised: Some(Recognised::Content) });
}

/// Two programs that number what they send.
#[rstest]
#[tokio::test]
async fn a_key_is_its_clients_own(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let hand_in = async |name: &str, body: &str| {
        let new = new(&test.ledger, "99001", Some("1001"), body, 1);
        test.ledger.receive(NewApplication { who: Who::new(ActorRole::Client, name), ..new }).await
    };
    let first = hand_in("portal", "{}").await.unwrap();
    let other = hand_in("kiosk", "[]").await.unwrap();
    assert_eq!((other.recognised, other.id == first.id), (None, false));
    assert_eq!(hand_in("portal", "{}").await.unwrap().recognised, Some(Recognised::Key));
    assert!(matches!(hand_in("portal", "[]").await, Err(LedgerError::KeyReused { id }) if id == first.id));
}

#[rstest]
#[tokio::test]
async fn what_comes_at_once_makes_one(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let mut senders = tokio::task::JoinSet::new();
    for number in 0..20 {
        let ledger = test.ledger.clone();
        senders.spawn(async move {
            let key = (number % 2 == 0).then(|| format!("k-{number}"));
            let new =
                NewApplication { duplicates: Duplicates::Recognised, ..new(&ledger, "99001", key.as_deref(), "{}", 1) };
            ledger.receive(new).await.unwrap()
        });
    }
    let all = senders.join_all().await;
    assert_eq!(all.iter().filter(|one| one.recognised.is_none()).count(), 1);
    assert!(all.iter().all(|one| one.id == all[0].id));
    assert_eq!(kept(&test).await, 1);
}

#[rstest]
#[tokio::test]
async fn what_waits_for_a_person_is_listed_by_urgency_and_in_pages(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let mut due = Vec::new();
    for hours in [9, 3, 7, 3, 5, 1, 8] {
        test.pass(1);
        let id = test.receive("99001", hours).await;
        let claim = test.claim(&[offer("99001", 99)]).await.unwrap();
        assert_eq!(claim.lease.application, id);
        test.conclude(&claim.lease, Event::Escalate).await.unwrap();
        due.push((hours, id));
    }
    test.receive("99001", 2).await;
    let elsewhere = test.receive("99003", 4).await;
    due.sort_unstable();
    let cursor = |hours, id| ReviewCursor { deadline: noon() + jiff::SignedDuration::from_hours(hours), id };
    let asks = async |limit, after| {
        let county = Some(county("99001"));
        let page = test.ledger.in_review(ReviewFilter { county, limit, after }).await.unwrap();
        page.into_iter().map(|one| one.id).collect::<Vec<_>>()
    };
    let most_urgent: Vec<_> = due.iter().map(|(_, id)| *id).collect();
    let after = |place: usize| Some(cursor(due[place].0, due[place].1));
    assert_eq!(asks(3, None).await, most_urgent[..3]);
    assert_eq!(asks(3, after(2)).await, most_urgent[3..6]);
    test.ledger.resolve(most_urgent[5], Decision::Cancel, client(), "withdrawn".into()).await.unwrap();
    assert_eq!(asks(3, after(5)).await, most_urgent[6..], "goes on after one that is decided");
    assert_eq!(asks(3, Some(cursor(4, elsewhere))).await.len(), 3, "whatever stands at the border");
    // A deadline that moves on after its cutoff was missed leaves the next page where the page before ended.
    let missed = format!(
        "INSERT INTO missed_cutoffs (application, cutoff, county, noted_at, reason)
         SELECT id, deadline, county, deadline, 'a test' FROM applications WHERE id = '{}'",
        most_urgent[2]
    );
    test.by_hand(&missed).await.unwrap();
    let moved = noon() + jiff::SignedDuration::from_hours(48);
    let moves =
        format!("UPDATE applications SET deadline = {} WHERE id = '{}'", moved.as_millisecond(), most_urgent[2]);
    test.by_hand(&moves).await.unwrap();
    assert_eq!(asks(2, after(2)).await, most_urgent[3..5]);
    assert_eq!(asks(9, after(4)).await, [most_urgent[6], most_urgent[2]]);
}

#[rstest]
#[tokio::test]
async fn a_long_history_is_shown_from_its_end(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let id = test.receive("99001", 1).await;
    let most = usize::try_from(MAX_LISTED).unwrap();
    for _ in 0..=most {
        let claim = test.claim(&[offer("99001", 1)]).await.unwrap();
        test.conclude(&claim.lease, Event::Retry).await.unwrap();
    }
    let history = test.ledger.history(id).await.unwrap();
    assert_eq!((history.len(), history.last().map(|step| step.seq)), (most, Some(4 + 2 * MAX_LISTED)));
    let attempts = test.ledger.attempts(id).await.unwrap();
    assert_eq!((attempts.len(), attempts.last().map(|one| one.number.0)), (most, Some(MAX_LISTED + 1)));
    assert_eq!(test.ledger.last_attempt(id).await.unwrap(), attempts.last().cloned());
}

#[rstest]
#[tokio::test]
async fn whether_it_was_checked_is_kept_with_it(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    for check in [Check::Made, Check::NotMade] {
        let body = format!("{check:?}");
        let taken =
            test.ledger.receive(NewApplication { check, ..new(&test.ledger, "99001", None, &body, 1) }).await.unwrap();
        let kept = test.ledger.application(taken.id).await.unwrap().unwrap();
        assert_eq!(kept.checked, check == Check::Made);
    }
}

#[test]
fn a_cursor_is_what_was_given_and_nothing_else() {
    let cursor = ReviewCursor { deadline: noon(), id: ApplicationId::generate() };
    let text = cursor.to_string();
    assert_eq!(text.parse(), Ok(cursor));
    let id = cursor.id.to_string();
    for wrong in ["", "x", "!!!!", &id, &format!("{text}="), &text[1..], &text.repeat(2)] {
        let error = wrong.parse::<ReviewCursor>().unwrap_err().to_string();
        assert!(!error.contains(&id), "{error}");
    }
}
