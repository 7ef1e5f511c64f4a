//! The HTTP server under slow clients: no other client waits for what one of them holds back.

use std::time::Duration;

use anyhow::{Context as _, Result};
use county_sim::County;
use harness::{Client, Harness, Settings, TOKEN};
use reqwest::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::applications;

const OTHER: &str = "a-second-client-of-the-harness";
/// What a submit may take while others are slow. Alone it takes a tenth of a second.
const IN_TIME: Duration = Duration::from_secs(5);
/// By when the host has given up what comes too slowly, or not at all.
const GIVEN_UP: Duration = Duration::from_secs(30);

/// The beginning of a request with the largest body there may be, of which as much is sent.
async fn slow_body(address: &str, sent: usize) -> Result<TcpStream> {
    let mut stream = TcpStream::connect(address).await?;
    let head = format!(
        "POST /v1/applications HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {TOKEN}\r\ncontent-length: {}\r\n\r\n",
        48 << 20
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(&vec![b' '; sent]).await?;
    Ok(stream)
}

/// Everything that a connection still says, to its end.
async fn rest(stream: &mut TcpStream) -> Result<String> {
    let mut said = Vec::new();
    let read = tokio::time::timeout(GIVEN_UP, stream.read_to_end(&mut said));
    read.await.context("the connection stays open")??;
    Ok(String::from_utf8_lossy(&said).into_owned())
}

#[tokio::test]
async fn slow_clients_hold_up_nobody_else() -> Result<()> {
    let more = format!("[[api.tokens]]\nname = \"other\"\nrole = \"admin\"\ntoken = \"{OTHER}\"\n");
    let harness = Harness::bare(Settings { more, ..Settings::one_session() }).await?;
    let address = harness.host.address().strip_prefix("http://").context("no address")?;
    let mut slow = Vec::new();
    for sent in [0, 0, 0, 0, 1 << 20, 1 << 20, 1 << 20, 1 << 20] {
        slow.push(slow_body(address, sent).await?);
    }
    let mut half = Vec::new();
    for _ in 0..200 {
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(b"POST /v1/applications HTTP/1.1\r\nhost: ").await?;
        half.push(stream);
    }
    let scenarios = applications::of(County::Alder, 2)?;
    for (token, scenario) in [OTHER, TOKEN].into_iter().zip(&scenarios) {
        let client = Client::new(harness.host.address(), token);
        let submitted = tokio::time::timeout(IN_TIME, client.submit(&json!(scenario.request), None)).await;
        let taken = submitted.with_context(|| format!("`{token}` waits for slow bodies"))??;
        taken?;
    }
    let other = Client::new(harness.host.address(), OTHER);
    let installed = tokio::time::timeout(IN_TIME, other.install_bytes(b"hello".to_vec())).await;
    assert_eq!(installed.context("an install waits for slow bodies")??.map_err(|refusal| refusal.status), Err(422));
    tokio::time::timeout(IN_TIME, other.call(Method::GET, "/healthz").send()).await.context("no sign of life")??;
    for stream in &mut slow {
        let said = rest(stream).await?;
        assert!(said.starts_with("HTTP/1.1 408") && said.contains("urn:postrider:problem:too-slow"), "{said}");
    }
    for stream in &mut half {
        rest(stream).await?;
    }
    Ok(())
}
