//! What may be kept, and what tells answers apart.

use hyper::http::{Request, Response};

use super::*;

const NOW: SystemTime = SystemTime::UNIX_EPOCH;
const SCRIPT: &str = "https://alder.test/app.js";

fn request(method: &str, headers: &[(&str, &str)]) -> request::Parts {
    let builder = Request::builder().method(method).uri("/app.js").header("host", "alder.test");
    let built = headers.iter().fold(builder, |builder, (name, value)| builder.header(*name, *value));
    built.body(()).unwrap().into_parts().0
}

fn response(status: u16, headers: &[(&str, &str)]) -> response::Parts {
    let built =
        headers.iter().fold(Response::builder().status(status), |builder, (name, value)| builder.header(*name, *value));
    built.body(()).unwrap().into_parts().0
}

fn key_of(address: &str, headers: &[(&str, &str)]) -> Option<Key> {
    key(&request("GET", headers), &Url::parse(address).unwrap())
}

#[test]
fn only_what_a_pages_elements_ask_for_has_a_key() {
    #[track_caller]
    fn check(headers: &[(&str, &str)], expect: bool) {
        assert_eq!(key_of(SCRIPT, headers).is_some(), expect, "{headers:?}");
    }
    check(&[], true);
    check(&[("accept", "*/*"), ("referer", "https://alder.test/"), ("cookie", "a=1")], true);
    check(&[("sec-fetch-dest", "script"), ("sec-fetch-mode", "no-cors"), ("sec-ch-ua", "x")], true);
    check(&[("sec-fetch-dest", "image"), ("cache-control", "no-cache"), ("pragma", "no-cache")], true);
    // A script's own fetch, a document, a frame, a worker.
    for destination in ["empty", "document", "iframe", "worker", "serviceworker", "object"] {
        check(&[("sec-fetch-dest", destination)], false);
    }
    check(&[("accept", "text/html,*/*")], false);
    // What servers may answer by, and whoever asks may set.
    for name in
        ["x-forwarded-host", "x-forwarded-proto", "x-original-url", "forwarded", "x-http-method-override", "x-a"]
    {
        check(&[(name, "evil.test")], false);
    }
    for name in ["authorization", "range", "if-range", "if-none-match", "if-modified-since", "content-type", "te"] {
        check(&[(name, "x")], false);
    }
    check(&[("cookie", "a=1"), ("cookie", "b=2")], false);
    check(&[("cache-control", "No-Store")], false);
    for method in ["HEAD", "POST", "OPTIONS"] {
        assert_eq!(key(&request(method, &[]), &Url::parse(SCRIPT).unwrap()), None, "{method}");
    }
    assert_eq!(key_of(&format!("{SCRIPT}?{}", "x".repeat(MOST_KEY)), &[]), None);
}

#[test]
fn a_key_is_the_whole_address_and_all_that_a_script_can_set() {
    let known = key_of(SCRIPT, &[]).unwrap();
    for other in [
        "http://alder.test/app.js",
        "https://birch.test/app.js",
        "https://alder.test:8443/app.js",
        "https://alder.test/app.js?",
        "https://alder.test/app.js?v=2",
        "https://alder.test/APP.js",
        "https://alder.test/a/../app.js/",
        "https://alder.test/app.js;x",
    ] {
        assert_ne!(key_of(other, &[]).unwrap(), known, "{other}");
    }
    assert_eq!(key_of("https://alder.test/app.js#part", &[]).unwrap(), known);
    for name in KEYED {
        assert_ne!(key_of(SCRIPT, &[(name.as_str(), "evil")]).unwrap(), known, "{name}");
    }
    // What stands in one header cannot be taken for another.
    let apart = |one: &str, other: &str| key_of(SCRIPT, &[("accept", one), ("accept-encoding", other)]).unwrap();
    assert_ne!(apart("a", "b"), apart("a\tb", ""));
    assert_ne!(apart("ab", "c"), apart("a", "bc"));
    let unkeyed = [("cookie", "a=1"), ("referer", "https://alder.test/apply"), ("sec-fetch-site", "same-origin")];
    assert_eq!(key_of(SCRIPT, &unkeyed).unwrap(), known);
}

const STATIC: [(&str, &str); 2] = [("content-type", "text/javascript"), ("etag", "\"1\"")];

#[test]
fn only_what_is_public_static_and_explicitly_fresh_is_kept() {
    #[track_caller]
    fn check(headers: &[(&str, &str)], expect: bool) {
        let response = response(200, &[&STATIC, headers].concat());
        assert_eq!(policy(&request("GET", &[]), &response, NOW).is_some(), expect, "{headers:?}");
    }
    check(&[("cache-control", "max-age=60")], true);
    check(&[("cache-control", "Public, Max-Age=60")], true);
    check(&[("cache-control", "public, s-maxage=60")], true);
    check(&[("cache-control", "immutable")], true);
    let dated = [("date", "Thu, 26 Nov 2026 06:00:00 GMT"), ("expires", "Thu, 26 Nov 2026 07:00:00 GMT")];
    check(&dated, true);
    check(&dated[1..], false);
    check(&[("date", dated[1].1), ("expires", dated[0].1)], false);
    check(&[("date", dated[0].1), ("expires", "0")], false);
    // Not said, or said otherwise.
    check(&[], false);
    check(&[("last-modified", "Thu, 26 Nov 2020 06:00:00 GMT")], false);
    check(&[("cache-control", "public")], false);
    for said in ["max-age=0", "max-age=-1", "max-age=x", "max-age=60, max-age=9999", "s-maxage=0, max-age=60"] {
        check(&[("cache-control", said)], false);
    }
    for said in ["no-store", "No-Store", "private", "PRIVATE", "no-cache", "private=\"x\"", "must-understand"] {
        check(&[("cache-control", &format!("max-age=60, {said}"))], false);
    }
    let stores = [("cache-control", "max-age=60"), ("age", "61")];
    check(&stores, false);
    // Not everybody's.
    for (name, value) in [
        ("set-cookie", "a=1"),
        ("vary", "*"),
        ("vary", "Cookie"),
        ("vary", "Accept-Encoding, X-Forwarded-Host"),
        ("vary", "Referer"),
        ("content-range", "bytes 0-3/9"),
        ("content-disposition", "attachment"),
    ] {
        check(&[("cache-control", "public, max-age=60"), (name, value)], false);
    }
    check(&[("cache-control", "max-age=60"), ("vary", "Accept-Encoding, origin"), ("vary", "User-Agent")], true);
}

#[test]
fn documents_and_what_is_no_file_are_never_kept() {
    #[track_caller]
    fn check(status: u16, headers: &[(&str, &str)], expect: bool) {
        let response = response(status, &[&[("cache-control", "public, immutable, max-age=60")], headers].concat());
        assert_eq!(policy(&request("GET", &[]), &response, NOW).is_some(), expect, "{status} {headers:?}");
    }
    let etag = ("etag", "\"1\"");
    check(200, &[etag, ("content-type", "text/css; charset=utf-8")], true);
    check(200, &[etag, ("content-type", "Image/PNG")], true);
    check(200, &[("last-modified", "Thu, 26 Nov 2020 06:00:00 GMT"), ("content-type", "font/woff2")], true);
    for kind in
        ["text/html", "application/xhtml+xml", "application/json", "text/plain", "application/pdf", "text/event-stream"]
    {
        check(200, &[etag, ("content-type", kind)], false);
    }
    check(200, &[etag], false);
    check(200, &[etag, ("content-type", "text/css"), ("content-type", "text/html")], false);
    // Made for whoever asked, most likely.
    check(200, &[("content-type", "text/css")], false);
    for status in [203, 204, 206, 301, 302, 304, 404, 500, 503] {
        check(status, &[etag, ("content-type", "text/css")], false);
    }
}

#[test]
fn with_a_cookie_only_what_says_that_it_is_public() {
    let kept = |said: &str| {
        let response = response(200, &[&STATIC[..], &[("cache-control", said)]].concat());
        policy(&request("GET", &[("cookie", "session=1")]), &response, NOW).is_some()
    };
    assert!(kept("public, max-age=60"));
    assert!(!kept("max-age=60"));
    assert!(!kept("s-maxage=60"));
}
