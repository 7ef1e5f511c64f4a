//! What the two hosts share: the server with their ledger, each behind a relay of its own, the object store with components and evidence, and
//! the folder with the key.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, Result, anyhow};
use harness::{ObjectStore, Settings};
use jiff::Timestamp;
use postgres::{Commits, Server};
use tempfile::TempDir;

use crate::outage::Held;
use crate::plan::Which;
use crate::relay::Relay;

/// Sessions of each host: together they fill two cores.
const SESSIONS: u32 = 2;

/// The server, its relays, the object store and the folder. They go with it.
pub(crate) struct Place {
    server: Arc<Server>,
    schema: String,
    relays: [Relay; 2],
    objects: objects::Server,
    folder: TempDir,
    /// The program that both hosts begin as, if it is not this build's own.
    older: Option<PathBuf>,
}

impl Place {
    pub(crate) async fn start(older: Option<PathBuf>) -> Result<Self> {
        // Its commits are on disk before they are answered, as those of a server that is relied on.
        let server = tokio::task::spawn_blocking(|| Server::start(Commits::Durable)).await?;
        let server = server.context("PostgreSQL does not start: `cargo xtask setup` installs it")?;
        let relays = [Relay::before(server.socket()).await?, Relay::before(server.socket()).await?];
        let objects = objects::Server::start().context("the object store does not start")?;
        let folder = tempfile::tempdir().context("no folder for temporary files")?;
        Ok(Self { schema: server.schema(), server: Arc::new(server), relays, objects, folder, older })
    }

    /// How one of the hosts is set up.
    pub(crate) fn settings(&self, which: Which) -> Settings {
        Settings {
            sessions: SESSIONS,
            database: Some(Server::address_by(self.relay(which).address(), &self.schema)),
            shared: Some(self.folder.path().to_owned()),
            objects: Some(ObjectStore {
                address: format!("s3://{}/hosts", objects::BUCKET),
                endpoint: self.objects.endpoint(),
                key_id: objects::KEY_ID.to_owned(),
                secret: objects::SECRET.to_owned(),
            }),
            older: self.older.clone(),
            ..Settings::default()
        }
    }

    /// The relay of one of the hosts.
    pub(crate) fn relay(&self, which: Which) -> &Relay {
        &self.relays[which.index()]
    }

    /// The moment, by the clock that both hosts go by.
    pub(crate) async fn now(&self) -> Result<Timestamp> {
        let rows = self.rows("SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint").await?;
        moment(rows.first().and_then(|row| row.first()).context("the server knows no time")?)
    }

    /// How many applications nothing happens to any more without a person.
    pub(crate) async fn settled(&self) -> Result<usize> {
        let settled = "SELECT count(*) FROM applications WHERE state IN ('delivered', 'review', 'delivered_by_hand', 'cancelled')";
        let rows = self.rows(settled).await?;
        Ok(rows.first().and_then(|row| row.first()).context("the server counts nothing")?.parse()?)
    }

    /// What a host of this name has at work.
    pub(crate) async fn held_by(&self, host: &str) -> Result<Vec<Held>> {
        let query = format!(
            "SELECT l.fence, l.application, t.started_at FROM leases l JOIN attempts t ON t.fence = l.fence WHERE l.host = '{host}'"
        );
        let held = |row: Vec<String>| match row.as_slice() {
            [fence, application, began] => {
                Ok(Held { fence: fence.parse()?, application: application.clone(), began: moment(began)? })
            }
            _ => Err(anyhow!("a lease has {} columns", row.len())),
        };
        self.rows(&query).await?.into_iter().map(held).collect()
    }

    /// When work ended that was done under this fence: by whoever did it, or as it was taken back.
    pub(crate) async fn ended(&self, fence: i64) -> Result<Option<Timestamp>> {
        let rows =
            self.rows(&format!("SELECT ended_at FROM attempts WHERE fence = {fence} AND ended_at IS NOT NULL")).await?;
        rows.first().and_then(|row| row.first()).map(|ended| moment(ended)).transpose()
    }

    /// Asks the server itself, past relays and hosts. No value that is asked for has a bar in it.
    async fn rows(&self, query: &str) -> Result<Vec<Vec<String>>> {
        let (server, query) = (Arc::clone(&self.server), format!("SET search_path = {}; {query}", self.schema));
        let said =
            tokio::task::spawn_blocking(move || server.sql(&query)).await?.context("the server cannot be asked")?;
        Ok(said.lines().map(|line| line.split('|').map(str::to_owned).collect()).collect())
    }
}

/// Milliseconds since the epoch, as the ledger writes them.
fn moment(milliseconds: &str) -> Result<Timestamp> {
    let milliseconds = milliseconds.parse().with_context(|| format!("{milliseconds:?} is no moment"))?;
    Timestamp::from_millisecond(milliseconds).context("a moment is out of bounds")
}
