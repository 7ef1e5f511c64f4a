//! The listening side: connections, each bounded in what it may wait for, all together bounded in number.
//!
//! Whoever opens a connection and does not say what for makes room for whoever comes later. A request that has begun is never cut for
//! that.

mod waiting;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use socket2::SockRef;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower_service::Service as _;

use waiting::{Begun, Connection, Cut, Waiting};

/// Most bytes of a request's head.
const MAX_HEAD_BYTES: usize = 64 << 10;
/// How long a client may leave an answer unread.
const LONGEST_UNREAD: Duration = Duration::from_secs(30);
/// The pause after the system gave no connection: it lacks something, files mostly.
const AFTER_AN_ERROR: Duration = Duration::from_millis(200);

/// Longest time in which a body may bring next to nothing.
pub(super) const PACE: Duration = Duration::from_secs(10);

/// How long a client may take, and how many there may be.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Longest wait for a request's head, or for the next request on a connection.
    pub head: Duration,
    /// Longest time in which a body may bring less than 32 KiB.
    pub pace: Duration,
    /// Longest wait of a body for room in the memory.
    pub room: Duration,
    /// Most open connections.
    pub connections: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { head: Duration::from_secs(10), pace: PACE, room: Duration::from_secs(30), connections: 512 }
    }
}

/// Serves until `stop`, then until every request that has begun is answered.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    tracker: TaskTracker,
    stop: CancellationToken,
) {
    let permits = Arc::new(Semaphore::new(limits.connections as usize));
    let waiting = Arc::new(Waiting::default());
    while let Some(accepted) = stop.run_until_cancelled(listener.accept()).await {
        let (stream, from) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(AFTER_AN_ERROR).await;
                continue;
            }
        };
        let Some(Some(permit)) = stop.run_until_cancelled(permit(&permits, &waiting)).await else { break };
        let connection = Connection::new(Arc::clone(&waiting));
        let (router, stop) = (router.clone(), stop.clone());
        tracker.spawn(async move {
            converse(stream, from, router, limits.head, connection, stop).await;
            drop(permit);
        });
    }
    waiting.cut_all();
    // Every permit is free: every connection has ended.
    let _all = permits.acquire_many(limits.connections).await;
}

/// Room for one more connection: where there is none, of the one that has waited for a request for longest, or of the first that
/// comes to wait for one.
async fn permit(permits: &Arc<Semaphore>, waiting: &Waiting) -> Option<OwnedSemaphorePermit> {
    if let Ok(permit) = Arc::clone(permits).try_acquire_owned() {
        return Some(permit);
    }
    let mut free = std::pin::pin!(Arc::clone(permits).acquire_owned());
    loop {
        // Made before looking, so that one that comes to wait meanwhile is not missed.
        let entered = waiting.entered.notified();
        if waiting.cut_oldest() == Cut::One {
            return free.await.ok();
        }
        tokio::select! {
            permit = free.as_mut() => return permit.ok(),
            () = entered => {}
        }
    }
}

/// One connection to its end.
async fn converse(
    stream: TcpStream,
    from: SocketAddr,
    router: Router,
    longest_head: Duration,
    connection: Connection,
    stop: CancellationToken,
) {
    // A client that reads nothing is cut by the system; hyper would wait for it.
    let set = stream.set_nodelay(true).and_then(|()| SockRef::from(&stream).set_tcp_user_timeout(Some(LONGEST_UNREAD)));
    if let Err(error) = set {
        tracing::debug!(%error, "a connection could not be set up");
        return;
    }
    let connection = Arc::new(connection);
    let service = service_fn(|request: Request<Incoming>| {
        let begun = Begun::of(&connection);
        let mut router = router.clone();
        async move {
            let answer: Result<Response<Body>, Infallible> = router.call(request.map(Body::new)).await;
            // Held by the answer's body: it is not written yet.
            answer.map(|answer| {
                answer.map(|body| {
                    Body::new(body.map_err(move |error| {
                        let _until_then = &begun;
                        error
                    }))
                })
            })
        }
    });
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(longest_head)
        .max_buf_size(MAX_HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service);
    let mut serving = std::pin::pin!(serving);
    tokio::select! {
        ended = serving.as_mut() => {
            if let Err(error) = ended {
                tracing::debug!(%error, %from, "a connection ended early");
            }
            return;
        }
        () = connection.cut.cancelled() => return,
        () = stop.cancelled() => serving.as_mut().graceful_shutdown(),
    }
    tokio::select! {
        _ = serving => {}
        () = connection.cut.cancelled() => {}
    }
}

#[cfg(test)]
mod tests;
