//! Headers that stay between neighbours, and waits and redirects however they are written.

use hyper::header::HeaderValue;

use super::*;

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())).collect()
}

#[test]
fn what_is_between_neighbours_stays_there() {
    let mut all = headers(&[
        ("connection", "close, X-Secret"),
        ("x-secret", "1"),
        ("proxy-connection", "keep-alive"),
        ("proxy-authorization", "Basic eA=="),
        ("transfer-encoding", "chunked"),
        ("upgrade", "h2c"),
        ("cookie", "a=b"),
        ("content-length", "3"),
    ]);
    strip(&mut all);
    let mut left: Vec<_> = all.keys().map(HeaderName::as_str).collect();
    left.sort_unstable();
    assert_eq!(left, ["content-length", "cookie"]);
}

#[test]
fn a_length_beside_chunks_is_none() {
    let check = |pairs: &[(&'static str, &str)], expect: bool| {
        let mut headers = headers(pairs);
        forget_outdone_length(&mut headers);
        assert_eq!(headers.contains_key(CONTENT_LENGTH), expect, "{pairs:?}");
    };
    check(&[("content-length", "3"), ("transfer-encoding", "chunked")], false);
    check(&[("content-length", "3")], true);
}

#[test]
fn retry_after_is_seconds_however_it_is_written() {
    #[track_caller]
    fn check(pairs: &[(&'static str, &str)], expect: Option<u64>) {
        let url = Url::parse("http://cedar.test/").unwrap();
        assert_eq!(visit(&url, 503, &headers(pairs)).retry_after_seconds, expect);
    }
    check(&[("retry-after", "120")], Some(120));
    check(&[("retry-after", "Sun, 06 Nov 1994 08:51:37 GMT"), ("date", "Sun, 06 Nov 1994 08:49:37 GMT")], Some(120));
    check(&[("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT"), ("date", "Sun, 06 Nov 1994 08:51:37 GMT")], None);
    check(&[("retry-after", "soon")], None);
    check(&[], None);
}

#[test]
fn a_refresh_is_seconds_as_browsers_read_them() {
    #[track_caller]
    fn check(refresh: &str, expect: Option<u64>) {
        let url = Url::parse("http://cedar.test/").unwrap();
        assert_eq!(visit(&url, 200, &headers(&[("refresh", refresh)])).refresh_seconds, expect, "{refresh}");
    }
    check("3", Some(3));
    check("3; url=/done", Some(3));
    check("3, url=/done", Some(3));
    check("2.5; url=/done", Some(2));
    check(".5; url=/done", Some(0));
    check(" 3 url=/done", Some(3));
    check("url=/done", None);
    check("", None);
}

#[test]
fn a_redirect_is_noted_as_an_address() {
    let url = Url::parse("http://alder.test/apply/1").unwrap();
    let noted = visit(&url, 302, &headers(&[("location", "../login?next=1")]));
    assert_eq!(noted.location.unwrap().as_str(), "http://alder.test/login?next=1");
}
