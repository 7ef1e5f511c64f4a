//! Every request is bounded in time and leaves one line. The line has the route, not the address as sent: an address, a
//! query or a body may hold anything.

use std::time::Duration;

use axum::extract::{MatchedPath, Request};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::access::Caller;
use super::problem::Problem;

/// Longest request, its body included: 48 MiB over a slow line.
const LONGEST_REQUEST: Duration = Duration::from_secs(120);

pub(super) async fn bound(request: Request, next: Next) -> Response {
    match tokio::time::timeout(LONGEST_REQUEST, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::new(StatusCode::REQUEST_TIMEOUT, "timeout", "The request took too long")
            .detail(format!(
                "it was given up after {} s; send it again under the same Idempotency-Key",
                LONGEST_REQUEST.as_secs()
            ))
            .into_response(),
    }
}

pub(super) async fn log(request: Request, next: Next) -> Response {
    let started = tokio::time::Instant::now();
    let method = request.method().clone();
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let route = matched.as_ref().map_or("(none)", MatchedPath::as_str);
    let response = next.run(request).await;
    let caller = response.extensions().get::<Caller>().map_or("-", Caller::name);
    let (status, took) = (response.status().as_u16(), started.elapsed());
    tracing::info!(%method, route, status, caller, milliseconds = took.as_millis(), "request");
    metrics::histogram!("postrider_request_seconds", "route" => route.to_owned(), "status" => status.to_string())
        .record(took.as_secs_f64());
    response
}
