//! What the ledger refuses, in Rust and, to a foreign hand, in SQL.

use strum::IntoEnumIterator as _;

use super::*;

#[rstest]
#[tokio::test]
async fn sql_allows_exactly_the_moves_that_the_words_allow(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let rows: Vec<(String, String, String)> = sqlx::query_as("SELECT from_state, event, to_state FROM allowed_moves")
        .fetch_all(test.ledger.readers())
        .await
        .unwrap();
    let mut in_sql: Vec<_> = rows.into_iter().map(|(from, event, to)| format!("{from} + {event} -> {to}")).collect();
    let mut in_words = Vec::new();
    for state in State::iter() {
        for event in Event::iter() {
            if let Ok(to) = state.after(event) {
                in_words.push(format!("{state} + {event} -> {to}"));
            }
        }
    }
    in_sql.sort();
    in_words.sort();
    assert_eq!(in_sql, in_words);
}

#[rstest]
#[tokio::test]
async fn moves_outside_the_table_are_refused(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let id = test.receive("99001", 1).await;
    let claim = test.claim(&[offer("99001", 1)]).await.unwrap();
    for event in
        [Event::Confirm, Event::NotSent, Event::Refuse, Event::NotFound, Event::Intend, Event::Requeue, Event::Cancel]
    {
        assert!(matches!(test.conclude(&claim.lease, event).await, Err(LedgerError::Illegal(_))), "{event}");
    }
    for decision in
        [Decision::Requeue, Decision::RequeueAnyway, Decision::DeliverByHand { receipt_number: None }, Decision::Cancel]
    {
        let decided = test.ledger.resolve(id, decision.clone(), client(), "why".into()).await;
        assert!(matches!(decided, Err(LedgerError::Illegal(_))), "{decision:?}");
    }
    let postponed = test.ledger.postpone(&claim.lease, StillInDoubt::CountyHasNone, "why").await;
    assert!(matches!(postponed, Err(LedgerError::Illegal(_))));
    test.ledger.intend(&claim.lease, &plugin()).await.unwrap();
    assert!(matches!(test.ledger.intend(&claim.lease, &plugin()).await, Err(LedgerError::Illegal(_))), "intended once");
    for event in [Event::Retry, Event::Escalate, Event::NotFound] {
        assert!(matches!(test.conclude(&claim.lease, event).await, Err(LedgerError::Illegal(_))), "{event}");
    }
    for receipt in [None, Some(Receipt { number: " ".into(), text: "We have it".into() })] {
        let without = Conclusion { receipt, ..end(Event::Confirm) };
        assert!(matches!(test.ledger.conclude(&claim.lease, without).await, Err(LedgerError::NoReceipt { .. })));
    }
    assert_eq!(test.state(id).await, State::Committing, "nothing of the refused was kept");
    assert_eq!(test.ledger.history(id).await.unwrap().len(), 4);
}

#[rstest]
#[tokio::test]
async fn a_stale_fence_writes_nothing(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let id = test.receive("99001", 1).await;
    let stale = test.claim(&[offer("99001", 1)]).await.unwrap();
    test.pass(31);
    test.ledger.recover(test.now()).await.unwrap();
    test.pass(10);
    let fresh = test.claim(&[offer("99001", 1)]).await.unwrap();
    assert!(fresh.lease.fence > stale.lease.fence);
    let lost =
        |result: Result<(), LedgerError>| assert!(matches!(result, Err(LedgerError::LeaseLost { .. })), "{result:?}");
    lost(test.ledger.renew(&stale.lease, TTL).await);
    lost(test.ledger.intend(&stale.lease, &plugin()).await.map(drop));
    lost(test.conclude(&stale.lease, Event::Retry).await.map(drop));
    // A forged one: the right application under a fence that is not its lease's.
    let forged = Lease { fence: crate::submission::Fence(fresh.lease.fence.0 + 1), ..fresh.lease.clone() };
    lost(test.ledger.intend(&forged, &plugin()).await.map(drop));
    test.ledger.intend(&fresh.lease, &plugin()).await.unwrap();
    assert_eq!(test.state(id).await, State::Committing);
}

#[rstest]
#[tokio::test]
async fn a_foreign_hand_cannot_move_an_application(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let id = test.receive("99001", 1).await;
    let refused = async |sql: &'static str, why: &str| {
        let error = test.by_hand(sql).await.expect_err(sql);
        assert!(error.contains(why), "{sql}: {error}");
    };
    let as_history = "only as its history says";
    refused("UPDATE applications SET state = 'attempting'", as_history).await;
    refused("UPDATE applications SET state = 'attempting', moves = moves + 1", as_history).await;
    refused("UPDATE applications SET moves = 0", as_history).await;
    refused("UPDATE applications SET fence = -1", "only grows").await;
    refused("UPDATE applications SET body = body_digest", "does not change").await;
    refused("DELETE FROM applications", "never removed").await;
    refused(
        "INSERT INTO applications (id, county, state, fence, moves, received_at, deadline, body_digest, body, checked)
         SELECT 'x', county, 'delivered', 0, 0, 0, 0, body, body, checked FROM applications",
        "begins as received",
    )
    .await;
    let illegal = "not an allowed move";
    refused("INSERT INTO history SELECT id, 3, 0, 'confirm', state, 'delivered', 'host', 'x', body, NULL, NULL FROM applications", illegal).await;
    refused("INSERT INTO history SELECT id, 3, 0, 'claim', state, 'delivered', 'host', 'x', body, NULL, NULL FROM applications", illegal).await;
    refused("INSERT INTO history SELECT id, 9, 0, 'claim', state, 'attempting', 'host', 'x', body, NULL, NULL FROM applications", illegal).await;
    refused(
        "INSERT INTO history SELECT id, 3, 0, NULL, state, 'review', 'host', 'x', body, NULL, NULL FROM applications",
        illegal,
    )
    .await;
    refused("INSERT INTO allowed_moves VALUES ('queued', 'confirm', 'delivered')", "by migrations only").await;
    match on {
        On::Sqlite => refused("UPDATE fence SET last = 0", "only grows").await,
        On::Postgres => refused("TRUNCATE applications CASCADE", "what was received and done stays").await,
    }
    assert_eq!(test.state(id).await, State::Queued);
}

#[rstest]
#[tokio::test]
async fn history_is_only_added_to(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let id = test.receive("99001", 1).await;
    let claim = test.claim(&[offer("99001", 1)]).await.unwrap();
    test.conclude(&claim.lease, Event::Retry).await.unwrap();
    let before = test.ledger.history(id).await.unwrap();
    for sql in [
        "UPDATE history SET why = why",
        "DELETE FROM history",
        match on {
            On::Sqlite => {
                "INSERT OR REPLACE INTO history SELECT application, seq, 0, event, from_state, to_state, role, name, why, plugin, attempt FROM history"
            }
            On::Postgres => {
                "INSERT INTO history SELECT * FROM history ON CONFLICT (application, seq) DO UPDATE SET at = 0"
            }
        },
        "UPDATE attempts SET outcome = 'delivered'",
        "DELETE FROM attempts",
    ] {
        assert!(test.by_hand(sql).await.is_err(), "{sql}");
    }
    assert_eq!(test.ledger.history(id).await.unwrap(), before);
}
