//! A listener that cannot accept a connection.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Command;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::*;
use crate::browser::proxy::test_exchange::TestSession;

/// In a process of its own, for it takes the process's file descriptors away.
#[test]
fn a_proxy_that_cannot_accept_tries_again() {
    let alone = ["--exact", "browser::proxy::listener::tests::without_a_descriptor_left", "--ignored"];
    let run = Command::new(std::env::current_exe().unwrap()).args(alone).output().unwrap();
    let output = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success() && output.contains("1 passed"), "{output}");
}

#[tokio::test]
#[ignore = "run by the test above, alone in its process"]
async fn without_a_descriptor_left() {
    let session = TestSession::open(NetworkPolicy::default()).await;
    let mut browser = TcpStream::connect(session.address).unwrap();
    browser.write_all(b"GET http://nowhere.test/ HTTP/1.1\r\nhost: nowhere.test\r\n\r\n").unwrap();
    let usual = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: Some(0), ..usual }).unwrap();
    // The pause after the error is the first timer of this runtime: once it was set, the error was met.
    tokio::time::sleep(ACCEPT_PAUSE).await;
    setrlimit(Resource::Nofile, usual).unwrap();
    let answer = tokio::task::spawn_blocking(move || {
        browser.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let mut first = [0; 12];
        browser.read_exact(&mut first).map(|()| first)
    });
    assert_eq!(&answer.await.unwrap().unwrap(), b"HTTP/1.1 403");
}
