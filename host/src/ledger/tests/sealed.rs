//! Key, lock, and what a thief of the files would see.

use std::os::unix::fs::PermissionsExt as _;

use super::*;

const NAME: &str = "Wilhelmina Ostrander";
const SSN: &str = "987654329";

#[tokio::test]
async fn the_files_show_neither_names_nor_numbers() {
    let test = TestLedger::new(On::Sqlite).await;
    let ledger = &test.ledger;
    let body = json!({ "name": NAME, "ssn": SSN }).to_string();
    let id = ledger.receive(new(ledger, "99001", Some(SSN), &body, 1)).await.unwrap().id;
    let claim = test.claim(&[offer("99001", 1)]).await.unwrap();
    ledger.intend(&claim.lease, &plugin()).await.unwrap();
    let quoting = Conclusion {
        why: format!("the page greeted {NAME}"),
        receipt: Some(Receipt { number: "A-1".into(), text: format!("Thank you, {NAME}") }),
        details: json!({ "outcome": NAME, "page": format!("{NAME} {SSN}") }),
        ..end(Event::Confirm)
    };
    ledger.conclude(&claim.lease, quoting).await.unwrap();
    let other = test.receive("99001", 1).await;
    ledger.resolve(other, Decision::Cancel, client(), format!("{NAME} called")).await.unwrap();
    ledger.hold_county(&county("99001"), &format!("found {NAME}")).await.unwrap();

    assert_eq!(&**ledger.body(id).await.unwrap(), body.as_bytes());
    assert!(
        ledger.history(id).await.unwrap().last().unwrap().why.contains(NAME),
        "it is there, for those who may read"
    );
    let bytes = test.bytes();
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("99001"), "the search sees what is plain");
    for text in [NAME, "Ostrander", SSN, &hex::encode(SSN)] {
        assert!(!holds(text), "{text}");
    }
}

#[tokio::test]
async fn a_second_opener_learns_who_has_it() {
    let test = TestLedger::new(On::Sqlite).await;
    match Ledger::open(&test.config, test.clock.clone()).await {
        Err(LedgerError::InUse { pid, .. }) => assert_eq!(pid, std::process::id().to_string()),
        other => panic!("{:?}", other.map(|_| ())),
    }
}

#[tokio::test]
async fn the_key_is_its_owners_and_must_be_the_right_one() {
    let TestLedger { ledger, clock, config, _dir } = TestLedger::new(On::Sqlite).await;
    let Database::Sqlite(database) = &config.database else { panic!("the ledger is a file") };
    for file in [&config.key_file, database] {
        assert_eq!(std::fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600, "{}", file.display());
    }
    ledger.close().await;
    drop(ledger);
    let open = async || Ledger::open(&config, clock.clone()).await.map(|_| ());
    let right = std::fs::read(&config.key_file).unwrap();

    std::fs::write(&config.key_file, "7".repeat(64)).unwrap();
    assert!(matches!(open().await, Err(LedgerError::KeyNotHeld { .. })));
    std::fs::write(&config.key_file, "short").unwrap();
    assert!(matches!(open().await, Err(LedgerError::Key(_))));
    std::fs::remove_file(&config.key_file).unwrap();
    let error = open().await.unwrap_err();
    assert!(matches!(error, LedgerError::KeyMissing { .. }), "{error}");
    assert!(!config.key_file.exists(), "no new key is made for an old database");
    std::fs::write(&config.key_file, right).unwrap();
    std::fs::set_permissions(&config.key_file, std::fs::Permissions::from_mode(0o600)).unwrap();
    open().await.unwrap();
}

#[test]
fn errors_and_debug_output_say_no_values() {
    let error = SSN.repeat(40).parse::<IdempotencyKey>().unwrap_err();
    assert!(!error.to_string().contains(SSN));
    let key: IdempotencyKey = SSN.parse().unwrap();
    assert!(!format!("{key:?}").contains(SSN));
}
