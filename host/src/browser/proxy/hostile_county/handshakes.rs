//! Counties that never get to a request: certificates of every wrong kind, and handshakes that are none. A page of theirs is unreachable in
//! words, and a submission was sent by nobody.

use std::time::Instant;

use tokio::task::JoinSet;
use wrong_servers::handshakes::*;
use wrong_servers::{Handshake, Server, Shown};

use super::{HOST, LONGEST, Met, READ, ROOTS, SUBMIT, UNREACHABLE};
use crate::browser::origin::Scheme;

const CERTIFICATES: [(Shown, &str); 10] = [
    (Shown::Expired, "expired on 2001-01-01"),
    (Shown::NotYetValid, "not valid before 2099-01-01"),
    (Shown::OtherName, "for another name, `birch.test`"),
    (Shown::NoName, "for another name, which it does not say"),
    (Shown::UnknownIssuer, "a bad signature"),
    (Shown::SelfSigned, "an unknown issuer"),
    (Shown::BrokenChain, "an unknown issuer"),
    (Shown::NotForServers, "not for servers"),
    (Shown::SignedByNoAuthority, "cannot be used"),
    (Shown::Right, "200"),
];

const HANDSHAKES: [(&str, Handshake, &str); 10] = [
    ("stalls", stalls, "did not finish the TLS handshake within"),
    ("closes", closes, "ended the connection during the TLS handshake"),
    ("resets", resets, "ended the connection during the TLS handshake"),
    ("tls_1_0", tls_1_0, "a TLS version older than 1.2"),
    ("tls_1_1", tls_1_1, "a TLS version older than 1.2"),
    ("an_alert", an_alert, "a TLS version older than 1.2"),
    ("plain_text", plain_text, "does not speak TLS there"),
    ("an_echo", an_echo, "TLS"),
    ("a_message_without_end", a_message_without_end, "does not speak TLS there"),
    ("a_drip", a_drip, "did not finish the TLS handshake within"),
];

#[tokio::test(flavor = "multi_thread")]
async fn each_ends_in_words() {
    let mut meeting = JoinSet::new();
    for (shown, visit) in CERTIFICATES {
        let county =
            move || Server::open_secure(&[(READ, wrong_servers::answers::page)], &ROOTS.server(&[HOST], shown));
        meeting.spawn(met(format!("{shown:?}"), county, visit, shown == Shown::Right));
    }
    for (name, handshake, visit) in HANDSHAKES {
        meeting.spawn(met(name.to_owned(), move || Server::open_handshake(handshake), visit, false));
    }
    let wrong: Vec<String> = meeting.join_all().await.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn met(name: String, county: impl Fn() -> Server, visit: &str, right: bool) -> Option<String> {
    let met = Met::before(Scheme::Https, county());
    let begun = Instant::now();
    let read = met.fresh_browser().await.asks("GET", READ, b"").await;
    let seen = met.visit(READ);
    met.proxy().gate().arm();
    let sent = met.fresh_browser().await.asks("POST", SUBMIT, b"name=Ada").await;
    let (gate, took, asked) = (met.proxy().gate().disarm(), begun.elapsed(), met.county.requests().len());
    let answered = if right { "200, whole" } else { UNREACHABLE };
    let fits = read == answered && sent == answered && seen.contains(visit) && took < LONGEST;
    let nothing_left = asked == 0 && gate.sent == 0;
    (!fits || nothing_left == right)
        .then(|| format!("{name}: {read:?}, {sent:?}, visit {seen:?}, {gate:?}, asked {asked} times, {took:?}"))
}
