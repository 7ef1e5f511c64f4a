//! A browser with nothing between it and the site: a driver, a session, and how long a page takes to open.

use std::net::SocketAddr;
use std::time::Instant;

use anyhow::{Context as _, Result};
use axum::http::Method;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use harness::Browser;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};
use tokio::process::Child;
use url::{ParseError, Url};

use super::site::HOST;
use crate::certificate::Certificate;
use crate::form::floor;

/// Adds the site's authority to those that Firefox trusts, with the browser's own rights. Chromium is told of the site's key.
const TRUST: &str = "Cc['@mozilla.org/security/x509certdb;1'].getService(Ci.nsIX509CertDB)\
    .addCertFromBase64(arguments[0], 'C,,')";

/// A running one.
pub(super) struct Direct {
    driver: Child,
    client: Client,
}

impl Direct {
    pub(super) async fn start(browser: Browser, certificate: &Certificate) -> Result<Direct> {
        let own_rights: &[&str] = match browser {
            Browser::Firefox => &["--allow-system-access"],
            Browser::Chromium => &[],
        };
        let (driver, address): (Child, SocketAddr) = floor::driver(browser, own_rights).await?;
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let client = ClientBuilder::new(connector)
            .capabilities(capabilities(browser, certificate)?)
            .connect(&format!("http://{address}"))
            .await
            .context("no session")?;
        if browser == Browser::Firefox {
            let trust = json!({ "script": TRUST, "args": [certificate.authority_base64] });
            for (path, body) in [
                ("moz/context", json!({ "context": "chrome" })),
                ("execute/sync", trust),
                ("moz/context", json!({ "context": "content" })),
            ] {
                client.issue_cmd(Post { path, body }).await.context("the site's authority cannot be trusted")?;
            }
        }
        Ok(Direct { driver, client })
    }

    /// Opens a page from an empty one, and gives the milliseconds.
    pub(super) async fn open(&self, url: &Url) -> Result<f64> {
        self.client.goto("about:blank").await.context("the page before")?;
        let begun = Instant::now();
        self.client.goto(url.as_str()).await.context("the page")?;
        Ok(begun.elapsed().as_secs_f64() * 1e3)
    }

    pub(super) async fn stop(mut self) -> Result<()> {
        self.client.close().await.context("the session does not end")?;
        self.driver.kill().await.context("the driver does not end")
    }
}

/// As the browser comes, but for the site's name and key.
fn capabilities(browser: Browser, certificate: &Certificate) -> Result<Map<String, Value>> {
    let given = match browser {
        Browser::Firefox => json!({ "browserName": "firefox", "moz:firefoxOptions": {
            "binary": floor::firefox()?,
            "args": ["-headless", "--width=1280", "--height=1000"],
            "prefs": { "network.dns.localDomains": HOST },
        } }),
        Browser::Chromium => json!({ "browserName": "chrome", "goog:chromeOptions": {
            "binary": floor::chromium()?,
            "args": [
                "--headless=new", "--no-sandbox", "--window-size=1280,1000",
                format!("--host-resolver-rules=MAP {HOST} 127.0.0.1"),
                format!("--ignore-certificate-errors-spki-list={}", certificate.key_hash),
            ],
        } }),
    };
    serde_json::from_value(given).context("capabilities are an object")
}

/// A command that the client has no method for.
#[derive(Debug)]
struct Post {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Post {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}
