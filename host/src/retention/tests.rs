//! What has been kept long enough, on a real ledger with real files of evidence.

use std::path::PathBuf;

use jiff::Timestamp;
use serde_json::json;
use zeroize::Zeroizing;

use super::*;
use crate::evidence::{EvidenceRef, Kind, Place};
use crate::ledger::{
    self, ActorRole, Check, Claimant, Conclusion, Database, Decision, Duplicates, NewApplication, Offer,
};
use crate::submission::{CountyCode, Event, PluginDigest, Receipt};

struct Kept {
    retention: Retention,
    folder: tempfile::TempDir,
}

impl Kept {
    async fn new(config: Config) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::fixed("2026-03-02T20:00:00Z".parse().unwrap());
        let place = ledger::Config {
            database: Database::Sqlite(folder.path().join("ledger.sqlite")),
            key_file: folder.path().join("ledger.key"),
            settling: Duration::from_secs(1),
        };
        let ledger = Ledger::open(&place, clock.clone()).await.unwrap();
        let evidence = Evidence::open(&Place::Folder(folder.path().join("evidence"))).unwrap();
        Self { retention: Retention { ledger, evidence, config, clock, host: Who::host("test") }, folder }
    }

    fn now(&self) -> Timestamp {
        self.retention.clock.now()
    }

    fn pass_days(&self, days: i64) {
        let Clock::Fixed(clock) = &self.retention.clock else { panic!("tests own their clock") };
        clock.pass(days * 24 * 3_600);
    }

    async fn receive(&self) -> ApplicationId {
        let new = NewApplication {
            county: county(),
            key: None,
            body: Zeroizing::new(b"{}".to_vec()),
            body_digest: self.retention.ledger.digest(b"{}"),
            deadline: self.now(),
            who: Who::new(ActorRole::Client, "portal"),
            duplicates: Duplicates::Allowed,
            check: Check::Made,
        };
        self.retention.ledger.receive(new).await.unwrap().id
    }

    async fn cancelled(&self) -> ApplicationId {
        let id = self.receive().await;
        let who = Who::new(ActorRole::Reviewer, "lee");
        self.retention.ledger.resolve(id, Decision::Cancel, who, "withdrawn".into()).await.unwrap();
        id
    }

    /// One that was delivered, with a picture of it.
    async fn delivered(&self) -> (ApplicationId, EvidenceRef) {
        let (ledger, id, plugin) = (&self.retention.ledger, self.receive().await, PluginDigest::of(b"plugin"));
        let offers = [Offer {
            county: county(),
            plugin: plugin.clone(),
            concurrency: 9,
            spacing: Duration::ZERO,
            settling: None,
            credentials: Vec::new(),
        }];
        let by = Claimant { host: "test", ttl: Duration::from_secs(30), sessions: 9 };
        let lease = ledger.claim(self.now(), &offers, by).await.unwrap().unwrap().lease;
        let key = ledger.application_key(id).await.unwrap();
        let shot = self.retention.evidence.keep(&key, Kind::Screenshot, b"a picture".to_vec()).await.unwrap();
        ledger.add_evidence(&lease, shot.clone()).await.unwrap();
        ledger.intend(&lease, &plugin).await.unwrap();
        let end = Conclusion {
            event: Event::Confirm,
            mark: None,
            complaint: None,
            why: "the county has it".into(),
            not_before: None,
            receipt: Some(Receipt { number: "A-1".into(), text: "We have it".into() }),
            details: json!({ "outcome": "delivered" }),
            plugin,
        };
        ledger.conclude(&lease, end).await.unwrap();
        (id, shot)
    }

    async fn is_forgotten(&self, id: ApplicationId) -> bool {
        self.retention.ledger.application(id).await.unwrap().unwrap().forgotten.is_some()
    }

    fn evidence_files(&self) -> Vec<PathBuf> {
        let entries = |folder: PathBuf| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries(self.folder.path().join("evidence")).flat_map(entries).collect()
    }
}

fn county() -> CountyCode {
    "99001".parse().unwrap()
}

#[tokio::test]
async fn what_has_been_kept_long_enough_is_forgotten_with_its_evidence() {
    let kept = Kept::new(Config { delivered_days: Some(30), cancelled_days: None }).await;
    let (early, shot) = kept.delivered().await;
    let cancelled = kept.cancelled().await;
    kept.pass_days(20);
    let (late, still) = kept.delivered().await;
    let waits = kept.receive().await;
    kept.pass_days(11);
    assert_eq!(kept.evidence_files().len(), 2);
    kept.retention.forget_due(&CancellationToken::new()).await;
    for (id, expect) in [(early, true), (late, false), (waits, false), (cancelled, false)] {
        assert_eq!(kept.is_forgotten(id).await, expect, "{id}");
    }
    let record = kept.retention.ledger.application(early).await.unwrap().unwrap();
    let forgotten = record.forgotten.unwrap();
    assert_eq!(
        (forgotten.why.as_str(), forgotten.who),
        ("kept for 30 days, as the configuration says", Who::host("test"))
    );
    let left = kept.evidence_files();
    assert!(left.len() == 1 && left[0].ends_with(&still.digest[2..]) && shot.digest != still.digest, "{left:?}");
    let key = kept.retention.ledger.application_key(late).await.unwrap();
    assert_eq!(kept.retention.evidence.read(&key, &still).await.unwrap(), b"a picture");
}

#[tokio::test]
async fn what_is_cancelled_has_a_time_of_its_own_and_without_one_all_is_kept() {
    let kept = Kept::new(Config { delivered_days: None, cancelled_days: Some(1) }).await;
    let (cancelled, (delivered, _)) = (kept.cancelled().await, kept.delivered().await);
    kept.pass_days(4_000);
    let stopping = CancellationToken::new();
    stopping.cancel();
    kept.retention.forget_due(&stopping).await;
    assert!(!kept.is_forgotten(cancelled).await, "a host that stops forgets nothing more");
    kept.retention.forget_due(&CancellationToken::new()).await;
    assert!(kept.is_forgotten(cancelled).await && !kept.is_forgotten(delivered).await);
}

/// As a host leaves it that is killed after the ledger has forgotten, and before the files are gone.
#[tokio::test]
async fn files_that_a_killed_host_left_are_removed_later() {
    let kept = Kept::new(Config::default()).await;
    let (id, _) = kept.delivered().await;
    kept.retention.ledger.forget(id, &Who::host("test"), "asked").await.unwrap();
    assert_eq!(kept.evidence_files().len(), 1);
    kept.retention.forget_due(&CancellationToken::new()).await;
    assert!(kept.evidence_files().is_empty());
}

#[tokio::test]
async fn files_that_cannot_be_removed_are_said_and_tried_again() {
    let kept = Kept::new(Config::default()).await;
    let (id, _) = kept.delivered().await;
    let file = kept.evidence_files().remove(0);
    // A folder in its place cannot be removed like a file.
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir(&file).unwrap();
    let who = Who::new(ActorRole::Admin, "ops");
    assert_eq!(kept.retention.forget(id, &who, "asked").await.unwrap(), Files::Left);
    assert!(kept.is_forgotten(id).await);
    std::fs::remove_dir(&file).unwrap();
    assert_eq!(kept.retention.clean_up().await, Files::Removed);
}
