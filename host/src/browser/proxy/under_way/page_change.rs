//! Whether the answer to a request can change what a page holds, by what its browser says of it. Pure.

use hyper::HeaderMap;
use hyper::header::{ACCEPT, HeaderName, UPGRADE_INSECURE_REQUESTS};

/// What browsers say of a request over https, and of none over http (Fetch Metadata, 2.1).
const SEC_FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");
/// Asked for in case it will be wanted.
const SEC_PURPOSE: HeaderName = HeaderName::from_static("sec-purpose");
/// That a link was followed, told by the browser itself.
const PING_TO: HeaderName = HeaderName::from_static("ping-to");

/// What browsers accept where they go to a page. Scripts that want HTML accept less (`text/html, */*; q=0.01`).
const ACCEPTED_AS_PAGE: &str = "text/html,application/xhtml+xml,application/xml";

/// How paths end of what a page only shows, and of its scripts.
const SHOWN: [&str; 24] = [
    "css",
    "png",
    "jpg",
    "jpeg",
    "gif",
    "webp",
    "avif",
    "svg",
    "ico",
    "bmp",
    "woff",
    "woff2",
    "ttf",
    "otf",
    "eot",
    "mp3",
    "mp4",
    "webm",
    "ogg",
    "wav",
    "vtt",
    "map",
    "webmanifest",
    "pdf",
];
const SCRIPTS: [&str; 2] = ["js", "mjs"];

/// How the answer to a request can change a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PageChange {
    /// Another page comes. Over http it may be a frame's: nobody says so there.
    Document,
    /// It is a frame's document, or a script: the page itself waits for it.
    Loading,
    /// A script of the page's does something with it.
    ByScript,
}

impl PageChange {
    /// None of what is only shown, of what never ends, and of what nobody hears the answer to.
    pub(super) fn of(headers: &HeaderMap, path: &str) -> Option<PageChange> {
        let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        let accept = text(ACCEPT).unwrap_or_default();
        if accept.contains("text/event-stream") || headers.contains_key(PING_TO) || headers.contains_key(SEC_PURPOSE) {
            return None;
        }
        match text(SEC_FETCH_DEST) {
            Some("empty") => Some(PageChange::ByScript),
            Some("document") => Some(PageChange::Document),
            Some("iframe" | "frame" | "script" | "worker" | "sharedworker") => Some(PageChange::Loading),
            Some(_) => None,
            None if headers.contains_key(UPGRADE_INSECURE_REQUESTS) || accept.starts_with(ACCEPTED_AS_PAGE) => {
                Some(PageChange::Document)
            }
            None => unsaid(accept, path),
        }
    }
}

/// The same where the browser does not say what it is for, and it is no page.
fn unsaid(accept: &str, path: &str) -> Option<PageChange> {
    let shown = ["image/", "text/css", "audio/", "video/", "application/font", "font/"];
    if shown.iter().any(|kind| accept.starts_with(kind)) {
        return None;
    }
    let ending = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, ending)| ending);
    let is_one_of = |endings: &[&str]| ending.is_some_and(|is| endings.iter().any(|one| is.eq_ignore_ascii_case(one)));
    if is_one_of(&SHOWN) {
        None
    } else if is_one_of(&SCRIPTS) {
        Some(PageChange::Loading)
    } else {
        Some(PageChange::ByScript)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_request_is_for_says_what_it_can_change() {
        #[track_caller]
        fn check(path: &str, headers: &[(&'static str, &'static str)], expect: Option<PageChange>) {
            let headers: HeaderMap =
                headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
            assert_eq!(PageChange::of(&headers, path), expect, "{path} {headers:?}");
        }
        let dest = |is| ("sec-fetch-dest", is);
        let accept = |is| ("accept", is);
        let document = Some(PageChange::Document);
        let (loading, by_script) = (Some(PageChange::Loading), Some(PageChange::ByScript));
        check("/apply", &[dest("document"), accept("text/html")], document);
        check("/frame", &[dest("iframe"), accept("text/html")], loading);
        check("/app.js", &[dest("script"), accept("*/*")], loading);
        check("/cities", &[dest("empty"), accept("*/*")], by_script);
        check("/logo", &[dest("image"), accept("image/avif,*/*")], None);
        check("/font", &[dest("font"), accept("*/*")], None);
        check("/events", &[dest("empty"), accept("text/event-stream")], None);
        check("/next", &[dest("document"), accept("text/html"), ("sec-purpose", "prefetch")], None);
        check("/told", &[dest("empty"), ("ping-to", "https://oak.test/")], None);
        // Over http.
        check("/apply", &[accept("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")], document);
        check("/apply", &[accept("text/html"), ("upgrade-insecure-requests", "1")], document);
        check("/cities", &[accept("text/html, */*; q=0.01")], by_script);
        check("/cities", &[accept("text/html, application/xhtml+xml")], by_script);
        check("/app.js", &[accept("*/*")], loading);
        check("/cities", &[accept("*/*")], by_script);
        check("/v1.2/cities", &[accept("application/json, text/plain, */*")], by_script);
        check("/logo", &[accept("image/webp,*/*;q=0.8")], None);
        check("/site", &[accept("text/css,*/*;q=0.1")], None);
        check("/a.WOFF2", &[accept("*/*")], None);
        check("/events", &[accept("text/event-stream")], None);
        check("/cities", &[], by_script);
    }
}
