//! The ledger as its users see it, on real files. No test sleeps; each owns its clock.

mod applications;
mod breaker;
mod claims;
mod cool_down;
mod county_settings;
mod doubts;
mod earlier;
mod fairness;
mod faults;
mod first;
mod forgetting;
mod holds;
mod hosts;
mod keys;
mod lifecycle;
mod missed;
mod pace;
mod refusals;
mod rehearsals;
mod restart;
mod review;
mod sealed;
mod send_reports;
mod watch;
mod workload;
mod writer;

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use rstest::rstest;
use serde_json::json;
use sqlx::{AssertSqlSafe, Row as _, SqlitePool};
use tempfile::TempDir;
use zeroize::Zeroizing;

use super::*;
use crate::submission::{Account, ApplicationId, Clock, CountyCode, Event, PluginDigest, Receipt, State, Task};

const TTL: Duration = Duration::from_secs(30);
const HOST: &str = "test-host";
const SETTLING: Duration = Duration::from_secs(30);
/// Sessions enough for every claim of a test that is not about them.
const BY: Claimant<'static> = Claimant { host: HOST, ttl: TTL, sessions: 1_000 };

/// Where its tables are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum On {
    Sqlite,
    Postgres,
}

/// A ledger in a folder of its own, at noon of a day.
struct TestLedger {
    ledger: Ledger,
    clock: Clock,
    config: Config,
    _dir: TempDir,
}

impl TestLedger {
    async fn new(on: On) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let database = match on {
            On::Sqlite => Database::Sqlite(dir.path().join("data/ledger.db")),
            On::Postgres => Database::Postgres(postgres::empty()),
        };
        Self::of(database, dir).await
    }

    async fn of(database: Database, dir: TempDir) -> Self {
        let config = Config { database, key_file: dir.path().join("keys/ledger.key"), settling: SETTLING };
        let clock = Clock::fixed(noon());
        let ledger = Ledger::open(&config, clock.clone()).await.unwrap();
        Self { ledger, clock, config, _dir: dir }
    }

    fn file(&self) -> &Path {
        let Database::Sqlite(file) = &self.config.database else { panic!("the ledger is a file") };
        file
    }

    fn manual_clock(&self) -> &crate::submission::ManualClock {
        let Clock::Fixed(clock) = &self.clock else { panic!("tests own their clock") };
        clock
    }

    fn pass(&self, seconds: i64) {
        self.manual_clock().pass(seconds);
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    async fn receive(&self, county: &str, deadline_in_hours: i64) -> ApplicationId {
        self.ledger.receive(new(&self.ledger, county, None, "{}", deadline_in_hours)).await.unwrap().id
    }

    async fn claim(&self, offers: &[Offer]) -> Option<Claim> {
        self.ledger.end_waits().await.unwrap();
        self.ledger.claim(self.now(), &offers, BY).await.unwrap()
    }

    async fn state(&self, id: ApplicationId) -> State {
        self.ledger.application(id).await.unwrap().unwrap().state
    }

    async fn conclude(&self, lease: &Lease, event: Event) -> Result<State, LedgerError> {
        self.ledger.conclude(lease, end(event)).await
    }

    /// The county says that it has none.
    async fn deny(&self, lease: &Lease) {
        self.ledger.postpone(lease, StillInDoubt::CountyHasNone, "none").await.unwrap();
    }

    /// One application whose commit's outcome is unknown; it may be asked about.
    async fn in_doubt(&self, county: &str, deadline_in_hours: i64) -> ApplicationId {
        let id = self.receive(county, deadline_in_hours).await;
        let claim = self.claim(&[offer(county, 9)]).await.unwrap();
        assert_eq!(claim.lease.application, id);
        self.ledger.intend(&claim.lease, &plugin()).await.unwrap();
        assert_eq!(self.conclude(&claim.lease, Event::Doubt).await.unwrap(), State::InDoubt);
        self.pass(30);
        id
    }

    /// A release that never served takes county 99001 over. Gives how many came back from review.
    async fn take_over(&self, release: &PluginDigest) -> u32 {
        let activated = step(release, ReleaseMove::Activated);
        self.ledger.take_over(&activated, |_| "{}".to_owned()).await.unwrap()
    }

    /// The database opened by a foreign hand, with none of the host's code in between.
    async fn by_hand(&self, sql: &str) -> Result<u64, String> {
        let sql = AssertSqlSafe(sql.to_owned());
        let done = match &self.config.database {
            Database::Sqlite(file) => {
                let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file);
                let pool = SqlitePool::connect_with(options).await.unwrap();
                sqlx::query(sql).execute(&pool).await.map(|done| done.rows_affected())
            }
            Database::Postgres(address) => {
                let pool = sqlx::PgPool::connect(address).await.unwrap();
                sqlx::query(sql).execute(&pool).await.map(|done| done.rows_affected())
            }
        };
        done.map_err(|error| error.to_string())
    }

    /// From now on the database refuses what is done to a table.
    async fn break_down(&self, what: &str, table: &str) {
        let fails = match &self.config.database {
            Database::Sqlite(_) => "BEGIN SELECT RAISE(ABORT, 'disk full'); END",
            Database::Postgres(_) => "FOR EACH ROW EXECUTE FUNCTION refuse('disk full')",
        };
        self.by_hand(&format!("CREATE TRIGGER broken BEFORE {what} ON {table} {fails}")).await.unwrap();
    }

    /// The database takes everything again.
    async fn mend(&self, table: &str) {
        let of =
            if matches!(self.config.database, Database::Sqlite(_)) { String::new() } else { format!(" ON {table}") };
        self.by_hand(&format!("DROP TRIGGER broken{of}")).await.unwrap();
    }

    /// Every byte that stands in the ledger's folder.
    fn bytes(&self) -> Vec<u8> {
        let folder: PathBuf = self.file().parent().unwrap().to_owned();
        let files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert!(files.iter().any(|file| file.to_string_lossy().ends_with("-wal")), "the log is among the files");
        files.into_iter().flat_map(|file| std::fs::read(file).unwrap()).collect()
    }
}

impl Ledger {
    /// What a county's history says: what happened, who did it, and why.
    pub(crate) async fn county_history(&self, county: &CountyCode) -> Vec<(String, String, String)> {
        let rows = sqlx::query("SELECT at, what, name, why FROM county_history WHERE county = $1 ORDER BY seq")
            .bind(county.as_str())
            .fetch_all(self.readers())
            .await
            .unwrap();
        let said = |row: &sqlx::any::AnyRow| {
            let place = format!("{county}/{}", row.get::<i64, _>("at"));
            let why =
                rows::opened_text(self.ledger_key(), super::holds::history_column(&place), row.get("why")).unwrap();
            (row.get("what"), row.get("name"), why)
        };
        rows.iter().map(said).collect()
    }
}

fn noon() -> Timestamp {
    "2026-03-02T20:00:00Z".parse().unwrap()
}

fn county(code: &str) -> CountyCode {
    code.parse().unwrap()
}

fn plugin() -> PluginDigest {
    PluginDigest::of(b"plugin")
}

fn client() -> Who {
    Who::new(ActorRole::Client, "portal")
}

fn offer(code: &str, concurrency: u32) -> Offer {
    Offer {
        county: county(code),
        plugin: plugin(),
        concurrency,
        spacing: Duration::ZERO,
        settling: None,
        credentials: Vec::new(),
    }
}

fn credential(name: &str, account: &str, sessions: u32) -> CredentialOffer {
    CredentialOffer {
        name: name.into(),
        account: account.into(),
        sessions,
        cool_down: Duration::ZERO,
        login: LoginDigest::default(),
    }
}

fn new(ledger: &Ledger, code: &str, key: Option<&str>, body: &str, deadline_in_hours: i64) -> NewApplication {
    NewApplication {
        county: county(code),
        key: key.map(|key| key.parse().unwrap()),
        body: Zeroizing::new(body.as_bytes().to_vec()),
        body_digest: ledger.digest(body.as_bytes()),
        deadline: noon() + jiff::SignedDuration::from_hours(deadline_in_hours),
        who: client(),
        // Most tests hand the same body in again and again.
        duplicates: Duplicates::Allowed,
        check: Check::Made,
    }
}

fn end(event: Event) -> Conclusion {
    Conclusion {
        event,
        mark: None,
        complaint: None,
        why: format!("because of {event}"),
        not_before: None,
        receipt: (event == Event::Confirm).then(|| Receipt { number: "A-1".into(), text: "We have it".into() }),
        details: json!({ "outcome": "delivered" }),
        plugin: plugin(),
    }
}

/// A move in the history of county 99001's releases.
fn step(digest: &PluginDigest, what: ReleaseMove) -> ReleaseEvent {
    ReleaseEvent {
        county: county("99001"),
        digest: digest.clone(),
        version: "1.0.0".into(),
        what,
        who: Who::new(ActorRole::Deployer, "lee"),
        why: "new layout".into(),
        manifest: json!({ "county": "99001" }),
    }
}
