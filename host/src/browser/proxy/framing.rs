//! Whether it is certain where an answer ends (RFC 9112, 6.3). Pure.

use hyper::header::{CONTENT_LENGTH, HeaderMap, HeaderName, TRANSFER_ENCODING};
use hyper::http::response::Parts;
use hyper::{StatusCode, Version};

/// Whether there is one way alone to read where the answer ends. `asked_for_body`: its request was no HEAD.
pub(super) fn is_exactly_framed(head: &Parts, asked_for_body: bool) -> bool {
    let length = once(&head.headers, &CONTENT_LENGTH, |text| text.bytes().all(|digit| digit.is_ascii_digit()));
    let chunked = once(&head.headers, &TRANSFER_ENCODING, |text| text.eq_ignore_ascii_case("chunked"));
    let has_body = asked_for_body && !matches!(head.status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
    head.version == Version::HTTP_11
        && match (length, chunked) {
            (Said::Once, Said::Not) | (Said::Not, Said::Once) => true,
            (Said::Not, Said::Not) => !has_body,
            _ => false,
        }
}

enum Said {
    Not,
    /// And plainly.
    Once,
    /// Twice, or in a way that some read otherwise.
    Unclear,
}

fn once(headers: &HeaderMap, name: &HeaderName, is_plain: fn(&str) -> bool) -> Said {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Said::Not,
        (Some(value), None) if value.to_str().is_ok_and(|text| is_plain(text.trim())) => Said::Once,
        _ => Said::Unclear,
    }
}

#[cfg(test)]
mod tests {
    use hyper::Response;

    use super::*;

    #[test]
    fn an_answer_has_one_end_or_its_connection_is_not_used_again() {
        #[track_caller]
        fn check(headers: &[(&str, &str)], expect: bool) {
            let answer = headers.iter().fold(Response::builder(), |answer, (name, value)| answer.header(*name, *value));
            assert_eq!(is_exactly_framed(&answer.body(()).unwrap().into_parts().0, true), expect, "{headers:?}");
        }
        check(&[("content-length", "5")], true);
        check(&[("transfer-encoding", "chunked")], true);
        check(&[], false);
        check(&[("content-length", "5"), ("content-length", "5")], false);
        check(&[("content-length", "5, 5")], false);
        check(&[("content-length", "+5")], false);
        check(&[("content-length", "5"), ("transfer-encoding", "chunked")], false);
        check(&[("transfer-encoding", "gzip, chunked")], false);
        check(&[("transfer-encoding", "identity")], false);
        let answer =
            |status: u16, version| Response::builder().status(status).version(version).body(()).unwrap().into_parts().0;
        assert!(is_exactly_framed(&answer(304, Version::HTTP_11), true));
        assert!(is_exactly_framed(&answer(204, Version::HTTP_11), true));
        assert!(is_exactly_framed(&answer(200, Version::HTTP_11), false));
        assert!(!is_exactly_framed(&answer(304, Version::HTTP_10), true));
    }
}
