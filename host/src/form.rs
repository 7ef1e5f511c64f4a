//! The form interface's engine: each action of the plugin contract, done to a browser's page. Every target is strict, every
//! action waits until its element is ready, types as a person would, and reads back what the control holds.
//!
//! It never decides what a failure means for the application, never writes a value into a trace or an error, and never
//! makes the final click without a proof that the intent was written down.
//!
//! One script in the page (`page/*.js`, sent once per document) finds, checks and measures in one round trip; input goes
//! through the driver; a second call reads back. So a fill is three round trips and a click two.

pub mod condition;
pub mod failure;
pub mod target;
pub mod trace;
pub mod value;

mod account;
mod calendar;
mod choose;
mod click;
mod commit;
mod date;
mod dialog;
mod fill;
mod keys;
mod locate;
mod nearest;
mod page;
mod read;
mod upload;
mod visit;
mod wait;
mod window;

use std::time::{Duration, Instant};

use serde_json::Value;
use url::Url;

pub use commit::{CommitOutcome, ReadyCommit};
pub use condition::Condition;
pub use failure::{ActionError, AlterationKind, Failure, Mismatch, Readiness};
pub use read::{ControlState, ListOption};
pub use target::{Finder, Scope, Target, Text};
pub use trace::{Shot, TraceLine};
pub use value::{
    Calendar, Choice, ClickOptions, CommitRequest, DateStyle, DialogAnswer, FillItem, Modifiers, MouseButton, Source,
    Typed, UploadFile, Window,
};
pub use visit::Page;

use crate::browser::{BrowserError, Origin, Session, WindowHandle};
use crate::submission::Mask;
use account::Account;

/// How long an action waits for its element unless told otherwise.
pub const ACTION_BOUND: Duration = Duration::from_secs(10);
/// Actions of one attempt unless the manifest asks for fewer.
pub const MAX_ACTIONS: u32 = 2_000;
/// Pictures kept of failures in one attempt: a plugin that feels its way by failing actions must not fill the disk.
const MAX_FAILURE_SHOTS: usize = 8;
/// Pictures a plugin may keep in one attempt.
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
    /// Hides the applicant's values in what a page says.
    pub mask: Mask,
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
        }
    }
}

/// The form of one attempt, in one browser session.
pub struct Form {
    session: Session,
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
    actions: u32,
    committed: bool,
    /// The document has just been seen for the first time: its status is worth a look.
    fresh: bool,
    /// The signature measured in this action.
    signature: Option<String>,
    /// A fallback of this action that must show in the trace.
    by_script: bool,
    /// Commands sent to the driver so far.
    commands: u64,
}

/// An action's failure before it is known where it happened.
#[derive(Debug)]
struct Wrong {
    error: ActionError,
    item: Option<u32>,
    gone: Option<Gone>,
}

/// What was there when the page was last looked at, and is not any more: worth another look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gone {
    Element,
    Frame,
}

/// An action that is being done.
struct Begun {
    kind: &'static str,
    target: String,
    value: Option<String>,
    at: Instant,
}

impl Form {
    /// The form actions of one attempt on a fresh session.
    pub fn new(session: Session, settings: Settings) -> Form {
        let account = Account::new(settings.required.clone());
        Form {
            session,
            key: format!("p{:016x}", rand::random::<u64>()),
            frames: Vec::new(),
            in_frame_unknown: false,
            main: None,
            known_windows: Vec::new(),
            account,
            trace: Vec::new(),
            shots: Vec::new(),
            actions: 0,
            committed: false,
            fresh: false,
            signature: None,
            by_script: false,
            commands: 0,
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
            value: Some(self.settings.mask.apply(reason)),
            duration: Duration::ZERO,
            result: "ok".to_owned(),
            signature: None,
        });
    }

    /// One line for each action so far.
    pub fn trace(&self) -> &[TraceLine] {
        &self.trace
    }

    /// Pictures kept so far.
    pub fn evidence(&self) -> &[Shot] {
        &self.shots
    }

    /// Hands over what is to be kept.
    pub fn take_evidence(&mut self) -> (Vec<TraceLine>, Vec<Shot>) {
        (std::mem::take(&mut self.trace), std::mem::take(&mut self.shots))
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
    pub fn into_session(self) -> Session {
        self.session
    }

    // ---- Around every action -----------------------------------------------------------------------------------

    #[expect(
        clippy::result_large_err,
        reason = "a failure is what the contract hands out; one that is made is the exception"
    )]
    fn begin(&mut self, kind: &'static str, target: &str, value: Option<String>) -> Result<Begun, Failure> {
        if self.actions >= self.settings.max_actions {
            let error = ActionError::Limit(format!("at most {} actions in an attempt", self.settings.max_actions));
            let hint = error.hint().to_owned();
            return Err(Failure {
                error,
                item: None,
                address: String::new(),
                title: String::new(),
                hint,
            });
        }
        self.actions += 1;
        self.signature = None;
        self.by_script = false;
        Ok(Begun {
            kind,
            target: self.settings.mask.apply(target),
            value,
            at: Instant::now(),
        })
    }

    async fn finish<T>(&mut self, begun: Begun, done: Result<T, Wrong>) -> Result<T, Failure> {
        let duration = begun.at.elapsed();
        let done = match done {
            Ok(value) => Ok(value),
            Err(wrong) => Err(self.place_failure(wrong).await),
        };
        let kind = if self.by_script {
            format!("{} (script)", begun.kind)
        } else {
            begun.kind.to_owned()
        };
        let result = done
            .as_ref()
            .map_or_else(|failure| failure.error.name(), |_| "ok")
            .to_owned();
        tracing::debug!(seq = self.actions, kind, result, ms = page::millis(duration), "action");
        self.trace.push(TraceLine {
            seq: self.actions,
            kind,
            target: begun.target,
            value: begun.value,
            duration,
            result,
            signature: self.signature.take(),
        });
        done
    }

    /// Adds where it happened, and keeps a picture.
    async fn place_failure(&mut self, wrong: Wrong) -> Failure {
        let mut error = wrong.error;
        let (mut address, mut title) = (String::new(), String::new());
        let asks = !matches!(
            error,
            ActionError::BrowserLost
                | ActionError::DialogOpen(_)
                | ActionError::AlreadyCommitted
                | ActionError::Limit(_)
        );
        if asks && !self.session.is_lost() {
            if let Ok(page) = self.look_at_page().await {
                error = self.blame_the_site(error, &page.href);
                address = self.settings.mask.apply(&without_query(&page.href));
                title = self.settings.mask.apply(&page.title);
            }
            self.keep_failure_shot().await;
        }
        let hint = error.hint().to_owned();
        Failure {
            error,
            item: wrong.item,
            address,
            title,
            hint,
        }
    }

    async fn keep_failure_shot(&mut self) {
        let kept = self
            .shots
            .iter()
            .filter(|shot| shot.label.starts_with("failure"))
            .count();
        if kept < MAX_FAILURE_SHOTS {
            self.keep_shot(format!("failure {}", self.actions)).await;
        }
    }

    /// A picture is evidence, not a condition: one that cannot be taken stops nothing.
    async fn keep_shot(&mut self, label: String) {
        self.commands += 1;
        if let Ok(png) = self.session.screenshot().await {
            self.shots.push(Shot { label, png });
        }
    }
}

impl Wrong {
    fn frame_gone(&self) -> bool {
        self.gone == Some(Gone::Frame)
    }

    fn stale(&self) -> bool {
        self.gone == Some(Gone::Element)
    }

    fn dialog_open(&self) -> bool {
        matches!(self.error, ActionError::DialogOpen(_))
    }
}

impl From<ActionError> for Wrong {
    fn from(error: ActionError) -> Wrong {
        Wrong {
            error,
            item: None,
            gone: None,
        }
    }
}

impl From<BrowserError> for Wrong {
    fn from(cause: BrowserError) -> Wrong {
        let error = match &cause {
            BrowserError::DialogOpen { text } => ActionError::DialogOpen(text.reveal().to_owned()),
            BrowserError::NoDialog => ActionError::NothingThere("open dialog".to_owned()),
            BrowserError::NoSuchWindow => ActionError::NothingThere("window any more: it was closed".to_owned()),
            BrowserError::NoSuchFrame => ActionError::NothingThere("such frame any more".to_owned()),
            BrowserError::Forbidden { address } => ActionError::ForbiddenAddress(address.clone()),
            BrowserError::Unreachable {
                address,
                reason,
                status,
                retry_after,
            } => ActionError::Unreachable {
                address: address.clone(),
                status: *status,
                retry_after_seconds: retry_after.map(|after| u32::try_from(after.as_secs()).unwrap_or(u32::MAX)),
                reason: reason.clone(),
            },
            BrowserError::Timeout { command } => ActionError::Unreachable {
                address: String::new(),
                status: None,
                retry_after_seconds: None,
                reason: format!("`{command}` got no answer in time"),
            },
            _ => ActionError::BrowserLost,
        };
        if error == ActionError::BrowserLost {
            tracing::debug!(%cause, "the browser did not do a command");
        }
        let gone = match cause {
            BrowserError::Stale | BrowserError::NoSuchElement => Some(Gone::Element),
            BrowserError::NoSuchFrame | BrowserError::NoSuchWindow => Some(Gone::Frame),
            _ => None,
        };
        Wrong {
            error,
            item: None,
            gone,
        }
    }
}

/// An address as it may stand in an error.
fn without_query(address: &str) -> String {
    match Url::parse(address) {
        Ok(mut url) => {
            url.set_query(None);
            url.set_fragment(None);
            url.into()
        }
        Err(_) => String::new(),
    }
}
