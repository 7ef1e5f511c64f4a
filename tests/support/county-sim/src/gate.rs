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
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
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
    let names = page_names(site, path);
    let here = |page: &String| names.contains(page);
    if site.faults.strike(|f| matches!(f, Fault::Error { page } if here(page))).is_some() {
        return Some(failure(StatusCode::INTERNAL_SERVER_ERROR, "An unexpected error occurred. Reference 0x80040E14."));
    }
    if site.faults.strike(|f| matches!(f, Fault::Hang { page } if here(page))).is_some() {
        site.stop.cancelled().await;
        return Some(dropped());
    }
    if site.sessions.any(headers, |_| ()).is_ok()
        && site.faults.strike(|f| matches!(f, Fault::SessionEvicted)).is_some()
    {
        site.sessions.end(headers, Ended::Evicted);
    }
    None
}

/// A page goes by the last part of its path, and a form's page by its number from 1 as well.
fn page_names(site: &Site, path: &str) -> Vec<String> {
    let id = path.rsplit('/').next().filter(|id| !id.is_empty()).unwrap_or("start");
    let pages = crate::describe::pages(site.county, site.layout());
    let number = pages.iter().position(|p| p.id == id).map(|n| (n + 1).to_string());
    std::iter::once(id.to_owned()).chain(number).collect()
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
