//! A ledger that a version left which had one key for everything: it opens, goes on, and may be rotated.

use super::keys::keep_newest;
use super::restart::opened;
use super::*;
use crate::sealing::{KeyRing, SealedColumn};

/// As an earlier version left it: one key for everything, and no other.
pub(super) async fn ledger(on: On) -> (TestLedger, [ApplicationId; 2]) {
    let dir = tempfile::tempdir().unwrap();
    let database = match on {
        On::Sqlite => Database::Sqlite(dir.path().join("ledger.db")),
        On::Postgres => Database::Postgres(postgres::empty()),
    };
    let config = Config { database, key_file: dir.path().join("ledger.key"), settling: SETTLING };
    let key = KeyRing::create(&config.key_file).unwrap().newest().clone();
    sqlx::any::install_default_drivers();
    let address = match &config.database {
        Database::Sqlite(file) => {
            let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file).create_if_missing(true);
            let pool = SqlitePool::connect_with(options).await.unwrap();
            let mut steps = sqlx::migrate!("src/ledger/migrations/sqlite");
            steps.migrations.to_mut().retain(|step| step.version < 15);
            steps.run(&pool).await.unwrap();
            pool.close().await;
            format!("sqlite://{}", file.display())
        }
        Database::Postgres(address) => {
            let pool = sqlx::PgPool::connect(address).await.unwrap();
            let mut steps = sqlx::migrate!("src/ledger/migrations/postgres");
            steps.migrations.to_mut().retain(|step| step.version < 2);
            steps.run(&pool).await.unwrap();
            pool.close().await;
            address.clone()
        }
    };
    let pool = sqlx::AnyPool::connect(&address).await.unwrap();
    let proof = key.seal(SealedColumn { table: "seal", row: "1", column: "proof" }, b"postrider");
    sqlx::query("INSERT INTO seal (\"only\", proof) VALUES (1, $1)").bind(proof).execute(&pool).await.unwrap();
    let ids = [("k-1", "cancel", "cancelled"), ("k-2", "", "queued")].map(async |(name, event, state)| {
        let (id, at) = (ApplicationId::generate(), noon().as_millisecond());
        let row = id.to_string();
        let body = key.seal(SealedColumn { table: "applications", row: &row, column: "body" }, b"{}");
        sqlx::query(
            "INSERT INTO applications (id, county, state, fence, moves, received_at, deadline, idempotency_key, body_digest, body, checked)
             VALUES ($1, '99001', 'received', 0, 0, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&row)
        .bind(at)
        .bind(at + 3_600_000)
        .bind(key.digest("idempotency key", format!("portal\0{name}").as_bytes()).to_vec())
        .bind(key.digest("application body", b"{}").to_vec())
        .bind(body)
        .bind(true)
        .execute(&pool)
        .await
        .unwrap();
        let moves = [(None, "received", "received"), (Some("queue"), "received", "queued"), (Some(event), "queued", state)];
        for (seq, (event, from, to)) in (1_i64..).zip(moves).filter(|(_, (event, ..))| *event != Some("")) {
            let place = format!("{id}/{seq}");
            let why = key.seal(SealedColumn { table: "history", row: &place, column: "why" }, b"as it was");
            sqlx::query(
                "INSERT INTO history (application, seq, at, event, from_state, to_state, role, name, why)
                 VALUES ($1, $2, $3, $4, $5, $6, 'client', 'portal', $7)",
            )
            .bind(&row)
            .bind(seq)
            .bind(at)
            .bind(event)
            .bind(from)
            .bind(to)
            .bind(why)
            .execute(&pool)
            .await
            .unwrap();
            let moved = "UPDATE applications SET state = $1, moves = $2 WHERE id = $3";
            sqlx::query(moved).bind(to).bind(seq).bind(&row).execute(&pool).await.unwrap();
        }
        id
    });
    let [cancelled, queued] = ids;
    let ids = [cancelled.await, queued.await];
    pool.close().await;
    let clock = Clock::fixed(noon());
    let ledger = opened(&config, &clock).await.unwrap();
    (TestLedger { ledger, clock, config, _dir: dir }, ids)
}

#[rstest]
#[tokio::test]
async fn a_ledger_of_an_earlier_version_opens_and_goes_on(#[values(On::Sqlite, On::Postgres)] on: On) {
    let (test, [cancelled, queued]) = ledger(on).await;
    let one_key = test.ring().newest().clone();
    assert_eq!(test.ledger.ledger_key().id(), one_key.id(), "its one key is the ledger's own from now on");
    assert_eq!(test.ledger.application(cancelled).await.unwrap().unwrap().reason.as_deref(), Some("as it was"));
    let claim = test.claim(&[offer("99001", 1)]).await.unwrap();
    assert_eq!(claim.lease.application, queued);
    test.ledger.intend(&claim.lease, &plugin()).await.unwrap();
    test.conclude(&claim.lease, Event::Confirm).await.unwrap();
    assert!(test.wrapped(queued).await.is_none(), "it stays under the key that it came in under");
    assert!(test.sealed(queued).await.iter().all(|one| one.opens_with(&one_key)));
    let own = test.receive("99001", 1).await;
    assert!(test.wrapped(own).await.is_some());

    KeyRing::add(&test.config.key_file).unwrap();
    test.ledger.rotate().await.unwrap();
    keep_newest(&test.config.key_file);
    let test = test.killed_and_opened().await;
    for id in [cancelled, queued, own] {
        assert_eq!(test.reads(id).await.0, b"{}");
    }
    assert_eq!(test.ledger.attempts(queued).await.unwrap()[0].receipt.as_ref().unwrap().number, "A-1");
    let again = test.ledger.receive(new(&test.ledger, "99001", Some("k-1"), "{}", 1)).await.unwrap();
    assert_eq!(again.id, cancelled);
}
