//! The line to one driver: WebDriver commands over a UNIX socket or to a remote end, one at a time, each under a deadline after which the whole
//! process tree is killed. Everything fantoccini is named here and nowhere else; commands are sent as the plain JSON of the
//! W3C protocol, which covers what the client lacks. It never logs a body.

use std::fmt;
use std::future::Future;
use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use fantoccini::error::{CmdError, ErrorStatus, NewSessionError};
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use hyper::{Method, Uri};
use hyper_util::client::legacy::connect::{Connected, Connection};
use hyper_util::rt::TokioIo;
use serde_json::{Map, Value, json};
use tokio::net::{TcpStream, UnixStream};
use tokio::sync::Mutex;
use tokio_util::either::Either;
use tower_service::Service;
use url::Url;

use super::error::{BrowserError, PageText};
use super::relay::DRIVER_PORT;
use super::sandbox::Life;

/// One driver with one browser session.
pub(super) struct Wire {
    client: Client,
    turn: Mutex<()>,
    life: Arc<Life>,
}

/// One command: what it is called in errors, and what goes over the line.
pub(super) struct Command {
    pub(super) name: &'static str,
    pub(super) method: Method,
    /// Below `session/{id}/`.
    pub(super) path: String,
    pub(super) body: Option<Value>,
}

impl Wire {
    /// Opens the browser. The caller bounds the time.
    pub(super) async fn open(
        way: Way,
        capabilities: Map<String, Value>,
        life: Arc<Life>,
    ) -> Result<Wire, BrowserError> {
        let opening = async {
            // For the Host header, which drivers check: the connector knows one way only.
            let url = match &way {
                Way::Socket(_) => format!("http://127.0.0.1:{DRIVER_PORT}/"),
                Way::Network { url, .. } => url.clone(),
            };
            ClientBuilder::new(Connector(Arc::new(way))).capabilities(capabilities).connect(&url).await
        };
        tokio::select! {
            biased;
            () = life.ending() => Err(life.lost()),
            opened = opening => match opened {
                Ok(client) => Ok(Wire { client, turn: Mutex::new(()), life }),
                Err(error) => Err(BrowserError::Start { reason: said(&error) }),
            },
        }
    }

    /// The session's id at its driver.
    pub(super) async fn session_id(&self) -> Option<String> {
        self.client.session_id().await.ok().flatten()
    }

    /// Sends a command when those before it are done, and kills the whole tree when no answer came within the deadline, or
    /// when the caller stopped waiting half way (the driver would not stop with it, and the next command would hang).
    pub(super) async fn send(&self, command: Command, deadline: Duration) -> Result<Value, BrowserError> {
        let name = command.name;
        let _turn = self.turn.lock().await;
        if self.life.is_ending() {
            return Err(self.life.lost());
        }
        let unfinished = Unfinished { life: &self.life, name };
        let answer = tokio::select! {
            biased;
            () = self.life.ending() => return Err(self.life.lost()),
            answer = tokio::time::timeout(deadline, self.client.issue_cmd(command)) => answer,
        };
        std::mem::forget(unfinished);
        match answer {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => {
                let error = translated(name, error);
                if let BrowserError::Lost { why } = &error {
                    self.life.end(why);
                }
                Err(error)
            }
            Err(_) => {
                self.life.end(&format!("`{name}` had no answer within {} s", deadline.as_secs()));
                Err(self.life.lost())
            }
        }
    }
}

/// A command on its way. Dropped only when its caller went away.
struct Unfinished<'a> {
    life: &'a Life,
    name: &'static str,
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        self.life.end(&format!("`{}` was abandoned half way", self.name));
    }
}

impl fmt::Debug for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl WebDriverCompatibleCommand for Command {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (self.method.clone(), self.body.as_ref().map(Value::to_string))
    }
}

fn translated(command: &'static str, error: CmdError) -> BrowserError {
    let CmdError::Standard(error) = error else {
        return match error {
            CmdError::NotJson(_) | CmdError::NotW3C(_) | CmdError::Json(_) => {
                BrowserError::Driver { code: "an answer outside the protocol".to_owned(), message: PageText::default() }
            }
            _ => BrowserError::lost("the driver hung up"),
        };
    };
    let message = || PageText::new(error.message.as_ref());
    match error.error {
        ErrorStatus::InvalidSessionId => BrowserError::lost("the browser is gone"),
        ErrorStatus::UnexpectedAlertOpen => {
            let text =
                error.data.as_ref().and_then(|data| data.get("text")).and_then(Value::as_str).unwrap_or_default();
            BrowserError::DialogOpen { text: PageText::new(text) }
        }
        ErrorStatus::NoSuchAlert => BrowserError::NoDialog,
        ErrorStatus::StaleElementReference | ErrorStatus::DetachedShadowRoot => BrowserError::Stale,
        ErrorStatus::NoSuchElement | ErrorStatus::NoSuchShadowRoot => BrowserError::NoSuchElement,
        ErrorStatus::NoSuchWindow => BrowserError::NoSuchWindow,
        ErrorStatus::NoSuchFrame => BrowserError::NoSuchFrame,
        ErrorStatus::Timeout | ErrorStatus::ScriptTimeout => BrowserError::Timeout { command },
        ErrorStatus::ElementClickIntercepted => BrowserError::Intercepted { message: message() },
        ErrorStatus::ElementNotInteractable
        | ErrorStatus::ElementNotSelectable
        | ErrorStatus::InvalidElementState
        | ErrorStatus::MoveTargetOutOfBounds => BrowserError::NotInteractable { message: message() },
        ErrorStatus::JavascriptError => BrowserError::Script { message: message() },
        ErrorStatus::UnknownError if SIGNS_OF_DEATH.iter().any(|sign| error.message.contains(sign)) => {
            BrowserError::lost("the browser died")
        }
        ref status => BrowserError::Driver { code: status.to_string(), message: message() },
    }
}

/// What the two drivers say, as an `unknown error`, when the browser under them is gone.
const SIGNS_OF_DEATH: [&str; 5] = [
    "Failed to decode response from marionette",
    "Failed to write request to marionette",
    "Failed to write response to stream",
    "not connected to DevTools",
    "tab crashed",
];

/// No page was open yet, so the driver's words are safe to repeat; they are cut to a line's length.
fn said(error: &NewSessionError) -> String {
    const LONGEST: usize = 400;
    let words = match error {
        // The client's name for an `unknown error`.
        NewSessionError::NotW3C(answer) => {
            answer.get("message").and_then(Value::as_str).unwrap_or("no sense").to_owned()
        }
        error => error.to_string(),
    };
    words.chars().take(LONGEST).collect()
}

/// How a driver is reached.
pub(super) enum Way {
    /// In its sandbox.
    Socket(PathBuf),
    /// At a remote end.
    Network {
        /// Host and port.
        authority: String,
        /// Its base address, as it expects to be called.
        url: String,
    },
}

/// Connects whatever is asked for to the one driver.
#[derive(Clone)]
struct Connector(Arc<Way>);

impl Service<Uri> for Connector {
    type Response = Stream;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Stream>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        let way = Arc::clone(&self.0);
        Box::pin(async move {
            let connected = match way.as_ref() {
                Way::Socket(path) => Either::Left(UnixStream::connect(path).await?),
                Way::Network { authority, .. } => {
                    let stream = TcpStream::connect(authority).await?;
                    // Commands and answers are small: waiting to fill a segment would cost 40 ms each.
                    stream.set_nodelay(true)?;
                    Either::Right(stream)
                }
            };
            Ok(Stream(TokioIo::new(connected)))
        })
    }
}

/// A connected socket, as hyper's client wants to see it.
struct Stream(TokioIo<Either<UnixStream, TcpStream>>);

impl Connection for Stream {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}

impl hyper::rt::Read for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: hyper::rt::ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().0).poll_read(cx, buf)
    }
}

impl hyper::rt::Write for Stream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().0).poll_write(cx, buf)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().0).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().0).poll_shutdown(cx)
    }
}

/// A body for commands that the protocol wants one of, and that have nothing to say.
pub(super) fn nothing() -> Value {
    json!({})
}
