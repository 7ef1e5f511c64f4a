//! Varies every page of a county while a day is set, as real sites do without meaning anything by it: a notice, the date, other
//! languages, other classes, attributes in another order. Never touches what a form asks, holds or sends.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::gate;
use crate::site::Site;

mod page;
mod tags;
mod words;

/// Bytes of a page at most: room for a list of thousands of applications.
const LARGEST_PAGE: usize = 4 << 20;

pub(crate) async fn vary(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if !is_page(&response) {
        return response;
    }
    let Some(turn) = site.day.next() else { return response };
    let (head, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, LARGEST_PAGE).await else {
        let problem =
            format!("The page has more than {LARGEST_PAGE} bytes, and a day is set: county-sim varies none as large.");
        return gate::failure(StatusCode::INTERNAL_SERVER_ERROR, &problem);
    };
    let varied = page::varied(&String::from_utf8_lossy(&bytes), turn);
    Response::from_parts(head, Body::from(varied))
}

fn is_page(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/html"))
}
