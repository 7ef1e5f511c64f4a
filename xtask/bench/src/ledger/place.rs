//! Where a row's tables are: a file or a server of its own, on this machine's disk, gone with the row. Nothing is acknowledged here before it
//! is durable.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result};
use postgres::{Commits, Server};
use postrider::ledger::{Config, Database};
use serde::Serialize;
use tempfile::TempDir;

/// Between a commit and the question about it: nothing here is in doubt for so long.
const SETTLING: Duration = Duration::from_secs(30);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Store {
    Sqlite,
    Postgres,
}

pub(super) struct Place {
    folder: TempDir,
    /// None where the tables are a file.
    server: Option<(Server, String)>,
}

impl Place {
    pub(super) fn new(store: Store) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("postrider-bench-").tempdir().context("no temporary folder")?;
        let server = match store {
            Store::Sqlite => None,
            Store::Postgres => {
                let server = Server::start(Commits::Durable).context("PostgreSQL does not start")?;
                let address = server.empty();
                Some((server, address))
            }
        };
        Ok(Self { folder, server })
    }

    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The file of the tables.
    pub(super) fn file(&self) -> PathBuf {
        self.folder().join("ledger.db")
    }

    /// The address of the server, or the file.
    pub(super) fn address(&self) -> String {
        match &self.server {
            Some((_, address)) => address.clone(),
            None => self.file().display().to_string(),
        }
    }

    /// What a ledger opens here.
    pub(super) fn config(&self) -> Config {
        let database = match &self.server {
            Some((_, address)) => Database::Postgres(address.clone()),
            None => Database::Sqlite(self.file()),
        };
        Config { database, key_file: self.folder().join("ledger.key"), settling: SETTLING }
    }

    /// Has done now what filling left to do for later, so that it is not measured.
    pub(super) fn settle(&self) -> Result<()> {
        if let Some((server, _)) = &self.server {
            server.sql("VACUUM ANALYZE")?;
            server.sql("CHECKPOINT")?;
        }
        Ok(())
    }

    /// What the tables and their indexes take, in bytes. Of a file after the ledger was closed.
    pub(super) fn bytes(&self) -> Result<u64> {
        match &self.server {
            None => crate::figures::bytes(&self.file()),
            Some((server, _)) => {
                let relations = "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                    WHERE n.nspname ~ '^s[0-9]+$' AND c.relkind = 'r'";
                server.sql(relations)?.parse().context("the server does not say how much it keeps")
            }
        }
    }
}
