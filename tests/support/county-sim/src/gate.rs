//! Stands before every county page: strikes with the faults that concern whole requests, and closes each connection
//! after its answer. Without that, browsers resend a POST by themselves when a kept-alive connection breaks.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use hyper::body::Frame;
use maud::{DOCTYPE, html};

use crate::fault::{Fault, Lost, Outage};
use crate::session::Ended;
use crate::site::Site;

/// Paths below this are files; faults leave them alone.
const FILES: &str = "/static/";

pub(crate) async fn gate(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let mut response = if path.starts_with(FILES) || path == "/favicon.ico" {
        next.run(request).await
    } else {
        match stopped(&site, &path, request.headers()).await {
            Some(response) => response,
            None => next.run(request).await,
        }
    };
    let upgraded = response.status() == StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    if !upgraded {
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn stopped(site: &Site, path: &str, headers: &HeaderMap) -> Option<Response> {
    match site.faults.strike(|f| matches!(f, Fault::Offline { .. })) {
        Some(Fault::Offline { how: Outage::BadGateway }) => return Some(bad_gateway()),
        Some(_) => return Some(dropped()),
        None => {}
    }
    if let Some(Fault::Maintenance { retry_after }) = site.faults.strike(|f| matches!(f, Fault::Maintenance { .. })) {
        return Some(later(StatusCode::SERVICE_UNAVAILABLE, retry_after, "This system is closed for maintenance."));
    }
    if let Some(Fault::Throttled { status, retry_after }) = site.faults.strike(|f| matches!(f, Fault::Throttled { .. }))
    {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::TOO_MANY_REQUESTS);
        return Some(later(status, retry_after, "Too many requests. Please try again later."));
    }
    if let Some(Fault::Slow { millis }) = site.faults.strike(|f| matches!(f, Fault::Slow { .. })) {
        tokio::select! {
            () = tokio::time::sleep(Duration::from_millis(millis)) => {}
            () = site.stop.cancelled() => return Some(dropped()),
        }
    }
    let id = path.rsplit('/').next().filter(|id| !id.is_empty()).unwrap_or("start");
    if let Some(response) = stopped_at(site, &[id]).await {
        return Some(response);
    }
    if site.sessions.any(headers, |_| ()).is_ok()
        && site.faults.strike(|f| matches!(f, Fault::SessionEvicted)).is_some()
    {
        site.sessions.end(headers, Ended::Evicted);
    }
    None
}

/// The faults of one page, which goes by any of these names, and a form's page by its number from 1 as well. Where one address
/// serves several pages, the county asks this itself.
pub(crate) async fn stopped_at(site: &Site, ids: &[&str]) -> Option<Response> {
    let form = site.form();
    let numbers = form.pages.iter().zip(1..).filter(|(page, _)| ids.contains(&page.id));
    let numbers: Vec<String> = numbers.map(|(_, number): (_, u32)| number.to_string()).collect();
    let here = |page: &String| ids.contains(&page.as_str()) || numbers.contains(page);
    if site.faults.strike(|f| matches!(f, Fault::Error { page } if here(page))).is_some() {
        return Some(failure(StatusCode::INTERNAL_SERVER_ERROR, "An unexpected error occurred. Reference 0x80040E14."));
    }
    if site.faults.strike(|f| matches!(f, Fault::Hang { page } if here(page))).is_some() {
        site.stop.cancelled().await;
        return Some(dropped());
    }
    None
}

/// The county has it, and its answer is lost.
pub(crate) async fn lose(site: &Site, how: Lost) -> Response {
    match how {
        Lost::Drop => dropped(),
        Lost::BadGateway => bad_gateway(),
        Lost::Hang => {
            site.stop.cancelled().await;
            dropped()
        }
    }
}

/// An answer that fails before its first byte is sent: the connection just closes.
fn dropped() -> Response {
    Response::new(Body::new(Broken))
}

fn bad_gateway() -> Response {
    failure(StatusCode::BAD_GATEWAY, "The upstream server did not answer.")
}

fn later(status: StatusCode, seconds: u32, text: &str) -> Response {
    let mut response = failure(status, text);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

pub(crate) fn failure(status: StatusCode, text: &str) -> Response {
    let title = status.canonical_reason().unwrap_or("Error");
    let page = html! {
        (DOCTYPE)
        html { head { title { (title) } } body { h1 { (status.as_u16()) " " (title) } p { (text) } } }
    };
    (status, Html(page.into_string())).into_response()
}

struct Broken;

impl HttpBody for Broken {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Poll::Ready(Some(Err(std::io::ErrorKind::ConnectionReset.into())))
    }
}
