//! Jobs through apalis for some seconds: 64 at once, each of which adds the next before it ends, so that the queue stays as long as it
//! was. Everything else is as apalis has it: batches, locks, acknowledgements, kept results. Prints one JSON object.

mod fetches;

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use apalis::prelude::*;
use apalis_postgres::PostgresStorage;
use apalis_sqlite::SqliteStorage;
use clap::{Parser, ValueEnum};
use serde_json::json;
use serde_json::value::RawValue;
use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions, SqliteSynchronous};
use tracing_subscriber::prelude::*;

use fetches::Fetches;

/// A job's body, as JSON that nobody looks into.
type Body = Box<RawValue>;

/// Jobs of one statement while the queue is filled.
const BATCH: usize = 1_000;
/// How often the worker looks at the queue where nothing wakes it.
const LOOKS: Duration = Duration::from_millis(10);
/// How long a connection to SQLite waits for the others: as long as the host's.
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Parser)]
struct Arguments {
    #[arg(long, value_enum)]
    store: Store,
    /// A server's address, or a file.
    #[arg(long)]
    database: String,
    /// A file with the body of every job.
    #[arg(long)]
    body: String,
    /// Jobs in the queue, before and after.
    #[arg(long)]
    waiting: usize,
    /// Jobs at once.
    #[arg(long)]
    workers: usize,
    /// Connections to the database.
    #[arg(long)]
    connections: u32,
    #[arg(long)]
    seconds: u64,
}

#[derive(Clone, Copy, ValueEnum)]
enum Store {
    Sqlite,
    Postgres,
}

/// Fills the queue and works it off. A macro: the two stores have the same methods, and no trait that says so.
macro_rules! carry {
    ($store:ty, $storage:expr, $polled:expr, $arguments:expr, $fetches:expr, $prepared:expr) => {{
        let (arguments, fetches): (&Arguments, &Fetches) = ($arguments, $fetches);
        async fn add_next(body: Body, storage: Data<$store>) -> Result<(), BoxDynError> {
            let mut storage: $store = (*storage).clone();
            Ok(storage.push(body).await?)
        }
        let mut storage: $store = $storage;
        let body = body(&arguments.body)?;
        // At the least one for each that works: each adds one for the one that it takes.
        let mut missing = arguments.waiting.max(arguments.workers);
        while missing > 0 {
            let batch = missing.min(BATCH);
            storage.push_bulk(vec![body.clone(); batch]).await.context("the queue cannot be filled")?;
            missing -= batch;
        }
        $prepared.await?;
        let context = WorkerContext::new("bench");
        let worker = WorkerBuilder::new(&context)
            .backend($polled(storage.clone()))
            .data(storage)
            .concurrency(arguments.workers)
            .parallelize(tokio::spawn)
            .build(add_next);
        let begun = Instant::now();
        fetches.begin();
        let stop = async {
            tokio::time::sleep(Duration::from_secs(arguments.seconds)).await;
            context.stop().context("the worker does not stop")
        };
        let (worked, stopped) = tokio::join!(worker.run(), stop);
        worked.context("the worker failed")?;
        stopped?;
        begun.elapsed()
    }};
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let fetches = Fetches::default();
    tracing_subscriber::registry().with(fetches.clone()).init();
    let (elapsed, lifecycles) = match arguments.store {
        Store::Postgres => postgres(&arguments, &fetches).await?,
        Store::Sqlite => sqlite(&arguments, &fetches).await?,
    };
    let said = json!({ "lifecycles": lifecycles, "seconds": elapsed.as_secs_f64(), "claims_ms": fetches.taken_ms() });
    println!("{said}");
    Ok(())
}

async fn postgres(arguments: &Arguments, fetches: &Fetches) -> Result<(Duration, i64)> {
    let pool = PgPoolOptions::new().max_connections(arguments.connections).connect(&arguments.database).await?;
    PostgresStorage::setup(&pool).await?;
    let config = apalis_postgres::Config::default().queue("applications").batch_size(arguments.workers);
    let storage = PostgresStorage::<Body>::new(&pool).with_config(config);
    let settled = async {
        sqlx::query("VACUUM ANALYZE apalis.jobs").execute(&pool).await?;
        sqlx::query("CHECKPOINT").execute(&pool).await.map(drop)
    };
    let polled = |storage: PostgresStorage<Body>| storage.with_pubsub().poll_with_interval(LOOKS);
    let elapsed = carry!(PostgresStorage<Body>, storage, polled, arguments, fetches, settled);
    let done = sqlx::query_scalar("SELECT count(*) FROM apalis.jobs WHERE status = 'Done'").fetch_one(&pool).await?;
    Ok((elapsed, done))
}

async fn sqlite(arguments: &Arguments, fetches: &Fetches) -> Result<(Duration, i64)> {
    let options = SqliteConnectOptions::new().filename(&arguments.database).create_if_missing(true);
    // Its own preparation says `synchronous = OFF` to the connection that makes it: durable are only later ones.
    let durable = options.clone().synchronous(SqliteSynchronous::Full).busy_timeout(PATIENCE);
    let made = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
    SqliteStorage::setup(&made).await?;
    made.close().await;
    // With a single one its worker and its jobs wait for each other without end.
    let pool = SqlitePoolOptions::new().max_connections(arguments.connections).connect_with(durable).await?;
    let config = apalis_sqlite::Config::default().queue("applications").batch_size(arguments.workers);
    let storage = SqliteStorage::<Body>::new(&pool).with_config(config);
    let polled = |storage: SqliteStorage<Body>| storage.poll_with_interval(LOOKS);
    let settled = async { sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&pool).await.map(drop) };
    let elapsed = carry!(SqliteStorage<Body>, storage, polled, arguments, fetches, settled);
    let done = sqlx::query_scalar("SELECT count(*) FROM Jobs WHERE status = 'Done'").fetch_one(&pool).await?;
    Ok((elapsed, done))
}

fn body(file: &str) -> Result<Body> {
    let text = std::fs::read_to_string(file).with_context(|| format!("{file} cannot be read"))?;
    RawValue::from_string(text).context("the body is no JSON")
}
