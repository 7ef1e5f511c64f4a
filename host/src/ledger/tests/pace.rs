//! How fast a county is worked for, whichever host of several does it.

use std::collections::BTreeMap;

use super::*;

const OTHER: Claimant<'static> = Claimant { host: "other-host", ..BY };

/// Whether another host finds something to do.
async fn other_claims(test: &TestLedger, offer: Offer) -> bool {
    test.ledger.end_waits().await.unwrap();
    test.ledger.claim(test.now(), &[offer], OTHER).await.unwrap().is_some()
}

#[rstest]
#[tokio::test]
async fn time_passes_between_two_starts_of_any_hosts(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let spaced = |code| Offer { spacing: Duration::from_secs(10), ..offer(code, 9) };
    for code in ["99001", "99001", "99001", "99003"] {
        test.receive(code, 1).await;
    }
    assert!(test.claim(&[spaced("99001")]).await.is_some(), "nothing began before");
    test.pass(9);
    assert!(!other_claims(&test, spaced("99001")).await);
    assert!(other_claims(&test, spaced("99003")).await, "another county has a pace of its own");
    test.pass(1);
    assert!(other_claims(&test, spaced("99001")).await);
    test.manual_clock().set_forward(-3_600);
    assert!(other_claims(&test, spaced("99001")).await, "a clock that was set back stops nothing");
}

#[rstest]
#[tokio::test]
async fn an_account_that_was_refused_is_left_alone_by_all_hosts(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    for _ in 0..3 {
        test.receive("99001", 9).await;
    }
    let with = |accounts: &[&str]| Offer {
        credentials: accounts.iter().map(|account| credential("worker", account, 9)).collect(),
        ..offer("99001", 9)
    };
    let login = LoginDigest::default();
    test.ledger.bench_account(&county("99001"), "worker", "w1", &login).await.unwrap();
    assert!(!other_claims(&test, with(&["w1"])).await);
    assert_eq!(test.claim(&[with(&["w1", "w2"])]).await.unwrap().credentials["worker"], "w2");
    assert!(test.ledger.claim_rehearsal(test.now(), &with(&["w1"]), (HOST, TTL)).await.unwrap().is_none());
    let left_alone = test.ledger.left_alone().await.unwrap().remove(&county("99001")).unwrap();
    let until = test.now() + Duration::from_secs(15 * 60);
    let (credential, account) = ("worker".to_owned(), "w1".to_owned());
    assert_eq!(left_alone.accounts, [BenchedAccount { credential, account, until, login: login.clone() }]);
    test.pass(15 * 60);
    assert!(test.ledger.left_alone().await.unwrap().is_empty());
    assert!(other_claims(&test, with(&["w1"])).await);
    test.ledger.bench_account(&county("99001"), "worker", "w1", &login).await.unwrap();
    test.manual_clock().set_forward(-3_600);
    assert!(other_claims(&test, with(&["w1"])).await, "a clock that was set back benches nobody for longer");
}

/// Three times in a row is as often as counties bear it.
#[rstest]
#[tokio::test]
async fn a_login_that_is_refused_again_and_again_is_left_alone_for_a_day(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    for _ in 0..9 {
        test.receive("99001", 200).await;
    }
    let of_password = |password| test.ledger.login_digest(&Account::from([("password", password)]));
    let (alder, login, replaced) = (county("99001"), of_password("old"), of_password("new"));
    let refused = async || test.ledger.bench_account(&alder, "worker", "w1", &login).await.unwrap();
    let left = async || {
        let left = test.ledger.left_alone().await.unwrap().remove(&alder);
        left.map(|left| left.accounts[0].until.duration_since(test.now()).as_secs())
    };
    let with = |login: &LoginDigest| Offer {
        credentials: vec![CredentialOffer { login: login.clone(), ..credential("worker", "w1", 2) }],
        ..offer("99001", 9)
    };
    let accounts = BTreeMap::from([("worker".to_owned(), "w1".to_owned())]);
    let works = async || test.ledger.accounts_work(&alder, &accounts).await.unwrap();
    refused().await;
    works().await;
    assert_eq!(left().await, Some(15 * 60), "what began before it was refused says nothing");
    for _ in 0..2 {
        // What was under way meanwhile is refused too, and is the same refusal.
        refused().await;
        assert_eq!(left().await, Some(15 * 60));
        test.pass(15 * 60);
        assert_eq!(left().await, None);
        refused().await;
    }
    assert_eq!(left().await, Some(24 * 3_600));
    test.pass(15 * 60);
    assert!(!other_claims(&test, with(&login)).await);
    let new = test.claim(&[with(&replaced)]).await.expect("what was replaced is tried at once");
    test.conclude(&new.lease, Event::Retry).await.unwrap();
    test.pass(24 * 3_600);
    let tries = test.claim(&[with(&login)]).await.unwrap();
    assert!(!other_claims(&test, with(&login)).await, "what was refused is tried once at a time");
    refused().await;
    assert_eq!(left().await, Some(24 * 3_600), "the day is over, and nothing is forgotten");
    test.ledger.release_county(&alder, &client(), "it was unlocked", GoesOn::AllAtOnce).await.unwrap();
    assert_eq!(left().await, None, "somebody says so");
    test.conclude(&tries.lease, Event::Retry).await.unwrap();
    refused().await;
    test.pass(15 * 60);
    works().await;
    assert!(test.claim(&[with(&login)]).await.is_some() && other_claims(&test, with(&login)).await, "it worked since");
}

/// Neither a password that is wrong again nor one that comes and goes makes a county lock the account: each is tried once per bench.
#[rstest]
#[tokio::test]
async fn a_login_that_was_replaced_is_tried_once_and_what_was_refused_is_not(
    #[values(On::Sqlite, On::Postgres)] on: On,
) {
    let test = TestLedger::new(on).await;
    for _ in 0..3 {
        test.receive("99001", 9).await;
    }
    let alder = county("99001");
    let login = |password: &str| test.ledger.login_digest(&Account::from([("user", "w1"), ("password", password)]));
    let with = |password: &str| Offer {
        credentials: vec![CredentialOffer { login: login(password), ..credential("worker", "w1", 9) }],
        ..offer("99001", 9)
    };
    let tries = async |password: &str| match test.claim(&[with(password)]).await {
        Some(claim) => {
            // The attempt began with this one, whatever the account is given until it ends.
            test.ledger.bench_account(&alder, "worker", "w1", &login(password)).await.unwrap();
            test.conclude(&claim.lease, Event::Retry).await.unwrap();
            test.ledger.end_waits().await.unwrap();
            true
        }
        None => false,
    };
    assert_eq!((tries("old").await, tries("old").await), (true, false));
    assert_eq!((tries("new").await, tries("new").await), (true, false), "wrong for the second time, benched as always");
    assert_eq!((tries("old").await, tries("new").await), (false, false), "two that come and go are not tried in turns");
    test.pass(15 * 60 - 1);
    assert!(!tries("old").await);
    test.pass(1);
    assert_eq!((tries("old").await, tries("old").await, tries("new").await), (true, false, true));
    // A host of an earlier version benches the account, whatever it signs in with.
    test.pass(15 * 60);
    let until = test.now().as_millisecond() + 60_000;
    test.by_hand(&format!("INSERT INTO benched_accounts VALUES ('99001', 'worker', 'w1', {until})")).await.unwrap();
    assert!(!tries("another").await);
    test.pass(60);
    assert!(tries("another").await);
    assert_ne!(
        test.ledger.login_digest(&Account::from([("a", "bc")])),
        test.ledger.login_digest(&Account::from([("ab", "c")])),
    );
}
