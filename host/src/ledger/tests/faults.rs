//! Disks that are full, files that are damaged, servers that refuse: said, and nothing that was acknowledged is lost.

use sqlx::Executor as _;

use super::*;

/// SQLite's own bound on a file stands for the disk's: it answers both alike.
#[tokio::test]
async fn a_full_disk_takes_nothing_and_loses_nothing() {
    let test = TestLedger::new(On::Sqlite).await;
    let kept = test.receive("99001", 1).await;
    let bound = async |pages: &'static str| {
        let mut tx = test.ledger.begin().await.unwrap();
        tx.execute(pages).await.unwrap();
        tx.commit().await.unwrap();
    };
    // Less than there are: none is added.
    bound("PRAGMA max_page_count = 1").await;
    let body = format!("{{\"name\":\"{}\"}}", "x".repeat(100_000));
    let refused = test.ledger.receive(new(&test.ledger, "99001", Some("key"), &body, 1)).await.unwrap_err();
    let LedgerError::Database(sqlx::Error::Database(said)) = &refused else { panic!("{refused:?}") };
    assert!(said.message().contains("full"), "{said}");
    assert_eq!(test.ledger.list(Filter::default()).await.unwrap().len(), 1);
    assert_eq!(test.state(kept).await, State::Queued);
    bound("PRAGMA max_page_count = 1000000").await;
    test.ledger.receive(new(&test.ledger, "99001", Some("key"), &body, 1)).await.unwrap();
    assert!(test.claim(&[offer("99001", 1)]).await.is_some());
}

/// A host does not begin on what it cannot read, and changes nothing of it: there may be more to save.
#[tokio::test]
async fn a_damaged_file_is_not_begun_on() {
    let test = TestLedger::new(On::Sqlite).await;
    test.receive("99001", 1).await;
    test.ledger.close().await;
    let (file, config, clock) = (test.file().to_owned(), test.config.clone(), test.clock.clone());
    let TestLedger { ledger, _dir, .. } = test;
    drop(ledger);
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[200..].fill(0xAA);
    std::fs::write(&file, &bytes).unwrap();
    let refused = restart::opened(&config, &clock).await.map(drop).unwrap_err();
    let said = all_said(&refused);
    assert!(said.contains("malformed"), "{said}");
    assert!(std::fs::read(&file).unwrap() == bytes, "the file is as it was");
}

/// A role of a test's own on the shared server, for what an administrator does to it.
struct Role(&'static str);

impl Role {
    /// The address of an empty schema, for this role.
    fn address(&self, schema: &str) -> Database {
        let Role(name) = self;
        postgres::shared().sql(&format!("CREATE ROLE {name} LOGIN; GRANT ALL ON SCHEMA {schema} TO {name}")).unwrap();
        let address = postgres::shared().address(schema);
        Database::Postgres(address.replacen("postgres@", &format!("{name}@"), 1))
    }

    /// Alters it. Connections begin anew by what it is then.
    fn alter(&self, to: &str) {
        let Role(name) = self;
        postgres::shared().sql(&format!("ALTER ROLE {name} {to}")).unwrap();
        let end = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = ";
        postgres::shared().sql(&format!("{end}'{name}'")).unwrap();
    }
}

/// One that ends what takes long while others have its tables, one that went over to a copy that is only read, one without room for a
/// connection. Whoever sent it hears so, and sends it again.
#[rstest]
#[case(Role("hurried"), "SET lock_timeout = '200ms'", "RESET lock_timeout", "lock timeout")]
#[case(Role("short"), "SET statement_timeout = '200ms'", "RESET statement_timeout", "statement timeout")]
#[case(Role("reading"), "SET default_transaction_read_only = on", "RESET default_transaction_read_only", "read-only")]
#[case(Role("crowded"), "CONNECTION LIMIT 0", "CONNECTION LIMIT -1", "too many connections")]
#[tokio::test(flavor = "multi_thread")]
async fn what_a_server_refuses_is_said_and_lost_is_nothing(
    #[case] role: Role,
    #[case] worse: &str,
    #[case] as_before: &str,
    #[case] expect: &str,
) {
    let schema = postgres::shared().schema();
    let test = TestLedger::of(role.address(&schema), tempfile::tempdir().unwrap()).await;
    let kept = test.receive("99001", 1).await;
    role.alter(worse);
    let database = Database::Postgres(postgres::shared().address(&schema));
    let other = Ledger::open(&Config { database, ..test.config.clone() }, test.clock.clone()).await.unwrap();
    let in_the_way = if expect.contains("timeout") { Some(other.begin().await.unwrap()) } else { None };

    let submitted = || new(&test.ledger, "99001", Some("key"), "{}", 1);
    let refused = test.ledger.receive(submitted()).await.unwrap_err();
    let said = all_said(&refused);
    assert!(said.contains(expect), "{said}");
    drop(in_the_way);
    role.alter(as_before);
    let sent = test.ledger.receive(submitted()).await.unwrap().id;
    assert_eq!(test.ledger.list(Filter::default()).await.unwrap().len(), 2, "{sent}");
    assert_eq!(test.state(kept).await, State::Queued);
    assert_eq!(test.claim(&[offer("99001", 1)]).await.map(|claim| claim.lease.application), Some(kept));
}

/// An error, and all that it came from.
fn all_said(error: &LedgerError) -> String {
    let mut said = String::new();
    let mut next: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = next {
        said += &error.to_string();
        next = error.source();
    }
    said
}
