//! What browsers send again by themselves: a request whose reused connection is reset, closed, or answered as if it had come too late. Not
//! through this proxy, over http or https, whatever the county does: what could submit reaches a county once, and a commit so answered is in
//! doubt.

use std::sync::LazyLock;
use std::time::Duration;

use postrider::browser::{Kind, NetworkPolicy, Pool, PooledSession, Recycling, RequestRules, Scheme, TlsOptions};
use postrider::form::{CommitOutcome, CommitRequest, Condition, Finder, Form, Settings, Submit, Target};
use postrider::submission::{CommitIntent, Fence};
use serde_json::json;
use url::Url;
use wrong_servers::{Answer, Authority, Server, Shown, answers};

use crate::fixture::{HOST, TestFleet, find, until};

/// What a county does once it has read a POST. The first ones are met by commits as well.
const ANSWERS: [(&str, Answer); 8] = [
    ("/reset", answers::a_reset),
    ("/408", answers::a_timeout_of_the_request),
    ("/421", answers::misdirected),
    ("/closed", answers::nothing),
    ("/425", answers::too_early),
    ("/half-a-head", answers::half_a_head_and_a_reset),
    ("/half-an-answer", answers::half_an_answer_and_a_reset),
    ("/no-http", answers::no_headers_at_all),
];
const COMMITS: usize = 4;

/// What the counties are trusted by.
static ROOTS: LazyLock<Authority> = LazyLock::new(Authority::default);

/// Each browser over each scheme; both browsers at once, for most of it is waiting.
async fn in_all_ways(check: impl AsyncFn(&TestFleet, Kind, Scheme)) {
    let test = TestFleet::new();
    for over in [Scheme::Http, Scheme::Https] {
        tokio::join!(check(&test, Kind::Firefox, over), check(&test, Kind::Chromium, over));
    }
}

fn open(over: Scheme, paths: &[(&'static str, Answer)]) -> Server {
    match over {
        Scheme::Http => Server::open(paths),
        Scheme::Https => Server::open_secure(paths, &ROOTS.server(&[HOST], Shown::Right)),
    }
}

/// The county's page with its form, in a browser whose connections were used before.
async fn at_the_form(pool: &Pool, over: Scheme, county: &Server) -> PooledSession {
    let origin = format!("{}://{HOST}", over.as_str());
    let policy = NetworkPolicy {
        origins: vec![origin.parse().unwrap()],
        resolve: [(HOST.to_owned(), county.address)].into(),
        requests: RequestRules::of_paths(["/apply/submit"]),
        tls: TlsOptions::new(Some(ROOTS.pem().as_bytes()), None).unwrap(),
        ..NetworkPolicy::default()
    };
    let session = pool.take(policy).await.unwrap();
    session.open(&Url::parse(&format!("{origin}/apply")).unwrap()).await.unwrap();
    let three = "const done = arguments[0]; \
        Promise.all([1, 2, 3].map(i => fetch('/fine?' + i).then(r => r.text()))).then(() => done('fine'), done)";
    assert_eq!(session.execute_async(three, vec![], Duration::from_secs(10)).await.unwrap(), "fine");
    session
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_reaches_the_county_once_and_is_in_doubt() {
    in_all_ways(async |test, kind, over| {
        let pool = Pool::new(test.fleet.clone(), kind, 1, Recycling::default());
        for (name, answer) in &ANSWERS[..COMMITS] {
            let county = open(over, &[("/apply", answers::form), ("/apply/submit", *answer)]);
            let session = at_the_form(&pool, over, &county).await;
            let origins = vec![format!("{}://{HOST}", over.as_str()).parse().unwrap()];
            let submits = vec![Submit::Request("/apply/submit".into())];
            let mut form = Form::new(session, Settings { origins, submits, ..Settings::default() });
            let named = |id: &str| Target::by(Finder::Id(id.to_owned()));
            let request = CommitRequest {
                target: Target::by(Finder::Css("button".to_owned())),
                dialogs: Vec::new(),
                confirmed: vec![Condition::Visible(named("number"))],
                refused: vec![Condition::Visible(named("refused"))],
                number: named("number"),
                number_pattern: None,
                bound_ms: 4_000,
            };
            let ready = form.prepare_commit(request).await.unwrap();
            let outcome = form.commit(ready, CommitIntent::written(Fence(1))).await;
            assert!(matches!(outcome, CommitOutcome::InDoubt(_)), "{kind:?} {over:?} {name}: {outcome:?}");
            assert_eq!(county.asked("/apply/submit"), 1, "{kind:?} {over:?} {name}");
            form.into_session().close().await;
        }
    })
    .await;
}

/// A step of the walk: nobody commits, so the gate does not watch.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_form_posts_reaches_the_county_once() {
    in_all_ways(async |test, kind, over| {
        let pool = Pool::new(test.fleet.clone(), kind, 1, Recycling::default());
        let county = open(over, &[("/apply", answers::form), ("/reset", answers::a_reset)]);
        let session = at_the_form(&pool, over, &county).await;
        session.execute("document.querySelector('form').action = '/reset'", vec![]).await.unwrap();
        session.click(&find(&session, "button").await).await.unwrap();
        until("the proxy's own page", async || session.title().await.unwrap_or_default().contains("did not answer"))
            .await;
        assert_eq!(county.asked("/reset"), 1, "{kind:?} {over:?}");
        session.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_script_posts_reaches_the_county_once() {
    in_all_ways(async |test, kind, over| {
        let pool = Pool::new(test.fleet.clone(), kind, 1, Recycling::default());
        let county = open(over, &[&[("/apply", answers::form as Answer)], ANSWERS.as_slice()].concat());
        let session = at_the_form(&pool, over, &county).await;
        for (path, _) in ANSWERS {
            let post = "const done = arguments[1]; fetch(arguments[0], {method: 'POST', body: 'a=1'}) \
                .then(r => r.text().then(() => r.status)).then(done, () => done('failed'))";
            let posted = session.execute_async(post, vec![json!(path)], Duration::from_secs(10)).await.unwrap();
            assert_eq!(county.asked(path), 1, "{kind:?} {over:?} {path}: {posted}");
            // Browsers differ in what they make of a body that breaks off.
            assert!(posted == 502 || path == "/half-an-answer", "{kind:?} {over:?} {path}: {posted}");
        }
        session.close().await;
    })
    .await;
}

/// More than the sockets between hold, so that the county answers and is gone before all of it was sent.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_answered_before_it_was_read_reaches_the_county_once_and_its_answer_the_page() {
    in_all_ways(async |test, kind, over| {
        let pool = Pool::new(test.fleet.clone(), kind, 1, Recycling::default());
        let county = open(over, &[("/apply", answers::form), ("/early", answers::an_answer_before_the_body)]);
        let session = at_the_form(&pool, over, &county).await;
        let post = "const done = arguments[0]; fetch('/early', {method: 'POST', body: new Uint8Array(9 << 20)}) \
            .then(r => r.text().then(text => [r.status, text.includes('Fine')])).then(done, () => done('failed'))";
        let posted = session.execute_async(post, vec![], Duration::from_secs(20)).await.unwrap();
        assert_eq!((posted, county.asked("/early")), (json!([200, true]), 1), "{kind:?} {over:?}");
        session.close().await;
    })
    .await;
}
