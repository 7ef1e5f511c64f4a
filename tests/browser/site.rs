//! The site: our own pages, the packages of others, a county that takes, refuses or loses, another that keeps what it gets, and pages
//! that are slow or down.
//! It serves files by their ending and knows nothing of behaviours.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::{Component, PathBuf};
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Form, Path, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::serve::Listener as _;
use http_body_util::{Full, Limited};
use hyper::body::Frame;
use wrong_servers::Authority;

use crate::both_schemes::BothSchemes;

mod office;

pub(crate) use office::{DOCUMENT, Office};

/// The names of the site: of its pages, of another origin, and of one that asks who is there.
pub(crate) const HOSTS: [&str; 3] = ["pages.test", "other.test", "members.test"];
/// When a county answers that has taken an application: past the time that the test gives it.
const LATE: Duration = Duration::from_secs(6);
/// How long a slow page takes: long enough that an action on the page before it would be seen.
const SLOW: Duration = Duration::from_millis(400);

#[derive(Clone, Default)]
struct County {
    taken: Arc<AtomicU32>,
    last: Arc<Mutex<HashMap<String, String>>>,
}

pub(crate) struct Site {
    pub(crate) address: SocketAddr,
    /// What makes it trusted, in PEM.
    pub(crate) roots: String,
    county: County,
    office: Office,
    /// How late it answers, in milliseconds.
    delay: Arc<AtomicU64>,
}

impl Site {
    pub(crate) async fn start() -> Site {
        let (county, office, delay) = (County::default(), Office::default(), Arc::new(AtomicU64::new(0)));
        let app = axum::Router::new()
            .route("/packages/{*path}", get(package))
            .route("/slow/{step}", get(slow).post(slow))
            .route("/down", get(down))
            .route("/never", get(std::future::pending::<()>))
            .route("/sent/{what}", get(sent))
            .route("/members/{page}", get(members))
            .route("/county/submit", post(submit))
            .route("/{*path}", get(page))
            .with_state(county.clone())
            .merge(office.routes())
            .layer(from_fn_with_state(Arc::clone(&delay), late));
        let authority = Authority::default();
        let listener = BothSchemes::open(&authority, &HOSTS).await;
        let address = listener.local_addr().unwrap();
        #[allow(clippy::disallowed_methods, reason = "the tests' site ends with the tests' process")]
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Site { address, roots: authority.pem().to_owned(), county, office, delay }
    }

    /// How often the county took something.
    pub(crate) fn taken(&self) -> u32 {
        self.county.taken.load(Ordering::SeqCst)
    }

    /// Answers later from now on.
    pub(crate) fn delay(&self, by: Duration) {
        self.delay.store(u64::try_from(by.as_millis()).unwrap(), Ordering::Relaxed);
    }

    /// The county that the pages of trouble reports send to.
    pub(crate) fn office(&self) -> &Office {
        &self.office
    }

    /// What it took last.
    pub(crate) fn last(&self) -> HashMap<String, String> {
        self.county.last.lock().unwrap().clone()
    }
}

async fn late(State(delay): State<Arc<AtomicU64>>, request: Request, next: Next) -> Response {
    tokio::time::sleep(Duration::from_millis(delay.load(Ordering::Relaxed))).await;
    next.run(request).await
}

async fn page(Path(path): Path<String>) -> Response {
    file(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("pages"), &path)
}

async fn package(Path(path): Path<String>) -> Response {
    file(crate::fetched::folder(), &path)
}

fn file(mut folder: PathBuf, path: &str) -> Response {
    let path = PathBuf::from(path);
    if !path.components().all(|part| matches!(part, Component::Normal(_))) {
        return StatusCode::NOT_FOUND.into_response();
    }
    folder.push(&path);
    let kind = match path.extension().and_then(|ending| ending.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "xhtml" => "application/xhtml+xml",
        "css" => "text/css",
        "js" => "text/javascript",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "gif" => "image/gif",
        "jpg" => "image/jpeg",
        _ => "application/octet-stream",
    };
    match std::fs::read(folder) {
        Ok(bytes) => ([(CONTENT_TYPE, kind)], bytes).into_response(),
        // With a page: a browser shows one of its own for an empty answer.
        Err(_) => {
            (StatusCode::NOT_FOUND, Html("<!doctype html><title>Not found</title><h1>Not found</h1>")).into_response()
        }
    }
}

async fn slow(Path(step): Path<String>) -> Html<String> {
    tokio::time::sleep(SLOW).await;
    Html(format!("<!doctype html><title>{step}</title><h1>{step}</h1><label>One <input></label><button>Next</button>"))
}

async fn down() -> Response {
    let headers = HeaderMap::from_iter([("retry-after".parse().unwrap(), "120".parse().unwrap())]);
    (StatusCode::SERVICE_UNAVAILABLE, headers, Html("<title>Maintenance</title><h1>Back soon</h1>")).into_response()
}

/// Files as counties send them: kept by name, shown by the browser where it can, slow, and not what they say.
async fn sent(Path(what): Path<String>) -> Response {
    const PDF: &[u8] = b"%PDF-1.7 receipt for Ada Lovelace";
    let kept =
        [("content-type", "application/pdf"), ("content-disposition", "attachment; filename=\"Receipt Ada.pdf\"")];
    match what.as_str() {
        "kept" => (kept, PDF).into_response(),
        "shown" => ([("content-type", "application/pdf")], PDF).into_response(),
        "slow" => {
            tokio::time::sleep(SLOW).await;
            (kept, PDF).into_response()
        }
        "page" => (kept, "<!doctype html><p>Please sign in again").into_response(),
        "endless" => (kept, Body::new(Endless)).into_response(),
        "large" => (kept, [PDF, &vec![b'.'; 9 << 20]].concat()).into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

/// A file that does not end.
struct Endless;

impl HttpBody for Endless {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(&[b'.'; 16 << 10])))))
    }
}

/// A page for those who say by HTTP itself who they are (RFC 7617).
async fn members(Path(_): Path<String>, headers: HeaderMap) -> Response {
    match headers.get("authorization").and_then(|given| given.to_str().ok()) {
        // "worker:s3cret"
        Some("Basic d29ya2VyOnMzY3JldA==") => Html("<title>Members</title><h1>Welcome</h1>").into_response(),
        _ => {
            let headers = [("www-authenticate", "Basic realm=\"county\"")];
            (StatusCode::UNAUTHORIZED, headers, Html("<title>Who?</title>")).into_response()
        }
    }
}

/// A receipt whose number a script draws.
fn drawn(script: &str) -> String {
    format!(
        "<p>Thank you. <b id=\"number\"></b></p><script>const number = document.getElementById('number'); {script}</script>"
    )
}

async fn submit(State(county): State<County>, Form(form): Form<HashMap<String, String>>) -> Response {
    let mode = form.get("mode").cloned().unwrap_or_default();
    *county.last.lock().unwrap() = form;
    let takes = !["refuse", "silent"].contains(&mode.as_str());
    let number = 100_000 + county.taken.fetch_add(u32::from(takes), Ordering::SeqCst);
    let taken = format!(
        "<p>Thank you, Ada Lovelace.</p><p>Confirmation number: <b id=\"number\">Nr. CTY-{number} (keep it)</b></p>"
    );
    let refused = "<p role=\"alert\">Ada Lovelace, your ZIP Code is wrong.</p>";
    let body = match mode.as_str() {
        "refuse" => refused.to_owned(),
        "silent" => "<p>Hm.</p>".to_owned(),
        "late" => {
            tokio::time::sleep(LATE).await;
            String::new()
        }
        // A body that fails at its first byte: the connection breaks off.
        "lose" => return Response::new(Body::new(Limited::new(Full::from("lost"), 1))),
        "both" => format!("{taken}{refused}"),
        "between" => "<meta http-equiv=\"refresh\" content=\"1; url=/received.html\"><p>Sending. <b id=\"number\">PENDING 1 of 2</b></p>".to_owned(),
        "moves" => "<p>Sending. <b id=\"number\">PENDING 1 of 2</b></p><script>setTimeout(() => { location = '/received.html'; }, 800)</script>".to_owned(),
        "header" => {
            let goes_on = [("refresh", "1; url=/received.html")];
            return (goes_on, Html("<!doctype html><p>Sending. <b id=\"number\">PENDING 1 of 2</b></p>")).into_response();
        }
        "late-number" => drawn("setTimeout(() => { number.textContent = 'CTY-100777'; }, 1000)"),
        "counts" => drawn("let left = 3; const count = () => { number.textContent = left ? `Wait ${left--} s` : 'CTY-100777'; if (left >= 0) setTimeout(count, 700); }; count()"),
        "draft" => drawn("number.textContent = 'DRAFT-1'; fetch('/slow/number').then(() => { number.textContent = 'CTY-100777'; })"),
        "leaves" => "<meta http-equiv=\"refresh\" content=\"4; url=/home.html\"><p>Thank you. <b id=\"number\">CTY-100777</b></p>".to_owned(),
        "pending" => "<p>Thank you. <b id=\"number\">PENDING</b></p>".to_owned(),
        _ => taken,
    };
    Html(format!("<!doctype html><title>County</title>{body}")).into_response()
}
