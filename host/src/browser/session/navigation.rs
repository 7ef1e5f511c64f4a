//! Going to addresses, back, forward and again; and what the proxy saw of it.

use std::time::Duration;

use serde_json::json;
use url::Url;

use super::Session;
use super::answer::{bare, not_shown, unexpected};
use crate::browser::driver_client::empty_body;
use crate::browser::error::BrowserError;
use crate::browser::observed::Visit;

/// Redirects that `open` follows in the proxy's notes to find out how the county answered; browsers give up at 20.
const LONGEST_REDIRECT: usize = 20;

impl Session {
    /// Goes to an address on one of the policy's origins and waits until its document is loaded, redirects followed. A server
    /// error is [`Unreachable`](BrowserError::Unreachable) with the status, its page is shown nevertheless.
    pub async fn open(&self, url: &Url) -> Result<(), BrowserError> {
        if !self.proxy().policy().allows(url) {
            return Err(BrowserError::Forbidden { address: bare(url) });
        }
        self.proxy().observations().forget(url);
        let opened = self.post("open", "url", json!({ "url": url.as_str() })).await;
        match opened {
            Err(lost @ (BrowserError::Lost { .. } | BrowserError::DialogOpen { .. })) => Err(lost),
            // Firefox waits to the end for a document that broke off.
            Err(late @ BrowserError::Timeout { .. }) => {
                if !self.is_lost() {
                    self.answered(url)?;
                }
                Err(late)
            }
            Ok(_) => self.answered(url),
            Err(error) => {
                self.answered(url)?;
                Err(not_shown(url, error))
            }
        }
    }

    /// Goes back in the window's history.
    pub async fn back(&self) -> Result<(), BrowserError> {
        self.post("back", "back", empty_body()).await.map(drop)
    }

    /// Goes forward in the window's history.
    pub async fn forward(&self) -> Result<(), BrowserError> {
        self.post("forward", "forward", empty_body()).await.map(drop)
    }

    /// Loads the page again; one that came by a form is sent again, and the gate lets no submission through twice.
    pub async fn reload(&self) -> Result<(), BrowserError> {
        self.post("reload", "refresh", empty_body()).await.map(drop)
    }

    /// The address of the window's document.
    pub async fn url(&self) -> Result<Url, BrowserError> {
        let url = self.get("url", "url").await?;
        url.as_str().and_then(|url| Url::parse(url).ok()).ok_or_else(|| unexpected("url"))
    }

    /// How the county last answered a request for the document at this address. Fragments don't count.
    pub fn last_visit(&self, url: &Url) -> Option<Visit> {
        self.proxy().observations().last_visit(url)
    }

    /// What the proxy saw of this navigation: fine, or no answer, or a server error at its end.
    fn answered(&self, url: &Url) -> Result<(), BrowserError> {
        let mut at = url.clone();
        for _ in 0..LONGEST_REDIRECT {
            let Some(visit) = self.proxy().observations().last_visit(&at) else {
                return Ok(());
            };
            let retry_after = visit.retry_after_seconds.map(Duration::from_secs);
            match visit {
                Visit { unreachable: Some(reason), .. } => {
                    return Err(BrowserError::Unreachable { address: bare(&at), reason, status: None, retry_after });
                }
                Visit { status: status @ 500.., .. } => {
                    let reason = format!("it answered with status {status}");
                    return Err(BrowserError::Unreachable {
                        address: bare(&at),
                        reason,
                        status: Some(status),
                        retry_after,
                    });
                }
                Visit { location: Some(next), status: 300..400, .. } if !self.proxy().policy().allows(&next) => {
                    return Err(BrowserError::Forbidden { address: bare(&next) });
                }
                Visit { location: Some(next), status: 300..400, .. } => at = next,
                Visit { .. } => return Ok(()),
            }
        }
        // Firefox says so by itself; Chromium's driver says nothing of the page that it shows instead.
        let reason = format!("it redirects in a circle, or more than {LONGEST_REDIRECT} times");
        Err(BrowserError::Unreachable { address: bare(url), reason, status: None, retry_after: None })
    }
}
