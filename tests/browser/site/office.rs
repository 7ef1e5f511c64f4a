//! The county that the pages of trouble reports send to: it keeps what arrives, and answers with the page that the query names. A
//! cookie says which visitor sent it, as behaviours run side by side.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::{Form, FromRequest as _, Multipart, Path, Query, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{any, get, post};
use serde::Deserialize;

/// What is in each document that is handed over.
pub(crate) const DOCUMENT: &[u8] = b"%PDF-1.4";

/// What the county has.
#[derive(Clone, Default)]
pub(crate) struct Office {
    visitors: Arc<AtomicU32>,
    arrived: Arc<Mutex<Vec<Arrival>>>,
}

struct Arrival {
    visitor: String,
    /// `name=value, proof=id.pdf`.
    content: String,
}

/// How a request is to be answered.
#[derive(Deserialize)]
struct Asked {
    /// The page to answer with; a receipt, if none.
    answer: Option<String>,
    /// How late.
    #[serde(default)]
    ms: u64,
}

impl Office {
    pub(super) fn routes(&self) -> axum::Router {
        axum::Router::new()
            .route("/reported/{page}", get(page))
            .route("/office/receipt", get(receipt))
            .route("/office/late", get(late))
            .route("/office/draw", post(draw))
            // A step like any other, and what submits.
            .route("/office/take", post(take))
            .route("/office/commit", any(take))
            .with_state(self.clone())
    }

    /// The cookie of a visitor who has sent nothing yet.
    pub(crate) fn visitor(&self) -> String {
        format!("visitor={}", self.visitors.fetch_add(1, Ordering::Relaxed))
    }

    /// What a visitor sent, in its order.
    pub(crate) fn has(&self, visitor: &str) -> Vec<String> {
        let arrived = self.arrived.lock().unwrap();
        arrived.iter().filter(|one| one.visitor == visitor).map(|one| one.content.clone()).collect()
    }

    /// The number of what a visitor sent last.
    pub(crate) fn number(&self, visitor: &str) -> Option<String> {
        let at = self.arrived.lock().unwrap().iter().rposition(|one| one.visitor == visitor)?;
        Some(format!("ALD-2026-{at:06}"))
    }

    fn number_for(&self, headers: &HeaderMap) -> String {
        self.number(&header(headers, COOKIE)).unwrap_or_default()
    }
}

async fn page(Path(page): Path<String>) -> Response {
    drawn(page.strip_suffix(".html").unwrap_or_default(), "", "null")
}

/// A page of the reports with what the county fills in: `{{number}}`, and what was `{{posted}}`.
fn drawn(page: &str, number: &str, posted: &str) -> Response {
    let file = format!("{}/pages/reported/{page}.html", env!("CARGO_MANIFEST_DIR"));
    match std::fs::read_to_string(file) {
        Ok(text) if !page.contains(['/', '.']) => {
            let text = text.replace("{{number}}", number).replace("{{posted}}", posted);
            ([(CACHE_CONTROL, "no-store")], Html(text)).into_response()
        }
        _ => (StatusCode::NOT_FOUND, Html("<!doctype html><title>Not found</title><h1>Not found</h1>")).into_response(),
    }
}

/// The receipt of what came last.
async fn receipt(State(office): State<Office>, Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    asked.wait().await;
    drawn(asked.page(), &office.number_for(&headers), "null")
}

async fn late(Query(asked): Query<Asked>) -> StatusCode {
    asked.wait().await;
    StatusCode::NO_CONTENT
}

/// Draws a page anew with what was posted, and keeps nothing.
async fn draw(Query(asked): Query<Asked>, request: Request) -> Response {
    let fields = fields(request).await;
    asked.wait().await;
    drawn(asked.page(), "", &as_json(fields))
}

async fn take(State(office): State<Office>, Query(asked): Query<Asked>, request: Request) -> Response {
    let headers = request.headers().clone();
    let fields = fields(request).await;
    let content = fields.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(", ");
    office.arrived.lock().unwrap().push(Arrival { visitor: header(&headers, COOKIE), content });
    let number = office.number_for(&headers);
    asked.wait().await;
    drawn(asked.page(), &number, &as_json(fields))
}

impl Asked {
    async fn wait(&self) {
        tokio::time::sleep(Duration::from_millis(self.ms)).await;
    }

    fn page(&self) -> &str {
        self.answer.as_deref().unwrap_or("received")
    }
}

/// As a page's script can hold it.
fn as_json(fields: Vec<(String, String)>) -> String {
    let fields: serde_json::Map<_, _> = fields.into_iter().map(|(name, value)| (name, value.into())).collect();
    serde_json::to_string(&fields).unwrap().replace('<', "\\u003c")
}

/// What a request holds; of a file its name, where it is whole.
async fn fields(request: Request) -> Vec<(String, String)> {
    let kind = header(request.headers(), CONTENT_TYPE);
    if kind.starts_with("multipart/form-data") {
        let mut parts = Multipart::from_request(request, &()).await.unwrap();
        let mut fields = Vec::new();
        while let Some(part) = parts.next_field().await.unwrap() {
            let name = part.name().unwrap_or_default().to_owned();
            let value = match part.file_name().map(str::to_owned) {
                Some(file) => {
                    let content = part.bytes().await.unwrap();
                    let is_whole = file.is_empty() || content[..] == *DOCUMENT;
                    if is_whole { file } else { format!("{file} of {} bytes", content.len()) }
                }
                None => part.text().await.unwrap(),
            };
            fields.push((name, value));
        }
        return fields;
    }
    if kind.starts_with("application/x-www-form-urlencoded") {
        return Form::from_request(request, &()).await.unwrap().0;
    }
    vec![("text".to_owned(), String::from_request(request, &()).await.unwrap())]
}

fn header(headers: &HeaderMap, name: axum::http::HeaderName) -> String {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}
