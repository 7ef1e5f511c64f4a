//! The form interface's engine: each action of the plugin contract, done to a browser's page. Every target is strict, every
//! action waits until its element is ready, types as a person would, and reads back what the control holds.
//!
//! It never decides what a failure means for the application, never writes a value into a trace or an error, and never
//! makes the final click without a proof that the intent was written down.
//!
//! In five parts: `types` (targets, values, errors), `drift` (what a site became), `record` (what an attempt leaves behind), `page` (the script in
//! the page, and the protocol with it), `actions`. [`Form`] puts them together, and is all that the plugin's edge sees.
//!
//! The script in the page (sent once per document) finds, checks and measures in one round trip; input goes through the driver; a
//! second call reads back, or asks whether a click arrived. So a fill and a click are three round trips.

mod actions;
mod drift;
mod page;
mod record;
mod settings;
mod types;

pub use drift::{AcceptedForm, DriftReport, KnownForm, KnownForms, Origin, ReleaseFit, SeenPage, Skeleton, Watched};
pub use record::{Shot, ShotFormat, TraceLine};
pub use settings::Settings;
pub use types::{
    ActionError, AlterationKind, Calendar, Choice, ClickOptions, CommitOutcome, CommitRequest, Condition, ControlState,
    DateParts, DateStyle, DialogAnswer, Disclosure, Downloaded, DragEnd, Failure, FillItem, Finder, ListOption,
    Mismatch, Modifiers, MouseButton, Offset, OptionFinder, Page, Readiness, ReadyCommit, Source, Submit, Target, Text,
    Typed, UploadFile, Window, without_what_to_return,
};

use crate::browser::{Farewell, PooledSession, Session};
use crate::submission::{CommitIntent, Drift};
use actions::context::ActionContext;
use actions::submit_watch::SubmitWatch;
use actions::{
    check, choose, click, commit, date, dialog, download, drag, fill, fill_all, navigate, press, read, screenshot,
    upload, wait, window,
};
use drift::DriftWatch;
use page::document::Document;
use record::{Placements, Recorder, Standing, TakenFiles};
use types::submit::remedy;
use types::{either, without_query};

/// The form of one attempt, in one browser session.
pub struct Form {
    context: ActionContext,
}

/// Does an action: counted before it, traced after it.
macro_rules! act {
    ($form:ident, $kind:literal, $target:expr, $value:expr, $action:path $(, $argument:expr)*) => {{
        let span = $form.context.begin($kind, $target, $value)?;
        $form.context.let_requests_end($kind).await;
        let done = $action(&mut $form.context $(, $argument)*).await;
        $form.context.finish(span, done).await
    }};
}

impl Form {
    /// The form actions of one attempt on a fresh session.
    pub fn new(session: impl Into<PooledSession>, settings: Settings) -> Form {
        let session = session.into();
        let submits = SubmitWatch::new(settings.submits, settings.origins, &session);
        Form {
            context: ActionContext {
                document: Document::new(session, settings.mask),
                recorder: Recorder::new(settings.full_mask, settings.max_actions),
                placements: Placements::new(settings.required),
                standing: Standing::default(),
                taken: TakenFiles::default(),
                drift: DriftWatch::new(settings.watched),
                submits,
                bound: settings.action_bound,
                looks_again: 0,
            },
        }
    }

    // ---- Moving about ------------------------------------------------------------------------------------------

    /// Goes to an address on one of the manifest's origins and waits for the document.
    pub async fn open(&mut self, address: &str) -> Result<Page, Failure> {
        act!(self, "open", &without_query(address), None, navigate::open, address)
    }

    /// One step back in the window's history.
    pub async fn back(&mut self) -> Result<Page, Failure> {
        act!(self, "back", "the window's history", None, navigate::back)
    }

    /// Loads the page again.
    pub async fn reload(&mut self) -> Result<Page, Failure> {
        act!(self, "reload", "the page", None, navigate::reload)
    }

    /// The page as it stands.
    pub async fn current(&mut self) -> Result<Page, Failure> {
        act!(self, "current", "the page", None, navigate::current)
    }

    // ---- Typing and clicking -----------------------------------------------------------------------------------

    /// Empties the control, types the value, leaves the control, and reads back what it holds.
    pub async fn fill(&mut self, item: &FillItem) -> Result<(), Failure> {
        let done = act!(self, "fill", &item.target.describe(), Some(item.value.source.describe()), fill::fill, item);
        self.context.unless_missed(done)
    }

    /// The same for several controls, found and read back together; stops at the first failure.
    pub async fn fill_all(&mut self, items: &[FillItem]) -> Result<(), Failure> {
        let mut first = 0;
        loop {
            let left = &items[first..];
            let targets = joined(left.iter().map(|item| item.target.describe()));
            let sources = joined(left.iter().map(|item| item.value.source.describe()));
            let done = act!(self, "fill-all", &targets, Some(sources), fill_all::fill_all, left);
            let failed = done.as_ref().err().and_then(|failure| failure.item).map(|item| first + item as usize);
            match (self.context.unless_missed(done), failed) {
                // What the site took away is left out, and the rest looked for.
                (Ok(()), Some(missed)) if missed + 1 < items.len() => first = missed + 1,
                (Err(failure), failed) => {
                    return Err(Failure { item: failed.and_then(|item| u32::try_from(item).ok()), ..failure });
                }
                (Ok(()), _) => return Ok(()),
            }
        }
    }

    /// Empties a control.
    pub async fn clear(&mut self, target: &Target) -> Result<(), Failure> {
        let done = act!(self, "clear", &target.describe(), None, fill::put, target, &Typed::literal(""));
        self.context.unless_missed(done)
    }

    /// Presses a key or chord in a control, or in whatever has the focus.
    pub async fn press(&mut self, target: Option<&Target>, key: &str) -> Result<(), Failure> {
        let receiver = target.map_or_else(|| "whatever has the focus".to_owned(), Target::describe);
        act!(self, "press", &receiver, Some(page::keys::traced(key)), press::press, target, key)
    }

    /// Clicks. Refused with [`Submits`](ActionError::Submits) on what the manifest declares as submitting.
    pub async fn click(&mut self, target: &Target, options: Option<ClickOptions>) -> Result<(), Failure> {
        let options = options.unwrap_or_default();
        let done = act!(self, "click", &target.describe(), None, click::click, target, &options);
        let Some(likely) = self.context.drift.take_likely().filter(|_| done.is_err()) else { return done };
        let likely =
            Target { by: Finder::Role { role: likely.role, name: Some(Text::Exact(likely.label)) }, ..target.clone() };
        act!(self, "click", &likely.describe(), None, click::click, &likely, &options)
    }

    /// Moves the pointer over an element.
    pub async fn hover(&mut self, target: &Target) -> Result<(), Failure> {
        act!(self, "hover", &target.describe(), None, click::hover, target)
    }

    /// Drags one element onto another, also from frame to frame of one origin; onto a point of one; or so many pixels away.
    pub async fn drag(&mut self, source: &Target, end: impl Into<DragEnd>) -> Result<(), Failure> {
        let end = end.into();
        let both = format!("{} {}", source.describe(), end.describe());
        act!(self, "drag", &both, None, drag::drag, source, &end)
    }

    // ---- Choosing ----------------------------------------------------------------------------------------------

    /// Sets a check box, radio button or switch, and reads it back. `source` says whose answer it is.
    pub async fn check(&mut self, target: &Target, on: bool, source: &Source) -> Result<(), Failure> {
        let done = act!(self, "check", &target.describe(), Some(source.describe()), check::check, target, on, source);
        self.context.unless_missed(done)
    }

    /// Chooses in a native list, a radio group, a group of check boxes, an ARIA listbox or combobox, or a typeahead, and reads back.
    pub async fn choose(&mut self, target: &Target, choices: &[Choice]) -> Result<(), Failure> {
        let sources = joined(choices.iter().map(|choice| choice.value().source.describe()));
        let done = act!(self, "choose", &target.describe(), Some(sources), choose::choose, target, choices);
        self.context.unless_missed(done)
    }

    /// Puts a date (`YYYY-MM-DD`) into a control, and reads it back.
    pub async fn set_date(&mut self, target: &Target, date: &Typed, style: &DateStyle) -> Result<(), Failure> {
        let source = Some(date.source.describe());
        let done = act!(self, "set-date", &target.describe(), source, date::set_date, target, date, style);
        self.context.unless_missed(done)
    }

    /// Hands documents to a file field, and reads back their names.
    pub async fn upload(&mut self, target: &Target, files: &[UploadFile]) -> Result<(), Failure> {
        let sources = joined(files.iter().map(|file| file.field.as_deref().unwrap_or("document").to_owned()));
        let done = act!(self, "upload", &target.describe(), Some(sources), upload::upload, target, files);
        self.context.unless_missed(done)
    }

    // ---- Waiting and looking -----------------------------------------------------------------------------------

    /// Waits until one of the conditions is true and says which, from 0.
    pub async fn wait(&mut self, conditions: &[Condition], bound_ms: u32) -> Result<u32, Failure> {
        act!(self, "wait", &either(conditions), None, wait::wait, conditions, bound_ms)
    }

    /// Which condition is true now, if any.
    pub async fn which(&mut self, conditions: &[Condition]) -> Result<Option<u32>, Failure> {
        act!(self, "which", &either(conditions), None, wait::which, conditions)
    }

    /// What a control is like now.
    pub async fn state(&mut self, target: &Target) -> Result<ControlState, Failure> {
        act!(self, "state", &target.describe(), None, read::state, target)
    }

    /// The visible text of an element, masked.
    pub async fn read_text(&mut self, target: &Target) -> Result<String, Failure> {
        act!(self, "read-text", &target.describe(), None, read::text, target)
    }

    /// What a control holds, masked.
    pub async fn read_value(&mut self, target: &Target) -> Result<String, Failure> {
        act!(self, "read-value", &target.describe(), None, read::value, target)
    }

    /// An attribute, masked; none if the element has it not.
    pub async fn read_attribute(&mut self, target: &Target, name: &str) -> Result<Option<String>, Failure> {
        act!(self, "read-attribute", &target.describe(), None, read::attribute, target, name)
    }

    /// The options of a list; at most 1,000.
    pub async fn read_options(&mut self, target: &Target) -> Result<Vec<ListOption>, Failure> {
        act!(self, "read-options", &target.describe(), None, read::options, target)
    }

    /// A table's cells by row, masked; at most 500 rows of 50 cells.
    pub async fn read_table(&mut self, target: &Target) -> Result<Vec<Vec<String>>, Failure> {
        act!(self, "read-table", &target.describe(), None, read::table, target)
    }

    // ---- Windows and dialogs -----------------------------------------------------------------------------------

    /// Goes on in another window.
    pub async fn switch_window(&mut self, window: &Window) -> Result<Page, Failure> {
        act!(self, "switch-window", &window.describe(), None, window::switch, window)
    }

    /// Closes the window worked in, and goes on in the main one.
    pub async fn close_window(&mut self) -> Result<Page, Failure> {
        act!(self, "close-window", "the window", None, window::close)
    }

    /// Answers the dialog that stands open, waiting for it up to the action bound; its text, masked.
    pub async fn dialog(&mut self, answer: &DialogAnswer) -> Result<String, Failure> {
        let bound = self.context.bound;
        act!(self, "dialog", answer.describe(), answer.source(), dialog::answer, answer, bound)
    }

    // ---- Evidence ----------------------------------------------------------------------------------------------

    /// Keeps a screenshot of the page, or of one element, with the attempt's evidence.
    pub async fn screenshot(&mut self, target: Option<&Target>) -> Result<(), Failure> {
        let of = target.map_or_else(|| "the page".to_owned(), Target::describe);
        act!(self, "screenshot", &of, None, screenshot::screenshot, target)
    }

    /// Keeps the page as PDF with the attempt's evidence.
    pub async fn print_pdf(&mut self) -> Result<(), Failure> {
        act!(self, "print-pdf", "the page", None, screenshot::print_pdf)
    }

    /// Clicks and keeps the file that the site sends.
    pub async fn download(&mut self, target: &Target) -> Result<Downloaded, Failure> {
        act!(self, "download", &target.describe(), None, download::download, target)
    }

    // ---- The point of no return --------------------------------------------------------------------------------

    /// Checks what a commit needs: required fields placed and still holding, the target one that the manifest declares, and
    /// ready, no outcome showing already. Nothing is clicked.
    pub async fn prepare_commit(&mut self, request: CommitRequest) -> Result<ReadyCommit, Failure> {
        act!(self, "prepare-commit", &request.target.describe(), None, commit::prepare, &request)?;
        Ok(ReadyCommit { request })
    }

    /// Clicks, once, and waits for the outcome. The intent is proof that a restart would find what is about to happen.
    pub async fn commit(&mut self, ready: ReadyCommit, intent: CommitIntent) -> CommitOutcome {
        commit::commit(&mut self.context, ready, intent).await
    }

    /// Whether `commit` made its click, or may have.
    pub fn committed(&self) -> bool {
        self.context.submits.committed
    }

    /// Whether `commit` was made over a socket, so that its outcome is the page's word alone.
    pub fn unwitnessed(&self) -> bool {
        self.context.submits.unwitnessed
    }

    // ---- Beside the actions ------------------------------------------------------------------------------------

    /// An action that was not begun, because it cannot be understood: it counts and stands in the trace like any other.
    #[expect(
        clippy::result_large_err,
        reason = "a failure is what the contract hands out; one that is made is the exception"
    )]
    pub fn refuse(&mut self, kind: &'static str, why: &str) -> Result<(), Failure> {
        self.context.refuse(kind, why)
    }

    /// States that a required field does not apply on this county's form. Its reason is kept in the trace.
    pub fn not_applicable(&mut self, path: &str, reason: &str) {
        self.context.placements.rule_out(path, reason);
        let reason = self.context.recorder.masked(reason);
        self.context.recorder.note("not-applicable", path.to_owned(), Some(reason), "ok", None);
    }

    /// What the gate held back after the last action ends no action: it stands in the trace, and is the last failure.
    pub fn end(&mut self) {
        self.context.end_attempt();
    }

    /// Looks at the page that an attempt ended on: a plugin may have turned back before any action failed.
    pub async fn look_for_drift(&mut self) {
        self.context.look_for_drift().await;
    }

    /// One line for each action so far.
    pub fn trace(&self) -> &[TraceLine] {
        self.context.recorder.trace()
    }

    /// Pictures kept so far.
    pub fn evidence(&self) -> &[Shot] {
        self.context.recorder.shots()
    }

    /// The last action that failed, explained and masked.
    pub fn last_failure(&self) -> Option<&str> {
        self.context.recorder.last_failure()
    }

    /// The first request that nobody declared and that was held, as a drift of the site; masked. None after a commit, whose outcome
    /// counts.
    pub fn undeclared_request(&self) -> Option<Drift> {
        let request = self.context.submits.undeclared.as_ref()?;
        let recorder = &self.context.recorder;
        Some(Drift {
            expected: format!("only requests that the manifest declares: {}", self.session().declared_requests()),
            found: recorder.masked_line(&format!("{request}, held before it left; {}", remedy(request))),
        })
    }

    /// Hands over what is to be kept, every request that may change something included.
    pub fn take_evidence(&mut self) -> (Vec<TraceLine>, Vec<Shot>) {
        let requests = self.session().unsafe_requests();
        self.context.recorder.add_requests(requests);
        self.context.recorder.take()
    }

    /// The forms that were seen; masked.
    pub fn pages(&self) -> Vec<SeenPage> {
        self.context.drift.pages()
    }

    /// In what the forms that were seen differ from those known; masked. `ended`: the attempt ended on the last of them, and nothing
    /// was sent.
    pub fn drift(&self, ended: bool) -> DriftReport {
        self.context.drift.judge(ended)
    }

    /// The page that was measured last, its path and title; masked.
    pub fn stands_on(&self) -> Option<String> {
        self.context.drift.stands_on()
    }

    /// Whether the plugin came to its commit, and it was refused for what the site became or because this is a rehearsal.
    pub fn refused_commit(&self) -> bool {
        self.context.drift.refused_commit()
    }

    /// Commands that this form sent to the driver, to count round trips by.
    pub fn commands(&self) -> u64 {
        self.context.document.commands()
    }

    /// The session, for what stands beside the actions: what the network policy refused, say.
    pub fn session(&self) -> &Session {
        self.context.document.session()
    }

    /// Ends the session, after what it still has to do at its county.
    pub async fn close_after(self, farewell: Option<Farewell>) {
        self.into_session().close_after(farewell).await;
    }

    /// Gives the session back, to be closed or reset by its owner.
    pub fn into_session(self) -> PooledSession {
        self.context.document.into_session()
    }
}

/// Several descriptions as one line of the trace.
fn joined(descriptions: impl Iterator<Item = String>) -> String {
    descriptions.collect::<Vec<_>>().join("; ")
}
