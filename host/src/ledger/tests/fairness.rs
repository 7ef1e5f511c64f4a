//! Whose turn it is where many wait: counties beside each other, and first tries beside those that were set back.

use super::*;

/// So many more applications of a county, behind all others: rows alone, which nothing opens.
async fn crowd(test: &TestLedger, like: ApplicationId, more: u32) {
    let number = match test.config.database {
        Database::Sqlite(_) => "printf('%012d', i)",
        Database::Postgres(_) => "lpad(CAST(i AS TEXT), 12, '0')",
    };
    let id = format!("'ffffffff-ffff-7fff-8fff-' || {number}");
    let all = format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {more})");
    test.by_hand(&format!(
        "{all} INSERT INTO applications (id, county, state, fence, moves, received_at, deadline, body_digest, body, checked)
         SELECT {id}, county, 'received', 0, 0, received_at, deadline, body_digest, body, checked
         FROM applications, n WHERE id = '{like}'"
    ))
    .await
    .unwrap();
    for (seq, state) in [(1, "received"), (2, "queued")] {
        test.by_hand(&format!(
            "INSERT INTO history (application, seq, at, event, from_state, to_state, role, name, why)
             SELECT a.id, h.seq, h.at, h.event, h.from_state, h.to_state, h.role, h.name, h.why
             FROM applications a JOIN history h ON h.application = '{like}' AND h.seq = {seq} WHERE a.id LIKE 'ffff%'"
        ))
        .await
        .unwrap();
        test.by_hand(&format!("UPDATE applications SET moves = {seq}, state = '{state}' WHERE id LIKE 'ffff%'"))
            .await
            .unwrap();
    }
}

/// Three hundred counties, all due at once, and one of them has ten thousand waiting that came first.
#[rstest]
#[tokio::test]
async fn a_county_with_ten_thousand_leaves_the_others_their_sessions(#[values(On::Sqlite, On::Postgres)] on: On) {
    const COUNTIES: usize = 300;
    let test = TestLedger::new(on).await;
    let large = test.receive("99001", 5).await;
    for _ in 0..700 {
        test.receive("99001", 5).await;
    }
    for other in 1..COUNTIES {
        test.receive(&format!("{}", 10_000 + other), 5).await;
    }
    crowd(&test, large, 9_300).await;
    let mut offers: Vec<Offer> = (1..COUNTIES).map(|other| offer(&format!("{}", 10_000 + other), 1)).collect();
    offers.push(offer("99001", 64));
    let by = Claimant { sessions: 3, ..BY };
    let (mut others, mut rounds) = (0, 0);
    while others < COUNTIES - 1 {
        let mut leases = Vec::new();
        for _ in 0..by.sessions {
            leases.push(test.ledger.claim(test.now(), &offers, by).await.unwrap().expect("no session is idle").lease);
        }
        let of_large = leases.iter().filter(|lease| lease.county == county("99001")).count();
        assert!(of_large < leases.len(), "round {rounds}: others wait, and {of_large} sessions are one county's");
        others += leases.len() - of_large;
        rounds += 1;
        for lease in &leases {
            test.conclude(lease, Event::Escalate).await.unwrap();
        }
    }
    assert!(rounds < COUNTIES, "{rounds}: a session was theirs in each");
    assert!(test.claim(&offers).await.is_some(), "the large one goes on");
}

/// Retries never take a county's starts from first tries of the same deadline, however many are due again.
#[rstest]
#[tokio::test]
async fn first_tries_come_before_those_that_are_tried_again(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let mut set_back = Vec::new();
    for _ in 0..10 {
        set_back.push(test.receive("99001", 5).await);
    }
    for _ in 0..10 {
        let claim = test.claim(&[offer("99001", 9)]).await.unwrap();
        let again = Conclusion { not_before: Some(test.now()), ..end(Event::Retry) };
        test.ledger.conclude(&claim.lease, again).await.unwrap();
    }
    let mut fresh = Vec::new();
    for _ in 0..10 {
        fresh.push(test.receive("99001", 5).await);
    }
    let mut order = Vec::new();
    while let Some(claim) = test.claim(&[offer("99001", 1)]).await {
        order.push(claim.lease.application);
        test.conclude(&claim.lease, Event::Escalate).await.unwrap();
    }
    assert_eq!(order, [fresh, set_back].concat());
}
