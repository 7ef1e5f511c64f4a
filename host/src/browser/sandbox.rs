//! One session's process tree, in namespaces of its own: no network but the two sockets, no files but the programs, nothing
//! left behind. It ends when the session does, when its driver does, and when this process does, however that comes about.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use rustix::process::geteuid;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio_util::sync::CancellationToken;

use super::error::BrowserError;
use super::relay::READY;
use crate::scratch::{self, ScratchFolder};

mod download;
mod upload;

pub(super) use download::Downloads;
pub use download::Kept;
pub(super) use upload::Uploads;

/// Where the sandbox holds what the host puts into it.
const INSIDE: &str = "/run/postrider";
/// Where the browser keeps what it downloads, inside.
pub(super) const DOWNLOADS_INSIDE: &str = "/run/postrider/down";
/// How long a driver may take until it listens (usually 15 to 60 ms) on a machine that is very busy.
const LONGEST_START: Duration = Duration::from_secs(20);
/// How long a killed tree may take to be gone before nobody waits for it any longer.
const LONGEST_DEATH: Duration = Duration::from_secs(5);
/// For profile and caches, in memory. A session used 20 to 40 MB.
const TEMPORARY_BYTES: u64 = 1 << 30;
/// What is kept of the driver's words until the browser is open.
const WORDS_BYTES: usize = 4096;
/// The parts of `/etc` and `/var` that browsers read: fonts (without the cache they would be scanned at each start),
/// certificates, the linker's and the distribution's choices.
const READ_ONLY: [&str; 12] = [
    "/etc/fonts",
    "/etc/ssl",
    "/etc/pki",
    "/etc/ca-certificates",
    "/etc/alternatives",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/localtime",
    "/etc/mime.types",
    "/etc/firefox-esr",
    "/etc/firefox",
    "/var/cache/fontconfig",
];

/// The sandbox's own `/etc/hosts`. Drivers and browsers look themselves up by name; this machine's file is none of their business.
const HOSTS: &str = "127.0.0.1 localhost\n::1 localhost\n";

/// Chromium's policy, inside. Nothing makes it forget a sign-in that a page's script did by itself, so it does none; at sites
/// that ask for one the proxy answers. And a file from a county that speaks http is kept without asking a person who is not there.
const CHROMIUM_POLICY: &str = r#"{ "AuthSchemes": "none", "InsecureContentAllowedForUrls": ["http://*"] }"#;
/// Where the builds of Chromium look for it.
const CHROMIUM_POLICIES: [&str; 2] = ["/etc/chromium/policies/managed", "/etc/opt/chrome/policies/managed"];

/// What runs inside, by the host's paths.
pub(super) struct Programs {
    pub(super) bwrap: PathBuf,
    pub(super) relay: PathBuf,
    pub(super) driver: PathBuf,
    pub(super) driver_args: Vec<OsString>,
    pub(super) browser: PathBuf,
    /// The X display, for a browser with a window.
    pub(super) display: Option<String>,
}

/// A session's folder on the host.
pub(super) struct Folder(ScratchFolder);

impl Folder {
    /// Makes the folder, readable for this user only.
    pub(super) fn make(path: PathBuf) -> io::Result<Folder> {
        let folder = Folder(ScratchFolder::make(path)?);
        for inner in [folder.sockets(), folder.uploads(), folder.downloads()] {
            scratch::make_folder(&inner)?;
        }
        scratch::write_file(&folder.hosts(), HOSTS.as_bytes())?;
        scratch::write_file(&folder.policy(), CHROMIUM_POLICY.as_bytes())?;
        Ok(folder)
    }

    fn sockets(&self) -> PathBuf {
        self.0.path().join("io")
    }

    fn uploads(&self) -> PathBuf {
        self.0.path().join("up")
    }

    fn downloads(&self) -> PathBuf {
        self.0.path().join("down")
    }

    fn hosts(&self) -> PathBuf {
        self.0.path().join("hosts")
    }

    fn policy(&self) -> PathBuf {
        self.0.path().join("policy.json")
    }

    pub(super) fn driver_socket(&self) -> PathBuf {
        self.sockets().join("d")
    }

    pub(super) fn proxy_socket(&self) -> PathBuf {
        self.sockets().join("p")
    }

    pub(super) fn inbox(&self) -> Uploads {
        Uploads::new(self.uploads(), format!("{INSIDE}/up"))
    }

    pub(super) fn outbox(&self) -> Downloads {
        Downloads::new(self.downloads())
    }
}

/// The command that starts the tree. The relay is its namespace's first process: nothing inside can stop or kill it, and none
/// outlives it. It ends when its standard input does, so the end of this process ends the tree. Bubblewrap's own
/// `--die-with-parent` leaves processes behind when this one is killed in the milliseconds in which a sandbox is made.
pub(super) fn command(programs: &Programs, folder: &Folder) -> Command {
    let mut command = Command::new(&programs.bwrap);
    command.args(["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--as-pid-1", "--new-session"]);
    command.args(["--cap-drop", "ALL", "--clearenv"]);
    if geteuid().is_root() {
        // Firefox puts its content processes into user namespaces of their own and dies where it cannot map root into them.
        command.args(["--cap-add", "CAP_SETFCAP"]);
    }
    command.args(["--ro-bind", "/usr", "/usr"]);
    for path in ["/bin", "/sbin", "/lib", "/lib32", "/lib64"] {
        match std::fs::read_link(path) {
            Ok(target) => command.arg("--symlink").arg(target).arg(path),
            Err(_) => command.args(["--ro-bind-try", path, path]),
        };
    }
    for path in READ_ONLY {
        command.args(["--ro-bind-try", path, path]);
    }
    let home = programs.browser.parent().filter(|home| !home.starts_with("/usr"));
    if let Some(home) = home {
        command.arg("--ro-bind").arg(home).arg(home);
    }
    command.arg("--ro-bind").arg(folder.hosts()).arg("/etc/hosts");
    for place in CHROMIUM_POLICIES {
        command.arg("--ro-bind").arg(folder.policy()).arg(format!("{place}/postrider.json"));
    }
    command.args(["--proc", "/proc", "--dev", "/dev"]);
    command.args(["--size", &TEMPORARY_BYTES.to_string(), "--tmpfs", "/tmp", "--dir", "/tmp/home"]);
    command.arg("--ro-bind").arg(&programs.relay).arg(format!("{INSIDE}/relay"));
    command.arg("--ro-bind").arg(&programs.driver).arg(format!("{INSIDE}/driver"));
    command.arg("--bind").arg(folder.sockets()).arg(format!("{INSIDE}/io"));
    command.arg("--ro-bind").arg(folder.uploads()).arg(format!("{INSIDE}/up"));
    command.arg("--bind").arg(folder.downloads()).arg(DOWNLOADS_INSIDE);
    for (name, value) in [
        ("HOME", "/tmp/home"),
        ("TMPDIR", "/tmp"),
        ("PATH", "/usr/bin:/bin"),
        ("LANG", "C.UTF-8"),
        ("MOZ_CRASHREPORTER_DISABLE", "1"),
        // Without it a released Firefox ignores the preference that keeps it from its maker's settings server.
        ("MOZ_REMOTE_SETTINGS_DEVTOOLS", "1"),
        // Neither browser needs a bus, and looking for one costs a second.
        ("DBUS_SESSION_BUS_ADDRESS", "disabled:"),
        ("DBUS_SYSTEM_BUS_ADDRESS", "disabled:"),
    ] {
        command.args(["--setenv", name, value]);
    }
    if let Some(display) = &programs.display {
        command.args(["--ro-bind-try", "/tmp/.X11-unix", "/tmp/.X11-unix", "--setenv", "DISPLAY", display]);
    }
    command.args(["--chdir", "/tmp", "--"]);
    command.arg(format!("{INSIDE}/relay")).arg("relay");
    command.args(["--driver-socket", &format!("{INSIDE}/io/d"), "--proxy-socket", &format!("{INSIDE}/io/p"), "--"]);
    command.arg(format!("{INSIDE}/driver")).args(&programs.driver_args);
    command
        // Held open for as long as this process lives: the relay ends when it is closed.
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// A started tree.
pub(super) struct Sandbox {
    pub(super) child: Child,
    pub(super) folder: Folder,
}

/// What the tree wrote to its standard error, the last of it, until it is told to forget: once pages are open, a browser's
/// messages may hold what they say.
#[derive(Default)]
pub(super) struct Words(Mutex<Option<Vec<u8>>>);

impl Words {
    pub(super) fn listening() -> Arc<Words> {
        Arc::new(Words(Mutex::new(Some(Vec::new()))))
    }

    pub(super) fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    pub(super) fn said(&self) -> String {
        let words = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(words.as_deref().unwrap_or_default()).trim().to_owned()
    }

    /// Reads to the end, which is there when the last process of the tree is gone.
    async fn hear(&self, mut from: impl AsyncRead + Unpin) {
        let mut piece = [0; WORDS_BYTES];
        while let Ok(read @ 1..) = from.read(&mut piece).await {
            if let Some(words) = self.0.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
                words.extend_from_slice(&piece[..read]);
                let excess = words.len().saturating_sub(WORDS_BYTES);
                words.drain(..excess);
            }
        }
    }
}

/// Minds a tree from its start to its end: keeps reading what it writes, kills it when its life is to end or its driver has,
/// and returns when nothing of it is left.
pub(super) async fn mind(sandbox: Sandbox, life: &Life, words: Arc<Words>, stop: CancellationToken) {
    let Sandbox { mut child, folder } = sandbox;
    let errors = child.stderr.take();
    let output = child.stdout.take();
    let listen = async {
        let hear = async {
            if let Some(errors) = errors {
                words.hear(errors).await;
            }
        };
        let ready = async {
            let Some(output) = output else { return };
            let mut lines = BufReader::new(output.take(WORDS_BYTES as u64)).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                if line == READY {
                    life.ready.cancel();
                }
            }
        };
        tokio::join!(hear, ready);
    };
    let host = child.stdin.take();
    let wait = async {
        tokio::select! {
            _ = child.wait() => life.end("the driver ended"),
            () = life.ending() => {}
            () = stop.cancelled() => life.end("the host is stopping"),
        }
        // The relay takes this as the host's death and ends, and with it the kernel ends all others in its namespace.
        drop(host);
        if tokio::time::timeout(LONGEST_START, child.wait()).await.is_err() {
            tracing::error!("a sandbox did not end when told to; its outermost process is killed");
            let _ = child.kill().await;
        }
    };
    tokio::pin!(listen, wait);
    tokio::select! {
        () = &mut wait => { let _ = tokio::time::timeout(LONGEST_DEATH, listen).await; }
        // All of it is silent, so all but the outermost process is gone.
        () = &mut listen => wait.await,
    }
    drop(folder);
}

/// The life of one process tree: whether it is to end, why, and when the last of it is gone.
pub(super) struct Life {
    why: OnceLock<String>,
    ready: CancellationToken,
    ending: CancellationToken,
    gone: CancellationToken,
}

impl Life {
    pub(super) fn new() -> Arc<Life> {
        Arc::new(Life {
            why: OnceLock::new(),
            ready: CancellationToken::new(),
            ending: CancellationToken::new(),
            gone: CancellationToken::new(),
        })
    }

    /// Waits until the driver takes commands.
    pub(super) async fn ready(&self) -> Result<(), BrowserError> {
        tokio::select! {
            biased;
            () = self.ready.cancelled() => Ok(()),
            () = self.ending() => Err(self.lost()),
            () = tokio::time::sleep(LONGEST_START) => {
                Err(BrowserError::Start { reason: format!("the driver did not listen within {} s", LONGEST_START.as_secs()) })
            }
        }
    }

    /// Ends it, at once. The first reason stands.
    pub(super) fn end(&self, why: &str) {
        let _ = self.why.set(why.to_owned());
        self.ending.cancel();
    }

    pub(super) fn is_ending(&self) -> bool {
        self.ending.is_cancelled()
    }

    pub(super) async fn ending(&self) {
        self.ending.cancelled().await;
    }

    /// Ends with the life.
    pub(super) fn token(&self) -> CancellationToken {
        self.ending.clone()
    }

    /// Waits, bounded, until its processes and files are gone.
    pub(super) async fn gone(&self) {
        let _ = tokio::time::timeout(LONGEST_DEATH, self.gone.cancelled()).await;
    }

    /// Nothing of it is left.
    pub(super) fn mark_gone(&self) {
        self.gone.cancel();
    }

    pub(super) fn lost(&self) -> BrowserError {
        BrowserError::lost(self.why.get().map_or("it ended", String::as_str))
    }
}

/// Whether bubblewrap may do here what a session needs, by the smallest sandbox of the same kind.
pub(super) fn allowed(bwrap: &Path) -> Result<(), String> {
    let tried = std::process::Command::new(bwrap)
        .args(["--unshare-pid", "--unshare-net", "--ro-bind", "/", "/", "--proc", "/proc", "--", "/bin/true"])
        .stdin(Stdio::null())
        .output();
    match tried {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
        Err(error) => Err(error.to_string()),
    }
}
