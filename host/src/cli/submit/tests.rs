//! A host that loses answers, on real connections.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

use super::super::client::tests::client_of;
use super::*;

/// Reads one request and gives its key.
fn key_of(connection: &TcpStream) -> String {
    let mut lines = BufReader::new(connection);
    let (mut key, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        lines.read_line(&mut line).unwrap();
        match line.trim_end().split_once(": ") {
            Some((name, value)) if name.eq_ignore_ascii_case(KEY_HEADER) => value.clone_into(&mut key),
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.parse().unwrap(),
            None if line.trim_end().is_empty() => break,
            _ => {}
        }
    }
    lines.read_exact(&mut vec![0; length]).unwrap();
    key
}

/// An application to hand in, under a key that the command makes.
fn arguments(folder: &tempfile::TempDir) -> Args {
    let file = folder.path().join("application.json");
    std::fs::write(&file, "{}").unwrap();
    Args { file, key: None, allow_duplicate: false, json: true }
}

#[tokio::test]
async fn whoever_may_have_handed_it_in_is_given_the_key_however_the_last_try_ended() {
    // Each ends the first connection without an answer, or answers every one; then nothing listens, or it goes on.
    for (first, others) in [
        (None, None),
        (None, Some("503 Busy\r\nretry-after: 0")),
        (Some("500 Fault"), Some("500 Fault")),
        (Some("502 Between"), None),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let host = std::thread::spawn(move || {
            let answer = |answer: Option<&str>| {
                let mut connection = listener.accept().unwrap().0;
                let key = key_of(&connection);
                if let Some(answer) = answer {
                    write!(connection, "HTTP/1.1 {answer}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n").unwrap();
                }
                key
            };
            let key = answer(first);
            for _ in 1..others.map_or(1, |_| 5) {
                answer(others);
            }
            key
        });
        let folder = tempfile::tempdir().unwrap();
        let failure = run(&client_of(base), arguments(&folder)).await.unwrap_err().to_string();
        let key = host.join().unwrap();
        assert!(failure.contains(&format!("--key {key}")), "{first:?}, then {others:?}: {failure}");
    }
}

#[tokio::test]
async fn a_host_that_never_answers_leaves_the_key_to_send_it_again_with() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let host = std::thread::spawn(move || {
        listener.incoming().take(5).map(|connection| key_of(&connection.unwrap())).collect::<Vec<_>>()
    });
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("application.json");
    std::fs::write(&file, "{}").unwrap();
    let args = Args { file, key: None, allow_duplicate: false, json: true };
    let said = run(&client_of(base), args).await.unwrap_err().to_string();
    let keys = host.join().unwrap();
    assert!(keys.iter().all(|key| said.contains(&format!("send it again with `--key {key}`"))), "{said}");
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_again_under_the_same_key() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let host = std::thread::spawn(move || {
        let mut connections = listener.incoming().map(Result::unwrap);
        // Taken and never answered; then busy; then there.
        let first = key_of(&connections.next().unwrap());
        let mut keys = vec![first];
        for answer in ["503 Busy\r\nretry-after: 0", "200 OK"] {
            let mut connection = connections.next().unwrap();
            keys.push(key_of(&connection));
            let body = r#"{"id": "1", "state": "queued", "deadline": "2026-11-24T01:00:00Z"}"#;
            let length = body.len();
            write!(connection, "HTTP/1.1 {answer}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}")
                .unwrap();
        }
        keys
    });
    let folder = tempfile::tempdir().unwrap();
    run(&client_of(base), arguments(&folder)).await.unwrap();
    let keys = host.join().unwrap();
    assert!(keys[0].len() > 32 && keys.iter().all(|key| *key == keys[0]), "{keys:?}");
}
