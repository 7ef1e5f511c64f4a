//! Frames: entered by finding them, outermost first. Costs nothing where they are entered already.

use std::time::Instant;

use serde_json::Value;

use super::{CALL_BOUND, Document, millis};
use crate::form::page::locate::Wanted;
use crate::form::page::pointer::Point;
use crate::form::page::protocol::request::Want;
use crate::form::types::{Finder, RawFailure, Target};

impl Document {
    /// Makes these frames the current ones.
    pub(crate) async fn enter(&mut self, frames: &[Finder], end: Instant) -> Result<(), RawFailure> {
        if self.frames == frames {
            return Ok(());
        }
        if !frames.starts_with(&self.frames) || self.frames.is_empty() {
            self.leave_frames().await?;
        }
        for frame in &frames[self.frames.len()..] {
            let target = Target::by(frame.clone());
            let bound = millis(end.saturating_duration_since(Instant::now()).min(CALL_BOUND));
            let wanted = Wanted::only(Want::Frame).find(&target, bound);
            let found = match self.try_ask(wanted).await? {
                Ok(found) => found,
                Err(problem) => return Err(self.explain(&problem, &target)),
            };
            self.enter_frame(&found.el).await?;
            self.frames.push(frame.clone());
            self.in_far_frame |= found.far;
        }
        Ok(())
    }

    /// Back to the top of the window.
    pub(crate) async fn leave_frames(&mut self) -> Result<(), RawFailure> {
        if self.in_unknown_frame || !self.frames.is_empty() {
            self.top_frame().await?;
            self.forget_frames();
        }
        Ok(())
    }

    /// Back to the top after a frame went away under a request.
    pub(crate) async fn leave_lost_frames(&mut self) -> Result<(), RawFailure> {
        self.in_unknown_frame = true;
        self.leave_frames().await
    }

    /// Pointer actions at a point, from where it is counted. Frames that it takes one out of are entered again, and only then asked
    /// whether a click arrived: the documents around know nothing of it.
    pub(crate) async fn perform_at(&mut self, point: &Point, actions: Value) -> Result<(), RawFailure> {
        let frames = if point.in_window() { self.frames.clone() } else { Vec::new() };
        if !frames.is_empty() {
            self.leave_frames().await?;
        }
        let aimed = !frames.is_empty() && std::mem::take(&mut self.aimed);
        self.perform(actions).await?;
        if frames.is_empty() {
            return Ok(());
        }
        match self.enter(&frames, Instant::now() + CALL_BOUND).await {
            Ok(()) => self.aimed = aimed,
            Err(_) => tracing::debug!("a frame went with the click in it"),
        }
        Ok(())
    }

    /// The frames that are entered, outermost first.
    pub(crate) fn frames(&self) -> &[Finder] {
        &self.frames
    }

    pub(crate) fn in_frames(&self) -> bool {
        !self.frames.is_empty()
    }

    /// The session is at the top of a window.
    pub(super) fn forget_frames(&mut self) {
        self.frames.clear();
        self.in_unknown_frame = false;
        self.in_far_frame = false;
    }
}
