//! Listings, releases, holds, and what a restart finds.

use super::*;

#[tokio::test]
async fn listings_filter_and_page_newest_first() {
    let house = House::new().await;
    let mut ids = Vec::new();
    for code in ["99001", "99003", "99001"] {
        ids.push(house.receive(code, 1).await);
    }
    let list =
        async |filter| house.ledger.list(filter).await.unwrap().iter().map(|record| record.id).collect::<Vec<_>>();
    assert_eq!(list(Filter::default()).await, [ids[2], ids[1], ids[0]]);
    assert_eq!(list(Filter { county: Some(county("99001")), ..Filter::default() }).await, [ids[2], ids[0]]);
    assert_eq!(list(Filter { limit: 1, before: Some(ids[2]), ..Filter::default() }).await, [ids[1]]);
    assert!(list(Filter { state: Some(State::Review), ..Filter::default() }).await.is_empty());
}

#[tokio::test]
async fn a_countys_releases_say_which_one_serves() {
    let house = House::new().await;
    let ledger = &house.ledger;
    let (alder, one, two) = (county("99001"), PluginDigest::of(b"1"), PluginDigest::of(b"2"));
    let step = |digest: &PluginDigest, what| ReleaseEvent {
        county: alder.clone(),
        digest: digest.clone(),
        version: "1.0.0".into(),
        what,
        who: Who::new(Role::Deployer, "lee"),
        why: "new layout".into(),
        manifest: json!({ "county": "99001" }),
    };
    use ReleaseMove::*;
    for (digest, what, serves) in [
        (&one, Installed, None),
        (&one, Activated, Some(&one)),
        (&two, Refused, Some(&one)),
        (&two, Activated, Some(&two)),
        (&one, Retired, Some(&two)),
        (&one, RolledBack, Some(&one)),
        (&one, Quarantined, None),
    ] {
        ledger.record_release(step(digest, what)).await.unwrap();
        assert_eq!(ledger.active_release(&alder).await.unwrap().as_ref(), serves, "{what:?}");
    }
    let rows = ledger.releases(Some(&alder)).await.unwrap();
    assert_eq!((rows.len(), rows[5].what, rows[5].why.as_str()), (7, RolledBack, "new layout"));
    assert!(ledger.releases(Some(&county("99003"))).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_held_countys_work_waits() {
    let house = House::new().await;
    let (ledger, alder) = (&house.ledger, county("99001"));
    let (one, two) = (house.receive("99001", 1).await, house.receive("99001", 1).await);
    let drifts = async |id| ledger.count_drift(&alder, id).await.unwrap();
    assert_eq!((drifts(one).await, drifts(one).await, drifts(two).await), (1, 1, 2), "each application counts once");
    ledger.hold_county(&alder, "no such label").await.unwrap();
    ledger.hold_county(&alder, "something else").await.unwrap();
    assert_eq!(
        ledger.county_hold(&alder).await.unwrap().unwrap(),
        Hold { since: house.now(), why: "no such label".into() }
    );
    assert!(house.claim(&[offer("99001", 1)]).await.is_none());
    assert!(ledger.release_county(&alder, &client(), "new release").await.unwrap());
    assert!(!ledger.release_county(&alder, &client(), "new release").await.unwrap());
    assert_eq!(drifts(one).await, 1);
    ledger.reset_drift(&alder).await.unwrap();
    assert_eq!(drifts(two).await, 1);
    let faults = async |id| ledger.count_fault(&plugin(), id).await.unwrap();
    assert_eq!((faults(one).await, faults(one).await, faults(two).await), (1, 1, 2));
    ledger.reset_faults(&plugin()).await.unwrap();
    assert_eq!((faults(one).await, drifts(two).await), (1, 1), "each has a count of its own");
    assert!(house.claim(&[offer("99001", 1)]).await.is_some());
}

#[tokio::test]
async fn a_countys_forms_are_kept_and_a_delivery_ends_a_suspicion() {
    let house = House::new().await;
    let (ledger, alder, birch) = (&house.ledger, county("99001"), county("99003"));
    let forms = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    ledger.learn_pages(&alder, &forms(&["/apply", "/review"])).await.unwrap();
    ledger.learn_pages(&alder, &forms(&["/apply"])).await.unwrap();
    let mut kept = ledger.pages(&alder).await.unwrap();
    kept.sort();
    assert_eq!(kept, ["/apply", "/review"]);
    assert!(ledger.pages(&birch).await.unwrap().is_empty());
    ledger.suspect_drift(&alder, "text box “Street” is gone").await.unwrap();
    ledger.suspect_drift(&alder, "something else").await.unwrap();
    assert_eq!(ledger.suspected_drift(&alder).await.unwrap().unwrap().why, "text box “Street” is gone");
    ledger.learn_pages(&alder, &forms(&["/apply"])).await.unwrap();
    assert_eq!(ledger.suspected_drift(&alder).await.unwrap(), None);
}

#[tokio::test]
async fn everything_is_there_after_a_restart() {
    let House { ledger, clock, config, _dir } = House::new().await;
    let id = ledger.receive(new(&ledger, "99001", None, "{\"kept\":true}", 1)).await.unwrap().id;
    // Dropped, not closed: as a killed process leaves it.
    drop(ledger);
    let ledger = reopened(&config, &clock).await;
    assert_eq!(&**ledger.body(id).await.unwrap(), b"{\"kept\":true}");
    ledger.close().await;
}

/// The dropped ledger's lock goes with its last connection, which its thread closes in its own time.
async fn reopened(config: &Config, clock: &Clock) -> Ledger {
    loop {
        match Ledger::open(config, clock.clone()).await {
            Err(LedgerError::InUse { .. }) => tokio::task::yield_now().await,
            other => return other.unwrap(),
        }
    }
}
