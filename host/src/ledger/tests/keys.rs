//! Keys: what each one seals, and how they are rotated.

use sqlx::any::AnyRow;

use super::restart::opened;
use super::*;
use crate::sealing::{KeyRing, SealedColumn, SealingKey};

/// A sealed value as its row holds it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sealed {
    table: &'static str,
    row: String,
    column: &'static str,
    pub(super) bytes: Vec<u8>,
}

impl Sealed {
    pub(super) fn is_of(&self, table: &str) -> bool {
        self.table == table
    }

    pub(super) fn opens_with(&self, key: &SealingKey) -> bool {
        key.open(SealedColumn { table: self.table, row: &self.row, column: self.column }, &self.bytes).is_ok()
    }
}

impl TestLedger {
    async fn rows(&self, sql: &'static str, id: ApplicationId) -> Vec<AnyRow> {
        sqlx::query(sql).bind(id.to_string()).fetch_all(self.ledger.readers()).await.unwrap()
    }

    /// Everything that is sealed of an application.
    pub(super) async fn sealed(&self, id: ApplicationId) -> Vec<Sealed> {
        let mut sealed = Vec::new();
        let mut keep = |table, row: String, column, bytes: Option<Vec<u8>>| {
            sealed.extend(bytes.map(|bytes| Sealed { table, row, column, bytes }));
        };
        for row in self.rows("SELECT body FROM applications WHERE id = $1", id).await {
            keep("applications", id.to_string(), "body", Some(row.get("body")));
        }
        for row in self.rows("SELECT seq, why FROM history WHERE application = $1 ORDER BY seq", id).await {
            keep("history", format!("{id}/{}", row.get::<i64, _>("seq")), "why", Some(row.get("why")));
        }
        for row in
            self.rows("SELECT fence, details, receipt FROM attempts WHERE application = $1 ORDER BY fence", id).await
        {
            let place = format!("{id}/{}", row.get::<i64, _>("fence"));
            keep("attempts", place.clone(), "details", row.get("details"));
            keep("attempts", place, "receipt", row.get("receipt"));
        }
        for row in self.rows("SELECT seq, words FROM case_notes WHERE application = $1 ORDER BY seq", id).await {
            keep("case_notes", format!("{id}/{}", row.get::<i64, _>("seq")), "words", Some(row.get("words")));
        }
        for row in self.rows("SELECT version, body FROM corrections WHERE application = $1 ORDER BY version", id).await
        {
            keep("corrections", format!("{id}/{}", row.get::<i64, _>("version")), "body", Some(row.get("body")));
        }
        sealed
    }

    /// The wrapped key of an application, and by what it is wrapped.
    pub(super) async fn wrapped(&self, id: ApplicationId) -> Option<(String, Vec<u8>)> {
        let rows = self.rows("SELECT key_id, wrapped FROM application_keys WHERE application = $1", id).await;
        rows.first().map(|row| (row.get("key_id"), row.get("wrapped")))
    }

    /// An application that went the whole way.
    pub(super) async fn delivered(&self, key: Option<&str>, body: &str) -> ApplicationId {
        let id = self.ledger.receive(new(&self.ledger, "99001", key, body, 1)).await.unwrap().id;
        let claim = self.claim(&[offer("99001", 9)]).await.unwrap();
        assert_eq!(claim.lease.application, id);
        self.ledger.intend(&claim.lease, &plugin()).await.unwrap();
        let receipt = Receipt { number: "A-1".into(), text: "We have it".into() };
        self.ledger.record_send(&claim.lease, &SendReport::Confirmed(receipt)).await.unwrap();
        self.conclude(&claim.lease, Event::Confirm).await.unwrap();
        id
    }

    pub(super) fn ring(&self) -> KeyRing {
        KeyRing::load(&self.config.key_file).unwrap()
    }

    /// The same ledger after its process was killed.
    pub(super) async fn killed_and_opened(self) -> Self {
        let Self { ledger, clock, config, _dir } = self;
        drop(ledger);
        let ledger = opened(&config, &clock).await.unwrap();
        Self { ledger, clock, config, _dir }
    }

    /// What can be read of an application.
    pub(super) async fn reads(&self, id: ApplicationId) -> (Vec<u8>, Vec<Transition>, Vec<AttemptRecord>) {
        let body = self.ledger.body(id).await.unwrap().to_vec();
        (body, self.ledger.history(id).await.unwrap(), self.ledger.attempts(id).await.unwrap())
    }
}

/// Leaves the last key of a file alone in it.
pub(super) fn keep_newest(file: &Path) {
    let text = std::fs::read_to_string(file).unwrap();
    std::fs::write(file, text.lines().last().unwrap()).unwrap();
}

#[rstest]
#[tokio::test]
async fn what_is_an_applications_is_sealed_under_a_key_of_its_own(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let (ledger, other) = (&test.ledger, test.delivered(None, "{}").await);
    let id = test.receive("99001", 1).await;
    let rehearsal = ledger.claim_rehearsal(test.now(), &offer("99001", 9), (HOST, TTL)).await.unwrap().unwrap();
    ledger.end_rehearsal(&rehearsal.lease, &plugin(), "it has ended", &json!({ "outcome": REHEARSED })).await.unwrap();
    let claim = test.claim(&[offer("99001", 9)]).await.unwrap();
    assert_eq!((rehearsal.lease.application, claim.lease.application), (id, id));
    ledger.intend(&claim.lease, &plugin()).await.unwrap();
    let receipt = Receipt { number: "A-1".into(), text: "We have it".into() };
    ledger.record_send(&claim.lease, &SendReport::Confirmed(receipt)).await.unwrap();
    let mut sealed = test.sealed(id).await;
    test.conclude(&claim.lease, Event::Confirm).await.unwrap();
    let at_its_end = test.sealed(id).await;
    let [met, received] = ["details", "receipt"]
        .map(|column| [&sealed, &at_its_end].map(|sealed| sealed.iter().filter(|one| one.column == column).count()));
    // The rehearsal's and the attempt's details; the receipt that was kept when it was read, and again at the end.
    assert_eq!((met, received), ([1, 2], [1, 1]));
    sealed.extend(at_its_end);

    let [key, others] = [id, other].map(async |id| ledger.application_key(id).await.unwrap());
    let (key, others, ring) = (key.await, others.await, test.ring());
    for one in sealed {
        assert!(one.opens_with(&key), "{one:?}");
        assert!(![&others, ledger.ledger_key(), ring.newest()].iter().any(|key| one.opens_with(key)), "{one:?}");
    }
    let (by, wrapped) = test.wrapped(id).await.unwrap();
    let row = id.to_string();
    let place = SealedColumn { table: "application_keys", row: &row, column: "wrapped" };
    assert_eq!(by, ring.newest().id().to_string());
    assert_eq!(ring.newest().unwrapped(place, &wrapped).unwrap().id(), key.id());
    assert!(test.ledger.ledger_key().unwrapped(place, &wrapped).is_err());
}

/// Neither a sealed value nor a digest changes, and the key before is needed no more.
#[rstest]
#[tokio::test]
async fn a_rotation_changes_nothing_but_what_wraps(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let (alder, first) = (county("99001"), test.ring().newest().id().to_string());
    let id = test.delivered(Some("k-1"), "{}").await;
    test.ledger.hold_county(&alder, "it drifted").await.unwrap();
    test.ledger.change_forms(&alder, &plugin(), |_| Some("apply".to_owned())).await.unwrap();
    test.ledger.record_release(step(&plugin(), ReleaseMove::Activated)).await.unwrap();
    let (sealed, reads, mark) = (test.sealed(id).await, test.reads(id).await, test.ledger.ledger_key().id());

    let newest = KeyRing::add(&test.config.key_file).unwrap().to_string();
    let between = test.receive("99003", 1).await;
    assert_eq!(test.wrapped(between).await.unwrap().0, first, "a key that was made wraps nothing yet");
    let rotated = test.ledger.rotate().await.unwrap();
    assert_eq!(rotated, Rotated { key: newest.clone(), rewrapped: 2, left: 0 });
    assert_eq!(test.ledger.rotate().await.unwrap().rewrapped, 0);
    let after = test.receive("99003", 1).await;
    for id in [id, between, after] {
        assert_eq!(test.wrapped(id).await.unwrap().0, newest);
    }
    let standings: Vec<_> = test.ledger.master_keys().await.unwrap().into_iter().collect();
    assert_eq!(
        standings.iter().map(|key| (key.id.as_str(), key.is_current, key.application_keys)).collect::<Vec<_>>(),
        [(first.as_str(), false, 0), (newest.as_str(), true, 3)]
    );
    assert_eq!(test.sealed(id).await, sealed);

    keep_newest(&test.config.key_file);
    let test = test.killed_and_opened().await;
    assert_eq!((test.reads(id).await, test.ledger.ledger_key().id()), (reads, mark));
    assert_eq!(test.ledger.county_hold(&alder).await.unwrap().unwrap().why, "it drifted");
    assert_eq!(test.ledger.forms(&alder, &plugin()).await.unwrap(), KeptForms::Own("apply".to_owned()));
    assert_eq!(test.ledger.releases(Some(&alder)).await.unwrap()[0].why, "new layout");
    let again = test.ledger.receive(new(&test.ledger, "99001", Some("k-1"), "{}", 1)).await.unwrap();
    assert_eq!((again.id, again.recognised), (id, Some(Recognised::Key)));
}

#[rstest]
#[tokio::test]
async fn a_rotation_that_was_cut_off_goes_on_and_leaves_others_their_turn(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let mut ids = Vec::new();
    for _ in 0..630 {
        ids.push(test.receive("99001", 1).await);
    }
    let newest = KeyRing::add(&test.config.key_file).unwrap();
    let cut_off = test.ledger.rotate_some(1).await.unwrap();
    assert_eq!((cut_off.rewrapped, cut_off.left), (100, 530));
    let error = {
        // Not before everything is wrapped anew.
        let both = std::fs::read(&test.config.key_file).unwrap();
        keep_newest(&test.config.key_file);
        let error = test.ledger.rotate().await.unwrap_err();
        std::fs::write(&test.config.key_file, both).unwrap();
        error
    };
    assert!(matches!(error, LedgerError::KeyNotHeld { .. }), "{error}");

    let test = test.killed_and_opened().await;
    let write = async {
        let mut written = Vec::new();
        for _ in 0..20 {
            written.push((test.receive("99003", 1).await, test.ledger.rotate_some(0).await.unwrap().left));
        }
        written
    };
    let (written, rotated) = tokio::join!(write, test.ledger.rotate());
    assert_eq!(rotated.unwrap().left, 0);
    assert!(written.iter().any(|(_, left)| *left > 0), "who writes meanwhile has their turn: {written:?}");
    ids.extend(written.into_iter().map(|(id, _)| id));
    for id in &ids {
        assert_eq!(test.wrapped(*id).await.unwrap().0, newest.to_string());
    }
    keep_newest(&test.config.key_file);
    let test = test.killed_and_opened().await;
    for id in ids {
        assert_eq!(&**test.ledger.body(id).await.unwrap(), b"{}");
    }
}

#[rstest]
#[tokio::test]
async fn a_key_that_opens_nothing_here_is_refused_by_name_and_file(#[values(On::Sqlite, On::Postgres)] on: On) {
    let TestLedger { ledger, clock, config, _dir } = TestLedger::new(on).await;
    drop(ledger);
    let (right, id) = (std::fs::read_to_string(&config.key_file).unwrap(), KeyRing::load(&config.key_file).unwrap());
    let other = "7".repeat(64);
    std::fs::write(&config.key_file, &other).unwrap();
    let error = opened(&config, &clock).await.err().unwrap().to_string();
    for says in [id.newest().id().to_string(), config.key_file.display().to_string(), "put its line back".to_owned()] {
        assert!(error.contains(&says), "{error} does not say {says}");
    }
    // Whatever else stands beside the right one.
    std::fs::write(&config.key_file, format!("{other}\n{right}\n{other}\n")).unwrap();
    opened(&config, &clock).await.unwrap();
}

/// What rotates asks first whether every host that runs can read what it does; a host reads its file again by itself.
#[tokio::test]
async fn no_host_that_runs_is_cut_off_by_a_rotation() {
    let test = TestLedger::new(On::Postgres).await;
    let folder = tempfile::tempdir().unwrap();
    let config = Config { key_file: folder.path().join("ledger.key"), ..test.config.clone() };
    std::fs::copy(&test.config.key_file, &config.key_file).unwrap();
    let second = Ledger::open(&config, test.clock.clone()).await.unwrap();
    test.ledger.join(HOST).await.unwrap();
    let incarnation = second.join("second-host").await.unwrap().incarnation;

    let newest = KeyRing::add(&test.config.key_file).unwrap().to_string();
    let refused = test.ledger.rotate().await.unwrap_err();
    let said = refused.to_string();
    assert!(matches!(refused, LedgerError::KeyNotWithHost { .. }), "{refused}");
    assert!(said.contains("second-host") && said.contains(&newest), "{said}");
    let lacking = test.ledger.master_keys().await.unwrap().pop().unwrap().lacking;
    assert_eq!(lacking, ["second-host"]);

    std::fs::copy(&test.config.key_file, &config.key_file).unwrap();
    second.stay("second-host", incarnation).await.unwrap();
    test.ledger.rotate().await.unwrap();
    let id = test.receive("99001", 1).await;
    assert_eq!(&**second.body(id).await.unwrap(), b"{}");

    // A key that stands in the file and was not read yet is met.
    KeyRing::add(&test.config.key_file).unwrap();
    std::fs::copy(&test.config.key_file, &config.key_file).unwrap();
    test.ledger.stay(HOST, 1).await.unwrap();
    // One that does not live is not asked.
    test.pass(61);
    test.ledger.stay(HOST, 1).await.unwrap();
    test.ledger.rotate().await.unwrap();
    assert_eq!(&**second.body(id).await.unwrap(), b"{}");
    let made_by_second = second.receive(new(&second, "99001", None, "{}", 1)).await.unwrap().id;
    assert_eq!(&**test.ledger.body(made_by_second).await.unwrap(), b"{}");
}

/// A file that lacks a key takes nothing from a host that runs.
#[rstest]
#[tokio::test]
async fn a_host_goes_on_when_its_key_file_is_damaged(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let id = test.receive("99001", 1).await;
    let incarnation = test.ledger.join(HOST).await.unwrap().incarnation;
    for damage in ["7".repeat(64), "no key".to_owned()] {
        std::fs::write(&test.config.key_file, damage).unwrap();
        test.ledger.stay(HOST, incarnation).await.unwrap();
        assert_eq!(&**test.ledger.body(id).await.unwrap(), b"{}");
        test.receive("99001", 1).await;
        test.ledger.rotate().await.unwrap_err();
    }
}

/// Another host's first opening takes the same key for the ledger's.
#[tokio::test]
async fn hosts_that_open_a_ledger_together_have_one_key_for_it() {
    let test = TestLedger::new(On::Postgres).await;
    let config = Config { database: Database::Postgres(postgres::empty()), ..test.config.clone() };
    let open = async || Ledger::open(&config, test.clock.clone()).await;
    let first = open().await.unwrap();
    let (one, other) = tokio::join!(open(), open());
    assert_eq!(one.unwrap().ledger_key().id(), first.ledger_key().id());
    assert_eq!(other.unwrap().ledger_key().id(), first.ledger_key().id());
}
