//! Listings, releases, holds, and what a restart finds.

use super::*;

#[rstest]
#[tokio::test]
async fn listings_filter_and_page_newest_first(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let mut ids = Vec::new();
    for code in ["99001", "99003", "99001"] {
        ids.push(test.receive(code, 1).await);
    }
    let list =
        async |filter| test.ledger.list(filter).await.unwrap().iter().map(|record| record.id).collect::<Vec<_>>();
    assert_eq!(list(Filter::default()).await, [ids[2], ids[1], ids[0]]);
    assert_eq!(list(Filter { county: Some(county("99001")), ..Filter::default() }).await, [ids[2], ids[0]]);
    assert_eq!(list(Filter { limit: 1, before: Some(ids[2]), ..Filter::default() }).await, [ids[1]]);
    assert!(list(Filter { state: Some(State::Review), ..Filter::default() }).await.is_empty());
}

#[rstest]
#[tokio::test]
async fn a_countys_releases_say_which_one_serves(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let ledger = &test.ledger;
    let (alder, one, two) = (county("99001"), PluginDigest::of(b"1"), PluginDigest::of(b"2"));
    use ReleaseMove::*;
    for (digest, what, serves) in [
        (&one, Installed, None),
        (&one, Activated, Some(&one)),
        (&two, Installed, Some(&one)),
        (&two, Activated, Some(&two)),
        (&one, Quarantined, Some(&two)),
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

#[rstest]
#[tokio::test]
async fn a_held_countys_work_waits(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let (ledger, alder) = (&test.ledger, county("99001"));
    test.receive("99001", 1).await;
    ledger.hold_county(&alder, "no such label").await.unwrap();
    ledger.hold_county(&alder, "something else").await.unwrap();
    assert_eq!(
        ledger.county_hold(&alder).await.unwrap().unwrap(),
        Hold { since: test.now(), why: "no such label".into() }
    );
    assert!(test.claim(&[offer("99001", 1)]).await.is_none());
    assert!(ledger.release_county(&alder, &client(), "new release", GoesOn::OneFirst).await.unwrap());
    assert!(!ledger.release_county(&alder, &client(), "new release", GoesOn::OneFirst).await.unwrap());
    assert!(test.claim(&[offer("99001", 1)]).await.is_some());
}

/// Attempts that run finish on the release they started with, and say nothing of the one that took its place.
#[rstest]
#[tokio::test]
async fn only_the_release_that_serves_is_judged(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let (ledger, alder) = (&test.ledger, county("99001"));
    let (old, new) = (PluginDigest::of(b"1"), PluginDigest::of(b"2"));
    let ids = [test.receive("99001", 1).await, test.receive("99001", 1).await, test.receive("99001", 1).await];
    let met = |plugin, application: usize| Occurrence { county: &alder, plugin, application: ids[application] };
    let drifts = async |plugin, application| ledger.drifted(met(plugin, application), 2, "drifted").await.unwrap();
    let faults = async |plugin, application| ledger.count_fault(met(plugin, application)).await.unwrap();
    let held = async || ledger.county_hold(&alder).await.unwrap().is_some();
    let record = async |plugin, what| ledger.record_release(step(plugin, what)).await.unwrap();
    record(&old, ReleaseMove::Activated).await;
    assert_eq!((drifts(&old, 0).await, drifts(&old, 0).await, held().await), (false, false, false), "one application");
    assert!(drifts(&old, 1).await && held().await);
    // The fix comes while further attempts of the old release run.
    record(&new, ReleaseMove::Activated).await;
    ledger.release_county(&alder, &client(), "a new release", GoesOn::OneFirst).await.unwrap();
    for application in 0..3 {
        assert!(!drifts(&old, application).await, "it was held for what the new release is for");
        assert_eq!(faults(&old, application).await, 0);
    }
    assert_eq!((drifts(&new, 0).await, held().await), (false, false));
    ledger.reset_counts(&alder, &old).await.unwrap();
    assert!(drifts(&new, 1).await && held().await, "what the old one delivered says nothing of the new one");
    ledger.release_county(&alder, &client(), "resumed", GoesOn::OneFirst).await.unwrap();
    assert!(!drifts(&new, 0).await, "the count began anew");
    ledger.reset_counts(&alder, &new).await.unwrap();
    assert!(!drifts(&new, 1).await, "a delivery begins it anew, too");
}

/// What is brought back after its quarantine has a new chance, also where an attempt ended after it.
#[rstest]
#[tokio::test]
async fn a_release_that_is_brought_back_is_judged_anew(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let (ledger, alder) = (&test.ledger, county("99001"));
    let ids = [test.receive("99001", 1).await, test.receive("99001", 1).await, test.receive("99001", 1).await];
    let release = plugin();
    let faults = async |application: usize| {
        let met = Occurrence { county: &alder, plugin: &release, application: ids[application] };
        ledger.count_fault(met).await.unwrap()
    };
    let record = async |what| ledger.record_release(step(&release, what)).await.unwrap();
    record(ReleaseMove::Activated).await;
    assert_eq!((faults(0).await, faults(0).await, faults(1).await), (1, 1, 2), "each application counts once");
    record(ReleaseMove::Quarantined).await;
    assert!(ledger.county_hold(&alder).await.unwrap().is_some(), "its county is held in the same step");
    assert_eq!(faults(2).await, 0, "it serves no more");
    record(ReleaseMove::Activated).await;
    assert_eq!(faults(2).await, 1);
    ledger.reset_faults(&release).await.unwrap();
    assert_eq!(faults(0).await, 1);
}

#[rstest]
#[tokio::test]
async fn forms_are_a_releases_own_and_its_successor_begins_with_them(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let (ledger, alder, birch) = (&test.ledger, county("99001"), county("99003"));
    let [first, second] = [b"first", b"after"].map(|bytes| PluginDigest::of(bytes));
    assert_eq!(ledger.forms(&alder, &first).await.unwrap(), KeptForms::Learnt(Vec::new()));
    let keep = async |plugin: &PluginDigest, text: &str| {
        ledger.change_forms(&alder, plugin, |_| Some(text.to_owned())).await.unwrap();
    };
    keep(&first, "apply, review").await;
    assert_eq!(ledger.forms(&alder, &first).await.unwrap(), KeptForms::Own("apply, review".to_owned()));
    assert_eq!(ledger.forms(&alder, &second).await.unwrap(), KeptForms::OfReleaseBefore("apply, review".to_owned()));
    keep(&second, "apply").await;
    assert_eq!(ledger.forms(&alder, &second).await.unwrap(), KeptForms::Own("apply".to_owned()));
    assert_eq!(ledger.forms(&alder, &first).await.unwrap(), KeptForms::Own("apply, review".to_owned()));
    assert_eq!(ledger.forms(&birch, &first).await.unwrap(), KeptForms::Learnt(Vec::new()));
    let unchanged = async |kept| {
        ledger.change_forms(&alder, &second, |found| (found != kept).then(|| "other".to_owned())).await.unwrap();
    };
    unchanged(KeptForms::Own("apply".to_owned())).await;
    assert_eq!(ledger.forms(&alder, &second).await.unwrap(), KeptForms::Own("apply".to_owned()));
}

/// A release's forms are given to it once: what is listed for another later, or was listed for another before, is not its own.
#[rstest]
#[tokio::test]
async fn no_release_gets_the_forms_that_were_listed_for_another(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let (ledger, alder) = (&test.ledger, county("99001"));
    let [first, second, candidate] = [b"first", b"after", b"third"].map(|bytes| PluginDigest::of(bytes));
    let forms = async |plugin: &PluginDigest| ledger.forms(&alder, plugin).await.unwrap();
    let keep = async |plugin: &PluginDigest, text: &str| {
        ledger.change_forms(&alder, plugin, |_| Some(text.to_owned())).await.unwrap();
        test.pass(1);
    };
    ledger.record_release(step(&first, ReleaseMove::Activated)).await.unwrap();
    keep(&first, "apply; listed").await;
    let given = |kept| {
        assert_eq!(kept, KeptForms::OfReleaseBefore("apply; listed".to_owned()));
        "apply, listed".to_owned()
    };
    ledger.take_over(&step(&second, ReleaseMove::Activated), given).await.unwrap();
    test.pass(1);
    keep(&first, "apply; listed late").await;
    assert_eq!(forms(&second).await, KeptForms::Own("apply, listed".to_owned()));
    // Whoever comes next comes after the one that serves, whichever changed last.
    assert_eq!(forms(&candidate).await, KeptForms::OfReleaseBefore("apply, listed".to_owned()));
    // One that served before, and lost its own.
    test.by_hand(
        "DELETE FROM known_forms WHERE forms = (SELECT forms FROM known_forms ORDER BY changed_at DESC LIMIT 1)",
    )
    .await
    .unwrap();
    assert_eq!(forms(&first).await, KeptForms::OfAnother("apply, listed".to_owned()));
    let given = |kept| {
        assert_eq!(kept, KeptForms::OfAnother("apply, listed".to_owned()));
        "apply".to_owned()
    };
    ledger.serve_again(&step(&first, ReleaseMove::RolledBack), |_| false, given).await.unwrap();
    assert_eq!(forms(&first).await, KeptForms::Own("apply".to_owned()));
}

/// Neither the forms without who accepted them, nor that without the forms; and what stood in the history before is still there.
#[rstest]
#[tokio::test]
async fn what_somebody_accepts_is_kept_with_who_did(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let (ledger, alder) = (&test.ledger, county("99001"));
    ledger.hold_county(&alder, "it drifted").await.unwrap();
    let accept = async |forms: usize| {
        let changed = |_| (forms, "apply, review".to_owned());
        ledger.accept_forms(&alder, &plugin(), (&client(), "seen"), changed).await
    };
    assert_eq!(accept(0).await.unwrap(), 0);
    assert_eq!(ledger.forms(&alder, &plugin()).await.unwrap(), KeptForms::Learnt(Vec::new()));
    assert_eq!(accept(2).await.unwrap(), 2);
    let whats: Vec<_> = ledger.county_history(&alder).await.into_iter().map(|(what, ..)| what).collect();
    assert_eq!(whats, ["held", "accepted"]);
    test.break_down("INSERT", "county_history").await;
    ledger.change_forms(&alder, &plugin(), |_| Some("apply".to_owned())).await.unwrap();
    accept(1).await.unwrap_err();
    assert_eq!(ledger.forms(&alder, &plugin()).await.unwrap(), KeptForms::Own("apply".to_owned()));
    for sql in ["UPDATE county_history SET what = 'held'", "DELETE FROM county_history"] {
        assert!(test.by_hand(sql).await.unwrap_err().contains("history is only added to"), "{sql}");
    }
}

/// 3,144 counties with 60 known pages each are to take under 100 MB: 33 kB for each county. Real forms repeat as these do.
#[rstest]
#[tokio::test]
async fn the_forms_of_sixty_pages_take_little_room(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let control = |page: usize, n: usize| {
        format!(
            r#"{{"role":"textbox","kind":"text","label":"Question {n} of page {page}","required":true,"meaning":{{"question":"Section {page}","name":"field_{page}_{n}","preset":false,"maxlength":{}}}}}"#,
            20 + n
        )
    };
    let page = |page: usize| {
        let controls: Vec<String> = (0..25).map(|n| control(page, n)).collect();
        format!(r#"{{"path":"/apply/{page}","skeleton":[{}]}}"#, controls.join(","))
    };
    let text = (0..60).map(page).collect::<Vec<_>>().join(",");
    test.ledger.change_forms(&county("99001"), &PluginDigest::of(b"plugin"), |_| Some(text.clone())).await.unwrap();
    let row =
        sqlx::query("SELECT length(forms) AS bytes FROM known_forms").fetch_one(test.ledger.readers()).await.unwrap();
    let bytes: i64 = sqlx::Row::get(&row, "bytes");
    assert!(text.len() > 200_000 && bytes < 33_000, "{bytes} of {}", text.len());
}

/// A ledger of an earlier version, with a county's history in it.
#[tokio::test]
async fn a_countys_history_is_there_after_an_upgrade() {
    let dir = tempfile::tempdir().unwrap();
    let config = Config {
        database: Database::Sqlite(dir.path().join("ledger.db")),
        key_file: dir.path().join("ledger.key"),
        settling: SETTLING,
    };
    let key = crate::sealing::KeyRing::create(&config.key_file).unwrap().newest().clone();
    let options =
        sqlx::sqlite::SqliteConnectOptions::new().filename(dir.path().join("ledger.db")).create_if_missing(true);
    let earlier = SqlitePool::connect_with(options).await.unwrap();
    let mut migrations = sqlx::migrate!("src/ledger/migrations/sqlite");
    migrations.migrations.to_mut().retain(|migration| migration.version < 12);
    migrations.run(&earlier).await.unwrap();
    let proof = crate::sealing::SealedColumn { table: "seal", row: "1", column: "proof" };
    let proof = key.seal(proof, b"postrider");
    sqlx::query("INSERT INTO seal (only, proof) VALUES (1, ?)").bind(proof).execute(&earlier).await.unwrap();
    for (at, what) in [(1_000, "held"), (2_000, "released")] {
        let row = format!("99001/{at}");
        sqlx::query("INSERT INTO county_history (county, at, what, role, name, why) VALUES ('99001', ?, ?, 'host', 'postrider', ?)")
            .bind(at)
            .bind(what)
            .bind(key.seal(super::super::holds::history_column(&row), b"two drifts"))
            .execute(&earlier)
            .await
            .unwrap();
    }
    earlier.close().await;

    let ledger = Ledger::open(&config, Clock::fixed(noon())).await.unwrap();
    let alder = county("99001");
    ledger.accept_forms(&alder, &plugin(), (&client(), "seen"), |_| (1, "apply".to_owned())).await.unwrap();
    let what: Vec<_> = ledger.county_history(&alder).await.into_iter().map(|(what, _, why)| (what, why)).collect();
    assert_eq!(what[..2], [("held".into(), "two drifts".into()), ("released".into(), "two drifts".into())]);
    assert_eq!(what[2].0, "accepted");
}

/// What could not be read again is not written, and what was known before stays.
#[rstest]
#[tokio::test]
async fn forms_beyond_every_measure_are_not_kept(#[values(On::Sqlite, On::Postgres)] on: On) {
    let TestLedger { ledger, .. } = &TestLedger::new(on).await;
    let (alder, plugin) = (county("99001"), PluginDigest::of(b"plugin"));
    ledger.change_forms(&alder, &plugin, |_| Some("apply".to_owned())).await.unwrap();
    let large = "x".repeat(16 * 1024 * 1024 + 1);
    let refused = ledger.change_forms(&alder, &plugin, |_| Some(large)).await;
    assert!(matches!(refused, Err(LedgerError::TooLarge { .. })), "{refused:?}");
    assert_eq!(ledger.forms(&alder, &plugin).await.unwrap(), KeptForms::Own("apply".to_owned()));
}

#[rstest]
#[tokio::test]
async fn the_latest_suspicion_stands_since_the_first(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let (ledger, alder) = (&test.ledger, county("99001"));
    ledger.suspect_drift(&alder, "text box “Street” is gone").await.unwrap();
    let first = ledger.suspected_drifts().await.unwrap().remove(&alder).unwrap();
    test.pass(60);
    ledger.suspect_drift(&alder, "list “City” is gone, too").await.unwrap();
    let latest = ledger.suspected_drifts().await.unwrap().remove(&alder).unwrap();
    assert_eq!((latest.since, latest.why.as_str()), (first.since, "list “City” is gone, too"));
    ledger.forget_suspicion(&alder).await.unwrap();
    assert!(ledger.suspected_drifts().await.unwrap().is_empty());
}

#[rstest]
#[tokio::test]
async fn everything_is_there_after_a_restart(#[values(On::Sqlite, On::Postgres)] on: On) {
    let TestLedger { ledger, clock, config, _dir } = TestLedger::new(on).await;
    let id = ledger.receive(new(&ledger, "99001", None, "{\"kept\":true}", 1)).await.unwrap().id;
    // Dropped, not closed: as a killed process leaves it.
    drop(ledger);
    let ledger = opened(&config, &clock).await.unwrap();
    assert_eq!(&**ledger.body(id).await.unwrap(), b"{\"kept\":true}");
    ledger.close().await;
}

#[rstest]
#[tokio::test]
async fn what_a_newer_host_wrote_is_refused_in_words(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let step = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'later', TRUE,";
    let checksum = if on == On::Sqlite { "x''" } else { "''" };
    test.by_hand(&format!("{step} {checksum}, 0)")).await.unwrap();
    let TestLedger { ledger, clock, config, _dir } = test;
    drop(ledger);
    let said = opened(&config, &clock).await.err().unwrap().to_string();
    assert!(
        said.ends_with("newer version of the host (step 9999 of its tables): start that version, or a newer one"),
        "{said}"
    );
}

/// The dropped ledger's lock goes with its last connection, which its thread closes in its own time.
pub(super) async fn opened(config: &Config, clock: &Clock) -> Result<Ledger, LedgerError> {
    loop {
        match Ledger::open(config, clock.clone()).await {
            Err(LedgerError::InUse { .. }) => tokio::task::yield_now().await,
            other => return other,
        }
    }
}
