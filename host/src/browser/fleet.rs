//! Starts sessions, counts them, ends them. It never hands one out twice, and never decides who may have one.

use std::fs::{self, File};
use std::io;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::net::{TcpListener, UnixListener};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::config::{Config, Kind, LONGEST_SCRATCH, Missing, Program};
use super::driver;
use super::error::BrowserError;
use super::network_policy::NetworkPolicy;
use super::proxy::{Door, Listener};
use super::remote::{self, Remote};
use super::sandbox::{self, Folder, Life, Programs, Sandbox, Words};
use super::session::{Files, Session};
use super::wire::{Way, Wire};
use crate::scratch::{self, ScratchError};

/// From a listening driver to a browser with a window: 0.4 to 2.4 s on a free machine.
const LONGEST_OPENING: Duration = Duration::from_secs(60);
/// The file whose lock says that a fleet's folder is in use.
const LOCK: &str = "lock";

/// Starts browsers, counts them, kills them. Cheap to clone.
#[derive(Clone)]
pub struct Fleet {
    inner: Arc<Inner>,
}

struct Inner {
    config: Config,
    tracker: TaskTracker,
    stop: CancellationToken,
    home: Home,
    next: AtomicU32,
    live: AtomicUsize,
}

impl Fleet {
    /// Makes the scratch folder and sweeps what dead hosts left in it; starts nothing. `stop` is the hard one: cancelling it
    /// kills every session at once.
    pub fn new(mut config: Config, tracker: TaskTracker, stop: CancellationToken) -> Result<Fleet, BrowserError> {
        if config.command_deadline <= config.page_load {
            return Err(BrowserError::Missing {
                what: "`command_deadline` under [browser] is not longer than `page_load`".to_owned(),
                fix: "make it longer, or a slow page kills its browser".to_owned(),
            });
        }
        let home = Home::make(&config)?;
        if config.relay.is_none() {
            // The running program as it is now: an upgrade that replaces the file on disk must not change or break what a
            // running host starts.
            let relay = home.path.join("relay");
            fs::copy("/proc/self/exe", &relay).map_err(failed)?;
            config.relay = Some(relay);
        }
        let inner = Inner { config, tracker, stop, home, next: AtomicU32::new(1), live: AtomicUsize::new(0) };
        Ok(Fleet { inner: Arc::new(inner) })
    }

    /// For `doctor`: what is missing on this machine for this configuration, and the command that fixes it. Takes some
    /// milliseconds: it tries a sandbox.
    pub fn check(config: &Config) -> Vec<Missing> {
        if let Some(remote) = &config.remote {
            return remote.check().into_iter().collect();
        }
        let (browser, driver) = programs(config.kind);
        let mut missing: Vec<Missing> =
            [browser, driver, Program::Relay].into_iter().filter_map(|program| config.locate(program).err()).collect();
        match config.locate(Program::Bwrap) {
            Ok(bwrap) => missing.extend(sandbox::allowed(&bwrap).err().map(|said| not_allowed(&said))),
            Err(bwrap) => missing.push(bwrap),
        }
        missing
    }

    /// A fresh driver and browser in a sandbox of their own, with one empty window.
    pub async fn open(&self, kind: Kind, policy: NetworkPolicy) -> Result<Session, BrowserError> {
        let inner = &self.inner;
        if inner.stop.is_cancelled() {
            return Err(BrowserError::lost("the host is stopping"));
        }
        if let Some(remote) = &inner.config.remote {
            return self.open_remote(kind, policy, remote).await;
        }
        let config = &inner.config;
        let (browser, driver) = programs(kind);
        let browser = config.locate(browser)?;
        let programs = Programs {
            bwrap: config.locate(Program::Bwrap)?,
            relay: config.locate(Program::Relay)?,
            driver: config.locate(driver)?,
            driver_args: driver::arguments(kind, &browser),
            browser: browser.clone(),
            display: (!config.headless).then(|| config.display.clone()),
        };
        let folder = Folder::make(inner.home.path.join(inner.next.fetch_add(1, Ordering::Relaxed).to_string()))
            .map_err(failed)?;
        let (driver_socket, proxy_socket) = (folder.driver_socket(), folder.proxy_socket());
        let (uploads, downloads) = (folder.inbox(), folder.outbox());

        let life = Life::new();
        let dying = EndOnDrop(Some(Arc::clone(&life)));
        let listener = Listener::Socket(UnixListener::bind(proxy_socket).map_err(failed)?);
        let door = Door::open(policy, listener, &inner.tracker, life.token());
        let child = sandbox::command(&programs, &folder).spawn().map_err(failed)?;
        let process = child.id();
        let words = Words::listening();
        let counted = Counted::new(Arc::clone(inner));
        inner.tracker.spawn({
            let (life, words, stop) = (Arc::clone(&life), Arc::clone(&words), inner.stop.clone());
            async move {
                sandbox::mind(Sandbox { child, folder }, &life, words, stop).await;
                drop(counted);
                life.mark_gone();
            }
        });

        let opening = async {
            life.ready().await?;
            Wire::open(Way::Socket(driver_socket), driver::capabilities(kind, &browser, config), Arc::clone(&life))
                .await
        };
        let opened = tokio::time::timeout(LONGEST_OPENING, opening).await.unwrap_or_else(|_| {
            Err(BrowserError::Start { reason: format!("no window within {} s", LONGEST_OPENING.as_secs()) })
        });
        let wire = match opened {
            Ok(wire) => wire,
            Err(error) => {
                drop(dying);
                // The last words are there when the tree is gone.
                life.gone().await;
                return Err(explained(error, &words.said()));
            }
        };
        words.forget();
        dying.spare();
        Ok(Session {
            wire,
            door,
            files: Files::Shared(uploads, downloads),
            life,
            deadline: config.command_deadline,
            kind,
            process,
            opened: Instant::now(),
            uses: 0,
            place: None,
        })
    }

    /// A session at a remote end, which has one for us or lets us wait.
    async fn open_remote(&self, kind: Kind, policy: NetworkPolicy, remote: &Remote) -> Result<Session, BrowserError> {
        let inner = &self.inner;
        let life = Life::new();
        let dying = EndOnDrop(Some(Arc::clone(&life)));
        let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0)).await.map_err(failed)?;
        let proxy = format!("{}:{}", remote.proxy, listener.local_addr().map_err(failed)?.port());
        let listener = Listener::Network(listener, remote.peers().await);
        let capabilities = driver::remote_capabilities(kind, &proxy, &policy, &inner.config);
        let door = Door::open(policy, listener, &inner.tracker, life.token());
        let way = Way::Network { authority: remote.authority(), url: remote.url.to_string() };
        let opening = Wire::open(way, capabilities, Arc::clone(&life));
        let wire = tokio::time::timeout(LONGEST_OPENING, opening).await.unwrap_or_else(|_| {
            Err(BrowserError::Start { reason: format!("no session within {} s", LONGEST_OPENING.as_secs()) })
        })?;
        let id = wire.session_id().await.unwrap_or_default();
        let folder = inner.home.path.join(inner.next.fetch_add(1, Ordering::Relaxed).to_string());
        let downloads = remote::folder(folder.clone()).map_err(failed)?;
        let counted = Counted::new(Arc::clone(inner));
        inner.tracker.spawn({
            let (life, remote, stop) = (Arc::clone(&life), remote.clone(), inner.stop.clone());
            async move {
                tokio::select! {
                    () = life.ending() => {}
                    () = stop.cancelled() => life.end("the host is stopping"),
                }
                remote.delete(&id).await;
                let _ = fs::remove_dir_all(folder);
                drop(counted);
                life.mark_gone();
            }
        });
        dying.spare();
        Ok(Session {
            wire,
            door,
            files: Files::Sent(downloads),
            life,
            deadline: inner.config.command_deadline,
            kind,
            process: None,
            opened: Instant::now(),
            uses: 0,
            place: None,
        })
    }

    pub(super) fn is_remote(&self) -> bool {
        self.inner.config.remote.is_some()
    }

    pub(super) fn tracker(&self) -> &TaskTracker {
        &self.inner.tracker
    }

    /// Sessions whose processes are there: open, opening, or not quite gone.
    pub fn live(&self) -> usize {
        self.inner.live.load(Ordering::Relaxed)
    }
}

fn programs(kind: Kind) -> (Program, Program) {
    match kind {
        Kind::Firefox => (Program::Firefox, Program::Geckodriver),
        Kind::Chromium => (Program::Chromium, Program::Chromedriver),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
fn failed(error: io::Error) -> BrowserError {
    BrowserError::Start { reason: error.to_string() }
}

/// A start that failed, with what the tree wrote: no page was open yet, so that is safe to show.
fn explained(error: BrowserError, said: &str) -> BrowserError {
    if said.starts_with("bwrap: ")
        && ["namespace", "uid map", "not permitted", "RTM_NEWADDR"].iter().any(|sign| said.contains(sign))
    {
        return not_allowed(said).into();
    }
    match error {
        BrowserError::Start { reason } | BrowserError::Lost { why: reason } if !said.is_empty() => {
            BrowserError::Start { reason: format!("{reason} ({said})") }
        }
        BrowserError::Lost { why: reason } => BrowserError::Start { reason },
        error => error,
    }
}

fn not_allowed(said: &str) -> Missing {
    Missing {
        what: format!("bubblewrap may not make a sandbox here ({said})"),
        fix: "allow unprivileged user namespaces (sysctl -w kernel.unprivileged_userns_clone=1; on Ubuntu \
              sysctl -w kernel.apparmor_restrict_unprivileged_userns=0), or in a container give it CAP_SYS_ADMIN"
            .to_owned(),
    }
}

/// Counts a session until its processes are gone.
struct Counted(Arc<Inner>);

impl Counted {
    fn new(inner: Arc<Inner>) -> Counted {
        inner.live.fetch_add(1, Ordering::Relaxed);
        Counted(inner)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.live.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Ends a life that nobody took over.
struct EndOnDrop(Option<Arc<Life>>);

impl EndOnDrop {
    fn spare(mut self) {
        self.0 = None;
    }
}

impl Drop for EndOnDrop {
    fn drop(&mut self) {
        if let Some(life) = &self.0 {
            life.end("it did not start");
        }
    }
}

/// A fleet's folder in the scratch folder, locked for as long as the process lives.
struct Home {
    path: PathBuf,
    _lock: File,
}

impl Home {
    fn make(config: &Config) -> Result<Home, BrowserError> {
        let scratch = config.scratch_folder();
        let unusable = |error: &dyn std::fmt::Display| BrowserError::Missing {
            what: format!("the browsers' scratch folder {} cannot be used: {error}", scratch.display()),
            fix: "set `scratch` under [browser] to a folder with a short path that is this user's alone".to_owned(),
        };
        // From the root: a sandbox is told of it, and looks from elsewhere.
        let scratch = std::path::absolute(&scratch).map_err(|error| unusable(&error))?;
        if scratch.as_os_str().len() > LONGEST_SCRATCH {
            return Err(unusable(&format!("its path is longer than {LONGEST_SCRATCH} bytes")));
        }
        scratch::private_place(&scratch).map_err(|error| match error {
            ScratchError::File { source, .. } => unusable(&source),
            error => unusable(&error),
        })?;
        let scratch_entries = fs::read_dir(&scratch).map_err(|error| unusable(&error))?;
        for left in scratch_entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with("fleet-"))
        {
            sweep(&left.path());
        }
        let pid = std::process::id();
        let mut number = 0_u32;
        loop {
            let path = scratch.join(format!("fleet-{pid}-{number}"));
            match claim(&path) {
                Ok(lock) => return Ok(Home { path, _lock: lock }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
                Err(error) => return Err(unusable(&error)),
            }
        }
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}

fn claim(path: &Path) -> io::Result<File> {
    scratch::make_folder(path)?;
    let lock = File::create_new(path.join(LOCK))?;
    // Taken already: a sweeper was quicker and is about to remove the folder.
    lock.try_lock().map_err(|_| io::ErrorKind::AlreadyExists)?;
    Ok(lock)
}

/// Removes the folder of a host that was killed: copies of documents may lie in it.
fn sweep(path: &Path) {
    if let Ok(lock) = File::open(path.join(LOCK))
        && lock.try_lock().is_ok()
    {
        let _ = fs::remove_dir_all(path);
    }
}
