//! Fills a ledger with waiting applications, many thousands a second: the rows that `receive` makes, by the statements that it makes them
//! with, each for many applications at once. Every trigger of the database sees them as it sees the others. A test compares both.

use anyhow::{Context as _, Result};
use postrider::ledger::{Config, Database, Ledger, NewApplication};
use postrider::sealing::{KeyRing, SealedColumn, SealingKey};
use postrider::submission::ApplicationId;
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Executor as _};
use url::Url;

use super::applications::{Applications, client, key};

/// Applications of one transaction: SQLite takes 32,766 values in a statement.
const BATCH: u32 = 500;
/// Nothing that is filled in has to outlive the machine.
const QUICK_SQLITE: &str =
    "PRAGMA busy_timeout = 10000; PRAGMA synchronous = OFF; PRAGMA foreign_keys = ON; PRAGMA cache_size = -200000;";
const QUICK_POSTGRES: &str = "SET synchronous_commit = off";

/// An application that is filled in.
struct Filled {
    id: String,
    new: NewApplication,
    key: Vec<u8>,
    sealed: Vec<u8>,
    own: SealingKey,
    wrapped: Vec<u8>,
}

/// Fills a ledger with the applications of the first numbers.
pub(crate) async fn fill(ledger: &Ledger, config: &Config, applications: &Applications, many: u32) -> Result<()> {
    let mut connection = connect(&config.database).await?;
    let master = KeyRing::load(&config.key_file)?.newest().clone();
    for first in (0..many).step_by(BATCH as usize) {
        let numbers = first..many.min(first + BATCH);
        let filled = numbers.map(|number| one(ledger, &master, applications, number)).collect::<Result<Vec<_>>>()?;
        write(ledger, &master, &mut connection, &filled).await.context("the ledger cannot be filled")?;
    }
    if matches!(config.database, Database::Sqlite(_)) {
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").await?;
    }
    Ok(connection.close().await?)
}

async fn connect(database: &Database) -> Result<AnyConnection> {
    let (address, quick) = match database {
        Database::Postgres(address) => (address.clone(), QUICK_POSTGRES),
        Database::Sqlite(file) => {
            let url = Url::from_file_path(file).ok().context("the ledger's file has no address")?;
            (format!("sqlite://{}", url.path()), QUICK_SQLITE)
        }
    };
    let mut connection = AnyConnection::connect(&address).await?;
    connection.execute(quick).await?;
    Ok(connection)
}

fn one(ledger: &Ledger, master: &SealingKey, applications: &Applications, number: u32) -> Result<Filled> {
    let id = ApplicationId::generate().to_string();
    let new = applications.new_application(ledger, number)?;
    let place = SealedColumn { table: "applications", row: &id, column: "body" };
    let own = SealingKey::random();
    let sealed = own.seal(place, &new.body);
    let wrapped = master.wrap(SealedColumn { table: "application_keys", row: &id, column: "wrapped" }, &own);
    let whose = [client().name.as_bytes(), &[0], key(number).as_bytes()].concat();
    let key = ledger.ledger_key().digest("idempotency key", &whose).to_vec();
    Ok(Filled { id, new, key, sealed, own, wrapped })
}

/// One transaction: received, noted in the history, queued, noted again.
async fn write(ledger: &Ledger, master: &SealingKey, connection: &mut AnyConnection, filled: &[Filled]) -> Result<()> {
    let now = ledger.now().as_millisecond();
    let mut tx = connection.begin().await?;
    let begun = "INSERT INTO applications (id, county, state, fence, moves, received_at, deadline, idempotency_key, body_digest, body, checked)";
    let begun = rows(begun, "(?, ?, 'received', 0, 0, ?, ?, ?, ?, ?, ?)", filled.len());
    let mut insert = sqlx::query(AssertSqlSafe(begun));
    for one in filled {
        insert = insert
            .bind(&one.id)
            .bind(one.new.county.as_str())
            .bind(now)
            .bind(one.new.deadline.as_millisecond())
            .bind(&one.key)
            .bind(one.new.body_digest.as_slice())
            .bind(&one.sealed)
            .bind(true);
    }
    insert.execute(&mut *tx).await?;
    let keys = "INSERT INTO application_keys (application, key_id, wrapped)";
    let (keys, by) = (rows(keys, "(?, ?, ?)", filled.len()), master.id());
    let mut insert = sqlx::query(AssertSqlSafe(keys));
    for one in filled {
        insert = insert.bind(&one.id).bind(by.as_str()).bind(&one.wrapped);
    }
    insert.execute(&mut *tx).await?;
    let of_these = "WHERE id BETWEEN $1 AND $2 AND state = 'received'";
    for (seq, event, to, why) in [(1, "NULL", "received", "received"), (2, "'queue'", "queued", "may be worked on")] {
        let history =
            "INSERT INTO history (application, seq, at, event, from_state, to_state, role, name, why, plugin, attempt)";
        let row = format!("(?, {seq}, ?, {event}, 'received', '{to}', 'client', ?, ?, NULL, NULL)");
        let mut insert = sqlx::query(AssertSqlSafe(rows(history, &row, filled.len())));
        for one in filled {
            let row = format!("{}/{seq}", one.id);
            let place = SealedColumn { table: "history", row: &row, column: "why" };
            let why = one.own.seal(place, why.as_bytes());
            insert = insert.bind(&one.id).bind(now).bind(&one.new.who.name).bind(why);
        }
        insert.execute(&mut *tx).await?;
        let moved = format!("UPDATE applications SET state = '{to}', moves = {seq} {of_these}");
        // Ids grow.
        let ends = filled.first().zip(filled.last()).context("nothing is to be filled in")?;
        sqlx::query(AssertSqlSafe(moved)).bind(&ends.0.id).bind(&ends.1.id).execute(&mut *tx).await?;
    }
    Ok(tx.commit().await?)
}

/// A statement that inserts so many rows, its question marks numbered.
fn rows(insert: &str, row: &str, many: usize) -> String {
    let mut number = 0;
    let mut statement = format!("{insert} VALUES ");
    for letter in vec![row; many].join(", ").chars() {
        if letter == '?' {
            number += 1;
            statement.push_str(&format!("${number}"));
        } else {
            statement.push(letter);
        }
    }
    statement
}
