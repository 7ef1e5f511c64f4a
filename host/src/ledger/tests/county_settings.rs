//! Counties that are set by command: for every host, sealed, with who did it and why.

use super::*;

#[rstest]
#[tokio::test]
async fn what_is_set_is_there_for_the_next_start_and_for_other_hosts(#[values(On::Sqlite, On::Postgres)] on: On) {
    let TestLedger { ledger, clock, config, _dir } = TestLedger::new(on).await;
    let (alder, birch) = (county("99001"), county("99003"));
    let admin = Who::new(ActorRole::Admin, "lee");
    assert_eq!((ledger.latest_county_setting().await.unwrap(), ledger.county_settings().await.unwrap()), (0, vec![]));
    ledger.set_county(&alder, "first", &admin, "new county").await.unwrap();
    let first = ledger.latest_county_setting().await.unwrap();
    ledger.set_county(&birch, "birch", &admin, "new county").await.unwrap();
    ledger.set_county(&alder, "second", &client(), "other hours").await.unwrap();
    let latest = ledger.latest_county_setting().await.unwrap();
    assert!(first > 0 && latest > first);
    // What else happens to a county is no change of its settings.
    ledger.hold_county(&alder, "it drifted").await.unwrap();
    assert_eq!(ledger.latest_county_setting().await.unwrap(), latest);
    let settings = ledger.county_settings().await.unwrap();
    let said: Vec<_> = settings.iter().map(|one| (one.county.as_str(), one.text.as_deref())).collect();
    assert_eq!(said, [("99001", Some("second")), ("99003", Some("birch"))]);
    assert_eq!((&settings[0].who, settings[0].change), (&client(), latest));
    ledger.close().await;
    drop(ledger);

    let ledger = Ledger::open(&config, clock).await.unwrap();
    assert_eq!(ledger.county_settings().await.unwrap(), settings);
    assert!(ledger.remove_county(&alder, &admin, "they left").await.unwrap());
    assert!(!ledger.remove_county(&alder, &admin, "again").await.unwrap());
    assert!(ledger.latest_county_setting().await.unwrap() > latest, "others see that something changed");
    assert_eq!(ledger.county_settings().await.unwrap().len(), 1);
    let history = ledger.county_history(&alder).await;
    let said: Vec<_> = history.iter().map(|(what, name, why)| (what.as_str(), name.as_str(), why.as_str())).collect();
    assert_eq!(
        said,
        [
            ("set", "lee", "new county"),
            ("set", "portal", "other hours"),
            ("held", "postrider", "it drifted"),
            ("removed", "lee", "they left"),
        ]
    );
}

/// One row that does not open keeps nobody from the others.
#[rstest]
#[tokio::test]
async fn settings_are_sealed_and_one_that_is_damaged_is_one(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let admin = Who::new(ActorRole::Admin, "lee");
    for code in ["99001", "99003"] {
        test.ledger.set_county(&county(code), "origins of theirs", &admin, "a test").await.unwrap();
    }
    if on == On::Sqlite {
        let bytes = test.bytes();
        assert!(!bytes.windows(7).any(|window| window == b"origins"), "it stands there in the open");
    }
    // A row that is moved to another county does not open there.
    test.by_hand("UPDATE county_settings SET text = (SELECT text FROM county_settings WHERE county = '99003') WHERE county = '99001'")
        .await
        .unwrap();
    let said: Vec<_> = test.ledger.county_settings().await.unwrap().into_iter().map(|one| one.text).collect();
    assert_eq!(said, [None, Some("origins of theirs".to_owned())]);
}

/// Who set it stands in the history, or it is not set.
#[rstest]
#[tokio::test]
async fn nothing_is_set_without_its_row_of_history(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let (alder, admin) = (county("99001"), Who::new(ActorRole::Admin, "lee"));
    test.break_down("INSERT", "county_settings").await;
    assert!(test.ledger.set_county(&alder, "text", &admin, "a test").await.is_err());
    test.mend("county_settings").await;
    assert_eq!(
        (test.ledger.county_history(&alder).await, test.ledger.county_settings().await.unwrap()),
        (vec![], vec![])
    );
    test.ledger.set_county(&alder, "text", &admin, "a test").await.unwrap();
    test.break_down("INSERT", "county_history").await;
    assert!(test.ledger.set_county(&alder, "other", &admin, "a test").await.is_err());
    assert!(test.ledger.remove_county(&alder, &admin, "a test").await.is_err());
    assert_eq!(test.ledger.county_settings().await.unwrap()[0].text.as_deref(), Some("text"));
}
