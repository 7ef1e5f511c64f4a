//! Clicking and hovering. By pointer actions at a point that was just found free: as trusted as the driver's own click and several
//! times cheaper.

use super::context::ActionContext;
use crate::browser::ElementRef;
use crate::form::page::locate::{Activation, Wanted};
use crate::form::page::pointer::{self, Point};
use crate::form::page::protocol::request::Want;
use crate::form::types::{ClickOptions, RawFailure, Target};

/// Clicks, unless that submits.
pub(crate) async fn click(
    context: &mut ActionContext,
    target: &Target,
    options: &ClickOptions,
) -> Result<(), RawFailure> {
    let wanted = Wanted { activation: Activation::Plain, ..Wanted::only(Want::Click) };
    let found = context.find_ready(target, wanted).await?;
    context.submits.refuse(&found.submits)?;
    click_at(context, &found.el, found.point()?, options).await
}

/// Clicks an element at a point of it. In a frame that is taller than the window, Chromium's driver takes no point of what
/// is further down than the window is high, and clicks nothing: there the driver's own click goes.
pub(super) async fn click_at(
    context: &mut ActionContext,
    element: &ElementRef,
    point: &Point,
    options: &ClickOptions,
) -> Result<(), RawFailure> {
    let clicked = context.document.perform(pointer::click(point, options)?).await.map_err(RawFailure::from);
    match clicked {
        Err(failure) if failure.out_of_reach() && point.in_frame() && options.is_plain() => {
            context.document.click(element).await
        }
        other => other,
    }
}

/// Moves the pointer over an element.
pub(crate) async fn hover(context: &mut ActionContext, target: &Target) -> Result<(), RawFailure> {
    let found = context.find_ready(target, Wanted::only(Want::Hover)).await?;
    Ok(context.document.perform(pointer::hover(found.point()?)).await?)
}
