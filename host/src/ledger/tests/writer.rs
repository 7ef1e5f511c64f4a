//! What several ask for at once: kept together, each by itself.

use sqlx::Executor as _;

use super::*;

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_fails_among_others_takes_only_itself_with_it(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    test.ledger.receive(new(&test.ledger, "99001", Some("known"), "{}", 1)).await.unwrap();
    let mut asked = tokio::task::JoinSet::new();
    for one in 0..60 {
        let ledger = test.ledger.clone();
        asked.spawn(async move {
            // Every third comes under a key that another body has.
            let (key, body) =
                if one % 3 == 0 { ("known".to_owned(), "{\"other\":1}") } else { (format!("key-{one}"), "{}") };
            ledger.receive(new(&ledger, "99001", Some(&key), body, 1)).await
        });
    }
    let answers = asked.join_all().await;
    let refused = answers.iter().filter(|answer| matches!(answer, Err(LedgerError::KeyReused { .. }))).count();
    let kept: Vec<ApplicationId> = answers.into_iter().filter_map(|answer| Some(answer.ok()?.id)).collect();
    assert_eq!((refused, kept.len()), (20, 40));
    let TestLedger { ledger, clock, config, _dir } = test;
    ledger.close().await;
    drop(ledger);
    let again = restart::opened(&config, &clock).await.unwrap();
    for id in kept {
        assert_eq!(again.application(id).await.unwrap().unwrap().state, State::Queued);
    }
}

#[rstest]
#[tokio::test]
async fn what_was_begun_and_given_up_is_taken_back_and_keeps_nobody(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let hosts = async || {
        let rows = sqlx::query("SELECT name FROM hosts ORDER BY name").fetch_all(test.ledger.readers()).await.unwrap();
        rows.iter().map(|row| row.get::<String, _>("name")).collect::<Vec<_>>()
    };
    let insert = |name: &str| {
        format!("INSERT INTO hosts (name, incarnation, started_at, seen_at, version) VALUES ('{name}', 1, 0, 0, '1')")
    };
    let mut given_up = test.ledger.begin().await.unwrap();
    given_up.execute(AssertSqlSafe(insert("given-up"))).await.unwrap();
    drop(given_up);
    let mut failed = test.ledger.begin().await.unwrap();
    failed.execute(AssertSqlSafe(insert("failed"))).await.unwrap();
    failed
        .execute("INSERT INTO hosts (name, incarnation, started_at, seen_at, version) VALUES (NULL, 1, 0, 0, '1')")
        .await
        .unwrap_err();
    drop(failed);
    let mut kept = test.ledger.begin().await.unwrap();
    kept.execute(AssertSqlSafe(insert("kept"))).await.unwrap();
    kept.commit().await.unwrap();
    assert_eq!(hosts().await, ["kept"]);
    // Nothing is left open that a foreign hand would have to wait for.
    drop(test.ledger.begin().await.unwrap());
    test.by_hand("DELETE FROM hosts").await.unwrap();
    assert!(hosts().await.is_empty());
}

/// A commit that the database refuses was nobody's: all that waited for it hear so, and what follows goes on.
#[tokio::test]
async fn a_commit_that_fails_is_said_to_all_that_waited_for_it() {
    let test = TestLedger::new(On::Sqlite).await;
    let mut orphan = test.ledger.begin().await.unwrap();
    orphan.execute("PRAGMA defer_foreign_keys = ON").await.unwrap();
    orphan.execute("INSERT INTO further_keys VALUES (x'00', 'nobody')").await.unwrap();
    let received = test.ledger.receive(new(&test.ledger, "99001", None, "{}", 1));
    let (orphan, received) = tokio::join!(orphan.commit(), received);
    for refused in [orphan.unwrap_err(), received.unwrap_err()] {
        assert!(refused.is_of_the_database(), "{refused:?}");
    }
    assert!(test.ledger.list(Filter::default()).await.unwrap().is_empty());
    test.receive("99001", 1).await;
}

/// A server that was restarted, or went over to another one.
#[tokio::test]
async fn a_connection_that_is_lost_is_made_again() {
    let server =
        tokio::task::spawn_blocking(|| postgres::Server::start(postgres::Commits::Quick)).await.unwrap().unwrap();
    let dir = tempfile::tempdir().unwrap();
    let config = Config {
        database: Database::Postgres(server.empty()),
        key_file: dir.path().join("ledger.key"),
        settling: SETTLING,
    };
    let ledger = Ledger::open(&config, Clock::fixed(noon())).await.unwrap();
    let id = ledger.receive(new(&ledger, "99001", None, "{}", 1)).await.unwrap().id;
    server.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()").unwrap();
    let claim = ledger.claim(noon(), &[offer("99001", 1)], BY).await.unwrap().unwrap();
    assert_eq!(claim.lease.application, id);
    let mut cut = ledger.begin().await.unwrap();
    cut.execute("UPDATE hosts SET seen_at = 1").await.unwrap();
    server.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()").unwrap();
    assert!(cut.commit().await.unwrap_err().is_of_the_database());
    ledger.intend(&claim.lease, &plugin()).await.unwrap();
}

/// Another program has the file for longer than one waits for it: all that ask meanwhile hear so together, and none after the others.
#[tokio::test]
async fn all_that_wait_for_a_file_that_is_locked_hear_so_at_once() {
    let test = TestLedger::new(On::Sqlite).await;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(test.file());
    let mut other = sqlx::ConnectOptions::connect(&options).await.unwrap();
    other.execute("BEGIN IMMEDIATE").await.unwrap();
    let mut asked = tokio::task::JoinSet::new();
    for one in 0..5 {
        let ledger = test.ledger.clone();
        let key = format!("key-{one}");
        asked.spawn(async move { ledger.receive(new(&ledger, "99001", Some(&key), "{}", 1)).await });
    }
    for refused in asked.join_all().await {
        let refused = refused.unwrap_err().to_string();
        assert!(refused.contains("ledger.db failed") && refused.contains("database is locked"), "{refused}");
    }
    other.execute("ROLLBACK").await.unwrap();
    test.receive("99001", 1).await;
}

/// Whoever asks may go at any moment, in the middle of a statement, too: what was answered is there, each as a whole, and others go on.
#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_is_cut_off_leaves_nothing_half_done(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let answered = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    for round in 0..60_u32 {
        let mut asked = tokio::task::JoinSet::new();
        for one in 0..6 {
            let (ledger, answered) = (test.ledger.clone(), answered.clone());
            asked.spawn(async move {
                let key = format!("{round}-{one}");
                let received = ledger.receive(new(&ledger, "99001", Some(&key), "{}", 1)).await;
                answered.lock().unwrap().extend(received.map(|new| new.id));
            });
        }
        let moment = tokio::time::Instant::now() + Duration::from_millis(u64::from(round) * 2);
        let _ = tokio::time::timeout_at(moment, asked.join_next()).await;
        asked.abort_all();
        while asked.join_next().await.is_some() {}
    }
    let last = test.receive("99001", 1).await;
    let there = test.by_hand("UPDATE applications SET deadline = deadline").await.unwrap();
    let whole = test.by_hand("UPDATE applications SET deadline = deadline WHERE state = 'queued' AND moves = 2").await;
    assert_eq!(whole.unwrap(), there);
    let answered = answered.lock().unwrap().clone();
    assert!(!answered.is_empty(), "some are fast enough");
    for id in answered.into_iter().chain([last]) {
        assert_eq!(test.state(id).await, State::Queued);
    }
    assert!(test.claim(&[offer("99001", 1)]).await.is_some());
}
