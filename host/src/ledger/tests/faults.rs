//! Disks that are full and files that are damaged: said, and nothing that was acknowledged is lost.

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
    let mut said = String::new();
    let mut next: Option<&dyn std::error::Error> = Some(&refused);
    while let Some(error) = next {
        said += &error.to_string();
        next = error.source();
    }
    assert!(said.contains("malformed"), "{said}");
    assert!(std::fs::read(&file).unwrap() == bytes, "the file is as it was");
}
