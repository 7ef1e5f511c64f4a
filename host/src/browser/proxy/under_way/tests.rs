//! How long who acts next waits, by a clock that is set.

use std::sync::Arc;
use std::time::Duration;

use hyper::Request;
use hyper::header::ACCEPT;
use tokio::time::{Instant, sleep};
use url::Url;

use super::{QUIET_MOMENT, RequestsUnderWay, UnderWay};

const BOUND: Duration = Duration::from_secs(3);
const LATE: Duration = Duration::from_millis(800);

struct Page(Arc<RequestsUnderWay>);

impl Page {
    fn open() -> Page {
        Page(Arc::default())
    }

    fn asks(&self, path: &str) -> Option<UnderWay> {
        self.0.begin(&Request::new(()), &Url::parse(&format!("https://oak.test{path}")).unwrap())
    }

    /// Asks, and has its answer after a while.
    fn asks_for(&self, path: &str, time: Duration) -> tokio::task::JoinHandle<()> {
        let asked = self.asks(path);
        tokio::spawn(async move {
            sleep(time).await;
            drop(asked);
        })
    }

    /// How long it takes until it is quiet, and whether it was.
    async fn waited(&self, bound: Duration) -> (Duration, bool) {
        let begun = Instant::now();
        let quiet = self.0.quiet(bound).await;
        (begun.elapsed(), quiet)
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_under_way_takes_no_time() {
    let page = Page::open();
    assert_eq!(page.waited(BOUND).await, (Duration::ZERO, true));
    drop(page.asks("/logo.png"));
    assert_eq!(page.waited(BOUND).await, (Duration::ZERO, true));
}

#[tokio::test(start_paused = true)]
async fn a_request_is_waited_for_and_then_a_moment() {
    let page = Page::open();
    page.asks_for("/cities", LATE);
    assert_eq!(page.0.count(BOUND), 1);
    let (waited, quiet) = page.waited(BOUND).await;
    assert!(quiet && waited >= LATE + QUIET_MOMENT && waited < LATE + 2 * QUIET_MOMENT, "{waited:?}");
    assert_eq!(page.waited(BOUND).await, (Duration::ZERO, true));
}

#[tokio::test(start_paused = true)]
async fn what_one_answer_asks_for_is_waited_for_too() {
    let page = Page::open();
    let (first, after) = (page.asks("/county"), QUIET_MOMENT / 2);
    let requests = Arc::clone(&page.0);
    tokio::spawn(async move {
        sleep(LATE).await;
        drop(first);
        sleep(after).await;
        let second = Page(requests).asks("/cities");
        sleep(LATE).await;
        drop(second);
    });
    let (waited, quiet) = page.waited(BOUND).await;
    assert!(quiet && waited >= LATE + after + LATE + QUIET_MOMENT, "{waited:?}");
}

#[tokio::test(start_paused = true)]
async fn a_document_is_its_own_pages_to_wait_for() {
    let page = Page::open();
    let request = Request::builder().header(ACCEPT, "text/html").body(()).unwrap();
    drop(page.0.begin(&request, &Url::parse("http://oak.test/next").unwrap()));
    assert_eq!(page.waited(BOUND).await, (Duration::ZERO, true));
}

#[tokio::test(start_paused = true)]
async fn a_long_poll_costs_once() {
    let page = Page::open();
    let poll = page.asks("/poll?since=1");
    assert_eq!(page.waited(BOUND).await, (BOUND, true));
    assert_eq!(page.waited(BOUND).await, (Duration::ZERO, true));
    // What waits longer still waits for it.
    assert_eq!(page.0.count(2 * BOUND), 1);
    drop(poll);
    sleep(QUIET_MOMENT).await;
    let next = page.asks("/poll?since=2");
    assert_eq!((page.0.count(2 * BOUND), page.waited(BOUND).await), (0, (Duration::ZERO, true)));
    // Not a poll: it was asked for long after.
    drop(next);
    sleep(LATE).await;
    page.asks_for("/poll?since=3", LATE);
    assert!(page.waited(BOUND).await.0 >= LATE);
}

#[tokio::test(start_paused = true)]
async fn a_page_that_never_stops_asking_costs_once() {
    let page = Page::open();
    let requests = Arc::clone(&page.0);
    let asking = tokio::spawn(async move {
        let page = Page(requests);
        loop {
            page.asks_for("/alive", LATE / 2).await.unwrap();
        }
    });
    tokio::task::yield_now().await;
    assert_eq!(page.waited(BOUND).await, (BOUND, false));
    assert_eq!(page.waited(BOUND).await, (Duration::ZERO, true));
    // Another request still counts.
    page.asks_for("/cities", LATE);
    assert!(page.waited(BOUND).await.0 >= LATE);
    asking.abort();
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
