//! Elm: one page, and one address behind it. Everything is an operation of `POST /graphql`, the submission too; what is wrong is
//! said with status 200, as GraphQL does. The county's number comes by a subscription, or to whoever asks for it.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::gate;
use crate::session::set_cookie;
use crate::site::Site;

pub(crate) mod operations;
pub(crate) mod pages;
mod push;
mod state;
mod submissions;

use operations::Outcome;
use state::Elm;

/// How late an operation is answered.
const LATE: Duration = Duration::from_millis(60);

pub(crate) fn router(site: Arc<Site>) -> Router {
    Router::new()
        .route("/", get(page))
        .route("/graphql", post(graphql).get(push::socket))
        .route("/static/elm.css", get(async || ([(header::CONTENT_TYPE, "text/css")], include_str!("elm/elm.css"))))
        .route("/static/controls.js", get(async || script(include_str!("elm/controls.js"))))
        .route("/static/elm.js", get(async || script(include_str!("elm/elm.js"))))
        .with_state(Elm { site, submissions: Arc::default() })
}

fn script(text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], text).into_response()
}

async fn page() -> Html<&'static str> {
    Html(include_str!("elm/index.html"))
}

/// A request as GraphQL clients send it. The document is not read: the operation's name says it all.
#[derive(Deserialize)]
struct Request {
    #[serde(rename = "operationName")]
    operation: String,
    query: String,
    #[serde(default)]
    variables: Value,
}

async fn graphql(State(elm): State<Elm>, headers: HeaderMap, Json(request): Json<Request>) -> Response {
    let section = request.variables["section"].as_str().unwrap_or_default();
    if let Some(response) = gate::stopped_at(&elm.site, &[&request.operation, section]).await {
        return response;
    }
    tokio::select! { () = tokio::time::sleep(LATE) => {}, () = elm.site.stop.cancelled() => {} }
    if !request.query.contains(&request.operation) {
        let message = format!("Unknown operation named \"{}\".", request.operation);
        return Json(json!({ "errors": [{ "message": message }] })).into_response();
    }
    match operations::run(&elm, &headers, &request.operation, &request.variables) {
        Outcome::Data(data) => Json(json!({ "data": data })).into_response(),
        Outcome::SignedIn(cookie, data) => ([set_cookie(&cookie)], Json(json!({ "data": data }))).into_response(),
        Outcome::Errors(errors) => Json(json!({ "data": null, "errors": errors })).into_response(),
        Outcome::Lost(how) => gate::lose(&elm.site, how).await,
    }
}
