//! The document that the session shows: asked by one request at a time, through its script. The only place that sends a command
//! to the driver, and the only one that counts it. Knows that documents come and go under a request; never what one means.
//!
//! A request is one round trip. Where the document turns out not to have the script yet, it is two.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::protocol::request::{Arrived, Request};
use super::protocol::{NewDocument, Problem, Question};
use super::script::{CALL, INSTALL};
use crate::browser::{BrowserError, PooledSession, Session, WindowHandle};
use crate::form::types::{ActionError, Finder, RawFailure};
use crate::submission::Mask;

mod commands;
mod explain;
mod frames;
mod site_error;
mod windows;

pub(crate) use windows::WINDOW_POLL;

/// How long a page that a click began to load may take before it counts as not answering. As long as the driver's own bound.
pub(crate) const NAVIGATION_BOUND: Duration = Duration::from_secs(30);
/// Longest one call stays in the page: a script that is asked again can be told from a browser that hangs.
pub(crate) const CALL_BOUND: Duration = Duration::from_secs(8);
/// Pause before a document that went away is looked for again in its successor.
const SUCCESSOR_POLL: Duration = Duration::from_millis(5);

/// One session's pages, of which one document is worked in.
pub(crate) struct Document {
    session: PooledSession,
    /// The property of a document under which the page's script is kept: another one in each attempt.
    key: String,
    /// Hides in what a page says all that the plugin may not read. It learns what is typed.
    mask: Mask,
    /// The frames that are entered.
    frames: Vec<Finder>,
    /// A switch of windows or a failure left it open which frame is current.
    in_unknown_frame: bool,
    /// One of the frames is of another origin and scaled or turned: a click in it would miss.
    in_far_frame: bool,
    main: Option<WindowHandle>,
    known_windows: Vec<WindowHandle>,
    /// The next document is likely one that has not been seen: its script goes with the first request.
    expects_new: bool,
    /// The document was seen for the first time, and nobody asked since whether it is new.
    new_document: bool,
    /// The navigation that the page announced brought a file: no other page is waited for.
    navigation_was_download: bool,
    /// For frames that were entered: how many documents were seen in them, and which page the last two were.
    visited: Vec<(Vec<Finder>, Visited)>,
    /// A click was made, and nobody asked yet whether it arrived.
    aimed: bool,
    /// Commands sent to the driver so far.
    commands: u64,
    /// Actions so far that did something to a page.
    acts: u32,
    /// The action that runs did nothing yet.
    only_looked: bool,
    /// When something was done to a page last.
    acted_at: Instant,
    /// When the action ended that did.
    acted_until: Instant,
}

/// The documents that were seen in the frames that were entered.
#[derive(Default)]
struct Visited {
    count: u64,
    page: String,
    same_as_before: bool,
}

/// A request, and what goes with every one.
#[derive(Serialize)]
struct Envelope<'r> {
    #[serde(flatten)]
    request: Request<'r>,
    /// How long a navigation that has begun may take, in milliseconds.
    settle: u64,
    /// Wait for no navigation any more.
    abandon: bool,
    /// Say first whether the click before it missed what it was aimed at.
    aimed: bool,
    /// A click in this frame would miss.
    far: bool,
    /// Actions so far that did something to a page: a document that is first asked at this number came by the last of them.
    act: u32,
}

impl Document {
    pub(crate) fn new(session: PooledSession, mask: Mask) -> Document {
        Document {
            session,
            key: format!("p{:016x}", rand::random::<u64>()),
            mask,
            frames: Vec::new(),
            in_unknown_frame: false,
            in_far_frame: false,
            main: None,
            known_windows: Vec::new(),
            expects_new: true,
            new_document: false,
            navigation_was_download: false,
            visited: Vec::new(),
            aimed: false,
            commands: 0,
            acts: 0,
            only_looked: true,
            acted_at: Instant::now(),
            acted_until: Instant::now(),
        }
    }

    /// Another action begins. What it does first to a page, if anything, makes it count.
    pub(crate) fn begin_action(&mut self) {
        self.only_looked = true;
    }

    /// Something is done to a page.
    pub(crate) fn note_act(&mut self) {
        self.acts += u32::from(std::mem::take(&mut self.only_looked));
        self.acted_at = Instant::now();
    }

    /// An action ends.
    pub(crate) fn end_action(&mut self) {
        if !self.only_looked {
            self.acted_until = Instant::now();
        }
    }

    /// For how long no request is under way, since the last action that did something to a page; nothing where one is.
    pub(crate) fn network_quiet_for(&self) -> Option<Duration> {
        let quiet = self.session.quiet_for(self.acted_at)?;
        Some(quiet.min(self.acted_until.elapsed()))
    }

    /// One request that the page can always answer. A document that goes away under it is asked again in its successor.
    pub(crate) async fn ask<Q: Question>(&mut self, question: Q) -> Result<Q::Answer, RawFailure> {
        self.ask_within(question, NAVIGATION_BOUND).await
    }

    /// The same, with another bound on waiting for a page that is being left or loaded.
    pub(crate) async fn ask_within<Q: Question>(
        &mut self,
        question: Q,
        bound: Duration,
    ) -> Result<Q::Answer, RawFailure> {
        self.try_ask_within(question, bound).await?.map_err(|problem| {
            tracing::debug!(?problem, "the page's script did not answer what it always can");
            ActionError::BrowserLost.into()
        })
    }

    /// One request that the page may be unable to answer, and what it says then.
    pub(crate) async fn try_ask<Q: Question>(&mut self, question: Q) -> Result<Result<Q::Answer, Problem>, RawFailure> {
        self.try_ask_within(question, NAVIGATION_BOUND).await
    }

    async fn try_ask_within<Q: Question>(
        &mut self,
        question: Q,
        bound: Duration,
    ) -> Result<Result<Q::Answer, Problem>, RawFailure> {
        let end = Instant::now() + bound;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let abandon =
                std::mem::take(&mut self.navigation_was_download) || left.is_zero() && bound == NAVIGATION_BOUND;
            let settle = millis(left.min(CALL_BOUND));
            let aimed = std::mem::take(&mut self.aimed);
            let envelope = Envelope {
                request: question.request(),
                settle,
                abandon,
                aimed,
                far: self.in_far_frame,
                act: self.acts,
            };
            match self.call(json!(envelope)).await {
                Ok(answer) if answer.is_object() => match parsed(answer) {
                    Some(Err(Problem::Stuck)) if left.is_zero() => return Err(unanswered(bound).into()),
                    Some(Err(Problem::Stuck)) => {}
                    Some(Err(Problem::Missed { cover, pressed })) => {
                        return Err(RawFailure::missed(&self.masked(&cover), pressed));
                    }
                    Some(Err(Problem::Malformed { reason })) => return Err(ActionError::Malformed(reason).into()),
                    Some(Err(Problem::Stale)) => return Err(BrowserError::Stale.into()),
                    Some(reply) => return Ok(reply),
                    None => return Err(ActionError::BrowserLost.into()),
                },
                // Firefox answers nothing where the document went away under the script.
                Ok(_) if !left.is_zero() => self.wait_for_successor().await,
                Ok(_) => return Err(unanswered(bound).into()),
                Err(error) if error.page_went_away() && !left.is_zero() => self.wait_for_successor().await,
                Err(BrowserError::Timeout { .. }) => return Err(unanswered(bound).into()),
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// A click was made that may have missed: the next request asks for it first.
    pub(crate) fn note_aimed(&mut self) {
        self.aimed = true;
    }

    /// Whether the last click arrived, as far as the document tells that it was made in. One that is gone, or that a dialog stands
    /// in front of, heard it.
    pub(crate) async fn click_arrived(&mut self) -> Result<(), RawFailure> {
        if !std::mem::take(&mut self.aimed) {
            return Ok(());
        }
        let envelope = Envelope {
            request: Arrived {}.request(),
            settle: 0,
            abandon: false,
            aimed: true,
            far: self.in_far_frame,
            act: self.acts,
        };
        let answer = self.execute(CALL, vec![json!(self.key), json!(envelope)]).await.unwrap_or_default();
        match Problem::of(&answer) {
            Some(Problem::Missed { cover, pressed }) => Err(RawFailure::missed(&self.masked(&cover), pressed)),
            Some(Problem::NoScript) => {
                self.expects_new = true;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    async fn wait_for_successor(&mut self) {
        self.expects_new = true;
        tokio::time::sleep(SUCCESSOR_POLL).await;
    }

    async fn call(&mut self, request: Value) -> Result<Value, BrowserError> {
        if !std::mem::take(&mut self.expects_new) {
            let answer = self.execute(CALL, vec![json!(self.key), request.clone()]).await?;
            if !matches!(Problem::of(&answer), Some(Problem::NoScript)) {
                return Ok(answer);
            }
        }
        let answer = self.execute(&INSTALL, vec![json!(self.key), request]).await?;
        if let Some(page) = NewDocument::of(&answer) {
            self.new_document = true;
            self.visit_page(&page);
        }
        Ok(answer)
    }

    fn visit_page(&mut self, page: &str) {
        let at = self.visited.iter().position(|(frames, _)| *frames == self.frames).unwrap_or_else(|| {
            self.visited.push((self.frames.clone(), Visited::default()));
            self.visited.len() - 1
        });
        let visited = &mut self.visited[at].1;
        visited.count += 1;
        visited.same_as_before = visited.page == page;
        page.clone_into(&mut visited.page);
    }

    fn visited(&self) -> Option<&Visited> {
        self.visited.iter().find(|(frames, _)| *frames == self.frames).map(|(_, visited)| visited)
    }

    /// The how manyth document it is that was seen in the frames that are entered.
    pub(crate) fn number(&self) -> u64 {
        self.visited().map_or(0, |visited| visited.count)
    }

    /// Whether the document before it in these frames was of the same path and title: it was loaded again.
    pub(crate) fn was_loaded_again(&self) -> bool {
        self.visited().is_some_and(|visited| visited.same_as_before)
    }

    /// Text of the page's as a plugin may see it.
    pub(crate) fn masked(&self, text: &str) -> String {
        self.mask.apply(text)
    }

    pub(crate) fn masked_all(&self, texts: &[String]) -> Vec<String> {
        texts.iter().map(|text| self.mask.apply(text)).collect()
    }

    /// The mask, to teach it what is typed.
    pub(crate) fn mask_mut(&mut self) -> &mut Mask {
        &mut self.mask
    }

    /// The next document is likely a new one.
    pub(crate) fn expect_new(&mut self) {
        self.expects_new = true;
    }

    /// The navigation that the page announced brought a file: the document stays.
    pub(crate) fn note_download(&mut self) {
        self.navigation_was_download = true;
    }

    /// Whether the document was seen for the first time since this was asked last.
    pub(crate) fn take_new_document(&mut self) -> bool {
        std::mem::take(&mut self.new_document)
    }

    /// Commands sent so far.
    pub(crate) fn commands(&self) -> u64 {
        self.commands
    }

    /// The session, for what is no command: the submit gate, what was downloaded.
    pub(crate) fn session(&self) -> &Session {
        &self.session
    }

    pub(crate) fn into_session(self) -> PooledSession {
        self.session
    }
}

/// An answer or a problem; none where it is neither.
fn parsed<A: serde::de::DeserializeOwned>(answer: Value) -> Option<Result<A, Problem>> {
    let reply = super::protocol::Reply::deserialize(answer);
    if let Err(error) = &reply {
        tracing::debug!(%error, "the page's script gave an answer of another shape");
    }
    reply.ok().map(|reply| reply.0)
}

fn unanswered(bound: Duration) -> ActionError {
    ActionError::Unreachable {
        address: String::new(),
        status: None,
        retry_after_seconds: None,
        reason: format!("the next page did not come within {} seconds", bound.as_secs()),
    }
}

pub(crate) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
