//! The one writer of a host. What several ask for at once becomes durable together: each write is a savepoint of a transaction that is
//! committed when all that asked meanwhile have had their turn, and none is answered before that. One that fails takes nothing of the
//! others' with it. What begins, keeps and takes back a write goes on to its end whatever becomes of who asked for it: a connection is never
//! left in a state that nobody knows.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::{Duration, Instant};

use sqlx::any::AnyConnectOptions;
use sqlx::{AnyConnection, Connection as _, Executor as _};
use tokio::sync::{Mutex, Notify, OwnedMutexGuard, oneshot};
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

use super::config::Database;
use super::server::Server;
use super::{LedgerError, error};

/// How long an operation waits for its turn before it fails.
const TURN_TIMEOUT: Duration = Duration::from_secs(30);

/// How a transaction is begun that nobody else writes beside.
pub(super) struct Opening {
    pub(super) database: Database,
    /// Where a server has it.
    pub(super) server: Option<Arc<Server>>,
    pub(super) options: AnyConnectOptions,
    /// What each connection begins with.
    pub(super) prepare: &'static str,
    /// What each transaction, and its first write, begins with.
    pub(super) begin: &'static str,
}

impl Opening {
    pub(super) async fn connect(&self) -> Result<AnyConnection, LedgerError> {
        self.connected().await.map_err(|why| self.failed(why))
    }

    async fn connected(&self) -> Result<AnyConnection, String> {
        let made = async {
            let mut connection = AnyConnection::connect_with(&self.options).await?;
            connection.execute(self.prepare).await?;
            Ok(connection)
        };
        match &self.server {
            Some(server) => server.connected(made).await,
            None => made.await.map_err(|error| error::said(&error)),
        }
    }

    fn failed(&self, why: String) -> LedgerError {
        LedgerError::Failed { database: self.database.clone(), why }
    }
}

/// Begins writes, one after the other, in the order in which they were asked for. Dropped, it lets go of its connection.
pub(super) struct Writer {
    shared: Arc<Shared>,
    _ends: DropGuard,
}

struct Shared {
    batch: Arc<Mutex<Batch>>,
    /// There may be something to commit.
    wake: Notify,
    /// Runs what goes on to its end.
    tasks: TaskTracker,
}

/// What was written since the last commit.
struct Batch {
    opening: Opening,
    connection: AnyConnection,
    /// Whether a transaction is open.
    is_open: bool,
    /// What became of the last write that it holds.
    last: LastWrite,
    /// Who waits for the commit.
    waiting: Vec<oneshot::Sender<Result<(), LedgerError>>>,
    /// When the database would last not begin a transaction, and why.
    refused: Option<(Instant, String)>,
}

/// What became of a write whose savepoint stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LastWrite {
    /// No savepoint stands.
    Over,
    /// It was begun, and neither kept nor taken back.
    Unfinished,
    /// It is kept. Its savepoint goes with the next beginning, or with the commit: a statement for itself would be one of five of a write.
    Kept,
}

/// A write that has begun: what it reads stays true until it is kept. Taken back where it is dropped.
pub(super) struct Write {
    batch: OwnedMutexGuard<Batch>,
    shared: Arc<Shared>,
}

impl Writer {
    pub(super) fn new(opening: Opening, connection: AnyConnection) -> Self {
        let end = CancellationToken::new();
        let last = LastWrite::Over;
        let batch = Batch { opening, connection, is_open: false, last, waiting: Vec::new(), refused: None };
        let (batch, tasks) = (Arc::new(Mutex::new(batch)), TaskTracker::new());
        let shared = Arc::new(Shared { batch, wake: Notify::new(), tasks });
        shared.tasks.spawn(end.clone().run_until_cancelled_owned(commit_what_waits(Arc::clone(&shared))));
        Self { shared, _ends: end.drop_guard() }
    }

    /// Waits for its turn, and begins.
    pub(super) async fn begin(&self) -> Result<Write, LedgerError> {
        let asked = Instant::now();
        let turn = tokio::time::timeout(TURN_TIMEOUT, Arc::clone(&self.shared.batch).lock_owned());
        let mut batch = turn.await.map_err(|_| sqlx::Error::PoolTimedOut)?;
        // Somebody has tried in vain meanwhile, for as long as one may: each trying by itself would take the longer the more there are.
        if let Some((at, why)) = &batch.refused
            && *at > asked
        {
            return Err(batch.opening.failed(why.clone()));
        }
        let shared = Arc::clone(&self.shared);
        // A write that nobody waits for any more is dropped where it has begun, and then taken back.
        let begins = self.shared.tasks.spawn(async move {
            shared.begin(&mut batch).await.inspect_err(|_| shared.wake.notify_one())?;
            Ok(Write { batch, shared })
        });
        begins.await.unwrap_or_else(|_| Err(sqlx::Error::WorkerCrashed.into()))
    }

    /// Commits what waits, and does what no transaction may be open for: at the end, to have the file's log written into it.
    pub(super) async fn between(&self, what: &'static str) {
        let shared = Arc::clone(&self.shared);
        let done = self.shared.tasks.spawn(async move {
            let mut batch = shared.batch.lock().await;
            shared.commit(&mut batch).await;
            let _ = batch.connection.execute(what).await;
        });
        let _ = done.await;
    }
}

impl Shared {
    async fn begin(&self, batch: &mut Batch) -> Result<(), LedgerError> {
        batch.take_back_unfinished().await;
        if batch.is_open {
            let begin = if batch.last == LastWrite::Kept { "RELEASE one; SAVEPOINT one" } else { "SAVEPOINT one" };
            if let Err(error) = batch.connection.execute(begin).await {
                batch.give_up(&error).await;
            }
        }
        if !batch.is_open {
            if let Err(why) = batch.open().await {
                batch.refused = Some((Instant::now(), why.clone()));
                return Err(batch.opening.failed(why));
            }
            batch.is_open = true;
        }
        batch.last = LastWrite::Unfinished;
        Ok(())
    }

    async fn commit(&self, batch: &mut Batch) {
        batch.take_back_unfinished().await;
        if !batch.is_open {
            return;
        }
        // A server commits nothing of a transaction in which something failed, and says so by no error: giving up the savepoint is one.
        let commit = if batch.last == LastWrite::Kept { "RELEASE one; COMMIT" } else { "COMMIT" };
        match batch.connection.execute(commit).await {
            Ok(_) => {
                (batch.is_open, batch.last) = (false, LastWrite::Over);
                batch.waiting.drain(..).for_each(|one| drop(one.send(Ok(()))));
            }
            Err(error) => batch.give_up(&error).await,
        }
    }
}

impl Batch {
    async fn open(&mut self) -> Result<(), String> {
        let mut begun = self.connection.execute(self.opening.begin).await;
        if begun.is_err() && self.opening.server.is_some() {
            // A server went, or came back: what was on its way then has been answered.
            self.connection = self.opening.connected().await?;
            begun = self.connection.execute(self.opening.begin).await;
        }
        if begun.is_err() {
            // Nobody knows how far it came.
            let _ = self.connection.execute("ROLLBACK").await;
        }
        begun.map(drop).map_err(|error| error::said(&error))
    }

    async fn take_back_unfinished(&mut self) {
        if self.last != LastWrite::Unfinished {
            return;
        }
        match self.connection.execute("ROLLBACK TO one; RELEASE one").await {
            Ok(_) => self.last = LastWrite::Over,
            Err(error) => self.give_up(&error).await,
        }
    }

    /// The database let go of everything that waits for the commit, or will now.
    async fn give_up(&mut self, error: &sqlx::Error) {
        let why = format!("what was written with others could not be committed: {}", error::said(error));
        for one in self.waiting.drain(..) {
            // Who does not wait any more hears nothing.
            let _ = one.send(Err(self.opening.failed(why.clone())));
        }
        // It is closed already where the database did so itself.
        let _ = self.connection.execute("ROLLBACK").await;
        (self.is_open, self.last) = (false, LastWrite::Over);
    }
}

/// Has its turn like every write: whoever asked before has it first, so that what waits is committed together.
async fn commit_what_waits(shared: Arc<Shared>) {
    loop {
        shared.wake.notified().await;
        let mut batch = shared.batch.lock().await;
        shared.commit(&mut batch).await;
    }
}

impl Write {
    /// Keeps what was written. Back when it is durable.
    pub(super) async fn commit(mut self) -> Result<(), LedgerError> {
        let (send, committed) = oneshot::channel();
        self.batch.last = LastWrite::Kept;
        self.batch.waiting.push(send);
        drop(self);
        committed.await.unwrap_or_else(|_| Err(sqlx::Error::WorkerCrashed.into()))
    }
}

impl Drop for Write {
    fn drop(&mut self) {
        self.shared.wake.notify_one();
    }
}

impl Deref for Write {
    type Target = AnyConnection;

    fn deref(&self) -> &AnyConnection {
        &self.batch.connection
    }
}

impl DerefMut for Write {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        &mut self.batch.connection
    }
}
