//! Windows: found by the difference to those known before, never as "the other one".

use std::time::{Duration, Instant};

use super::Document;
use crate::browser::WindowHandle;
use crate::form::types::{ActionError, RawFailure};

/// Pause between two looks at the list of windows.
pub(crate) const WINDOW_POLL: Duration = Duration::from_millis(25);

impl Document {
    /// The window that the attempt started with: the only one before anything was opened.
    pub(crate) async fn main_window(&mut self) -> Result<WindowHandle, RawFailure> {
        if let Some(main) = &self.main {
            return Ok(main.clone());
        }
        let main = self.current_window().await?;
        self.known_windows.push(main.clone());
        self.main = Some(main.clone());
        Ok(main)
    }

    /// All windows, remembering those not seen before in the order of their appearance.
    pub(crate) async fn windows(&mut self) -> Result<Vec<WindowHandle>, RawFailure> {
        let now = self.window_handles().await?;
        self.known_windows.retain(|known| now.contains(known));
        for handle in &now {
            if !self.known_windows.contains(handle) {
                self.known_windows.push(handle.clone());
            }
        }
        Ok(now)
    }

    /// The window opened last: one that was not there before, waited for; else the latest known that is still open.
    pub(crate) async fn newest_window(&mut self, end: Instant) -> Result<WindowHandle, RawFailure> {
        loop {
            let before = self.known_windows.clone();
            let now = self.windows().await?;
            if let Some(new) = now.iter().rev().find(|handle| !before.contains(handle)) {
                self.expects_new = true;
                return Ok(new.clone());
            }
            let mut latest = self.known_windows.iter().rev();
            if let Some(latest) = latest.find(|handle| now.contains(handle) && Some(*handle) != self.main.as_ref()) {
                return Ok(latest.clone());
            }
            if Instant::now() >= end {
                return Err(ActionError::NothingThere("window beside the main one".to_owned()).into());
            }
            tokio::time::sleep(WINDOW_POLL).await;
        }
    }

    /// Goes on in a window, at its top.
    pub(crate) async fn go_to_window(&mut self, window: &WindowHandle) -> Result<(), RawFailure> {
        self.switch_window(window).await?;
        self.visited.clear();
        self.forget_frames();
        Ok(())
    }
}
