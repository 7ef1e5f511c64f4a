//! Moving about: opening addresses, and the page as it stands with its signature.

use std::time::Duration;

use serde_json::{Value, json};
use url::Url;

use super::account::PlacingId;
use super::failure::ActionError;
use super::skeleton::Skeleton;
use super::{Failure, Form, Wrong, without_query};
use crate::browser::{Origin, Visit};

/// How long a document may take to say what would be lost with it.
const ASKED_BEFORE_LEAVING: Duration = Duration::from_secs(2);

/// How a document is left without a click.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// For another one.
    Away,
    /// By loading it again, which blanks whatever still stands there.
    Again,
}

/// The page as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its address, masked.
    pub address: String,
    /// Its title, masked.
    pub title: String,
    /// The HTTP status of the document, where the host saw it.
    pub status: Option<u16>,
    /// The hash of the page's form skeleton.
    pub signature: String,
}

/// What the script says of the page; address and title unmasked.
pub(super) struct RawPage {
    pub(super) href: String,
    pub(super) title: String,
    pub(super) skeleton: Skeleton,
}

impl Form {
    /// Goes to an address on one of the manifest's origins and waits for the document.
    pub async fn open(&mut self, address: &str) -> Result<Page, Failure> {
        let begun = self.begin("open", &without_query(address), None)?;
        let done = self.open_now(address).await;
        self.finish(begun, done).await
    }

    /// One step back in the window's history.
    pub async fn back(&mut self) -> Result<Page, Failure> {
        let begun = self.begin("back", "the window's history", None)?;
        let done = self.step_back().await;
        self.finish(begun, done).await
    }

    /// Loads the page again.
    pub async fn reload(&mut self) -> Result<Page, Failure> {
        let begun = self.begin("reload", "the page", None)?;
        let done = self.load_again().await;
        self.finish(begun, done).await
    }

    /// The page as it stands.
    pub async fn current(&mut self) -> Result<Page, Failure> {
        let begun = self.begin("current", "the page", None)?;
        let done = self.page_now().await;
        self.finish(begun, done).await
    }

    async fn open_now(&mut self, address: &str) -> Result<Page, Wrong> {
        let url =
            Url::parse(address).map_err(|_| ActionError::Malformed("this is not an absolute address".to_owned()))?;
        let allowed = Origin::of(&url).is_some_and(|origin| self.settings.origins.contains(&origin));
        if !allowed {
            return Err(ActionError::ForbiddenAddress(without_query(address)).into());
        }
        self.leave_frames().await?;
        let unsaved = self.unsaved(Way::Away).await;
        self.commands += 1;
        self.session.open(&url).await?;
        self.arrive(unsaved, Way::Away).await
    }

    async fn step_back(&mut self) -> Result<Page, Wrong> {
        self.refuse_to_send_again()?;
        self.leave_frames().await?;
        let unsaved = self.unsaved(Way::Away).await;
        self.commands += 1;
        self.session.back().await?;
        self.arrive(unsaved, Way::Away).await
    }

    async fn load_again(&mut self) -> Result<Page, Wrong> {
        self.refuse_to_send_again()?;
        self.leave_frames().await?;
        let unsaved = self.unsaved(Way::Again).await;
        self.commands += 1;
        self.session.reload().await?;
        self.arrive(unsaved, Way::Again).await
    }

    /// The page after the commit may be the answer to what was sent: a browser that loads it again sends that again.
    fn refuse_to_send_again(&self) -> Result<(), Wrong> {
        if self.committed {
            let reason = "after the commit no page is loaded again: the browser could send it again; use `open`";
            return Err(ActionError::Malformed(reason.to_owned()).into());
        }
        Ok(())
    }

    /// What was put into this document and nothing has sent or saved, as far as can be told. A document that cannot be asked is
    /// being left by a click, which took what was in it.
    async fn unsaved(&mut self, way: Way) -> Vec<PlacingId> {
        if !self.account.has_placed() {
            return Vec::new();
        }
        let request = json!({ "op": "unsaved", "standing": way == Way::Again });
        let answer = self.ask_within(request, ASKED_BEFORE_LEAVING).await.unwrap_or_default();
        answer["ids"].as_array().into_iter().flatten().filter_map(Value::as_u64).collect()
    }

    /// The page after a navigation of the plugin's. What was unsaved and is not in its document is placed no more: where a page
    /// saved it by itself, a look says so.
    async fn arrive(&mut self, unsaved: Vec<PlacingId>, way: Way) -> Result<Page, Wrong> {
        self.expects_new = true;
        let page = self.page_now().await;
        if !unsaved.is_empty() {
            let there = self.unsaved(way).await;
            for id in unsaved.into_iter().filter(|id| !there.contains(id)) {
                self.account.undo(id);
            }
        }
        page
    }

    pub(super) async fn page_now(&mut self) -> Result<Page, Wrong> {
        self.page_once(json!({ "op": "page" })).await
    }

    /// The page, by this request for it.
    pub(super) async fn page_once(&mut self, request: Value) -> Result<Page, Wrong> {
        let raw = self.look_by(request).await?;
        let visit = self.visit(&raw.href);
        self.see_page(&raw);
        Ok(Page {
            address: self.settings.mask.apply(&raw.href),
            title: self.settings.mask.apply(&raw.title),
            status: visit.map(|visit| visit.status),
            signature: raw.skeleton.signature(),
        })
    }

    pub(super) async fn look_at_page(&mut self) -> Result<RawPage, Wrong> {
        self.look_by(json!({ "op": "page" })).await
    }

    async fn look_by(&mut self, request: Value) -> Result<RawPage, Wrong> {
        let answer = match self.ask(request.clone()).await {
            Err(wrong) if wrong.frame_gone() && !self.frames.is_empty() => {
                self.leave_frames().await?;
                self.ask(request).await?
            }
            other => other?,
        };
        Ok(self.raw_page(&answer))
    }

    /// Whether this is another document than the one that was last asked.
    pub(super) async fn page_was_left(&mut self) -> Result<bool, Wrong> {
        self.fresh = false;
        self.look_at_page().await?;
        Ok(self.fresh)
    }

    pub(super) fn note_page(&mut self, answer: &Value) {
        let page = self.raw_page(answer);
        self.see_page(&page);
    }

    fn raw_page(&self, answer: &Value) -> RawPage {
        let text = |key: &str| answer[key].as_str().unwrap_or_default();
        let skeleton = Skeleton::read(text("skeleton"), |label| self.settings.full_mask.apply(label));
        RawPage { href: text("href").to_owned(), title: text("title").to_owned(), skeleton }
    }

    fn visit(&self, href: &str) -> Option<Visit> {
        Url::parse(href).ok().and_then(|url| self.session.last_visit(&url))
    }

    /// Whether the page that lacks what was looked for came with a server error.
    pub(super) fn page_is_sick(&mut self, answer: &Value) -> bool {
        let fresh = std::mem::take(&mut self.fresh);
        fresh && answer["href"].as_str().and_then(|href| self.visit(href)).is_some_and(|visit| is_sick(&visit))
    }

    /// The page as an error, where the server sent it as one.
    pub(super) fn error_page(&self, answer: &Value) -> Option<ActionError> {
        let href = answer["href"].as_str()?;
        let visit = self.visit(href).filter(is_sick)?;
        Some(site_error(visit, href))
    }

    /// What is missing on a page that is an error of the site's is the site's doing, not the target's.
    pub(super) fn blame_the_site(&self, error: ActionError, href: &str) -> ActionError {
        match error {
            ActionError::NoMatch(_) | ActionError::NotReady { .. } | ActionError::TimedOut(_) => match self.visit(href)
            {
                Some(visit) if is_sick(&visit) => site_error(visit, href),
                _ => error,
            },
            ActionError::Unreachable { address, status, retry_after_seconds, reason } if address.is_empty() => {
                ActionError::Unreachable { address: without_query(href), status, retry_after_seconds, reason }
            }
            other => other,
        }
    }
}

fn is_sick(visit: &Visit) -> bool {
    visit.unreachable.is_some() || visit.status >= 500 || matches!(visit.status, 408 | 429)
}

fn site_error(visit: Visit, href: &str) -> ActionError {
    ActionError::Unreachable {
        address: without_query(href),
        status: Some(visit.status),
        retry_after_seconds: visit.retry_after_seconds.map(|seconds| u32::try_from(seconds).unwrap_or(u32::MAX)),
        reason: visit.unreachable.unwrap_or_else(|| format!("it answered with status {}", visit.status)),
    }
}
