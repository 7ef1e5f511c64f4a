//! Dragging one element onto another, also from frame to frame of one origin; onto a point of one; or so far from where it stands.

use super::context::ActionContext;
use crate::browser::ElementRef;
use crate::form::page::locate::{Activation, Wanted};
use crate::form::page::pointer::{self, Point};
use crate::form::page::protocol::Problem;
use crate::form::page::protocol::answer::{DragPoint, Found};
use crate::form::page::protocol::request::{AimDrag, DropOn, PickUp, PointInWindow, Want};
use crate::form::types::{ActionError, DragEnd, Offset, RawFailure, Target};

/// Farthest that a drag goes from a point, in pixels: no window is as large.
const MAX_OFFSET: u32 = 10_000;

/// Drags an element by its middle.
pub(crate) async fn drag(context: &mut ActionContext, source: &Target, end: &DragEnd) -> Result<(), RawFailure> {
    within_bounds(end)?;
    // The second look may scroll, so the first point is measured again after it.
    let wanted = Wanted { activation: Activation::Plain, ..Wanted::only(Want::Hover) };
    let taken = context.find_ready(source, wanted).await?;
    context.submits.refuse(&taken.submits)?;
    if taken.drag {
        return drag_by_script(context, source, &taken, end).await;
    }
    let (from, onto) = match end {
        DragEnd::Onto(destination) => {
            let together = source.frames == destination.frames;
            let onto = point_of(context, destination, together).await?;
            let from = point_of(context, source, together).await?;
            if !together {
                context.document.leave_frames().await?;
            }
            (from, Some(onto))
        }
        DragEnd::OntoPoint(destination, at) => {
            let onto = in_element(context, source, destination, *at).await?.point;
            (point_of(context, source, true).await?, onto)
        }
        DragEnd::By(by) => (taken.point()?.clone(), aim(context, source, &taken.el, false, *by).await?.point),
    };
    let onto = onto.ok_or(ActionError::BrowserLost)?;
    context.document.perform_at(&from, pointer::drag(&from, &onto)).await
}

/// For what the driver begins to drag and never lets go.
async fn drag_by_script(
    context: &mut ActionContext,
    source: &Target,
    taken: &Found,
    end: &DragEnd,
) -> Result<(), RawFailure> {
    // Before it is picked up: where it ends is counted from where it stands.
    let spot = match end {
        DragEnd::By(by) => Some(aim(context, source, &taken.el, false, *by).await?),
        DragEnd::Onto(_) | DragEnd::OntoPoint(..) => None,
    };
    context.recorder.falls_back_to_script();
    context.document.note_act();
    context.document.ask(PickUp { el: &taken.el }).await?;
    let (onto, at) = match (end, spot) {
        (DragEnd::Onto(destination), _) => {
            let onto = context.find_ready(destination, Wanted::only(Want::Hover)).await?;
            context.submits.refuse(&onto.submits)?;
            (onto.el, None)
        }
        (DragEnd::OntoPoint(destination, at), _) => {
            let spot = in_element(context, source, destination, *at).await?;
            (spot.el, Some(spot.at))
        }
        (DragEnd::By(_), spot) => {
            let spot = spot.ok_or(ActionError::BrowserLost)?;
            (spot.el, Some(spot.at))
        }
    };
    context.document.ask(DropOn { onto: &onto, at }).await.map(drop)
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

/// A point of an element that stands in the source's frame.
async fn in_element(
    context: &mut ActionContext,
    source: &Target,
    destination: &Target,
    at: Offset,
) -> Result<DragPoint, RawFailure> {
    if source.frames != destination.frames {
        return Err(ActionError::Unsupported("dragging onto a point of another frame".to_owned()).into());
    }
    let onto = context.find_ready(destination, Wanted::only(Want::Hover)).await?;
    aim(context, destination, &onto.el, true, at).await
}

/// The point so far from the corner of the element that it has to be in, or from the middle of one; what stands there may not submit.
async fn aim(
    context: &mut ActionContext,
    target: &Target,
    el: &ElementRef,
    inside: bool,
    offset: Offset,
) -> Result<DragPoint, RawFailure> {
    let request = AimDrag { el, inside, x: offset.x, y: offset.y };
    let spot = match context.document.try_ask(request).await? {
        Ok(spot) => spot,
        Err(problem @ Problem::Unready { .. }) => return Err(context.explain(problem, target)),
        Err(_) => return Err(ActionError::BrowserLost.into()),
    };
    context.submits.refuse(&spot.submits)?;
    Ok(spot)
}

fn within_bounds(end: &DragEnd) -> Result<(), ActionError> {
    match end {
        DragEnd::OntoPoint(_, at) if at.x < 0 || at.y < 0 => Err(ActionError::Malformed(
            "a point of an element is counted from its upper left corner, inside of it".to_owned(),
        )),
        DragEnd::OntoPoint(_, offset) | DragEnd::By(offset)
            if offset.x.unsigned_abs().max(offset.y.unsigned_abs()) > MAX_OFFSET =>
        {
            Err(ActionError::Limit(format!("a drag goes at most {MAX_OFFSET} pixels")))
        }
        DragEnd::OntoPoint(..) | DragEnd::By(_) | DragEnd::Onto(_) => Ok(()),
    }
}
