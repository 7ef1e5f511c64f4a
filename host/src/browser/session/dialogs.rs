//! Alerts, confirmations and prompts: nothing else works while one is open.

use serde_json::json;

use super::Session;
use super::answer::text;
use crate::browser::driver_client::empty_body;
use crate::browser::error::BrowserError;

impl Session {
    /// The text of the open dialog, if one is open.
    pub async fn dialog_text(&self) -> Result<Option<String>, BrowserError> {
        match self.get("dialog_text", "alert/text").await {
            Ok(answer) => Ok(Some(text("dialog_text", answer)?)),
            Err(BrowserError::NoDialog) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Answers the dialog with OK, or [`NoDialog`](BrowserError::NoDialog).
    pub async fn dialog_accept(&self) -> Result<(), BrowserError> {
        self.post("dialog_accept", "alert/accept", empty_body()).await.map(drop)
    }

    /// Answers the dialog with Cancel (a mere alert has only OK), or [`NoDialog`](BrowserError::NoDialog).
    pub async fn dialog_dismiss(&self) -> Result<(), BrowserError> {
        self.post("dialog_dismiss", "alert/dismiss", empty_body()).await.map(drop)
    }

    /// Types into a prompt; accept it then.
    pub async fn dialog_type(&self, text: &str) -> Result<(), BrowserError> {
        self.post("dialog_type", "alert/text", json!({ "text": text })).await.map(drop)
    }
}
