//! Getting to one ready element: frames entered, strictly matched, waited for.

use std::time::{Duration, Instant};

use super::document::{CALL_BOUND, Document, millis};
use super::pointer::Point;
use super::protocol::answer::Found;
use super::protocol::request::{Find, ForPage, Look, LookFor, Want};
use super::protocol::{Problem, answer};
use crate::form::types::{ActionError, Choice, RawFailure, Target};

/// How long an action waits on a page that came with a server error: it may still be the one that was wanted.
const ERROR_PAGE_BOUND: Duration = Duration::from_secs(1);
/// How long no request is under way before nothing comes any more to a page that stands still as well.
const STILL_NETWORK: Duration = Duration::from_secs(2);

/// What an element is wanted for: which states it must have, and what else happens in the same trip.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub(crate) want: Want,
    /// Select what the control holds, so that typing replaces it.
    pub(crate) select: bool,
    /// Put the focus there.
    pub(crate) focus: bool,
    /// Whether it is about to be clicked or pressed.
    pub(crate) activation: Activation,
    /// A letter is pressed with Alt, which presses whatever names it as its key.
    pub(crate) alt: Option<char>,
    /// Find this in the list.
    pub(crate) choice: Option<&'a Choice>,
    /// A value goes in that the plugin may not read: from now on what the control holds is not shown to it.
    pub(crate) hidden: bool,
}

/// Whether an element is about to be activated. If so, what was filled is looked at again, and the page measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Activation {
    None,
    /// By a click or key that may lead on: what was filled may go with the step that is left.
    Plain,
    /// By the commit: everything has to stand.
    Commit,
}

impl<'a> Wanted<'a> {
    /// Ready for this, and nothing else.
    pub(crate) fn only(want: Want) -> Wanted<'a> {
        Wanted {
            want,
            select: false,
            focus: false,
            activation: Activation::None,
            alt: None,
            choice: None,
            hidden: false,
        }
    }

    /// The request for it.
    pub(super) fn find<'r>(&self, target: &'r Target, bound: u64) -> Find<'r>
    where
        'a: 'r,
    {
        let activates = self.activation != Activation::None;
        Find {
            target: ForPage(target),
            want: self.want,
            bound,
            select: self.select,
            focus: self.focus,
            recheck: activates,
            leaving: !matches!(self.want, Want::Look | Want::FillLook | Want::Frame),
            measure: activates,
            moves: self.activation == Activation::Plain,
            hidden: self.hidden,
            alt: self.alt,
            choice: self.choice.map(ForPage),
        }
    }
}

impl Document {
    /// The one element that the target says, ready for what is wanted; else why not, when the time for it is over.
    pub(crate) async fn find(
        &mut self,
        target: &Target,
        wanted: Wanted<'_>,
        bound: Duration,
    ) -> Result<Result<Found, Problem>, RawFailure> {
        let begun = Instant::now();
        let mut end = begun + bound;
        loop {
            self.enter(&target.frames, end).await?;
            let left = end.saturating_duration_since(Instant::now());
            let problem = match self.try_ask(wanted.find(target, millis(left.min(CALL_BOUND)))).await {
                Err(failure) if failure.frame_gone() && !left.is_zero() => {
                    self.leave_frames().await?;
                    continue;
                }
                Err(failure) => return Err(failure),
                Ok(Ok(found)) => return Ok(Ok(found)),
                Ok(Err(problem)) => problem,
            };
            if problem.may_pass() && self.is_new_error_page(&problem) {
                end = end.min(Instant::now() + ERROR_PAGE_BOUND);
            }
            if !problem.may_pass() || self.waits_in_vain(begun, end) {
                return Ok(Err(problem));
            }
        }
    }

    /// Whether the time since `begun` is over, or the script gave up before because the page stood still: nothing comes any more where
    /// no request was under way either.
    pub(crate) fn waits_in_vain(&self, begun: Instant, end: Instant) -> bool {
        let still = || {
            let quiet = self.session().quiet_for(begun).is_some_and(|quiet| quiet >= STILL_NETWORK);
            quiet && self.session().requests_under_way(Duration::MAX) == 0
        };
        Instant::now() >= end || still()
    }

    /// Finds the element and reads it in one trip.
    pub(crate) async fn look(
        &mut self,
        target: &Target,
        want: Want,
        what: LookFor,
        name: &str,
        bound: Duration,
    ) -> Result<answer::Seen, RawFailure> {
        let begun = Instant::now();
        let end = begun + bound;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let asked = match self.enter(&target.frames, end).await {
                Ok(()) => {
                    let bound = millis(left.min(CALL_BOUND));
                    self.try_ask(Look { target: ForPage(target), want, what, name, bound }).await
                }
                Err(failure) => Err(failure),
            };
            match asked {
                Err(failure) if failure.frame_gone() && !left.is_zero() => self.leave_lost_frames().await?,
                Err(failure) => return Err(failure),
                Ok(Ok(seen)) => return Ok(seen),
                Ok(Err(problem)) if !problem.may_pass() || self.waits_in_vain(begun, end) => {
                    return Err(self.explain(&problem, target));
                }
                Ok(Err(_)) => {}
            }
        }
    }
}

impl Found {
    /// Where to click it.
    pub(crate) fn point(&self) -> Result<&Point, RawFailure> {
        self.point.as_ref().ok_or_else(|| ActionError::BrowserLost.into())
    }
}
