//! How long who acts next waits, by a clock that is set.

use std::sync::Arc;
use std::time::Duration;

use hyper::Request;
use tokio::time::{Instant, sleep};
use tokio_util::task::TaskTracker;
use url::Url;

use super::{QUIET_MOMENT, RequestsUnderWay, UnderWay};
use crate::browser::patience::Patience;

const ACTION: Patience = Patience::Action;
const COMMIT: Patience = Patience::Commit;
const BOUND: Duration = ACTION.bound();
const NO_TIME: (Duration, bool) = (Duration::ZERO, true);
const LATE: Duration = Duration::from_millis(800);

struct Page(Arc<RequestsUnderWay>);

impl Page {
    fn open() -> Page {
        Page(Arc::default())
    }

    fn asks(&self, path: &str) -> Option<UnderWay> {
        self.asks_as("empty", path)
    }

    fn asks_as(&self, dest: &str, path: &str) -> Option<UnderWay> {
        let request = Request::builder().header("sec-fetch-dest", dest).body(()).unwrap();
        self.0.begin(&request, &Url::parse(&format!("https://oak.test{path}")).unwrap())
    }

    /// Asks, and has its answer after a while.
    fn asks_for(&self, path: &str, time: Duration) -> tokio::task::JoinHandle<()> {
        let asked = self.asks(path);
        TaskTracker::new().spawn(async move {
            sleep(time).await;
            drop(asked);
        })
    }

    /// Asks, again and again, one after the other, until that is aborted.
    async fn asks_without_end(&self, path: &'static str, time: Duration) -> tokio::task::JoinHandle<()> {
        let page = Page(Arc::clone(&self.0));
        let asking = TaskTracker::new().spawn(async move {
            loop {
                page.asks_for(path, time).await.unwrap();
            }
        });
        tokio::task::yield_now().await;
        asking
    }

    /// How long it takes until it is quiet, and whether it was.
    async fn waited(&self, patience: Patience) -> (Duration, bool) {
        let begun = Instant::now();
        let quiet = self.0.quiet(patience).await;
        (begun.elapsed(), quiet)
    }

    /// Asks, and is waited for.
    async fn is_waited_for(&self, path: &str, patience: Patience) {
        self.asks_for(path, LATE);
        let (waited, quiet) = self.waited(patience).await;
        let long = LATE + QUIET_MOMENT;
        assert!(quiet && waited >= long && waited < long + QUIET_MOMENT, "{path} {patience:?} {waited:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_under_way_takes_no_time() {
    let page = Page::open();
    assert_eq!(page.waited(ACTION).await, NO_TIME);
    drop(page.asks_as("image", "/logo.png"));
    assert_eq!(page.waited(ACTION).await, NO_TIME);
}

#[tokio::test(start_paused = true)]
async fn a_request_is_waited_for_and_then_a_moment() {
    let page = Page::open();
    page.is_waited_for("/cities", ACTION).await;
    assert_eq!(page.waited(ACTION).await, NO_TIME);
}

#[tokio::test(start_paused = true)]
async fn what_one_answer_asks_for_is_waited_for_too() {
    let page = Page::open();
    let (first, after) = (page.asks("/county"), QUIET_MOMENT / 2);
    let requests = Arc::clone(&page.0);
    TaskTracker::new().spawn(async move {
        sleep(LATE).await;
        drop(first);
        sleep(after).await;
        let second = Page(requests).asks("/cities");
        sleep(LATE).await;
        drop(second);
    });
    let (waited, quiet) = page.waited(ACTION).await;
    assert!(quiet && waited >= LATE + after + LATE + QUIET_MOMENT, "{waited:?}");
}

#[tokio::test(start_paused = true)]
async fn a_document_is_its_own_pages_to_wait_for() {
    let page = Page::open();
    for dest in ["document", "iframe", "script"] {
        drop(page.asks_as(dest, "/next"));
    }
    assert_eq!(page.waited(ACTION).await, NO_TIME);
}

/// One that an action waits for, as long as it does, and the moment until the next.
async fn polls_once(page: &Page) {
    let poll = page.asks("/poll?since=1");
    assert_eq!(page.waited(ACTION).await, (BOUND, true));
    assert_eq!(page.waited(ACTION).await, NO_TIME);
    assert!(page.0.is_awaited(COMMIT));
    drop(poll);
    sleep(QUIET_MOMENT).await;
}

#[tokio::test(start_paused = true)]
async fn a_long_poll_costs_twice_and_a_commit_once() {
    let page = Page::open();
    polls_once(&page).await;
    polls_once(&page).await;
    let next = page.asks("/poll?since=2");
    assert_eq!((page.0.count(Duration::MAX), page.waited(ACTION).await), (0, NO_TIME));
    assert_eq!(page.waited(COMMIT).await, (COMMIT.bound(), true));
    assert_eq!(page.waited(COMMIT).await, NO_TIME);
    drop(next);
    sleep(QUIET_MOMENT).await;
    let last = page.asks("/poll?since=3");
    assert_eq!((page.waited(ACTION).await, page.waited(COMMIT).await), (NO_TIME, NO_TIME));
    // Not a poll: it was asked for long after.
    drop(last);
    sleep(LATE).await;
    page.is_waited_for("/poll?since=4", ACTION).await;
}

#[tokio::test(start_paused = true)]
async fn what_polls_often_costs_a_commit_once_too() {
    let page = Page::open();
    // Each is long to an action, and ends within a commit's wait.
    let asking = page.asks_without_end("/poll", BOUND + LATE).await;
    sleep(LATE).await;
    assert_eq!(page.waited(COMMIT).await, (COMMIT.bound(), false));
    for _ in 0..8 {
        assert_eq!(page.waited(COMMIT).await, NO_TIME);
        sleep(LATE).await;
    }
    asking.abort();
}

#[tokio::test(start_paused = true)]
async fn what_a_slow_answer_leads_to_is_waited_for() {
    let page = Page::open();
    page.asks_for("/lookup?county=BR", BOUND + QUIET_MOMENT).await.unwrap();
    for city in ["/lookup?city=BR-1", "/lookup?city=BR-2", "/lookup?city=BR-3"] {
        sleep(QUIET_MOMENT).await;
        page.is_waited_for(city, ACTION).await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_follows_a_poll_that_is_answered_soon_is_waited_for() {
    let page = Page::open();
    polls_once(&page).await;
    polls_once(&page).await;
    drop(page.asks("/poll"));
    page.is_waited_for("/poll", ACTION).await;
}

#[tokio::test(start_paused = true)]
async fn a_page_that_never_stops_asking_costs_once() {
    let page = Page::open();
    let asking = page.asks_without_end("/alive", LATE / 2).await;
    assert_eq!(page.waited(ACTION).await, (BOUND, false));
    assert_eq!(page.waited(ACTION).await, NO_TIME);
    // Another request still counts.
    page.is_waited_for("/cities", ACTION).await;
    asking.abort();
}

#[tokio::test(start_paused = true)]
async fn a_page_that_never_stops_asking_costs_a_commit_once() {
    let page = Page::open();
    let asking = page.asks_without_end("/alive", LATE / 2).await;
    assert_eq!(page.waited(ACTION).await, (BOUND, false));
    assert_eq!(page.waited(COMMIT).await, (COMMIT.bound(), false));
    assert_eq!((page.waited(COMMIT).await, page.waited(ACTION).await), (NO_TIME, NO_TIME));
    sleep(LATE).await;
    assert_eq!(page.waited(COMMIT).await, NO_TIME);
    asking.abort();
}

/// A page that asked without end at an address, until an action knew it.
async fn chatty(path: &'static str) -> Page {
    let page = Page::open();
    let asking = page.asks_without_end(path, LATE / 2).await;
    assert_eq!(page.waited(ACTION).await, (BOUND, false));
    asking.abort();
    sleep(LATE).await;
    page
}

#[tokio::test(start_paused = true)]
async fn a_commit_waits_for_what_an_action_does_not() {
    let page = chatty("/graphql").await;
    page.asks_for("/graphql", LATE);
    assert_eq!((page.0.count(Duration::MAX), page.waited(ACTION).await), (0, NO_TIME));
    sleep(LATE).await;
    page.is_waited_for("/graphql", COMMIT).await;
}

#[tokio::test(start_paused = true)]
async fn with_another_page_it_is_forgotten() {
    let page = chatty("/graphql").await;
    drop(page.asks_as("iframe", "/inside"));
    page.asks_for("/graphql", LATE);
    assert_eq!(page.waited(ACTION).await, NO_TIME);
    sleep(LATE).await;
    drop(page.asks_as("document", "/next"));
    page.is_waited_for("/graphql", ACTION).await;
}

#[tokio::test(start_paused = true)]
async fn several_at_once_are_not_asked_for_without_end() {
    let page = Page::open();
    let (first, requests) = (page.asks("/apply"), Arc::clone(&page.0));
    TaskTracker::new().spawn(async move {
        sleep(LATE).await;
        drop(first);
        let page = Page(requests);
        for time in [LATE / 2, LATE, BOUND] {
            page.asks_for("/graphql", time);
        }
    });
    assert_eq!(page.waited(ACTION).await, (BOUND, false));
    sleep(BOUND).await;
    page.is_waited_for("/graphql", ACTION).await;
}

#[tokio::test(start_paused = true)]
async fn what_was_over_long_before_a_wait_was_in_vain_is_not_asked_for_without_end() {
    let page = Page::open();
    let requests = Arc::clone(&page.0);
    let first = page.asks("/apply");
    TaskTracker::new().spawn(async move {
        let page = Page(requests);
        for _ in 0..4 {
            page.asks_for("/graphql", LATE / 4).await.unwrap();
        }
        page.asks_for("/save", 2 * BOUND);
        drop(first);
    });
    assert_eq!(page.waited(ACTION).await, (BOUND, false));
    sleep(2 * BOUND).await;
    page.is_waited_for("/graphql", ACTION).await;
}

#[tokio::test(start_paused = true)]
async fn a_document_and_a_script_are_under_way_until_they_came() {
    let page = Page::open();
    let acted = Instant::now();
    for dest in ["document", "iframe", "script", "empty"] {
        let asked = page.asks_as(dest, "/next");
        sleep(LATE).await;
        assert_eq!(page.0.quiet_since(acted), None, "{dest}");
        drop(asked);
        assert_eq!(page.0.quiet_since(acted), Some(Instant::now()), "{dest}");
    }
    drop(page.asks_as("image", "/logo.png"));
    let ended = Instant::now();
    sleep(LATE).await;
    assert_eq!(page.0.quiet_since(acted), Some(ended));
}

#[tokio::test(start_paused = true)]
async fn what_began_before_somebody_acted_is_no_matter_once_it_is_long() {
    let page = Page::open();
    let long = page.asks("/poll");
    sleep(LATE).await;
    let acted = Instant::now();
    assert_eq!(page.0.quiet_since(acted), None);
    sleep(BOUND).await;
    assert_eq!(page.0.quiet_since(acted), Some(acted));
    let slow = page.asks("/cities");
    sleep(2 * BOUND).await;
    assert_eq!(page.0.quiet_since(acted), None);
    drop(slow);
    assert_eq!(page.0.quiet_since(acted), Some(Instant::now()));
    drop(long);
}
