//! One browser, one application: commands in the words of this house. Each is under the command deadline, one runs at a time,
//! and a session that is lost stays lost. It never retries, and never decides what an error means for an application.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hyper::Method;
use serde_json::{Value, json};
use url::Url;

use super::config::Kind;
use super::element::{ElementRef, WindowHandle};
use super::error::BrowserError;
use super::network_policy::NetworkPolicy;
use super::observed::Visit;
use super::pool::Place;
use super::proxy::{Door, Proxy};
use super::remote;
use super::sandbox::{Downloads, Kept, Life, Uploads};
use super::wire::{Command, Wire, nothing};

mod answer;
mod reset;
mod submit;

use answer::{bare, binary, not_shown, parsed, text, unexpected};

/// Redirects that `open` follows in the proxy's notes to find out how the county answered; browsers give up at 20.
const LONGEST_REDIRECT: usize = 20;
/// What the driver may take beyond the page's own bound to say that it was reached.
const ANSWER_GRACE: Duration = Duration::from_secs(5);

/// A browser with one window, under a network policy. Dropping it kills the whole process tree.
pub struct Session {
    pub(super) wire: Wire,
    pub(super) door: Arc<Door>,
    pub(super) files: Files,
    pub(super) life: Arc<Life>,
    pub(super) deadline: Duration,
    pub(super) kind: Kind,
    /// The outermost process of the tree.
    pub(super) process: Option<u32>,
    pub(super) opened: Instant,
    /// Applications that had it, the one that has it included.
    pub(super) uses: u32,
    /// Where it goes when it is closed; none for one that serves a single application.
    pub(super) place: Option<Place>,
}

/// Where files go to the browser, and where they come from it.
pub(super) enum Files {
    /// Folders that it shares with the host.
    Shared(Uploads, Downloads),
    /// Commands of the remote end; what comes is kept here.
    Sent(Downloads),
}

impl Session {
    /// Goes to an address on one of the policy's origins and waits until its document is loaded, redirects followed. A server
    /// error is [`Unreachable`](BrowserError::Unreachable) with the status, its page is shown nevertheless.
    pub async fn open(&self, url: &Url) -> Result<(), BrowserError> {
        if !self.proxy().policy().allows(url) {
            return Err(BrowserError::Forbidden { address: bare(url) });
        }
        self.proxy().forget(url);
        let opened = self.post("open", "url", json!({ "url": url.as_str() })).await;
        match opened {
            Err(
                lost @ (BrowserError::Lost { .. } | BrowserError::DialogOpen { .. } | BrowserError::Timeout { .. }),
            ) => Err(lost),
            Ok(_) => self.answered(url),
            Err(error) => {
                self.answered(url)?;
                Err(not_shown(url, error))
            }
        }
    }

    /// Goes back in the window's history.
    pub async fn back(&self) -> Result<(), BrowserError> {
        self.post("back", "back", nothing()).await.map(drop)
    }

    /// Goes forward in the window's history.
    pub async fn forward(&self) -> Result<(), BrowserError> {
        self.post("forward", "forward", nothing()).await.map(drop)
    }

    /// Loads the page again; one that came by a form is sent again. Where the gate sees it, it lets no submission through twice.
    pub async fn reload(&self) -> Result<(), BrowserError> {
        self.post("reload", "refresh", nothing()).await.map(drop)
    }

    /// The address of the window's document.
    pub async fn url(&self) -> Result<Url, BrowserError> {
        let url = self.get("url", "url").await?;
        url.as_str().and_then(|url| Url::parse(url).ok()).ok_or_else(|| unexpected("url"))
    }

    /// The window's title.
    pub async fn title(&self) -> Result<String, BrowserError> {
        text("title", self.get("title", "title").await?)
    }

    /// The current frame's document as HTML.
    pub async fn source(&self) -> Result<String, BrowserError> {
        text("source", self.get("source", "source").await?)
    }

    /// Runs a script (a function's body) in the current frame and gives back what it returns; elements pass as [`ElementRef`].
    pub async fn execute(&self, script: &str, args: Vec<Value>) -> Result<Value, BrowserError> {
        self.post("execute", "execute/sync", json!({ "script": script, "args": args })).await
    }

    /// Runs a script that answers by calling its last argument, within `bound`, else [`Timeout`](BrowserError::Timeout).
    pub async fn execute_async(&self, script: &str, args: Vec<Value>, bound: Duration) -> Result<Value, BrowserError> {
        let bound_ms = u64::try_from(bound.as_millis()).unwrap_or(u64::MAX);
        self.post("execute_async", "timeouts", json!({ "script": bound_ms })).await?;
        let deadline = self.deadline.max(bound.saturating_add(ANSWER_GRACE));
        let body = json!({ "script": script, "args": args });
        self.wire.send(command("execute_async", Method::POST, "execute/async", Some(body)), deadline).await
    }

    /// Performs a W3C `actions` array: pointer, key and wheel input, as trusted as a person's. Checks nothing.
    pub async fn perform(&self, actions: Value) -> Result<(), BrowserError> {
        self.post("perform", "actions", json!({ "actions": actions })).await.map(drop)
    }

    /// Lets go of every key and button that actions left pressed.
    pub async fn release_actions(&self) -> Result<(), BrowserError> {
        self.delete("release_actions", "actions").await.map(drop)
    }

    /// Types into an element, after what it holds. [`Key`](super::Key) codes in the text are pressed.
    pub async fn send_keys(&self, element: &ElementRef, text: &str) -> Result<(), BrowserError> {
        self.post("send_keys", format!("element/{}/value", element.id()), json!({ "text": text })).await.map(drop)
    }

    /// The driver's own click: scrolls, checks what lies at the point, waits for a navigation.
    pub async fn click(&self, element: &ElementRef) -> Result<(), BrowserError> {
        self.post("click", format!("element/{}/click", element.id()), nothing()).await.map(drop)
    }

    /// Empties a text field.
    pub async fn clear(&self, element: &ElementRef) -> Result<(), BrowserError> {
        self.post("clear", format!("element/{}/clear", element.id()), nothing()).await.map(drop)
    }

    /// Puts files of the host into a file field, under their own names. They are copied into the session's folder, which goes
    /// when the session does.
    pub async fn upload(&self, element: &ElementRef, files: &[PathBuf]) -> Result<(), BrowserError> {
        let inside = match &self.files {
            Files::Shared(uploads, _) => uploads.take_in(files).await?,
            Files::Sent(_) => self.send_files(files).await?,
        };
        self.post("upload", format!("element/{}/value", element.id()), json!({ "text": inside.join("\n") }))
            .await
            .map(drop)
    }

    /// The files that this application's pages had the browser keep.
    pub async fn downloads(&self) -> Result<Kept, BrowserError> {
        let (downloads, coming) = match &self.files {
            Files::Shared(_, downloads) => (downloads, false),
            Files::Sent(downloads) => (downloads, self.fetch_files(downloads).await?),
        };
        let kept = downloads.look().map_err(|error| BrowserError::Download { reason: error.kind().to_string() })?;
        Ok(Kept { coming: kept.coming || coming, ..kept })
    }

    /// Removes what is still on its way from the folder for downloads, as far as the host can.
    pub fn drop_unfinished(&self) {
        if let Files::Shared(_, downloads) = &self.files {
            downloads.drop_unfinished();
        }
    }

    /// Hands files to a remote end and gives back its paths of them.
    async fn send_files(&self, files: &[PathBuf]) -> Result<Vec<String>, BrowserError> {
        let mut paths = Vec::with_capacity(files.len());
        for file in files {
            paths.push(text("upload", self.post("upload", "se/file", remote::packed(file)?).await?)?);
        }
        Ok(paths)
    }

    /// Fetches what a remote end has kept of downloads and is not here yet; says whether one is still on its way there.
    async fn fetch_files(&self, downloads: &Downloads) -> Result<bool, BrowserError> {
        let names = remote::names(&self.get("downloads", "se/files").await?);
        let coming = names.iter().any(|name| Downloads::unfinished(name));
        for name in names {
            if !downloads.has(&name) && !Downloads::unfinished(&name) {
                let sent = self.post("downloads", "se/files", json!({ "name": name })).await?;
                remote::unpack(&sent, &name, downloads)?;
            }
        }
        Ok(coming)
    }

    /// Answers in advance what a page asks the browser for, as `geolocation` (W3C Permissions).
    pub async fn set_permission(&self, name: &str, granted: bool) -> Result<(), BrowserError> {
        let state = if granted { "granted" } else { "denied" };
        let body = json!({ "descriptor": { "name": name }, "state": state });
        self.post("set_permission", "permissions", body).await.map(drop)
    }

    /// Back to the window's own document.
    pub async fn top_frame(&self) -> Result<(), BrowserError> {
        self.post("top_frame", "frame", json!({ "id": null })).await.map(drop)
    }

    /// Into a frame of the current document.
    pub async fn enter_frame(&self, element: &ElementRef) -> Result<(), BrowserError> {
        self.post("enter_frame", "frame", json!({ "id": element })).await.map(drop)
    }

    /// Out of a frame by one.
    pub async fn parent_frame(&self) -> Result<(), BrowserError> {
        self.post("parent_frame", "frame/parent", nothing()).await.map(drop)
    }

    /// All windows and tabs, in no order: a popup is found by the difference to before.
    pub async fn windows(&self) -> Result<Vec<WindowHandle>, BrowserError> {
        parsed("windows", self.get("windows", "window/handles").await?)
    }

    /// The window that commands go to.
    pub async fn current_window(&self) -> Result<WindowHandle, BrowserError> {
        parsed("current_window", self.get("current_window", "window").await?)
    }

    /// Sends the commands to another window from now on, to its own document.
    pub async fn switch_window(&self, window: &WindowHandle) -> Result<(), BrowserError> {
        self.post("switch_window", "window", json!({ "handle": window.as_str() })).await.map(drop)
    }

    /// Closes the current window; switch to another one then. Closing the last one ends the session.
    pub async fn close_window(&self) -> Result<(), BrowserError> {
        self.delete("close_window", "window").await.map(drop)
    }

    /// What the open dialog says, if one is open.
    pub async fn dialog_text(&self) -> Result<Option<String>, BrowserError> {
        match self.get("dialog_text", "alert/text").await {
            Ok(said) => Ok(Some(text("dialog_text", said)?)),
            Err(BrowserError::NoDialog) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Answers the dialog with OK, or [`NoDialog`](BrowserError::NoDialog).
    pub async fn dialog_accept(&self) -> Result<(), BrowserError> {
        self.post("dialog_accept", "alert/accept", nothing()).await.map(drop)
    }

    /// Answers the dialog with Cancel (a mere alert has only OK), or [`NoDialog`](BrowserError::NoDialog).
    pub async fn dialog_dismiss(&self) -> Result<(), BrowserError> {
        self.post("dialog_dismiss", "alert/dismiss", nothing()).await.map(drop)
    }

    /// Types into a prompt; accept it then.
    pub async fn dialog_type(&self, text: &str) -> Result<(), BrowserError> {
        self.post("dialog_type", "alert/text", json!({ "text": text })).await.map(drop)
    }

    /// What the window shows, as PNG.
    pub async fn screenshot(&self) -> Result<Vec<u8>, BrowserError> {
        binary("screenshot", &self.get("screenshot", "screenshot").await?)
    }

    /// What one element shows, as PNG, scrolled into view.
    pub async fn element_screenshot(&self, element: &ElementRef) -> Result<Vec<u8>, BrowserError> {
        let path = format!("element/{}/screenshot", element.id());
        binary("element_screenshot", &self.get("element_screenshot", path).await?)
    }

    /// The page as it would print, as PDF.
    pub async fn print_pdf(&self) -> Result<Vec<u8>, BrowserError> {
        binary("print_pdf", &self.post("print_pdf", "print", nothing()).await?)
    }

    /// How the county last answered a request for the document at this address (`http` only). Fragments don't count.
    pub fn last_visit(&self, url: &Url) -> Option<Visit> {
        self.proxy().last_visit(url)
    }

    /// Hosts that pages asked for and did not get: no paths, no queries, each once, bounded. What browsers ask their makers
    /// by themselves is refused too, and not listed.
    pub fn blocked(&self) -> Vec<String> {
        self.proxy().blocked()
    }

    /// Whether the session is lost, without asking the driver.
    pub fn is_lost(&self) -> bool {
        self.life.is_ending()
    }

    /// The application is done with it: back to its pool, which makes it clean, or ended.
    pub async fn close(mut self) {
        match self.place.take() {
            Some(place) => place.pool().take_back(self),
            None => self.end().await,
        }
    }

    /// Ends it and waits, bounded, until its last process and file are gone. The browser is not asked to tidy up first: all it
    /// has written goes with its sandbox.
    pub(super) async fn end(self) {
        self.life.end("closed");
        self.life.gone().await;
    }

    /// To the next application, under its policy.
    pub(super) fn lent(mut self, policy: NetworkPolicy, place: Place) -> Session {
        self.door.renew(policy);
        self.uses += 1;
        self.place = Some(place);
        self
    }

    fn proxy(&self) -> Arc<Proxy> {
        self.door.proxy()
    }

    async fn get(&self, name: &'static str, path: impl Into<String>) -> Result<Value, BrowserError> {
        self.send(command(name, Method::GET, path, None)).await
    }

    async fn delete(&self, name: &'static str, path: impl Into<String>) -> Result<Value, BrowserError> {
        self.send(command(name, Method::DELETE, path, None)).await
    }

    async fn post(&self, name: &'static str, path: impl Into<String>, body: Value) -> Result<Value, BrowserError> {
        self.send(command(name, Method::POST, path, Some(body))).await
    }

    async fn send(&self, command: Command) -> Result<Value, BrowserError> {
        self.wire.send(command, self.deadline).await
    }

    /// What the proxy saw of this navigation: fine, or no answer, or a server error at its end.
    fn answered(&self, url: &Url) -> Result<(), BrowserError> {
        let mut at = url.clone();
        for _ in 0..LONGEST_REDIRECT {
            let Some(visit) = self.proxy().last_visit(&at) else {
                return Ok(());
            };
            let retry_after = visit.retry_after_seconds.map(Duration::from_secs);
            match visit {
                Visit { unreachable: Some(reason), .. } => {
                    return Err(BrowserError::Unreachable { address: bare(&at), reason, status: None, retry_after });
                }
                Visit { status: status @ 500.., .. } => {
                    let reason = format!("it answered with status {status}");
                    return Err(BrowserError::Unreachable {
                        address: bare(&at),
                        reason,
                        status: Some(status),
                        retry_after,
                    });
                }
                Visit { location: Some(next), status: 300..400, .. } if !self.proxy().policy().allows(&next) => {
                    return Err(BrowserError::Forbidden { address: bare(&next) });
                }
                Visit { location: Some(next), status: 300..400, .. } => at = next,
                Visit { .. } => return Ok(()),
            }
        }
        Ok(())
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.life.end("dropped");
    }
}

fn command(name: &'static str, method: Method, path: impl Into<String>, body: Option<Value>) -> Command {
    Command { name, method, path: path.into(), body }
}
