//! A page with its scripts, styles and pictures, as a portal serves them, over http and https: the page itself for nobody to
//! keep, the rest for everybody. Answers at once; how far away it is, is the business of `distance`.

use std::fmt::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use axum::Router;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use postrider::browser::Scheme;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use url::Url;

use super::distance;
use crate::certificate::Certificate;

/// Its name.
pub(super) const HOST: &str = "bench.test";
/// Bytes of each script, style and picture.
const BYTES: usize = 8 << 10;
/// How long its connections may take to end.
const CLOSING: Duration = Duration::from_secs(5);

/// A script that counts what of the page has come.
pub(super) const LOADED: &str = "return window.scripts + [...document.images].filter((image) => image.naturalWidth).length \
     + [...document.styleSheets].filter((style) => style.cssRules.length).length";

/// A running site.
pub(super) struct Site {
    http: SocketAddr,
    https: SocketAddr,
    pub(super) certificate: Certificate,
    resources: u32,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Site {
    /// Serves it, so far away.
    pub(super) async fn start(resources: u32, round_trip: Duration) -> Result<Site> {
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.context("the page cannot be served")?;
        let near = listener.local_addr().context("the page has no address")?;
        let page = page(resources);
        let router = Router::new()
            .route("/", get(async move || ([(CACHE_CONTROL, "no-store")], Html(page))))
            .route("/{name}", get(resource));
        let stopped = stop.clone().cancelled_owned();
        tasks.spawn(async move {
            let _ = axum::serve(listener, router).with_graceful_shutdown(stopped).await;
        });
        let certificate = Certificate::new(&[HOST]);
        let secured = certificate.before(near, &tasks, &stop).await?;
        let http = distance::between(near, round_trip, &tasks, &stop).await?;
        let https = distance::between(secured, round_trip, &tasks, &stop).await?;
        Ok(Site { http, https, certificate, resources, stop, tasks })
    }

    /// Where a browser finds it, and Postrider by its name.
    pub(super) fn address(&self, scheme: Scheme) -> SocketAddr {
        match scheme {
            Scheme::Http => self.http,
            Scheme::Https => self.https,
        }
    }

    pub(super) fn url(&self, scheme: Scheme) -> Result<Url> {
        let port = self.address(scheme).port();
        Url::parse(&format!("{}://{HOST}:{port}/", scheme.as_str())).context("the page's address")
    }

    /// That all of the page has come.
    pub(super) fn check(&self, loaded: &Value) -> Result<()> {
        ensure!(*loaded == self.resources, "{loaded} of {} resources came", self.resources);
        Ok(())
    }

    pub(super) async fn stop(self) {
        self.stop.cancel();
        self.tasks.close();
        let _ = tokio::time::timeout(CLOSING, self.tasks.wait()).await;
    }
}

/// A third each of scripts, styles and pictures.
fn page(resources: u32) -> String {
    let (mut head, mut body) = (String::new(), String::new());
    for number in 0..resources {
        let _ = match number % 3 {
            0 => write!(head, "<script src=\"/{number}.js\"></script>"),
            1 => write!(head, "<link rel=\"stylesheet\" href=\"/{number}.css\">"),
            _ => write!(body, "<img src=\"/{number}.svg\" alt=\"\">"),
        };
    }
    format!(
        "<!doctype html><html lang=\"en\"><title>Apply</title><script>window.scripts = 0</script>{head}<h1>Apply</h1>{body}"
    )
}

async fn resource(Path(name): Path<String>) -> Response {
    let filler = "x".repeat(BYTES);
    let (kind, body) = match name.rsplit_once('.').map(|(_, kind)| kind) {
        Some("js") => ("text/javascript", format!("window.scripts += 1; // {filler}")),
        Some("css") => ("text/css", format!(".a{{color:#123}} /* {filler} */")),
        Some("svg") => (
            "image/svg+xml",
            format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"8\"><!-- {filler} --><path d=\"M0 0h8v8z\"/></svg>"
            ),
        ),
        _ => return axum::http::StatusCode::NOT_FOUND.into_response(),
    };
    let headers = [(CONTENT_TYPE, kind), (CACHE_CONTROL, "public, max-age=3600"), (ETAG, "\"1\"")];
    (headers, body).into_response()
}
