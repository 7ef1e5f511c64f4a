//! Dragging one element onto another, also from frame to frame of one origin.

use super::context::ActionContext;
use crate::form::page::locate::{Activation, Wanted};
use crate::form::page::pointer::{self, Point};
use crate::form::page::protocol::request::{DropOn, PickUp, PointInWindow, Want};
use crate::form::types::{ActionError, RawFailure, Target};

/// Drags one element onto another.
pub(crate) async fn drag(context: &mut ActionContext, source: &Target, destination: &Target) -> Result<(), RawFailure> {
    let together = source.frames == destination.frames;
    // The second look may scroll, so the first point is measured again after it.
    let wanted = Wanted { activation: Activation::Plain, ..Wanted::only(Want::Hover) };
    let taken = context.find_ready(source, wanted).await?;
    context.submits.refuse(&taken.submits)?;
    if taken.drag {
        context.recorder.falls_back_to_script();
        context.document.note_act();
        context.document.ask(PickUp { el: &taken.el }).await?;
        let onto = context.find_ready(destination, Wanted::only(Want::Hover)).await?;
        context.submits.refuse(&onto.submits)?;
        return context.document.ask(DropOn { onto: &onto.el }).await.map(drop);
    }
    let onto = point_of(context, destination, together).await?;
    let from = point_of(context, source, together).await?;
    if !together {
        context.document.leave_frames().await?;
    }
    context.document.perform_at(&from, pointer::drag(&from, &onto)).await
}

/// Where an element can be taken hold of: in its own frame, or in the window for a way that leaves the frame.
async fn point_of(context: &mut ActionContext, target: &Target, in_frame: bool) -> Result<Point, RawFailure> {
    let found = context.find_ready(target, Wanted::only(Want::Hover)).await?;
    context.submits.refuse(&found.submits)?;
    if in_frame {
        return found.point().cloned();
    }
    let answer = context.document.ask(PointInWindow { el: &found.el }).await?;
    answer
        .point
        .ok_or_else(|| ActionError::Unsupported("dragging out of or into a frame of another origin".to_owned()).into())
}
