//! Clicking and hovering. By pointer actions at a point that was just found free: as trusted as the driver's own click and several
//! times cheaper.

use std::time::{Duration, Instant};

use super::context::ActionContext;
use crate::browser::ElementRef;
use crate::form::page::locate::{Activation, Wanted};
use crate::form::page::pointer::{self, Point};
use crate::form::page::protocol::request::Want;
use crate::form::types::{ClickOptions, RawFailure, Target};

/// How often a click is aimed anew that went astray.
const AIMS_ANEW: u32 = 5;
/// How many of these may follow a press that the page heard: it may have done something by it.
const AIMS_AFTER_PRESS: u32 = 1;
/// The pause before the first of them, in which the page may come to rest; before each other twice as long.
const REST: Duration = Duration::from_millis(50);
/// Of an element that is not found any more.
const ASTRAY_BEFORE: &str = "It was there, and a click on it went astray: the page moved meanwhile.";

/// Clicks, unless that submits. A click that the page moved away from, covered or took the element from is made again: it went
/// nowhere.
pub(crate) async fn click(
    context: &mut ActionContext,
    target: &Target,
    options: &ClickOptions,
) -> Result<(), RawFailure> {
    let wanted = Wanted { activation: Activation::Plain, ..Wanted::only(Want::Click) };
    let end = context.end();
    let mut aims = Aims::default();
    loop {
        let left = end.saturating_duration_since(Instant::now());
        let found = context.find_ready_within(target, wanted, left).await.map_err(|failure| aims.added_to(failure))?;
        context.submits.refuse(&found.submits)?;
        match click_at(context, &found.el, found.point()?, options).await {
            // Its page went under the command.
            Err(failure) if failure.stale() && context.page_was_left().await? => return Ok(()),
            other => other?,
        }
        let arrived = context.document.click_arrived().await;
        if !aims.anew_after(&arrived).await {
            return arrived;
        }
    }
}

/// The clicks of one action that went astray.
#[derive(Default)]
pub(super) struct Aims {
    astray: u32,
    /// Of these, whose press the page heard.
    pressed: u32,
}

impl Aims {
    /// Of what is not found after a click on it went astray, that is to be known.
    fn added_to(&self, failure: RawFailure) -> RawFailure {
        let advice = failure.advice.or((self.astray > 0).then_some(ASTRAY_BEFORE));
        RawFailure { advice, ..failure }
    }

    /// Whether the click is to be made again, once the page had time to come to rest.
    pub(super) async fn anew_after<T>(&mut self, done: &Result<T, RawFailure>) -> bool {
        let Err(failure) = done else { return false };
        if !failure.astray() {
            return false;
        }
        self.pressed += u32::from(failure.pressed());
        self.astray += 1;
        tracing::debug!(pressed = failure.pressed(), astray = self.astray, "a click went astray");
        if self.astray > AIMS_ANEW || self.pressed > AIMS_AFTER_PRESS {
            return false;
        }
        tokio::time::sleep(REST * 2_u32.pow(self.astray - 1)).await;
        true
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_press_that_was_heard_is_followed_by_one_click_more_whatever_went_astray_before() {
        let of = async |heard: &[bool]| {
            let mut aims = Aims::default();
            let mut found = Vec::new();
            for pressed in heard {
                let missed = RawFailure::missed("a banner", *pressed);
                found.push(aims.anew_after::<()>(&Err(missed)).await);
            }
            found
        };
        assert_eq!(of(&[false; 6]).await, [true, true, true, true, true, false]);
        assert_eq!(of(&[true, true]).await, [true, false]);
        assert_eq!(of(&[false, false, true, true]).await, [true, true, true, false]);
        let other = Err::<(), _>(crate::form::types::ActionError::BrowserLost.into());
        assert!(!Aims::default().anew_after(&other).await);
    }
}
