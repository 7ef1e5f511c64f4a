//! What a county answers wrongly and a browser would show by half, follow without end, or take for a page: it is the county's doing, in
//! words, and the session goes on.

use std::time::{Duration, Instant};

use postrider::browser::{BrowserError, NetworkPolicy};
use wrong_servers::{Answer, Server, answers};

use crate::fixture::{BOTH, HOST, TestFleet, at};

/// How long a page may take to load. Firefox waits so long for each that broke off, and the county answers at once.
const PAGE_LOAD: Duration = Duration::from_secs(5);
/// How long a browser may take over any of them.
const LONGEST: Duration = Duration::from_secs(30);

/// Where, how it is answered, and what the error says.
const PAGES: [(&str, Answer, &str); 7] = [
    ("/long", answers::a_length_too_long, "broke off"),
    ("/half", answers::half_an_answer_and_a_reset, "broke off"),
    ("/chunk", answers::a_broken_chunk, "broke off"),
    ("/headers", answers::endless_headers, "headers are too large"),
    ("/old", answers::no_headers_at_all, "not HTTP"),
    ("/proxy", answers::a_proxys_question, "a proxy's password"),
    ("/socket", answers::an_upgrade_that_nobody_asked_for, "changed the protocol"),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_none_is_unreachable_in_words() {
    let test = TestFleet::with(|config| config.page_load = PAGE_LOAD);
    let paths: Vec<(&str, Answer)> = PAGES.iter().map(|&(path, answer, _)| (path, answer)).collect();
    let county = Server::open(&paths);
    for kind in BOTH {
        let policy = NetworkPolicy { resolve: [(HOST.to_owned(), county.address)].into(), ..test.policy() };
        let session = test.fleet.open(kind, policy).await.unwrap();
        for (path, _, expect) in PAGES {
            let begun = Instant::now();
            let opened = session.open(&at(path)).await;
            let said = matches!(&opened, Err(BrowserError::Unreachable { reason, .. }) if reason.contains(expect));
            assert!(said, "{kind:?} {path}: {opened:?}");
            assert!(begun.elapsed() < LONGEST, "{kind:?} {path}: {:?}", begun.elapsed());
        }
        session.open(&at("/")).await.unwrap();
        assert_eq!(session.title().await.unwrap(), "Fine", "{kind:?}");
        session.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn redirects_in_a_circle_or_away_are_said() {
    let test = TestFleet::new();
    let county =
        Server::open(&[("/circle", answers::a_redirect_to_itself), ("/home", answers::a_redirect_to_this_machine)]);
    for kind in BOTH {
        let policy = NetworkPolicy { resolve: [(HOST.to_owned(), county.address)].into(), ..test.policy() };
        let session = test.fleet.open(kind, policy).await.unwrap();
        let before = county.asked("/circle");
        let circle = session.open(&at("/circle")).await;
        assert!(
            matches!(&circle, Err(BrowserError::Unreachable { reason, .. }) if reason.contains("redirects")),
            "{kind:?}: {circle:?}"
        );
        assert!(county.asked("/circle") - before < 50, "{kind:?}: {}", county.asked("/circle"));
        let home = session.open(&at("/home")).await;
        assert!(matches!(&home, Err(BrowserError::Forbidden { address }) if address == "http://127.0.0.1"), "{home:?}");
        session.open(&at("/")).await.unwrap();
        session.close().await;
    }
}
