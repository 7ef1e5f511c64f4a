//! Browsers of a remote end (a Selenium Grid): the same protocol, network policy and submit gate, without a sandbox of ours. The remote end's
//! operator answers for what a browser can reach beside the proxy. A session serves one application and is deleted then.
//!
//! Files go by Selenium's own commands: `se/file` for uploads, `se/files` for managed downloads.

use std::io::{Cursor, Read as _, Write as _};
use std::net::{IpAddr, ToSocketAddrs as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_body_util::Empty;
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::HOST;
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use url::Url;
use zip::ZipWriter;
use zip::result::ZipResult;
use zip::write::SimpleFileOptions;

use super::config::Missing;
use super::error::BrowserError;
use super::sandbox::Downloads;
use crate::scratch;

/// Bytes of one file that comes or goes.
const MOST_BYTES: u64 = 64 << 20;
/// How long a remote end may take to delete a session.
const LONGEST_DELETE: Duration = Duration::from_secs(20);
/// How long `doctor` waits for it.
const LONGEST_GREETING: Duration = Duration::from_secs(3);

/// `[browser.remote]`: a Selenium Grid, or any remote end that speaks W3C WebDriver.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remote {
    /// Where it listens: `http://grid.internal:4444`.
    pub url: Url,
    /// This machine's address as the remote browsers reach it: an IP address or a name. Their only way out is a proxy there, on a
    /// port of its own for each session.
    pub proxy: String,
    /// Whose connections the proxy takes. Default: the addresses of `url`.
    #[serde(default)]
    pub nodes: Vec<IpAddr>,
}

impl Remote {
    /// Host and port, as connectors take them.
    pub(super) fn authority(&self) -> String {
        let port = self.url.port_or_known_default().unwrap_or(80);
        format!("{}:{port}", self.url.host_str().unwrap_or_default())
    }

    /// Whose connections the proxy takes.
    pub(super) async fn peers(&self) -> Vec<IpAddr> {
        if !self.nodes.is_empty() {
            return self.nodes.clone();
        }
        let found = tokio::net::lookup_host(self.authority()).await;
        found.into_iter().flatten().map(|address| address.ip()).collect()
    }

    /// What `doctor` finds missing.
    pub(super) fn check(&self) -> Option<Missing> {
        let missing = |what: String, fix: &str| Some(Missing { what, fix: fix.to_owned() });
        if self.url.scheme() != "http" {
            let what = format!("the remote end {} is not http", self.url);
            return missing(what, "put an http address under [browser.remote]; carry TLS by a proxy beside the host");
        }
        let addresses = self.authority().to_socket_addrs().into_iter().flatten();
        let mut reached = addresses.map(|address| std::net::TcpStream::connect_timeout(&address, LONGEST_GREETING));
        if reached.any(|connected| connected.is_ok()) {
            return None;
        }
        missing(format!("nothing listens at {}", self.url), "start the grid, or correct `url` under [browser.remote]")
    }

    /// Deletes a session, past any command that hangs.
    pub(super) async fn delete(&self, session: &str) {
        let deleting = async {
            let stream = TcpStream::connect(self.authority()).await.ok()?;
            let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.ok()?;
            let path = format!("{}/session/{session}", self.url.path().trim_end_matches('/'));
            let request = Request::builder().method(Method::DELETE).uri(path).header(HOST, self.authority());
            let request = request.body(Empty::<Bytes>::new()).ok()?;
            let (answer, _) = tokio::join!(sender.send_request(request), connection);
            answer.ok().filter(|answer| answer.status().is_success())
        };
        if tokio::time::timeout(LONGEST_DELETE, deleting).await.ok().flatten().is_none() {
            tracing::warn!("a remote session could not be deleted; it ends by the remote end's own timeout");
        }
    }
}

/// What `se/file` takes: the file in an archive, under its own name.
pub(super) fn packed(file: &Path) -> Result<Value, BrowserError> {
    let name = file.file_name().and_then(|name| name.to_str()).ok_or_else(|| failed("a file has no name"))?;
    let bytes = std::fs::read(file).map_err(failed)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(failed(format!("a file is larger than {MOST_BYTES} bytes")));
    }
    Ok(json!({ "file": archived(name, &bytes).map_err(failed)? }))
}

/// One file in an archive, as drivers take it: a zip, in base64.
pub(super) fn archived(name: &str, bytes: &[u8]) -> ZipResult<String> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file(name, SimpleFileOptions::default())?;
    archive.write_all(bytes)?;
    Ok(STANDARD.encode(archive.finish()?.into_inner()))
}

/// Puts what `se/files` sent for one name where local downloads would be.
pub(super) fn unpack(sent: &Value, name: &str, into: &Downloads) -> Result<(), BrowserError> {
    let contents = sent["contents"].as_str().ok_or_else(|| unreadable("no contents"))?;
    let archive = STANDARD.decode(contents).map_err(unreadable)?;
    let mut archive = zip::ZipArchive::new(Cursor::new(archive)).map_err(unreadable)?;
    let file = archive.by_index(0).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(MOST_BYTES).read_to_end(&mut bytes).map_err(unreadable)?;
    into.put(name, &bytes).map_err(unreadable)
}

/// The names of what the remote end keeps for a session.
pub(super) fn names(listed: &Value) -> Vec<String> {
    let names = listed["names"].as_array().into_iter().flatten();
    // A name is a name and no way to another folder.
    let plain = |name: &&str| Path::new(name).file_name().is_some_and(|last| last == *name);
    names.filter_map(Value::as_str).filter(plain).map(str::to_owned).collect()
}

/// Files below the fleet's folder that came from a remote end.
pub(super) fn folder(path: PathBuf) -> std::io::Result<Downloads> {
    scratch::make_folder(&path)?;
    Ok(Downloads::new(path))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
fn failed(reason: impl ToString) -> BrowserError {
    BrowserError::Upload { reason: reason.to_string() }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
fn unreadable(reason: impl ToString) -> BrowserError {
    BrowserError::Download { reason: reason.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_comes_out_as_it_went_in_and_stays_in_its_folder() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("paso de nómina.pdf");
        std::fs::write(&file, b"%PDF-1.7").unwrap();
        let sent = packed(&file).unwrap();
        let into = folder(home.path().join("down")).unwrap();
        into.put("paso de nómina.pdf", b"").unwrap();
        assert!(!into.has("paso de nómina.pdf"), "only its place is taken yet");
        unpack(&json!({ "contents": sent["file"] }), "paso de nómina.pdf", &into).unwrap();
        assert!(into.has("paso de nómina.pdf"));
        assert_eq!(std::fs::read(&into.look().unwrap().whole[0]).unwrap(), b"%PDF-1.7");
        assert!(unpack(&json!({ "contents": "AAAA" }), "x.pdf", &into).is_err());
        let listed = json!({ "names": ["receipt.pdf", "../../etc/passwd", "a/b", "..", 7] });
        assert_eq!(names(&listed), ["receipt.pdf"]);
    }
}
