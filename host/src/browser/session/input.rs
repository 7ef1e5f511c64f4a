//! Keys, clicks and other input, as trusted as a person's.

use serde_json::{Value, json};

use super::Session;
use crate::browser::driver_client::empty_body;
use crate::browser::element::ElementRef;
use crate::browser::error::BrowserError;

impl Session {
    /// Performs a W3C `actions` array: pointer, key and wheel input, as trusted as a person's. Checks nothing.
    pub async fn perform(&self, actions: Value) -> Result<(), BrowserError> {
        self.post("perform", "actions", json!({ "actions": actions })).await.map(drop)
    }

    /// Lets go of every key and button that actions left pressed.
    pub async fn release_actions(&self) -> Result<(), BrowserError> {
        self.delete("release_actions", "actions").await.map(drop)
    }

    /// Types into an element, after what it holds. [`Key`](super::Key) codes in the text are pressed.
    pub async fn send_keys(&self, element: &ElementRef, text: &str) -> Result<(), BrowserError> {
        self.post("send_keys", format!("element/{}/value", element.id()), json!({ "text": text })).await.map(drop)
    }

    /// The driver's own click: scrolls, checks what lies at the point, waits for a navigation.
    pub async fn click(&self, element: &ElementRef) -> Result<(), BrowserError> {
        self.post("click", format!("element/{}/click", element.id()), empty_body()).await.map(drop)
    }

    /// Empties a text field.
    pub async fn clear(&self, element: &ElementRef) -> Result<(), BrowserError> {
        self.post("clear", format!("element/{}/clear", element.id()), empty_body()).await.map(drop)
    }

    /// Answers in advance what a page asks the browser for, as `geolocation` (W3C Permissions).
    pub async fn set_permission(&self, name: &str, granted: bool) -> Result<(), BrowserError> {
        let state = if granted { "granted" } else { "denied" };
        let body = json!({ "descriptor": { "name": name }, "state": state });
        self.post("set_permission", "permissions", body).await.map(drop)
    }
}
