//! Every request comes to its end, also when its client hung up, and leaves one line. The line has the route, not the address as
//! sent: an address, a query or a body may hold anything.

use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use tokio_util::task::TaskTracker;

use super::access::Caller;
use super::problem::Problem;

/// Longest look at what is kept.
const LONGEST_LOOK: Duration = Duration::from_secs(120);

/// Runs a request in a task of its own. Who hangs up frees nothing that is still worked in, neither memory nor a place of the token's,
/// and leaves no change half done.
pub(super) async fn to_the_end(State(tracker): State<TaskTracker>, request: Request, next: Next) -> Response {
    match tracker.spawn(next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::broken().into_response(),
    }
}

/// Gives a look up that takes too long. Never a change: it would go on, or be half done, while its client is asked to send it again.
/// A change waits for its body, which has a bound, and for work that has bounds of its own.
pub(super) async fn bound(request: Request, next: Next) -> Response {
    if !request.method().is_safe() {
        return next.run(request).await;
    }
    match tokio::time::timeout(LONGEST_LOOK, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::new(StatusCode::REQUEST_TIMEOUT, "timeout", "The request took too long")
            .detail(format!("it was given up after {} s; send it again", LONGEST_LOOK.as_secs()))
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
