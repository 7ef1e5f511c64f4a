//! The page as it stands, measured: for the plugin, for the watch for drift, and to know whether another one came.

use url::Url;

use super::context::ActionContext;
use crate::form::drift::{SeenPage, Skeleton, without_moments, without_numbers};
use crate::form::page::protocol::answer::Measured;
use crate::form::page::protocol::request::MeasurePage;
use crate::form::types::{Page, RawFailure};

impl ActionContext {
    /// The page, for the plugin. `loaded`: a window that has just been opened is waited for.
    pub(super) async fn page(&mut self, loaded: bool) -> Result<Page, RawFailure> {
        let measured = self.measure(loaded).await?;
        let visit = self.document.visit(&measured.href);
        self.see_page(&measured);
        let signature = self.drift.signature().unwrap_or_default().to_owned();
        Ok(Page {
            address: self.document.masked(&measured.href),
            title: self.document.masked(&measured.title),
            status: visit.map(|visit| visit.status),
            signature,
        })
    }

    /// The page from within; not masked. Frames that went away are left.
    pub(super) async fn measure(&mut self, loaded: bool) -> Result<Measured, RawFailure> {
        match self.document.ask(MeasurePage { loaded }).await {
            Err(failure) if failure.frame_gone() && self.document.in_frames() => {
                self.document.leave_frames().await?;
                self.document.ask(MeasurePage { loaded }).await
            }
            other => other,
        }
    }

    /// Whether this is another document than the one that was last asked.
    pub(super) async fn page_was_left(&mut self) -> Result<bool, RawFailure> {
        self.document.take_new_document();
        self.measure(false).await?;
        Ok(self.document.take_new_document())
    }

    /// Remembers a page that was measured, and says so in the trace when it is not what it was.
    pub(super) fn see_page(&mut self, measured: &Measured) {
        // What a site says of its own trouble is none of its forms.
        if self.document.visit(&measured.href).is_some_and(|visit| visit.status >= 400) {
            return;
        }
        let seen = self.seen(measured);
        let path = seen.path.clone();
        if let Some(differences) = self.drift.see(seen) {
            self.recorder.note("drift-suspected", path, Some(differences), "ok", self.drift.signature());
        }
    }

    /// The form of a page; masked.
    pub(super) fn seen(&self, measured: &Measured) -> SeenPage {
        let path = Url::parse(&measured.href).map(|url| url.path().to_owned()).unwrap_or_default();
        let plain = |text: &str| without_moments(&self.recorder.masked(text));
        let (skeleton, asks_too_much) = Skeleton::of(&measured.controls, |text| self.recorder.masked(text));
        SeenPage {
            path: self.recorder.masked(&without_numbers(&path)),
            title: plain(&measured.title),
            headings: measured.headings.iter().map(|heading| plain(heading)).collect(),
            skeleton,
            missed: Vec::new(),
            asks_too_much,
        }
    }

    /// Looks at the page that an attempt ended on: a plugin may have turned back before any action failed.
    pub(crate) async fn look_for_drift(&mut self) {
        if let Ok(page) = self.measure(false).await {
            self.see_page(&page);
        }
    }
}
