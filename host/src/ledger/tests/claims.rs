//! What is claimed, in which order, and within which limits.

use std::collections::HashSet;

use super::*;
use crate::ledger::claims::{END_WAITS, NEXT_WAIT};

#[rstest]
#[tokio::test]
async fn the_earliest_deadline_goes_first_over_all_counties(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let (late, early, middle) =
        (test.receive("99001", 9).await, test.receive("99001", 1).await, test.receive("99003", 5).await);
    let offers = [offer("99001", 9), offer("99003", 9)];
    let mut order = Vec::new();
    while let Some(claim) = test.claim(&offers).await {
        order.push(claim.lease.application);
    }
    assert_eq!(order, [early, middle, late]);
}

/// Of one deadline, who came first is first: no county is always before another.
#[rstest]
#[tokio::test]
async fn of_one_deadline_counties_take_turns(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let mut came = Vec::new();
    for code in ["99003", "99001", "99003", "99001"] {
        came.push(test.receive(code, 1).await);
    }
    let offers = [offer("99001", 9), offer("99003", 9)];
    let mut order = Vec::new();
    while let Some(claim) = test.claim(&offers).await {
        order.push(claim.lease.application);
    }
    assert_eq!(order, came);
}

#[rstest]
#[tokio::test]
async fn what_was_set_back_lets_others_of_its_deadline_go_first(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let (first, second) = (test.receive("99001", 1).await, test.receive("99001", 1).await);
    let offers = [offer("99001", 1)];
    let claim = test.claim(&offers).await.unwrap();
    assert_eq!(claim.lease.application, first);
    let end = Conclusion { not_before: Some(test.now()), ..end(Event::Retry) };
    test.ledger.conclude(&claim.lease, end).await.unwrap();
    for expected in [second, first] {
        let claim = test.claim(&offers).await.unwrap();
        assert_eq!(claim.lease.application, expected);
        test.conclude(&claim.lease, Event::Escalate).await.unwrap();
    }
}

#[rstest]
#[tokio::test]
async fn within_a_county_doubts_come_before_the_queue(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let doubtful = test.in_doubt("99001", 9).await;
    let queued = test.receive("99001", 1).await;
    let first = test.claim(&[offer("99001", 9)]).await.unwrap();
    let second = test.claim(&[offer("99001", 9)]).await.unwrap();
    assert_eq!((first.lease.application, second.lease.application), (doubtful, queued));
    assert!(second.lease.fence > first.lease.fence);
}

/// One county's plugins may all be waiting for a site that is down: another county's work never waits for them.
#[rstest]
#[tokio::test]
async fn one_county_never_fills_every_session_while_another_has_work(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    for _ in 0..3 {
        test.receive("99001", 1).await;
    }
    let other = test.receive("99003", 9).await;
    let offers = [offer("99001", 9), offer("99003", 9)];
    let by = Claimant { sessions: 2, ..BY };
    let claim = async || test.ledger.claim(test.now(), &offers, by).await.unwrap().unwrap();
    let first = claim().await;
    assert_eq!(first.lease.county, county("99001"), "the earliest deadline");
    let second = claim().await;
    assert_eq!(second.lease.application, other, "the other county's turn, whatever its deadline");
    test.conclude(&second.lease, Event::Escalate).await.unwrap();
    assert_eq!(claim().await.lease.county, county("99001"), "nobody else waits");
}

#[rstest]
#[tokio::test]
async fn a_countys_limit_holds_and_lets_others_pass(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    for code in ["99001", "99001", "99001", "99003"] {
        test.receive(code, 1).await;
    }
    let offers = [offer("99001", 2), offer("99003", 1), offer("99005", 1)];
    let mut claims = Vec::new();
    while let Some(claim) = test.claim(&offers).await {
        claims.push(claim);
    }
    let of = |code: &str| claims.iter().filter(|claim| claim.lease.county == county(code)).count();
    assert_eq!((of("99001"), of("99003")), (2, 1));
    test.conclude(&claims[0].lease, Event::Escalate).await.unwrap();
    assert!(test.claim(&offers).await.is_some(), "its place is free again");
    assert!(test.claim(&[]).await.is_none());
    assert!(test.claim(&[offer("99001", 0)]).await.is_none());
}

#[rstest]
#[tokio::test]
async fn one_session_of_one_account_is_taken_per_credential_or_nothing_is(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    for _ in 0..4 {
        test.receive("99001", 1).await;
    }
    let offers = [Offer {
        credentials: vec![credential("worker", "w1", 1), credential("worker", "w2", 1), credential("portal", "p", 3)],
        ..offer("99001", 9)
    }];
    let first = test.claim(&offers).await.unwrap();
    let second = test.claim(&offers).await.unwrap();
    let accounts: HashSet<_> = [&first, &second].into_iter().map(|claim| claim.credentials["worker"].clone()).collect();
    assert_eq!(accounts, HashSet::from(["w1".to_owned(), "w2".to_owned()]));
    assert_eq!((first.credentials["portal"].as_str(), first.credentials.len()), ("p", 2));
    assert!(test.claim(&offers).await.is_none(), "both workers are in use; the portal's session is not taken either");
    let portal_only = [Offer { credentials: vec![credential("portal", "p", 3)], ..offer("99001", 9) }];
    assert!(test.claim(&portal_only).await.is_some(), "two of three sessions were in use");
    assert!(test.claim(&portal_only).await.is_none());
    test.conclude(&first.lease, Event::Retry).await.unwrap();
    assert_eq!(test.claim(&offers).await.unwrap().credentials["worker"], first.credentials["worker"]);
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twenty_claimers_at_once_never_share_nor_exceed(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    for hour in 0..60 {
        test.receive(["99001", "99003"][hour % 2], 1 + i64::try_from(hour).unwrap()).await;
    }
    let offers = vec![
        Offer { credentials: vec![credential("worker", "w1", 3), credential("worker", "w2", 2)], ..offer("99001", 20) },
        offer("99003", 7),
    ];
    let mut claimers = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let (ledger, offers, now) = (test.ledger.clone(), offers.clone(), test.now());
        claimers.spawn(async move { ledger.claim(now, &offers, BY).await.unwrap() });
    }
    let claims: Vec<Claim> = claimers.join_all().await.into_iter().flatten().collect();
    let applications: HashSet<_> = claims.iter().map(|claim| claim.lease.application).collect();
    let fences: HashSet<_> = claims.iter().map(|claim| claim.lease.fence.0).collect();
    assert_eq!((applications.len(), fences.len()), (claims.len(), claims.len()));
    let with = |account: &str| {
        claims.iter().filter(|claim| claim.credentials.get("worker").is_some_and(|a| a == account)).count()
    };
    let birch = claims.iter().filter(|claim| claim.lease.county == county("99003")).count();
    assert_eq!((with("w1"), with("w2"), birch, claims.len()), (3, 2, 7, 12));
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_workers_deliver_everything_once(#[values(On::Sqlite, On::Postgres)] on: On) {
    const APPLICATIONS: usize = 60;
    let test = TestLedger::new(on).await;
    for _ in 0..APPLICATIONS {
        test.receive("99001", 1).await;
    }
    let mut workers = tokio::task::JoinSet::new();
    for _ in 0..10 {
        let (ledger, now) = (test.ledger.clone(), test.now());
        workers.spawn(async move {
            let mut delivered = Vec::new();
            while let Some(claim) = ledger.claim(now, &[offer("99001", 100)], BY).await.unwrap() {
                ledger.intend(&claim.lease, &plugin()).await.unwrap();
                ledger.conclude(&claim.lease, end(Event::Confirm)).await.unwrap();
                delivered.push(claim.lease.application);
            }
            delivered
        });
    }
    let delivered: Vec<_> = workers.join_all().await.into_iter().flatten().collect();
    assert_eq!(delivered.len(), APPLICATIONS);
    assert_eq!(delivered.iter().collect::<HashSet<_>>().len(), APPLICATIONS);
}

/// Each county's earliest deadline is kept as its work comes, waits, goes, and comes again.
#[rstest]
#[tokio::test]
async fn what_waits_first_in_each_county_is_known(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let heads = async || {
        let rows = sqlx::query("SELECT county, deadline FROM heads ORDER BY county").fetch_all(test.ledger.readers());
        let hours = |at: i64| (at - noon().as_millisecond()) / 3_600_000;
        rows.await.unwrap().iter().map(|row| (row.get::<String, _>(0), hours(row.get(1)))).collect::<Vec<_>>()
    };
    let waits = |all: &[(&str, i64)]| all.iter().map(|(code, hours)| ((*code).to_owned(), *hours)).collect::<Vec<_>>();
    let offers = [offer("99001", 9), offer("99003", 9)];
    assert_eq!(heads().await, waits(&[]));
    for (code, hours) in [("99001", 5), ("99001", 2), ("99001", 2), ("99003", 3)] {
        test.receive(code, hours).await;
    }
    assert_eq!(heads().await, waits(&[("99001", 2), ("99003", 3)]));
    let first = test.claim(&offers).await.unwrap();
    assert_eq!(heads().await, waits(&[("99001", 2), ("99003", 3)]), "another of the same deadline waits");
    let second = test.claim(&offers).await.unwrap();
    assert_eq!(heads().await, waits(&[("99001", 5), ("99003", 3)]));
    let later = Conclusion { not_before: Some(test.now() + TTL), ..end(Event::Retry) };
    test.ledger.conclude(&first.lease, later).await.unwrap();
    assert_eq!(heads().await, waits(&[("99001", 5), ("99003", 3)]), "it waits for more than its turn");
    test.ledger.intend(&second.lease, &plugin()).await.unwrap();
    test.conclude(&second.lease, Event::Doubt).await.unwrap();
    let third = test.claim(&offers).await.unwrap();
    assert_eq!((third.lease.county.as_str(), heads().await), ("99003", waits(&[("99001", 5)])));
    test.pass(30);
    let asked = test.claim(&offers).await.unwrap();
    assert_eq!(
        (asked.lease.application, asked.lease.county.as_str()),
        (second.lease.application, "99001"),
        "the doubt"
    );
    assert_eq!(heads().await, waits(&[("99001", 2)]), "both are due again");
    let again = test.claim(&offers).await.unwrap();
    assert_eq!(again.lease.application, first.lease.application);
}

/// Thousands of counties may be closed: the one that is open has its turn, whatever waits before it.
#[rstest]
#[tokio::test]
async fn counties_that_cannot_be_worked_for_keep_no_other_from_its_turn(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    for closed in 0..150 {
        test.receive(&format!("{}", 10_000 + closed), 1).await;
    }
    let open = test.receive("99001", 9).await;
    assert_eq!(test.claim(&[offer("99001", 1)]).await.unwrap().lease.application, open);
    assert!(test.claim(&[offer("99001", 1)]).await.is_none());
}

/// What a look costs when nothing can be done is what it reads: of thousands that wait, those whose wait is over.
#[rstest]
#[case::looking(NEXT_WAIT)]
#[case::ending(END_WAITS)]
#[tokio::test]
async fn waits_that_are_over_are_found_by_an_index_of_what_waits(#[case] sql: &str) {
    let test = TestLedger::new(On::Sqlite).await;
    let explained = format!("EXPLAIN QUERY PLAN {sql}");
    let rows = sqlx::query(AssertSqlSafe(explained)).fetch_all(test.ledger.readers()).await.unwrap();
    let plan: Vec<String> = rows.iter().map(|row| row.get("detail")).collect();
    assert!(plan.iter().any(|step| step.contains("INDEX applications_waiting")), "{plan:?}");
    assert!(plan.iter().all(|step| !step.contains("applications_by_urgency") && !step.contains("B-TREE")), "{plan:?}");
}

/// Most counties are closed or full, and those that may be worked for are behind all of them.
#[rstest]
#[case::on_the_first_page(3)]
#[case::on_the_second(40)]
#[case::behind_it(220)]
#[tokio::test]
async fn a_county_is_found_behind_others(#[case] others: u32, #[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let code = |number: u32| (10_000 + number).to_string();
    for number in 0..others {
        test.receive(&code(number), 1).await;
    }
    let (first, last) = (test.receive("99001", 2).await, test.receive("99003", 3).await);
    test.receive("99001", 4).await;
    let full = (0..others).step_by(2).map(|number| offer(&code(number), 0));
    let offers: Vec<Offer> = full.chain([offer("99001", 1), offer("99003", 9)]).collect();
    assert_eq!(test.claim(&offers).await.unwrap().lease.application, first);
    assert_eq!(test.claim(&offers).await.unwrap().lease.application, last);
    assert!(test.claim(&offers).await.is_none(), "what is left is of counties that are closed, or full");
}
