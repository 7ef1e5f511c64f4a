//! Clients that are slow or silent, on real connections.

use axum::routing::get;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::Notify;

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
    let (permits, waiting, cut) = (Arc::new(Semaphore::new(1)), Waiting::default(), CancellationToken::new());
    let held = Arc::clone(&permits).try_acquire_owned().unwrap();
    let mut next = std::pin::pin!(permit(&permits, &waiting));
    assert!(tokio::time::timeout(Duration::ZERO, next.as_mut()).await.is_err(), "it is answered: never cut");
    waiting.enter(&cut);
    assert!(tokio::time::timeout(Duration::ZERO, next.as_mut()).await.is_err(), "its place is its own until it ends");
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
