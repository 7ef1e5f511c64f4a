//! A county that does everything wrong, met by a browser of bytes alone: what the browser is answered, how often the county was asked,
//! what the visit says, and what the gate. Nothing hangs, nothing is asked twice but a read that nobody answered, and memory is
//! bounded.

use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use tokio::net::UnixListener;
use tokio::task::JoinSet;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;
use wrong_servers::answers::*;
use wrong_servers::{Answer, Authority, Server, Shown};

use super::application_proxy::ApplicationProxy;
use super::listener::{ProxyListener, ProxySocket};
use super::test_county::{HOST, policy_for};
use crate::browser::network_policy::NetworkPolicy;
use crate::browser::origin::Scheme;
use crate::browser::request_rules::{BodyMatcher, RequestRule, RequestRules};
use raw_browser::{AUTHORITY, RawBrowser, at};

mod handshakes;
mod raw_browser;
mod requests;

/// Where each county does what is wrong: read, and submitted to.
const READ: &str = "/wrong";
const SUBMIT: &str = "/apply/submit";
/// Where what a request holds decides whether it submits.
const ONE_ADDRESS: &str = "/default.aspx";
/// Where pages may open sockets.
const SOCKET: &str = "/live";
/// What ends a connection without a word. A read is then sent once more, where the connection was used before: it may have been stale.
const WORDLESS: [&str; 2] = ["nothing", "a_reset"];
/// Within which everything ends. The proxy's own limits are seconds in these tests.
const LONGEST: Duration = Duration::from_secs(30);
/// What meeting all of them at once, over one scheme, may cost, in MiB. One answer that was kept whole would be 64.
const MOST_MEMORY: u64 = 64;
/// How often memory is looked at.
const LOOK: Duration = Duration::from_millis(20);
/// The most memory that was seen, in MiB.
static LARGEST: AtomicU64 = AtomicU64::new(0);

const UNREACHABLE: &str = "502 unreachable, whole";
const NOT_HTTP: &str = "unreachable: its answer is not HTTP";
const BROKEN_OFF: &str = "unreachable: its answer broke off";

/// A wrong thing by its name; what a browser is answered that asks for a page; what the visit says, or how that begins.
macro_rules! rows {
    ($($answer:ident: $answered:expr, $visit:expr;)*) => {
        const ROWS: &[(&str, Answer, &str, &str)] = &[$((stringify!($answer), $answer, $answered, $visit)),*];
    };
}

rows! {
    ten_megabytes_of_headers: UNREACHABLE, "unreachable: its answer's headers are too large";
    endless_headers: UNREACHABLE, "unreachable: its answer's headers are too large";
    a_header_line_without_end: UNREACHABLE, "unreachable: its answer's headers are too large";
    headers_that_stall: UNREACHABLE, "unreachable: no answer within";
    a_folded_header: UNREACHABLE, NOT_HTTP;
    a_null_in_a_header: UNREACHABLE, NOT_HTTP;
    a_bare_return_in_a_header: UNREACHABLE, NOT_HTTP;
    a_header_name_that_is_none: UNREACHABLE, NOT_HTTP;
    a_body_without_end: "200, cut", "unreachable: an answer is larger than one may be";
    a_body_that_stalls: "200, cut", "unreachable: its answer stood still";
    a_length_too_long: "200, cut", BROKEN_OFF;
    a_length_too_short: "200, whole", "200";
    two_lengths: UNREACHABLE, NOT_HTTP;
    the_same_length_twice: "200, whole", "200";
    a_length_that_is_no_number: UNREACHABLE, NOT_HTTP;
    a_length_and_chunks: "200, whole", "200";
    a_broken_chunk: "200, cut", BROKEN_OFF;
    a_chunk_too_large_for_a_number: "200, cut", BROKEN_OFF;
    a_chunk_extension_without_end: "200, cut", BROKEN_OFF;
    trailers_without_end: "200, cut", BROKEN_OFF;
    no_headers_at_all: UNREACHABLE, NOT_HTTP;
    an_answer_of_http_1_0: "200, whole", "200";
    a_version_of_its_own: UNREACHABLE, NOT_HTTP;
    another_protocol: UNREACHABLE, NOT_HTTP;
    interim_answers_without_end: UNREACHABLE, "unreachable: no answer within";
    an_upgrade_that_nobody_asked_for: UNREACHABLE, "unreachable: its server changed the protocol unasked";
    a_timeout_of_the_request: "408, whole", "408";
    misdirected: "421, whole", "421";
    too_early: "425, whole", "425";
    a_proxys_question: UNREACHABLE, "unreachable: it asks for a proxy's password";
    a_redirect_to_itself: "302, whole", "302";
    a_redirect_to_this_machine: "302, whole", "302";
    nothing: UNREACHABLE, "unreachable: the connection ended without an answer";
    silence: UNREACHABLE, "unreachable: no answer within";
    a_reset: UNREACHABLE, "unreachable: the connection ended without an answer";
    half_a_head_and_a_reset: UNREACHABLE, "unreachable: the connection ended without an answer";
    half_an_answer_and_a_reset: "200, cut", BROKEN_OFF;
}

/// What the counties of these tests are trusted by.
static ROOTS: LazyLock<Authority> = LazyLock::new(Authority::default);

/// A county, and a session's proxy before it.
struct Met {
    county: Server,
    over: Scheme,
    listener: Arc<ProxyListener>,
    folder: tempfile::TempDir,
    _end: DropGuard,
}

impl Met {
    fn new(over: Scheme, paths: &[(&'static str, Answer)]) -> Met {
        let county = match over {
            Scheme::Http => Server::open(paths),
            Scheme::Https => Server::open_secure(paths, &ROOTS.server(&[HOST], Shown::Right)),
        };
        Met::before(over, county)
    }

    fn before(over: Scheme, county: Server) -> Met {
        let folder = tempfile::tempdir().unwrap();
        let policy = NetworkPolicy {
            origins: vec![at(over, "").parse().unwrap()],
            requests: rules(),
            ..policy_for(&ROOTS, county.address)
        };
        let end = CancellationToken::new();
        let socket = ProxySocket::Sandbox(UnixListener::bind(folder.path().join("proxy")).unwrap());
        let listener = ProxyListener::open(policy, Arc::clone(&AUTHORITY), socket, &TaskTracker::new(), end.clone());
        Met { county, over, listener, folder, _end: end.drop_guard() }
    }

    fn proxy(&self) -> Arc<ApplicationProxy> {
        self.listener.proxy()
    }

    /// A connection to the proxy that was used before: what browsers send again, they send again over such a one.
    async fn browser(&self) -> RawBrowser {
        let mut browser = self.fresh_browser().await;
        assert_eq!(browser.asks("GET", "/", b"").await, "200, whole", "{}", self.visit("/"));
        browser
    }

    async fn fresh_browser(&self) -> RawBrowser {
        RawBrowser::connect(&self.folder.path().join("proxy"), self.over).await
    }

    fn visit(&self, path: &str) -> String {
        let visit = self.proxy().observations().last_visit(&at(self.over, path).parse().unwrap());
        visit.map_or_else(String::new, |visit| match visit.unreachable {
            Some(reason) => format!("unreachable: {reason}"),
            None => visit.status.to_string(),
        })
    }
}

fn rules() -> RequestRules {
    let says_so = BodyMatcher::Field { name: "do".to_owned(), equals: Some("send".to_owned()) };
    let mut rules = RequestRules::of_paths([SUBMIT]);
    rules.submits.push(RequestRule::new(ONE_ADDRESS.into(), None, vec![says_so]));
    rules.sockets.push(SOCKET.into());
    rules
}

/// In a process of its own, for its memory is measured.
#[test]
fn every_wrong_thing_ends_in_words() {
    let alone = ["--exact", "browser::proxy::hostile_county::all_at_once", "--ignored", "--nocapture"];
    let run = Command::new(std::env::current_exe().unwrap()).args(alone).output().unwrap();
    let said = String::from_utf8_lossy(&run.stdout) + String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success() && said.contains("1 passed"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "run by the test above, alone in its process"]
async fn all_at_once() {
    let before = memory();
    let mut looking = JoinSet::new();
    looking.spawn(largest_memory());
    for over in [Scheme::Http, Scheme::Https] {
        let mut meeting = JoinSet::new();
        for &(name, answer, answered, visit) in ROWS {
            meeting.spawn(read(over, name, answer, answered, visit));
            meeting.spawn(submitted(over, name, answer));
        }
        let wrong: Vec<String> = meeting.join_all().await.into_iter().flatten().collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
    looking.abort_all();
    let took = LARGEST.load(Ordering::Relaxed) - before;
    assert!(took < MOST_MEMORY, "it took {took} MiB");
}

/// A page is asked for.
async fn read(over: Scheme, name: &str, answer: Answer, expect: &str, visit: &str) -> Option<String> {
    let met = Met::new(over, &[(READ, answer)]);
    let begun = Instant::now();
    let answered = met.browser().await.asks("GET", READ, b"").await;
    let (asked, seen, took) = (met.county.asked(READ), met.visit(READ), begun.elapsed());
    let asked_well = asked == 1 || asked == 2 && WORDLESS.contains(&name);
    let right = answered == expect && asked_well && seen.starts_with(visit) && took < LONGEST;
    (!right).then(|| format!("{over:?} GET {name}: {answered:?}, asked {asked} times, visit {seen:?}, {took:?}"))
}

/// An application is sent. Whatever the county does: it has it once, the browser gets an answer's head or one of the proxy's own (one that
/// sees a connection end without either sends it again), of a status that it does not send again for either, and the gate saw it.
async fn submitted(over: Scheme, name: &str, answer: Answer) -> Option<String> {
    let met = Met::new(over, &[(SUBMIT, answer)]);
    met.proxy().gate().arm();
    let begun = Instant::now();
    let answered = met.browser().await.asks("POST", SUBMIT, b"name=Ada").await;
    let (asked, took) = (met.county.asked(SUBMIT), begun.elapsed());
    let seen = met.proxy().gate().disarm();
    let begun_well = answered.starts_with(|first: char| first.is_ascii_digit());
    let repeats = ["407", "408", "421", "425"].iter().any(|status| answered.starts_with(status));
    let known = seen.answered.is_some() || seen.lost;
    let right = begun_well && !repeats && asked == 1 && seen.sent == 1 && known && took < LONGEST;
    (!right).then(|| format!("{over:?} POST {name}: {answered:?}, asked {asked} times, {seen:?}, {took:?}"))
}

/// Keeps the most that this process held, for as long as it is looked at.
async fn largest_memory() {
    loop {
        LARGEST.fetch_max(memory(), Ordering::Relaxed);
        tokio::time::sleep(LOOK).await;
    }
}

/// What this process holds, in MiB, its own program left out.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() >> 10
}
