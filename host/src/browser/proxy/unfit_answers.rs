//! Answers of a county that may not go on to a browser as they are. Pure.

use hyper::body::Body;
use hyper::{Response, StatusCode};

use super::metered::{MOST_ANSWER, too_large};

/// Why the county's answer may not go on; none where it may. `changes`: its request may change something at the county.
pub(super) fn unfit(changes: bool, answer: &Response<impl Body>) -> Option<String> {
    match answer.status() {
        StatusCode::PROXY_AUTHENTICATION_REQUIRED => Some("it asks for a proxy's password".to_owned()),
        status if is_sent_again(status) && changes => Some(format!("it answered with status {}", status.as_u16())),
        _ if answer.body().size_hint().lower() > MOST_ANSWER => Some(too_large()),
        _ => None,
    }
}

/// Whether a browser sends a request again by itself that is answered so, POST included: by 421 and 425 (RFC 9110, 15.5.20; RFC 8470,
/// 5.2), and by 408 over a connection that was used before.
fn is_sent_again(status: StatusCode) -> bool {
    matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::MISDIRECTED_REQUEST | StatusCode::TOO_EARLY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_a_browser_send_again_does_not_go_on_to_it() {
        let check = |status: u16, changes: bool, goes_on: bool| {
            let answer = Response::builder().status(status).body(String::new()).unwrap();
            assert_eq!(unfit(changes, &answer).is_none(), goes_on, "{status} {changes}");
        };
        for status in [408, 421, 425] {
            check(status, true, false);
            check(status, false, true);
        }
        check(407, false, false);
        check(503, true, true);
    }
}
