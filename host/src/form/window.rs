//! Windows: found by the difference to those known before, never as "the other one".

use std::time::{Duration, Instant};

use serde_json::json;

use super::failure::ActionError;
use super::value::Window;
use super::{Failure, Form, Page, Wrong};
use crate::browser::WindowHandle;

/// Pause between two looks at the list of windows.
const WINDOW_POLL: Duration = Duration::from_millis(25);

impl Form {
    /// Goes on in another window.
    pub async fn switch_window(&mut self, window: &Window) -> Result<Page, Failure> {
        let words = match window {
            Window::Main => "the main window".to_owned(),
            Window::Newest => "the newest window".to_owned(),
            Window::Titled(title) => format!("the window titled {}", title.describe()),
        };
        let begun = self.begin("switch-window", &words, None)?;
        let done = self.switch_now(window).await;
        self.finish(begun, done).await
    }

    /// Closes the window worked in, and goes on in the main one.
    pub async fn close_window(&mut self) -> Result<Page, Failure> {
        let begun = self.begin("close-window", "the window", None)?;
        let done = self.close_now().await;
        self.finish(begun, done).await
    }

    async fn switch_now(&mut self, window: &Window) -> Result<Page, Wrong> {
        let main = self.main_window().await?;
        match window {
            Window::Main => self.go_to(&main).await,
            Window::Newest => {
                let newest = self.newest().await?;
                self.go_to(&newest).await
            }
            Window::Titled(title) => {
                let end = Instant::now() + self.settings.action_bound;
                loop {
                    for handle in self.windows().await? {
                        let page = self.go_to(&handle).await?;
                        let answer = self.ask(json!({ "op": "conditions", "bound": 0, "conditions": [{ "kind": "title", "text": title.to_json(), "number": 0 }] })).await?;
                        if answer["holding"].as_array().is_some_and(|holding| !holding.is_empty()) {
                            return Ok(page);
                        }
                    }
                    if Instant::now() >= end {
                        self.go_to(&main).await?;
                        return Err(ActionError::NothingThere(format!("window titled {}", title.describe())).into());
                    }
                    tokio::time::sleep(WINDOW_POLL).await;
                }
            }
        }
    }

    async fn close_now(&mut self) -> Result<Page, Wrong> {
        let main = self.main_window().await?;
        self.commands += 2;
        let current = self.session.current_window().await;
        match current {
            Ok(current) if current == main => {
                return Err(ActionError::Malformed("the main window stays open to the end".to_owned()).into());
            }
            // A window that closed itself is closed.
            Ok(_) => self.session.close_window().await?,
            Err(crate::browser::BrowserError::NoSuchWindow) => {}
            Err(error) => return Err(error.into()),
        }
        self.go_to(&main).await
    }

    /// The window opened last: one that was not there before, waited for; else the latest known that is still open.
    async fn newest(&mut self) -> Result<WindowHandle, Wrong> {
        let end = Instant::now() + self.settings.action_bound;
        loop {
            let before = self.known_windows.clone();
            let now = self.windows().await?;
            if let Some(new) = now.iter().rev().find(|handle| !before.contains(handle)) {
                self.expects_new = true;
                return Ok(new.clone());
            }
            let open = self
                .known_windows
                .iter()
                .rev()
                .find(|handle| now.contains(handle) && Some(*handle) != self.main.as_ref());
            if let Some(latest) = open {
                return Ok(latest.clone());
            }
            if Instant::now() >= end {
                return Err(ActionError::NothingThere("window beside the main one".to_owned()).into());
            }
            tokio::time::sleep(WINDOW_POLL).await;
        }
    }

    /// All windows, remembering those not seen before in the order of their appearance.
    async fn windows(&mut self) -> Result<Vec<WindowHandle>, Wrong> {
        self.commands += 1;
        let now = self.session.windows().await?;
        self.known_windows.retain(|known| now.contains(known));
        for handle in &now {
            if !self.known_windows.contains(handle) {
                self.known_windows.push(handle.clone());
            }
        }
        Ok(now)
    }

    /// The window that the attempt started with: the only one before anything was opened.
    async fn main_window(&mut self) -> Result<WindowHandle, Wrong> {
        if let Some(main) = &self.main {
            return Ok(main.clone());
        }
        self.commands += 1;
        let main = self.session.current_window().await?;
        self.known_windows.push(main.clone());
        self.main = Some(main.clone());
        Ok(main)
    }

    async fn go_to(&mut self, window: &WindowHandle) -> Result<Page, Wrong> {
        self.commands += 1;
        self.session.switch_window(window).await?;
        self.frames.clear();
        self.in_frame_unknown = false;
        self.page_once(json!({ "op": "page", "loaded": true })).await
    }
}
