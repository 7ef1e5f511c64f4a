//! Windows, tabs and frames: which one the commands go to.

use serde_json::json;

use super::Session;
use super::answer::parsed;
use crate::browser::driver_client::empty_body;
use crate::browser::element::{ElementRef, WindowHandle};
use crate::browser::error::BrowserError;

impl Session {
    /// Back to the window's own document.
    pub async fn top_frame(&self) -> Result<(), BrowserError> {
        self.post("top_frame", "frame", json!({ "id": null })).await.map(drop)
    }

    /// Into a frame of the current document.
    pub async fn enter_frame(&self, element: &ElementRef) -> Result<(), BrowserError> {
        self.post("enter_frame", "frame", json!({ "id": element })).await.map(drop)
    }

    /// Out of a frame by one.
    pub async fn parent_frame(&self) -> Result<(), BrowserError> {
        self.post("parent_frame", "frame/parent", empty_body()).await.map(drop)
    }

    /// All windows and tabs, in no order: a popup is found by the difference to before.
    pub async fn windows(&self) -> Result<Vec<WindowHandle>, BrowserError> {
        parsed("windows", self.get("windows", "window/handles").await?)
    }

    /// The window that commands go to.
    pub async fn current_window(&self) -> Result<WindowHandle, BrowserError> {
        parsed("current_window", self.get("current_window", "window").await?)
    }

    /// Sends the commands to another window from now on, to its own document.
    pub async fn switch_window(&self, window: &WindowHandle) -> Result<(), BrowserError> {
        self.post("switch_window", "window", json!({ "handle": window.as_str() })).await.map(drop)
    }

    /// Closes the current window; switch to another one then. Closing the last one ends the session.
    pub async fn close_window(&self) -> Result<(), BrowserError> {
        self.delete("close_window", "window").await.map(drop)
    }
}
