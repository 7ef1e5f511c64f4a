//! Makes a used session as good as new for another application: windows, dialogs, pressed keys, cookies, storage, caches,
//! sign-ins, permissions, service workers and files of the one before are gone, or the session is. It decides nothing by what
//! a page holds, and keeps no page.
//!
//! `tests/browser/sessions/resetting.rs` plants each of these and looks for it (docs/decisions/0008-sessions-are-reused.md).

use serde_json::{Value, json};

use super::Session;
use crate::browser::element::WindowHandle;
use crate::browser::error::BrowserError;
use crate::browser::files::Files;
use crate::browser::kind::Kind;
use crate::browser::network_policy::NetworkPolicy;
use crate::browser::page_text::PageText;

/// Dialogs that are closed, one after the other, before a page counts as one that never stops asking.
const MOST_DIALOGS: usize = 16;
/// Windows that are closed one by one; a page that opened more has its session ended.
const MOST_WINDOWS: usize = 64;

/// Firefox's own way to forget everything, run with the browser's rights: one empty tab stays, without asking any page
/// whether it may be left.
const FORGET_IN_FIREFOX: &str = r#"
const done = arguments[arguments.length - 1];
(async () => {
const windows = [...Services.wm.getEnumerator("navigator:browser")];
const kept = windows[0];
const fresh = kept.gBrowser.addTrustedTab("about:blank");
kept.gBrowser.selectedTab = fresh;
for (const window of windows) {
  for (const tab of [...window.gBrowser.tabs]) {
    if (tab !== fresh) window.gBrowser.removeTab(tab, { skipPermitUnload: true, animate: false });
  }
}
const failed = await new Promise((resolve) => Services.clearData.deleteData(Ci.nsIClearDataService.CLEAR_ALL, resolve));
done({ failed, cookies: Services.cookies.cookies.length });
})();
"#;

impl Session {
    /// Forgets everything of the application before. An error leaves a session that must be ended.
    pub(in crate::browser) async fn reset(&self) -> Result<(), BrowserError> {
        // From now on nothing reaches a county, whatever a page does when it is left.
        self.listener.renew(NetworkPolicy::default(), None);
        self.close_dialogs().await?;
        match self.kind {
            Kind::Firefox => self.forget_in_firefox().await?,
            Kind::Chromium => self.forget_in_chromium().await?,
        }
        self.release_actions().await?;
        let Files::Shared(uploads, downloads) = &self.files else {
            return Err(unclean("its files are a remote end's"));
        };
        downloads.clear().map_err(|error| BrowserError::download(error.kind()))?;
        uploads.clear().await
    }

    pub(super) async fn close_dialogs(&self) -> Result<(), BrowserError> {
        for _ in 0..MOST_DIALOGS {
            match self.dialog_dismiss().await {
                Ok(()) => {}
                Err(BrowserError::NoDialog | BrowserError::NoSuchWindow) => return Ok(()),
                Err(error) => return Err(error),
            }
        }
        Err(unclean("a page does not stop asking"))
    }

    async fn forget_in_firefox(&self) -> Result<(), BrowserError> {
        self.context("chrome").await?;
        let forgotten = self.post("reset", "execute/async", json!({ "script": FORGET_IN_FIREFOX, "args": [] })).await;
        self.context("content").await?;
        let forgotten = forgotten?;
        if forgotten["failed"] != 0 || forgotten["cookies"] != 0 {
            return Err(unclean("the browser could not forget everything"));
        }
        match self.windows().await?.as_slice() {
            [only] => self.switch_window(only).await,
            _ => Err(unclean("a window stays open")),
        }
    }

    /// Which world scripts run in: the pages' (`content`), or the browser's own (`chrome`).
    async fn context(&self, name: &str) -> Result<(), BrowserError> {
        self.post("context", "moz/context", json!({ "context": name })).await.map(drop)
    }

    /// Signing in at a site by the browser's own means is switched off in Chromium (its policy, see `sandbox`): that is what no
    /// command makes it forget.
    async fn forget_in_chromium(&self) -> Result<(), BrowserError> {
        let before = self.windows().await?;
        let (Some(any), true) = (before.first(), before.len() <= MOST_WINDOWS) else {
            return Err(unclean("it has no window, or too many"));
        };
        self.switch_window(any).await?;
        let opened = self.post("new_window", "window/new", json!({ "type": "tab" })).await?;
        let fresh: WindowHandle = serde_json::from_value(opened["handle"].clone()).map_err(|_| unclean("no window"))?;
        for window in &before {
            self.switch_window(window).await?;
            self.close_window().await?;
        }
        self.switch_window(&fresh).await?;
        for (command, parameters) in [
            // A tab that a command opened has no focus: what is selected in it would be let go of at the first key.
            ("Page.bringToFront", json!({})),
            ("Storage.clearDataForOrigin", json!({ "origin": "*", "storageTypes": "all" })),
            ("Network.clearBrowserCookies", json!({})),
            ("Network.clearBrowserCache", json!({})),
            ("Browser.resetPermissions", json!({})),
        ] {
            self.devtools(command, parameters).await?;
        }
        match self.windows().await?.as_slice() {
            [only] if *only == fresh => Ok(()),
            _ => Err(unclean("a window stays open")),
        }
    }

    async fn devtools(&self, command: &str, parameters: Value) -> Result<Value, BrowserError> {
        self.post("reset", "goog/cdp/execute", json!({ "cmd": command, "params": parameters })).await
    }
}

fn unclean(why: &str) -> BrowserError {
    BrowserError::Driver { code: format!("the session cannot be made clean: {why}"), message: PageText::default() }
}
