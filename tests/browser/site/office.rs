//! The county that the pages of trouble reports send to: it keeps what arrives, and answers with the page that the query names. What
//! arrived is told apart by the page that it came from and by browser, as behaviours run side by side.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::{Form, FromRequest as _, Multipart, Path, Query, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, USER_AGENT};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;

/// What the county has.
#[derive(Clone, Default)]
pub(crate) struct Office {
    arrived: Arc<Mutex<Vec<Arrival>>>,
}

struct Arrival {
    page: String,
    agent: String,
    /// `name=value, proof=id.pdf`.
    content: String,
}

/// How a request is to be answered.
#[derive(Deserialize)]
struct Asked {
    /// The page that it is about; what names none is not kept.
    page: Option<String>,
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
            // `take` is a step like any other, `commit` what submits.
            .route("/office/{way}", post(take).get(show))
            .with_state(self.clone())
    }

    /// Forgets what a browser sent from a page.
    pub(crate) fn forget(&self, page: &str, agent: &str) {
        self.arrived.lock().unwrap().retain(|one| one.page != page || one.agent != agent);
    }

    /// What a browser sent from a page, in its order.
    pub(crate) fn has(&self, page: &str, agent: &str) -> Vec<String> {
        let arrived = self.arrived.lock().unwrap();
        let of_page = arrived.iter().filter(|one| one.page == page && one.agent == agent);
        of_page.map(|one| one.content.clone()).collect()
    }

    /// The number of what a browser sent last from a page.
    pub(crate) fn number(&self, page: &str, agent: &str) -> Option<String> {
        let arrived = self.arrived.lock().unwrap();
        let at = arrived.iter().rposition(|one| one.page == page && one.agent == agent)?;
        Some(format!("ALD-2026-{at:06}"))
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

/// The receipt of what came last, or an empty answer.
async fn show(State(office): State<Office>, Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    tokio::time::sleep(Duration::from_millis(asked.ms)).await;
    let Some(page) = asked.page else { return StatusCode::NO_CONTENT.into_response() };
    let number = office.number(&page, &header(&headers, USER_AGENT)).unwrap_or_default();
    drawn(asked.answer.as_deref().unwrap_or("received"), &number, "null")
}

async fn take(State(office): State<Office>, Query(asked): Query<Asked>, request: Request) -> Response {
    let agent = header(request.headers(), USER_AGENT);
    let fields = fields(request).await;
    let number = asked.page.and_then(|page| {
        let content = fields.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(", ");
        office.arrived.lock().unwrap().push(Arrival { page: page.clone(), agent: agent.clone(), content });
        office.number(&page, &agent)
    });
    tokio::time::sleep(Duration::from_millis(asked.ms)).await;
    let posted: serde_json::Map<_, _> = fields.into_iter().map(|(name, value)| (name, value.into())).collect();
    let posted = serde_json::to_string(&posted).unwrap().replace('<', "\\u003c");
    drawn(asked.answer.as_deref().unwrap_or("received"), &number.unwrap_or_default(), &posted)
}

/// What a request holds; of a file its name.
async fn fields(request: Request) -> Vec<(String, String)> {
    let kind = header(request.headers(), CONTENT_TYPE);
    if kind.starts_with("multipart/form-data") {
        let mut parts = Multipart::from_request(request, &()).await.unwrap();
        let mut fields = Vec::new();
        while let Some(part) = parts.next_field().await.unwrap() {
            let name = part.name().unwrap_or_default().to_owned();
            let value = match part.file_name() {
                Some(file) => file.to_owned(),
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
