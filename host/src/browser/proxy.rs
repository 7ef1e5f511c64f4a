//! One session's way out: an HTTP proxy on a UNIX socket, the only one that its sandbox has. It lets the policy's origins
//! through, keeps the submit gate, and notes how the county answered. Each application has a proxy of its own behind the
//! session's one socket. It never tries a request twice, never looks into `https`, and never logs an address's path.

use std::collections::{BTreeSet, VecDeque};
use std::convert::Infallible;
use std::io;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};
use tokio::sync::Semaphore;
use tokio_util::either::Either;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use url::Url;

use super::network_policy::NetworkPolicy;
use super::observed::Visit;

mod budget;
mod dial;
mod forward;
mod gate;

use budget::Budget;
pub(super) use gate::Gate;

/// Connections and tunnels of one browser at once, each. Browsers keep at most 32 to a proxy.
const MOST_CONNECTIONS: usize = 128;
/// A browser's request line and headers, cookies included. Servers mostly refuse more than 8 to 16 KiB.
const MOST_HEADER_BYTES: usize = 128 * 1024;
const MOST_HEADERS: usize = 128;
/// First and longest pause after a connection that could not be accepted, as where the process has no file descriptor left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_ACCEPT_PAUSE: Duration = Duration::from_secs(1);
/// How long a connection of the browser may be silent between requests.
const LONGEST_IDLE: Duration = Duration::from_secs(60);
/// Documents whose answers are remembered.
const MOST_VISITS: usize = 256;
/// Refused hosts that are remembered.
const MOST_BLOCKED: usize = 64;

/// Services of the browsers' makers that browsers ask for by themselves. Refused as all else, but no news.
const MAKERS: [&str; 11] = [
    "update.googleapis.com",
    "safebrowsing.googleapis.com",
    "optimizationguide-pa.googleapis.com",
    "content-autofill.googleapis.com",
    "clients2.google.com",
    "accounts.google.com",
    "redirector.gvt1.com",
    "detectportal.firefox.com",
    "firefox.settings.services.mozilla.com",
    "content-signature-2.cdn.mozilla.net",
    "push.services.mozilla.com",
];

/// The socket of one session, and the proxy of the application that has the session now.
pub(super) struct Door {
    proxy: Mutex<Arc<Proxy>>,
    tracker: TaskTracker,
    end: CancellationToken,
}

/// Where browsers knock.
pub(super) enum Listener {
    /// In the session's folder, for the relay.
    Socket(UnixListener),
    /// On the network, for the browsers of a remote end, and for these machines only.
    Network(TcpListener, Vec<IpAddr>),
}

type Connection = Either<UnixStream, TcpStream>;

impl Listener {
    async fn accept(&self) -> io::Result<Connection> {
        match self {
            Listener::Socket(listener) => Ok(Either::Left(listener.accept().await?.0)),
            Listener::Network(listener, peers) => loop {
                let (connection, from) = listener.accept().await?;
                if peers.contains(&from.ip().to_canonical()) {
                    return Ok(Either::Right(connection));
                }
                tracing::warn!(%from, "a stranger asked a session's proxy and was turned away");
            },
        }
    }
}

/// The proxy of one application.
pub(super) struct Proxy {
    policy: NetworkPolicy,
    gate: Gate,
    budget: Budget,
    notes: Mutex<Notes>,
    tracker: TaskTracker,
    end: CancellationToken,
    tunnels: Arc<Semaphore>,
}

#[derive(Default)]
struct Notes {
    /// Newest last, one for an address.
    visits: VecDeque<(String, Visit)>,
    blocked: BTreeSet<String>,
}

impl Door {
    /// Listens until `end`.
    pub(super) fn open(
        policy: NetworkPolicy,
        listener: Listener,
        tracker: &TaskTracker,
        end: CancellationToken,
    ) -> Arc<Door> {
        let proxy = Mutex::new(Proxy::new(policy, tracker, &end));
        let door = Arc::new(Door { proxy, tracker: tracker.clone(), end });
        tracker.spawn(Arc::clone(&door).serve(listener));
        door
    }

    /// The proxy of the application that has the session now.
    pub(super) fn proxy(&self) -> Arc<Proxy> {
        Arc::clone(&self.proxy.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Cuts every connection of the application before, and goes on with a policy, gate and notes of their own.
    pub(super) fn renew(&self, policy: NetworkPolicy) {
        let next = Proxy::new(policy, &self.tracker, &self.end);
        let before = std::mem::replace(&mut *self.proxy.lock().unwrap_or_else(PoisonError::into_inner), next);
        before.end.cancel();
    }

    async fn serve(self: Arc<Door>, listener: Listener) {
        let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
        let mut pause = ACCEPT_PAUSE;
        loop {
            let accepted = async {
                // Never closed, so this waits for room and nothing else.
                let place = Arc::clone(&room).acquire_owned().await.ok();
                (place, listener.accept().await)
            };
            let (place, connection) = tokio::select! {
                () = self.end.cancelled() => return,
                (place, connection) = accepted => (place, connection),
            };
            let connection = match connection {
                Ok(connection) => connection,
                // The session has no other way out: one that closed would end it without a word.
                Err(error) => {
                    tracing::warn!(%error, "a session's proxy could not accept a connection; it tries again");
                    tokio::select! {
                        () = self.end.cancelled() => return,
                        () = tokio::time::sleep(pause) => {}
                    }
                    pause = (pause * 2).min(LONGEST_ACCEPT_PAUSE);
                    continue;
                }
            };
            pause = ACCEPT_PAUSE;
            let proxy = self.proxy();
            self.tracker.spawn(async move {
                tokio::select! {
                    () = proxy.end.cancelled() => {}
                    () = Arc::clone(&proxy).answer(connection) => {}
                }
                drop(place);
            });
        }
    }
}

impl Proxy {
    fn new(policy: NetworkPolicy, tracker: &TaskTracker, end: &CancellationToken) -> Arc<Proxy> {
        Arc::new(Proxy {
            policy,
            gate: Gate::default(),
            budget: Budget::default(),
            notes: Mutex::default(),
            tracker: tracker.clone(),
            end: end.child_token(),
            tunnels: Arc::new(Semaphore::new(MOST_CONNECTIONS)),
        })
    }

    pub(super) fn policy(&self) -> &NetworkPolicy {
        &self.policy
    }

    pub(super) fn gate(&self) -> &Gate {
        &self.gate
    }

    /// Forgets how an address answered, so that what is noted next is news.
    pub(super) fn forget(&self, url: &Url) {
        let key = document(url);
        self.notes().visits.retain(|(known, _)| *known != key);
    }

    pub(super) fn last_visit(&self, url: &Url) -> Option<Visit> {
        let key = document(url);
        self.notes().visits.iter().rev().find(|(known, _)| *known == key).map(|(_, visit)| visit.clone())
    }

    pub(super) fn blocked(&self) -> Vec<String> {
        self.notes().blocked.iter().cloned().collect()
    }

    fn note_visit(&self, url: &Url, visit: Visit) {
        self.forget(url);
        let mut notes = self.notes();
        if notes.visits.len() == MOST_VISITS {
            notes.visits.pop_front();
        }
        notes.visits.push_back((document(url), visit));
    }

    fn note_blocked(&self, host: &str) {
        let host = host.to_ascii_lowercase();
        let mut notes = self.notes();
        if notes.blocked.len() < MOST_BLOCKED && !MAKERS.contains(&host.as_str()) {
            notes.blocked.insert(host);
        }
    }

    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn answer(self: Arc<Proxy>, connection: Connection) {
        let service = service_fn(move |request| {
            let proxy = Arc::clone(&self);
            async move { Ok::<_, Infallible>(proxy.handle(request).await) }
        });
        let served = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(LONGEST_IDLE)
            .max_buf_size(MOST_HEADER_BYTES)
            .max_headers(MOST_HEADERS)
            .serve_connection(TokioIo::new(connection), service)
            .with_upgrades()
            .await;
        if let Err(error) = served {
            // Mostly a browser that closed a tab; no address in it.
            tracing::trace!(%error, "a browser's connection ended");
        }
    }
}

/// What tells documents apart: an address without its fragment.
fn document(url: &Url) -> String {
    let mut url = url.clone();
    url.set_fragment(None);
    url.into()
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::{SocketAddr, TcpStream as StdStream};
    use std::process::Command;

    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    use super::*;

    /// In a process of its own, for it takes the process's file descriptors away.
    #[test]
    fn a_proxy_that_cannot_accept_tries_again() {
        let alone = ["--exact", "browser::proxy::tests::without_a_descriptor_left", "--ignored"];
        let run = Command::new(std::env::current_exe().unwrap()).args(alone).output().unwrap();
        let said = String::from_utf8_lossy(&run.stdout);
        assert!(run.status.success() && said.contains("1 passed"), "{said}");
    }

    #[tokio::test]
    #[ignore = "run by the test above, alone in its process"]
    async fn without_a_descriptor_left() {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let address = listener.local_addr().unwrap();
        let end = CancellationToken::new();
        let listener = Listener::Network(listener, vec![address.ip()]);
        let _door = Door::open(NetworkPolicy::default(), listener, &TaskTracker::new(), end.clone());
        let mut browser = StdStream::connect(address).unwrap();
        browser.write_all(b"GET http://nowhere.test/ HTTP/1.1\r\nhost: nowhere.test\r\n\r\n").unwrap();
        let usual = getrlimit(Resource::Nofile);
        setrlimit(Resource::Nofile, Rlimit { current: Some(0), ..usual }).unwrap();
        // The pause after the error is the first timer of this runtime: once it was set, the error was met.
        tokio::time::sleep(ACCEPT_PAUSE).await;
        setrlimit(Resource::Nofile, usual).unwrap();
        let answer = tokio::task::spawn_blocking(move || {
            browser.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
            let mut first = [0; 12];
            browser.read_exact(&mut first).map(|()| first)
        });
        assert_eq!(&answer.await.unwrap().unwrap(), b"HTTP/1.1 403");
        end.cancel();
    }
}
