//! The listening side: connections, each bounded in what it may wait for, all together bounded in number.
//!
//! Whoever opens a connection and does not say what for makes room for whoever comes later. A request that has begun is never cut for
//! that.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
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
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower_service::Service as _;

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
    let places = Arc::new(Semaphore::new(limits.connections as usize));
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
        let Some(Some(place)) = stop.run_until_cancelled(place(&places, &waiting)).await else { break };
        let connection = Connection::new(Arc::clone(&waiting));
        let (router, stop) = (router.clone(), stop.clone());
        tracker.spawn(async move {
            converse(stream, from, router, limits.head, connection, stop).await;
            drop(place);
        });
    }
    waiting.cut_all();
    // Every place free: every connection has ended.
    let _all = places.acquire_many(limits.connections).await;
}

/// A place for one more connection: where there is none, of the one that has waited for a request for longest, or of the first that
/// comes to wait for one.
async fn place(places: &Arc<Semaphore>, waiting: &Waiting) -> Option<OwnedSemaphorePermit> {
    if let Ok(place) = Arc::clone(places).try_acquire_owned() {
        return Some(place);
    }
    let mut free = std::pin::pin!(Arc::clone(places).acquire_owned());
    loop {
        // Made before looking, so that one that comes to wait meanwhile is not missed.
        let entered = waiting.entered.notified();
        if waiting.cut_oldest() == Cut::One {
            return free.await.ok();
        }
        tokio::select! {
            place = free.as_mut() => return place.ok(),
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

/// The connections that wait for a request, the one that has waited for longest first.
#[derive(Default)]
struct Waiting {
    queue: Mutex<Queue>,
    /// Said when a connection comes to wait.
    entered: Notify,
}

/// Whether there was a connection to be cut.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cut {
    One,
    None,
}

#[derive(Default)]
struct Queue {
    next: u64,
    by_age: BTreeMap<u64, CancellationToken>,
}

impl Waiting {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn enter(&self, cut: &CancellationToken) -> u64 {
        let mut queue = self.queue();
        queue.next += 1;
        let turn = queue.next;
        queue.by_age.insert(turn, cut.clone());
        drop(queue);
        self.entered.notify_waiters();
        turn
    }

    fn leave(&self, turn: u64) {
        self.queue().by_age.remove(&turn);
    }

    fn cut_oldest(&self) -> Cut {
        match self.queue().by_age.pop_first() {
            Some((_, cut)) => {
                cut.cancel();
                Cut::One
            }
            None => Cut::None,
        }
    }

    fn cut_all(&self) {
        std::mem::take(&mut self.queue().by_age).into_values().for_each(|cut| cut.cancel());
    }
}

/// An open connection: among those that wait, or with a request that has begun.
struct Connection {
    waiting: Arc<Waiting>,
    cut: CancellationToken,
    turn: Mutex<u64>,
}

impl Connection {
    fn new(waiting: Arc<Waiting>) -> Self {
        let cut = CancellationToken::new();
        let turn = Mutex::new(waiting.enter(&cut));
        Self { waiting, cut, turn }
    }

    fn turn(&self) -> MutexGuard<'_, u64> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.waiting.leave(*self.turn());
    }
}

/// A request that has begun; its connection waits again when this is dropped.
struct Begun(Arc<Connection>);

impl Begun {
    fn of(connection: &Arc<Connection>) -> Self {
        connection.waiting.leave(*connection.turn());
        Self(Arc::clone(connection))
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        *self.0.turn() = self.0.waiting.enter(&self.0.cut);
    }
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    /// Longer than any of these tests takes.
    const EVER: Duration = Duration::from_secs(600);
    /// How long a test waits for an end that comes at once.
    const PATIENCE: Duration = Duration::from_secs(20);

    struct Serving {
        address: SocketAddr,
        served: tokio::task::JoinHandle<()>,
        tracker: TaskTracker,
        stop: CancellationToken,
        /// Lets `/slow` answer.
        go: Arc<Notify>,
        begun: Arc<Notify>,
    }

    async fn serving(limits: Limits) -> Serving {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (tracker, stop) = (TaskTracker::new(), CancellationToken::new());
        let (go, begun) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let slow = {
            let (go, begun) = (Arc::clone(&go), Arc::clone(&begun));
            async move || {
                begun.notify_one();
                go.notified().await;
                "slow"
            }
        };
        let router = Router::new().route("/", get(async || "fine")).route("/slow", get(slow));
        let served = tracker.spawn(serve(listener, router, limits, tracker.clone(), stop.clone()));
        Serving { address, served, tracker, stop, go, begun }
    }

    async fn sends(serving: &Serving, text: &str) -> TcpStream {
        let mut stream = TcpStream::connect(serving.address).await.unwrap();
        stream.write_all(text.as_bytes()).await.unwrap();
        stream
    }

    /// Everything that comes until the host ends the connection. A cut connection is an end as well.
    async fn rest(mut stream: TcpStream) -> String {
        let mut said = Vec::new();
        let _cut = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut said)).await.expect("the host ends it");
        String::from_utf8(said).unwrap()
    }

    const ASKS: &str = "GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";

    #[tokio::test]
    async fn half_a_request_ends_in_time_and_so_does_none() {
        let serving = serving(Limits { head: Duration::from_millis(50), ..Limits::default() }).await;
        for text in ["", "GET / HT", "GET / HTTP/1.1\r\nhost: x\r\nx-"] {
            rest(sends(&serving, text).await).await;
        }
        let kept = rest(sends(&serving, &ASKS.replace("close", "keep-alive")).await).await;
        assert!(kept.ends_with("fine"), "answered, then ended: {kept}");
    }

    #[tokio::test]
    async fn who_asks_for_nothing_makes_room_and_who_is_answered_does_not() {
        let serving = serving(Limits { head: EVER, connections: 4, ..Limits::default() }).await;
        let slow = sends(&serving, &ASKS.replace("GET /", "GET /slow")).await;
        serving.begun.notified().await;
        let mut silent = Vec::new();
        for _ in 0..20 {
            silent.push(sends(&serving, "GET / HT").await);
        }
        assert!(rest(sends(&serving, ASKS).await).await.ends_with("fine"));
        assert_eq!(rest(silent.remove(0)).await, "", "the first was cut");
        serving.go.notify_one();
        assert!(rest(slow).await.ends_with("slow"), "what has begun is answered");
    }

    #[tokio::test]
    async fn who_comes_to_wait_makes_room_for_who_came_before() {
        let (places, waiting, cut) = (Arc::new(Semaphore::new(1)), Waiting::default(), CancellationToken::new());
        let held = Arc::clone(&places).try_acquire_owned().unwrap();
        let mut next = std::pin::pin!(place(&places, &waiting));
        assert!(tokio::time::timeout(Duration::ZERO, next.as_mut()).await.is_err(), "it is answered: never cut");
        waiting.enter(&cut);
        assert!(
            tokio::time::timeout(Duration::ZERO, next.as_mut()).await.is_err(),
            "its place is its own until it ends"
        );
        assert!(cut.is_cancelled(), "it has been answered, and waits for what may never come");
        drop(held);
        assert!(next.await.is_some());
    }

    #[tokio::test]
    async fn a_stop_waits_for_answers_and_for_nothing_else() {
        let serving = serving(Limits { head: EVER, ..Limits::default() }).await;
        let silent = sends(&serving, "GET / HT").await;
        let slow = sends(&serving, &ASKS.replace("GET /", "GET /slow")).await;
        serving.begun.notified().await;
        serving.stop.cancel();
        assert_eq!(rest(silent).await, "");
        assert!(!serving.served.is_finished(), "something has begun");
        serving.go.notify_one();
        assert!(rest(slow).await.ends_with("slow"));
        serving.tracker.close();
        serving.tracker.wait().await;
    }
}
