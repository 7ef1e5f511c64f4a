//! What a page holds: its title, source and pictures; and scripts run in it.

use std::time::Duration;

use hyper::Method;
use serde_json::{Value, json};

use super::Session;
use super::answer::{binary, text};
use crate::browser::driver_client::{Command, empty_body};
use crate::browser::element::ElementRef;
use crate::browser::error::BrowserError;

/// What the driver may take beyond the page's own bound to say that it was reached.
const ANSWER_GRACE: Duration = Duration::from_secs(5);

impl Session {
    /// The window's title.
    pub async fn title(&self) -> Result<String, BrowserError> {
        text("title", self.get("title", "title").await?)
    }

    /// The current frame's document as HTML.
    pub async fn source(&self) -> Result<String, BrowserError> {
        text("source", self.get("source", "source").await?)
    }

    /// Runs a script (a function's body) in the current frame and gives back what it returns; elements pass as [`ElementRef`].
    pub async fn execute(&self, script: &str, args: Vec<Value>) -> Result<Value, BrowserError> {
        self.post("execute", "execute/sync", json!({ "script": script, "args": args })).await
    }

    /// Runs a script that answers by calling its last argument, within `bound`, else [`Timeout`](BrowserError::Timeout).
    pub async fn execute_async(&self, script: &str, args: Vec<Value>, bound: Duration) -> Result<Value, BrowserError> {
        let bound_ms = u64::try_from(bound.as_millis()).unwrap_or(u64::MAX);
        self.post("execute_async", "timeouts", json!({ "script": bound_ms })).await?;
        let deadline = self.deadline.max(bound.saturating_add(ANSWER_GRACE));
        let body = json!({ "script": script, "args": args });
        self.driver.send(Command::new("execute_async", Method::POST, "execute/async", Some(body)), deadline).await
    }

    /// What the window shows, as PNG.
    pub async fn screenshot(&self) -> Result<Vec<u8>, BrowserError> {
        binary("screenshot", &self.get("screenshot", "screenshot").await?)
    }

    /// What one element shows, as PNG, scrolled into view.
    pub async fn element_screenshot(&self, element: &ElementRef) -> Result<Vec<u8>, BrowserError> {
        let path = format!("element/{}/screenshot", element.id());
        binary("element_screenshot", &self.get("element_screenshot", path).await?)
    }

    /// The page as it would print, as PDF.
    pub async fn print_pdf(&self) -> Result<Vec<u8>, BrowserError> {
        binary("print_pdf", &self.post("print_pdf", "print", empty_body()).await?)
    }
}
