//! The end of an application at a county that counts its sessions: they are ended, and nothing else reaches the county any more.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use postrider::browser::{Announcement, Farewell, Kind, NetworkPolicy, Pool, PooledSession, Recycling, RequestRules};
use url::Url;
use wrong_servers::{Answer, Connection, Request, Server, answers};

use crate::fixture::{BOTH, HOST, TestFleet, at, until};

/// Connections to it are refused.
const CLOSED: &str = "closed.test";
const SIGNED_OUT: &str = "HTTP/1.1 302 Found\r\nlocation: /login\r\ncontent-length: 0\r\n\r\n";
const MOVED: &str = "HTTP/1.1 301 Moved\r\nlocation: /logout\r\ncontent-length: 0\r\n\r\n";
const BROKEN: &str = "HTTP/1.1 500 Oops\r\ncontent-length: 0\r\n\r\n";

/// A page that sends what it holds, again and again, and once more when it is left.
const TALKS: &str = "const done = arguments[0];
    const say = (path) => { navigator.sendBeacon(path, 'a=1'); fetch(path + '?by=fetch').catch(() => null); };
    addEventListener('pagehide', () => say('/last-word'));
    setInterval(() => say('/word'), 5);
    fetch('/login', { method: 'POST', body: 'a=1' }).then(() => done('signed in'), done)";

fn signed_out(to: &mut Connection, request: &Request) -> Option<()> {
    answers::whole(to, request, SIGNED_OUT)
}

fn broken(to: &mut Connection, request: &Request) -> Option<()> {
    answers::whole(to, request, BROKEN)
}

fn moved(to: &mut Connection, request: &Request) -> Option<()> {
    answers::whole(to, request, MOVED)
}

fn silent(to: &mut Connection, _: &Request) -> Option<()> {
    to.hold()
}

/// What is ended, and what was said to be over.
#[derive(Default)]
struct Heard(Arc<Mutex<Vec<String>>>);

impl Heard {
    fn farewell(&self, sign_out: Option<Url>) -> Farewell {
        let heard = Arc::clone(&self.0);
        let over = move |login| -> Announcement {
            heard.lock().unwrap().push(login);
            Box::pin(std::future::ready(()))
        };
        Farewell { logins: vec![("worker".to_owned(), sign_out)], over: Box::new(over) }
    }

    fn is_over(&self) -> bool {
        *self.0.lock().unwrap() == ["worker"]
    }
}

fn policy(county: &Server) -> NetworkPolicy {
    NetworkPolicy {
        origins: [HOST, CLOSED].map(|host| format!("http://{host}").parse().unwrap()).into(),
        resolve: [(HOST.to_owned(), county.address), (CLOSED.to_owned(), "127.0.0.1:1".parse().unwrap())].into(),
        requests: RequestRules::of_paths(["/apply/submit"]),
        ..NetworkPolicy::default()
    }
}

async fn at_the_form(pool: &Pool, county: &Server) -> PooledSession {
    let session = pool.take(policy(county)).await.unwrap();
    session.open(&at("/apply")).await.unwrap();
    session
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_ended_and_the_pages_that_are_left_reach_nothing() {
    let test = TestFleet::new();
    for kind in BOTH {
        let pool = Pool::new(test.fleet.clone(), kind, 1, Recycling::default());
        let county = Server::open(&[("/apply", answers::form), ("/logout", signed_out)]);
        let session = at_the_form(&pool, &county).await;
        let signed_in = session.execute_async(TALKS, vec![], Duration::from_secs(10)).await.unwrap();
        assert_eq!(signed_in, "signed in", "{kind:?}");
        let heard = Heard::default();
        session.close_after(Some(heard.farewell(Some(at("/logout"))))).await;
        // The next one has it when that is done.
        let next = at_the_form(&pool, &county).await;
        assert!(heard.is_over(), "{kind:?}");
        let asked: Vec<_> = county.requests().iter().map(|request| request.path().to_owned()).collect();
        let said = asked.iter().position(|path| path == "/logout").expect("it was signed out of");
        assert_eq!(asked[said + 1..], ["/apply"], "{kind:?}: nothing but the next application's page follows");
        assert_eq!(county.asked("/last-word"), 0, "{kind:?}");
        next.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_counts_on_unless_the_county_ended_it() {
    // How it is signed out of, and how often a path is asked for.
    let here = |path: &str| Some(at(path));
    let cases: [(&str, Option<Url>, &str, usize); 6] = [
        ("it broke", here("/broken"), "/broken", 1),
        ("it moved", here("/moved"), "/logout", 0),
        ("it says nothing", here("/silent"), "/silent", 1),
        ("nothing submits but a commit", here("/apply/submit"), "/apply/submit", 0),
        ("there is no way to", None, "/logout", 0),
        ("nobody is there", Some(Url::parse(&format!("http://{CLOSED}/logout")).unwrap()), "/logout", 0),
    ];
    let paths: [(&str, Answer); 5] = [
        ("/apply", answers::form),
        ("/logout", signed_out),
        ("/moved", moved),
        ("/broken", broken),
        ("/silent", silent),
    ];
    let test = TestFleet::new();
    let check = async |kind: Kind| {
        let pool = Pool::new(test.fleet.clone(), kind, 1, Recycling::default());
        for (name, sign_out, path, asked) in &cases {
            let county = Server::open(&paths);
            let session = at_the_form(&pool, &county).await;
            session.execute("fetch('/login', { method: 'POST', body: 'a=1' })", vec![]).await.unwrap();
            until("it is signed in", async || county.asked("/login") > 0).await;
            let heard = Heard::default();
            session.close_after(Some(heard.farewell(sign_out.clone()))).await;
            at_the_form(&pool, &county).await.close().await;
            assert!(!heard.is_over(), "{kind:?}: {name}");
            assert_eq!(county.asked(path), *asked, "{kind:?}: {name}");
        }
    };
    tokio::join!(check(Kind::Firefox), check(Kind::Chromium));
}

/// Where no page was shown nobody signed in.
#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_was_never_begun_is_over() {
    let test = TestFleet::new();
    let pool = Pool::new(test.fleet.clone(), Kind::Firefox, 1, Recycling::default());
    let county = Server::open(&[("/apply", answers::form), ("/logout", signed_out)]);
    let session = pool.take(policy(&county)).await.unwrap();
    session.open(&Url::parse(&format!("http://{CLOSED}/apply")).unwrap()).await.unwrap_err();
    let heard = Heard::default();
    session.close_after(Some(heard.farewell(Some(at("/logout"))))).await;
    at_the_form(&pool, &county).await.close().await;
    assert!(heard.is_over());
    assert_eq!(county.asked("/logout"), 0);
}
