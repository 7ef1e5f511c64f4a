//! Forgetting: what goes, what stays, and that nobody can read what went.

use super::*;
use crate::evidence::Kind;
use crate::sealing::{KeyRing, SealingKey};

const BODY: &str = "{\"name\":\"Wilhelmina Ostrander\"}";

fn admin() -> Who {
    Who::new(ActorRole::Admin, "ops")
}

impl TestLedger {
    async fn forget(&self, id: ApplicationId) -> Result<(), LedgerError> {
        self.ledger.forget(id, &admin(), "the applicant asked").await
    }

    async fn cancelled(&self) -> ApplicationId {
        let id = self.receive("99001", 1).await;
        self.ledger.resolve(id, Decision::Cancel, client(), "withdrawn".into()).await.unwrap();
        id
    }
}

/// A copy of the rows, as a thief or an earlier backup has it, opens with no key that there is; and the file has nothing of it.
#[rstest]
#[tokio::test]
async fn nothing_of_what_is_forgotten_opens_any_more(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let (id, other) = (test.delivered(Some("k-1"), BODY).await, test.delivered(None, "{}").await);
    let own = test.ledger.application_key(id).await.unwrap();
    let (rows, wrapped) = (test.sealed(id).await, test.wrapped(id).await.unwrap().1);
    assert!(rows.len() >= 6 && rows.iter().all(|row| row.opens_with(&own)), "there is something to look for");
    let stands = |bytes: &[u8]| {
        let hay = test.bytes();
        hay.windows(bytes.len()).any(|window| window == bytes)
    };
    if on == On::Sqlite {
        assert!(stands(&wrapped) && stands(&rows[0].bytes), "the search sees what is there");
    }
    test.forget(id).await.unwrap();
    test.ledger.clear_log().await;

    let left = test.sealed(id).await;
    assert!(left.iter().all(|row| row.bytes.is_empty()), "{left:?}");
    assert!(test.wrapped(id).await.is_none());
    let masters = KeyRing::load(&test.config.key_file).unwrap();
    let others = test.ledger.application_key(other).await.unwrap();
    for row in &rows {
        let keys: [&SealingKey; 3] = [masters.newest(), test.ledger.ledger_key(), &others];
        assert!(!keys.iter().any(|key| row.opens_with(key)), "{row:?}");
        assert!(on != On::Sqlite || !stands(&row.bytes), "{row:?}");
    }
    assert!(on != On::Sqlite || !stands(&wrapped) && !stands(b"A-1 "), "its key and its receipt are overwritten");
    assert!(matches!(test.ledger.application_key(id).await, Err(LedgerError::Forgotten { .. })));
    assert_eq!(&**test.ledger.body(other).await.unwrap(), b"{}", "what is another's stays");
}

#[rstest]
#[tokio::test]
async fn what_is_left_says_that_it_was_forgotten(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let id = test.delivered(Some("k-1"), BODY).await;
    let before = test.ledger.application(id).await.unwrap().unwrap();
    assert_eq!((before.receipt_number.as_deref(), before.forgotten), (Some("A-1"), None));
    test.forget(id).await.unwrap();
    let forgotten = Forgotten { at: test.now(), who: admin(), why: "the applicant asked".into() };
    let record = test.ledger.application(id).await.unwrap().unwrap();
    assert_eq!(record.forgotten, Some(forgotten.clone()));
    assert_eq!((record.state, record.receipt_number, record.reason), (State::Delivered, None, None));
    assert_eq!(test.ledger.list(Filter::default()).await.unwrap()[0].forgotten, Some(forgotten));
    let history = test.ledger.history(id).await.unwrap();
    assert!(history.len() >= 5 && history.iter().all(|step| step.why == "its words are forgotten"), "{history:?}");
    let attempts = test.ledger.attempts(id).await.unwrap();
    assert_eq!((attempts.len(), &attempts[0].details, &attempts[0].receipt), (1, &None, &None));
    let error = test.ledger.body(id).await.unwrap_err().to_string();
    assert_eq!(
        error,
        format!("application {id} was forgotten at 2026-03-02 20:00 UTC by admin ops: the applicant asked")
    );
    assert_eq!(test.forget(id).await.unwrap_err().to_string(), error);
    // Its client hears what it heard before, and the same content makes no second one.
    for (key, by) in [(Some("k-1"), Recognised::Key), (None, Recognised::Content)] {
        let again = NewApplication { duplicates: Duplicates::Recognised, ..new(&test.ledger, "99001", key, BODY, 1) };
        let again = test.ledger.receive(again).await.unwrap();
        assert_eq!((again.id, again.recognised), (id, Some(by)));
    }
}

#[rstest]
#[tokio::test]
async fn only_what_has_ended_is_forgotten(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let refused = async |id| match test.forget(id).await {
        Err(LedgerError::NotEnded { state, .. }) => state,
        other => panic!("{other:?}"),
    };
    let id = test.receive("99001", 1).await;
    assert_eq!(refused(id).await, State::Queued);
    let claim = test.claim(&[offer("99001", 1)]).await.unwrap();
    assert_eq!(refused(id).await, State::Attempting);
    test.conclude(&claim.lease, Event::Escalate).await.unwrap();
    assert_eq!(refused(id).await, State::Review);
    let by_hand = Decision::DeliverByHand { receipt_number: None };
    test.ledger.resolve(id, by_hand, client(), "by fax".into()).await.unwrap();
    test.forget(id).await.unwrap();
    assert_eq!(test.ledger.application(id).await.unwrap().unwrap().receipt_number, None);
    let nobody = ApplicationId::generate();
    assert!(matches!(test.forget(nobody).await, Err(LedgerError::NoSuchApplication { .. })));
}

/// Whatever the host's code does, the database lets nothing go but what is forgotten, and that for good.
#[rstest]
#[tokio::test]
async fn the_database_refuses_every_other_way(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let (kept, gone, waits) =
        (test.delivered(None, BODY).await, test.cancelled().await, test.receive("99003", 1).await);
    test.forget(gone).await.unwrap();
    let (empty, some) = if on == On::Sqlite { ("x''", "x'00'") } else { ("''", "'\\x00'") };
    let forget = |id| {
        format!("INSERT INTO forgotten (application, at, role, name, why) VALUES ('{id}', 1, 'admin', 'ops', {some})")
    };
    let leased = format!(
        "INSERT INTO leases (fence, application, county, host, expires_at) SELECT fence, application, '99001', 'h', 1 FROM attempts WHERE application = '{kept}'"
    );
    for (sql, says) in [
        (format!("UPDATE applications SET body = {empty} WHERE id = '{kept}'"), "does not change"),
        (format!("UPDATE history SET why = {empty} WHERE application = '{kept}'"), "only added to"),
        (format!("UPDATE history SET name = 'x' WHERE application = '{gone}'"), "only added to"),
        (format!("UPDATE history SET why = {some} WHERE application = '{gone}'"), "only added to"),
        (format!("UPDATE applications SET body = {some} WHERE id = '{gone}'"), "does not change"),
        (format!("UPDATE attempts SET details = NULL, receipt = NULL WHERE application = '{kept}'"), "ends once"),
        (format!("UPDATE attempts SET outcome = 'x' WHERE application = '{kept}'"), "ends once"),
        (format!("UPDATE applications SET forgotten_at = 1 WHERE id = '{kept}'"), "stays forgotten"),
        (format!("UPDATE applications SET forgotten_at = NULL WHERE id = '{gone}'"), "stays forgotten"),
        (format!("DELETE FROM application_keys WHERE application = '{kept}'"), "when its application is forgotten"),
        (
            format!("UPDATE application_keys SET application = '{gone}' WHERE application = '{kept}'"),
            "stays its application's",
        ),
        (format!("INSERT INTO application_keys VALUES ('{gone}', 'x', {some})"), "as it is received"),
        ("UPDATE forgotten SET name = 'x'".to_owned(), "stays forgotten"),
        ("DELETE FROM forgotten".to_owned(), "stays forgotten"),
        (forget(waits), "only what has ended"),
    ] {
        let error = test.by_hand(&sql).await.expect_err(&sql);
        assert!(error.contains(says), "{sql}: {error}");
    }
    test.by_hand(&leased).await.unwrap();
    assert!(test.by_hand(&forget(kept)).await.unwrap_err().contains("only what has ended"), "somebody works on it");
    test.forget(kept).await.unwrap_err();
    assert_eq!(&**test.ledger.body(kept).await.unwrap(), BODY.as_bytes(), "nothing of it was done");
}

#[rstest]
#[tokio::test]
async fn what_was_kept_of_its_attempts_is_to_be_removed(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    // Before applications had keys of their own, equal evidence of two was one file.
    let digests = ["a".repeat(64), "b".repeat(64)];
    let mut ids = Vec::new();
    for digests in [&digests[..], &digests[..1]] {
        let id = test.receive("99001", 1).await;
        let claim = test.claim(&[offer("99001", 9)]).await.unwrap();
        for digest in digests {
            let piece = EvidenceRef { kind: Kind::Trace, digest: digest.clone(), size: 1, label: "trace".into() };
            test.ledger.add_evidence(&claim.lease, piece).await.unwrap();
        }
        test.ledger.intend(&claim.lease, &plugin()).await.unwrap();
        test.conclude(&claim.lease, Event::Confirm).await.unwrap();
        ids.push((id, claim.lease));
    }
    let to_remove = async || {
        let pieces = test.ledger.evidence_to_remove(9).await.unwrap();
        pieces.into_iter().map(|piece| (piece.kind, piece.digest)).collect::<Vec<_>>()
    };
    test.forget(ids[0].0).await.unwrap();
    assert_eq!(to_remove().await, [(Kind::Trace, digests[1].clone())]);
    assert!(test.ledger.attempts(ids[0].0).await.unwrap()[0].evidence.is_empty());
    assert_eq!(test.ledger.attempts(ids[1].0).await.unwrap()[0].evidence.len(), 1);
    test.forget(ids[1].0).await.unwrap();
    assert_eq!(to_remove().await.len(), 2);
    for piece in test.ledger.evidence_to_remove(9).await.unwrap() {
        test.ledger.evidence_is_removed(&piece).await.unwrap();
    }
    assert!(to_remove().await.is_empty());
    let late = EvidenceRef { kind: Kind::Trace, digest: "c".repeat(64), size: 1, label: "trace".into() };
    test.ledger.add_evidence(&ids[0].1, late).await.unwrap_err();
}

/// What was sealed under the one key of an earlier version cannot lose a key: it is emptied.
#[rstest]
#[tokio::test]
async fn what_came_in_before_there_were_keys_is_forgotten_too(#[values(On::Sqlite, On::Postgres)] on: On) {
    let (test, [cancelled, queued]) = earlier::ledger(on).await;
    let rows = test.sealed(cancelled).await;
    test.forget(cancelled).await.unwrap();
    test.ledger.clear_log().await;
    assert!(test.sealed(cancelled).await.iter().all(|row| row.bytes.is_empty()));
    if let Database::Sqlite(file) = &test.config.database {
        let hay = std::fs::read(file).unwrap();
        for row in rows {
            assert!(!hay.windows(row.bytes.len()).any(|window| window == row.bytes), "{row:?}");
        }
    }
    assert!(matches!(test.ledger.body(cancelled).await, Err(LedgerError::Forgotten { .. })));
    assert_eq!(test.ledger.history(cancelled).await.unwrap()[0].why, "its words are forgotten");
    assert_eq!(&**test.ledger.body(queued).await.unwrap(), b"{}");
}

#[rstest]
#[tokio::test]
async fn what_ended_before_a_moment_is_found_once_until_it_is_forgotten(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let waits = test.receive("99003", 9).await;
    let early = test.cancelled().await;
    test.pass(60);
    let late = test.cancelled().await;
    let found = async |before, most| test.ledger.ended_before(State::Cancelled, before, most).await.unwrap();
    assert!(found(noon(), 9).await.is_empty());
    assert_eq!(found(test.now(), 9).await, [early]);
    let after = test.now() + jiff::SignedDuration::from_secs(1);
    assert_eq!((found(after, 9).await, found(after, 1).await), (vec![early, late], vec![early]));
    test.forget(early).await.unwrap();
    assert_eq!(found(after, 9).await, [late]);
    // It came in before, and ended after.
    test.ledger.resolve(waits, Decision::Cancel, client(), "withdrawn".into()).await.unwrap();
    assert_eq!(found(test.now(), 9).await, []);
}
