//! The form interface's engine: each action of the plugin contract, done to a browser's page. Every target is strict, every
//! action waits until its element is ready, types as a person would, and reads back what the control holds.
//!
//! It never decides what a failure means for the application, never writes a value into a trace or an error, and never
//! makes the final click without a proof that the intent was written down.
//!
//! One script in the page (`page/*.js`, sent once per document) finds, checks and measures in one round trip; input goes
//! through the driver; a second call reads back. So a fill is three round trips and a click two.

pub mod condition;
pub mod drift;
pub mod failure;
pub mod skeleton;
pub mod target;
pub mod trace;
pub mod value;

mod account;
mod attempt;
mod calendar;
mod choose;
mod click;
mod commit;
mod date;
mod dialog;
mod fill;
mod instead;
mod keep;
mod keys;
mod locate;
mod native;
mod nearest;
mod page;
mod read;
mod sends;
mod upload;
mod visit;
mod wait;
mod window;
mod wrong;

use std::time::Duration;

use serde_json::Value;

pub use commit::{CommitOutcome, ReadyCommit};
pub use condition::Condition;
pub use drift::{KnownPages, SeenPage};
pub use failure::{ActionError, AlterationKind, Failure, Mismatch, Readiness};
pub use keep::Downloaded;
pub use read::{ControlState, ListOption};
pub use skeleton::Skeleton;
pub use target::{Finder, Target, Text};
pub use trace::{Shot, ShotFormat, TraceLine};
pub use value::{
    Calendar, Choice, ClickOptions, CommitRequest, DateStyle, DialogAnswer, FillItem, Modifiers, MouseButton, Sight,
    Source, Typed, UploadFile, Window,
};
pub use visit::Page;

use crate::browser::{Origin, PooledSession, Session, WindowHandle};
use crate::submission::{Kind, Mask, kind_of};
use account::Account;
use wrong::{Wrong, without_query};

/// How long an action waits for its element unless told otherwise.
pub const ACTION_BOUND: Duration = Duration::from_secs(10);
/// Actions of one attempt unless the manifest asks for fewer.
pub const MAX_ACTIONS: u32 = 2_000;
/// Pictures, prints and downloads of one attempt.
const MAX_SHOTS: usize = 50;

/// What the manifest declares as submitting: a plain click on it is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Submit {
    /// A path that a form is sent to, or a link leads to: `/apply/submit`.
    Path(String),
    /// A button's accessible name.
    Button(String),
}

/// What an attempt's form actions are bound to.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How long an action waits for its element.
    pub action_bound: Duration,
    /// Actions allowed.
    pub max_actions: u32,
    /// What submits.
    pub submits: Vec<Submit>,
    /// The manifest's origins.
    pub origins: Vec<Origin>,
    /// Leaf paths that this application has and that must be placed before a commit.
    pub required: Vec<String>,
    /// Hides in what a page says all that the plugin may not read. It learns what is typed.
    pub mask: Mask,
    /// Hides every value of the applicant's in what leaves the attempt.
    pub full_mask: Mask,
    /// The forms that the county's applications were delivered by.
    pub known_pages: KnownPages,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            action_bound: ACTION_BOUND,
            max_actions: MAX_ACTIONS,
            submits: Vec::new(),
            origins: Vec::new(),
            required: Vec::new(),
            mask: Mask::default(),
            full_mask: Mask::default(),
            known_pages: KnownPages::default(),
        }
    }
}

/// The form of one attempt, in one browser session.
pub struct Form {
    session: PooledSession,
    settings: Settings,
    /// The property of a document under which the page's script is kept: another one in each attempt.
    key: String,
    /// The frames that are entered, as they were asked for.
    frames: Vec<Value>,
    /// A switch of windows or a failure left it open which frame is current.
    in_frame_unknown: bool,
    main: Option<WindowHandle>,
    known_windows: Vec<WindowHandle>,
    account: Account,
    trace: Vec<TraceLine>,
    shots: Vec<Shot>,
    pages: Vec<SeenPage>,
    /// Where a page was not what it was, in words.
    suspicions: Vec<String>,
    actions: u32,
    committed: bool,
    /// Requests that the gate held back, as far as an action was told of them.
    told_refused: u32,
    /// The next document is likely one that has not been seen: its script goes with the first request.
    expects_new: bool,
    /// The document has just been seen for the first time: its status is worth a look.
    fresh: bool,
    /// The page said that it would be left, and what came was a file: nobody needs to wait for another page.
    stays: bool,
    /// The signature measured in this action.
    signature: Option<String>,
    /// A fallback of this action that must show in the trace.
    by_script: bool,
    /// The last action that failed, explained and masked.
    last_failure: Option<String>,
    /// Commands sent to the driver so far.
    commands: u64,
}

impl Form {
    /// The form actions of one attempt on a fresh session.
    pub fn new(session: impl Into<PooledSession>, settings: Settings) -> Form {
        let session = session.into();
        let account = Account::new(settings.required.clone());
        Form {
            key: format!("p{:016x}", rand::random::<u64>()),
            frames: Vec::new(),
            in_frame_unknown: false,
            main: None,
            known_windows: Vec::new(),
            account,
            trace: Vec::new(),
            shots: Vec::new(),
            pages: Vec::new(),
            suspicions: Vec::new(),
            actions: 0,
            committed: false,
            told_refused: session.submit_seen().refused,
            expects_new: true,
            fresh: false,
            stays: false,
            signature: None,
            by_script: false,
            last_failure: None,
            commands: 0,
            session,
            settings,
        }
    }

    /// States that a required field does not apply on this county's form. Its reason is kept in the trace.
    pub fn not_applicable(&mut self, path: &str, reason: &str) {
        self.account.rule_out(path, reason);
        self.trace.push(TraceLine {
            seq: self.actions,
            kind: "not-applicable".to_owned(),
            target: path.to_owned(),
            value: Some(self.settings.full_mask.apply(reason)),
            duration: Duration::ZERO,
            commands: 0,
            result: "ok".to_owned(),
            signature: None,
        });
    }

    /// What is put into a control is hidden from then on wherever the page repeats it, as it was shaped and in pieces.
    fn learn(&mut self, value: &Typed) {
        if let (Sight::Hidden, Source::Field { path, .. }) = (value.source.sight(), &value.source) {
            let kind = kind_of(path).unwrap_or(Kind::FreeText);
            for text in value.accepted() {
                self.settings.mask.learn(kind, text);
            }
        }
    }

    /// One line for each action so far.
    pub fn trace(&self) -> &[TraceLine] {
        &self.trace
    }

    /// Pictures kept so far.
    pub fn evidence(&self) -> &[Shot] {
        &self.shots
    }

    /// The last action that failed, explained and masked.
    pub fn last_failure(&self) -> Option<&str> {
        self.last_failure.as_deref()
    }

    /// Hands over what is to be kept.
    pub fn take_evidence(&mut self) -> (Vec<TraceLine>, Vec<Shot>) {
        (std::mem::take(&mut self.trace), std::mem::take(&mut self.shots))
    }

    /// The forms that were seen, and in what they differ from those known; masked.
    pub fn take_pages(&mut self) -> (Vec<SeenPage>, Vec<String>) {
        (std::mem::take(&mut self.pages), std::mem::take(&mut self.suspicions))
    }

    /// Whether `commit` made its click, or may have.
    pub fn committed(&self) -> bool {
        self.committed
    }

    /// Commands that this form sent to the driver, to count round trips by.
    pub fn commands(&self) -> u64 {
        self.commands
    }

    /// The session, for what stands beside the actions (what the wall refused, say).
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Ends the session.
    pub async fn close(self) {
        self.session.close().await;
    }

    /// Gives the session back, to be closed or reset by its owner.
    pub fn into_session(self) -> PooledSession {
        self.session
    }
}
