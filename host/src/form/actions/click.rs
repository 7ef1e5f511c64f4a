//! Clicking and hovering. By pointer actions at a point that was just found free: as trusted as the driver's own click and several
//! times cheaper.

use std::time::Instant;

use super::context::ActionContext;
use crate::browser::ElementRef;
use crate::form::page::locate::{Activation, Wanted};
use crate::form::page::pointer::{self, Point};
use crate::form::page::protocol::request::Want;
use crate::form::types::{ClickOptions, RawFailure, Target};

/// How often a click is made that goes astray: a page that moves twice under the pointer has come to rest.
pub(super) const AIMS: u32 = 3;

/// Clicks, unless that submits. A click that the page moved away from, covered or took the element from is made again: it went
/// nowhere.
pub(crate) async fn click(
    context: &mut ActionContext,
    target: &Target,
    options: &ClickOptions,
) -> Result<(), RawFailure> {
    let wanted = Wanted { activation: Activation::Plain, ..Wanted::only(Want::Click) };
    let end = context.end();
    let mut aims = 1;
    loop {
        let left = end.saturating_duration_since(Instant::now());
        let found = context.find_ready_within(target, wanted, left).await?;
        context.submits.refuse(&found.submits)?;
        match click_at(context, &found.el, found.point()?, options).await {
            // Its page went under the command.
            Err(failure) if failure.stale() && context.page_was_left().await? => return Ok(()),
            other => other?,
        }
        match context.document.click_arrived().await {
            Err(failure) if failure.astray() && aims < AIMS => aims += 1,
            other => return other,
        }
    }
}

/// Clicks an element at a point of it; whether that arrived, the next request tells. In a frame that is taller than the window,
/// Chromium's driver takes no point of what is further down than the window is high, and clicks nothing: there the driver's own
/// click goes.
pub(super) async fn click_at(
    context: &mut ActionContext,
    element: &ElementRef,
    point: &Point,
    options: &ClickOptions,
) -> Result<(), RawFailure> {
    context.document.note_aimed();
    match context.document.perform_at(point, pointer::click(point, options)?).await {
        Err(failure) if failure.out_of_reach() && point.in_frame() && options.is_plain() => {
            context.document.click(element).await
        }
        other => other,
    }
}

/// Moves the pointer over an element.
pub(crate) async fn hover(context: &mut ActionContext, target: &Target) -> Result<(), RawFailure> {
    let found = context.find_ready(target, Wanted::only(Want::Hover)).await?;
    let point = found.point()?;
    context.document.perform_at(point, pointer::hover(point)).await
}
