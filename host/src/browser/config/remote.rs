//! `[browser.remote]`: where browsers of a remote end are, and how they reach this machine. It looks names up and opens no
//! connection.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use url::Url;

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
    pub(in crate::browser) fn authority(&self) -> String {
        let port = self.url.port_or_known_default().unwrap_or(80);
        format!("{}:{port}", self.url.host_str().unwrap_or_default())
    }

    /// The addresses whose connections the proxy takes.
    pub(in crate::browser) async fn peers(&self) -> Vec<IpAddr> {
        if !self.nodes.is_empty() {
            return self.nodes.clone();
        }
        let found = tokio::net::lookup_host(self.authority()).await;
        found.into_iter().flatten().map(|address| address.ip()).collect()
    }
}
