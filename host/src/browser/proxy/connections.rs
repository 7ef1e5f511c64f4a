//! The connections to counties' servers that one application's browser keeps alive: at most six to an origin, for plain reads.
//! One is used again after an exactly framed answer alone, never for two requests at once, and none outlives its application.
//! What to send over them, and whether again, is not decided here (`upstream`).
//!
//! Each application has its own: what a county ties to a connection (a sign-in by NTLM, an answer longer than it said) stays
//! with the application that caused it (docs/decisions/0024-kept-connections-and-a-shared-cache.md).

mod heard;
mod heard_out;
mod kept_body;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hyper::client::conn::http1::{self, SendRequest};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use self::heard::{Heard, HeardStream};
use self::heard_out::HeardOut;
use self::kept_body::KeptBody;
use super::body::Body;
use super::early_connection::EarlyConnection;
use super::framing::is_exactly_framed;
use super::headers::MOST_HEADER_BYTES;
use crate::browser::origin::Origin;

/// Connections to one origin at once, as browsers have it. What goes alone is not among them: it waits for nobody.
const MOST_TO_ORIGIN: usize = 6;
/// How long a read waits for one of them; those before it load or stream something.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// How long one is kept without a request. Servers close theirs after 5 s (Apache) to 120 s (IIS).
const LONGEST_IDLE: Duration = Duration::from_secs(15);
/// How long a connection may take to be ready for another request after an answer's last byte.
const LONGEST_SETTLING: Duration = Duration::from_secs(1);

/// All of one application's.
pub(super) struct Connections {
    origins: Mutex<BTreeMap<Origin, Arc<ToOrigin>>>,
    /// Until the first read.
    early: Mutex<Option<EarlyConnection>>,
    tasks: Tasks,
}

/// Where connections' tasks run, and when they end.
#[derive(Clone)]
struct Tasks {
    tracker: TaskTracker,
    end: CancellationToken,
}

/// Those to one origin.
struct ToOrigin {
    room: Arc<Semaphore>,
    idle: Mutex<Idle>,
}

#[derive(Default)]
struct Idle {
    /// Used last, last.
    connections: Vec<(Connection, Instant)>,
    /// Whether a task waits to end those that nothing uses.
    watched: bool,
}

/// The right to one of an origin's connections. Those that wait for it are served in order.
pub(super) struct Place {
    to: Arc<ToOrigin>,
    tasks: Tasks,
    _permit: OwnedSemaphorePermit,
}

/// One that is connected and carries no request now.
pub(super) struct Connection {
    sender: SendRequest<Body>,
    heard: Heard,
}

impl Connections {
    pub(super) fn new(early: Option<EarlyConnection>, tracker: &TaskTracker, end: &CancellationToken) -> Connections {
        let tasks = Tasks { tracker: tracker.clone(), end: end.clone() };
        Connections { origins: Mutex::default(), early: Mutex::new(early), tasks }
    }

    /// Waits for one of an origin's places. The error is fit to be shown.
    pub(super) async fn place(&self, origin: &Origin) -> Result<Place, String> {
        let to = Arc::clone(locked(&self.origins).entry(origin.clone()).or_insert_with(|| {
            Arc::new(ToOrigin { room: Arc::new(Semaphore::new(MOST_TO_ORIGIN)), idle: Mutex::default() })
        }));
        let permit = tokio::time::timeout(LONGEST_WAIT, Arc::clone(&to.room).acquire_owned()).await;
        match permit {
            Ok(Ok(permit)) => Ok(Place { to, tasks: self.tasks.clone(), _permit: permit }),
            _ => Err(format!(
                "{MOST_TO_ORIGIN} requests before it had no end within {} s, and there are no more connections at once",
                LONGEST_WAIT.as_secs()
            )),
        }
    }

    /// The one that was begun before there was a session, if it leads there.
    pub(super) async fn early(&self, origin: &Origin) -> Option<Connection> {
        let early = locked(&self.early).take_if(|early| early.is_to(origin))?;
        self.connect(early.stream().await?).await.ok()
    }

    /// Speaks HTTP on a new connection until its application ends.
    pub(super) async fn connect<S>(&self, stream: S) -> Result<Connection, String>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let heard = Heard::default();
        let stream = TokioIo::new(HeardStream::new(HeardOut::new(stream), heard.clone()));
        let (sender, connection) = http1::Builder::new()
            .max_buf_size(MOST_HEADER_BYTES)
            .handshake(stream)
            .await
            .map_err(|error| error.to_string())?;
        let end = self.tasks.end.clone();
        self.tasks.tracker.spawn(async move {
            tokio::select! {
                () = end.cancelled() => {}
                // Its errors come out of the request and the body.
                _ = connection => {}
            }
        });
        Ok(Connection { sender, heard })
    }
}

impl Place {
    /// The connection that was used last and is still open.
    pub(super) fn kept(&self) -> Option<Connection> {
        let mut idle = locked(&self.to.idle);
        while let Some((connection, since)) = idle.connections.pop() {
            if connection.sender.is_ready() && since.elapsed() < LONGEST_IDLE {
                return Some(connection);
            }
        }
        None
    }

    /// The answer, whose end gives connection and place back, where it was exactly framed; else the connection ends with it.
    pub(super) fn answer(
        self,
        connection: Connection,
        response: Response<hyper::body::Incoming>,
        asked_for_body: bool,
    ) -> Response<Body> {
        let (head, body) = response.into_parts();
        // What follows on a connection after another answer may be the rest of it.
        let reusable = is_exactly_framed(&head, asked_for_body);
        let body = KeptBody::boxed(body, move || {
            if reusable {
                self.keep(connection);
            }
        });
        Response::from_parts(head, body)
    }

    /// Keeps a connection for the next request, once it is ready for one; the place is free then.
    fn keep(self, mut connection: Connection) {
        let Tasks { tracker, end } = self.tasks.clone();
        tracker.spawn(async move {
            let settled = tokio::time::timeout(LONGEST_SETTLING, connection.sender.ready());
            tokio::select! {
                () = end.cancelled() => {}
                settled = settled => if let Ok(Ok(())) = settled {
                    self.put_back(connection);
                },
            }
        });
    }

    fn put_back(&self, connection: Connection) {
        let mut idle = locked(&self.to.idle);
        idle.connections.push((connection, Instant::now()));
        if !std::mem::replace(&mut idle.watched, true) {
            let (to, end) = (Arc::clone(&self.to), self.tasks.end.clone());
            self.tasks.tracker.spawn(async move {
                tokio::select! {
                    () = end.cancelled() => {}
                    () = to.end_unused() => {}
                }
            });
        }
    }
}

impl ToOrigin {
    /// Ends connections that nothing used for too long, until there are none.
    async fn end_unused(&self) {
        loop {
            tokio::time::sleep(LONGEST_IDLE).await;
            let mut idle = locked(&self.idle);
            idle.connections.retain(|(_, since)| since.elapsed() < LONGEST_IDLE);
            if idle.connections.is_empty() {
                idle.watched = false;
                return;
            }
        }
    }
}

impl Connection {
    /// Sends one request. Given up, it ends the connection.
    pub(super) async fn send(
        &mut self,
        request: Request<Body>,
    ) -> Result<Response<hyper::body::Incoming>, hyper::Error> {
        self.sender.send_request(request).await
    }

    /// Bytes that came over it so far.
    pub(super) fn heard(&self) -> u64 {
        self.heard.bytes()
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
