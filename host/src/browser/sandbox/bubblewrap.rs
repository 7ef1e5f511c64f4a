//! The command that makes a sandbox: which namespaces, which files, which variables. It starts nothing.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use rustix::process::geteuid;
use tokio::process::Command;

use super::folder::{AUTHORITY_INSIDE, DOWNLOADS_INSIDE, INSIDE, SessionFolder};

/// For profile and caches, in memory. A session used 20 to 40 MB.
const TEMPORARY_BYTES: u64 = 1 << 30;
/// The parts of `/etc` and `/var` that browsers read: fonts (without the cache they would be scanned at each start),
/// certificates, the linker's and the distribution's choices.
const READ_ONLY: [&str; 11] = [
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
    "/var/cache/fontconfig",
];

/// Where Firefox looks for its policies. What else lies on the way there stays as it is.
const FIREFOX_CONFIGURATION: [&str; 2] = ["/etc/firefox", "/etc/firefox/policies"];
const FIREFOX_POLICIES: &str = "/etc/firefox/policies/policies.json";
/// Where the builds of Chromium look for theirs.
const CHROMIUM_POLICIES: [&str; 2] = ["/etc/chromium/policies/managed", "/etc/opt/chrome/policies/managed"];

/// What runs inside, by the host's paths.
pub(in crate::browser) struct Programs {
    pub(in crate::browser) bwrap: PathBuf,
    pub(in crate::browser) relay: PathBuf,
    pub(in crate::browser) driver: PathBuf,
    pub(in crate::browser) driver_args: Vec<OsString>,
    pub(in crate::browser) browser: PathBuf,
    /// The X display, for a browser with a window.
    pub(in crate::browser) display: Option<String>,
}

/// The command that starts the tree. The relay is its namespace's first process: nothing inside can stop or kill it, and none
/// outlives it. It ends when its standard input does, so the end of this process ends the tree. Bubblewrap's own
/// `--die-with-parent` leaves processes behind when this one is killed in the milliseconds in which a sandbox is made.
pub(super) fn command(programs: &Programs, folder: &SessionFolder) -> Command {
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
    command.arg("--ro-bind").arg(folder.authority()).arg(AUTHORITY_INSIDE);
    for beside in FIREFOX_CONFIGURATION.iter().flat_map(|on_the_way| others(Path::new(on_the_way))) {
        command.arg("--ro-bind").arg(&beside).arg(&beside);
    }
    command.arg("--ro-bind").arg(folder.firefox_policy()).arg(FIREFOX_POLICIES);
    for policies in CHROMIUM_POLICIES {
        command.arg("--ro-bind").arg(folder.chromium_policy()).arg(format!("{policies}/postrider.json"));
    }
    command.args(["--proc", "/proc", "--dev", "/dev"]);
    command.args(["--size", &TEMPORARY_BYTES.to_string(), "--tmpfs", "/tmp", "--dir", "/tmp/home"]);
    command.arg("--ro-bind").arg(&programs.relay).arg(format!("{INSIDE}/relay"));
    command.arg("--ro-bind").arg(&programs.driver).arg(format!("{INSIDE}/driver"));
    command.arg("--bind").arg(folder.sockets()).arg(format!("{INSIDE}/io"));
    command.arg("--ro-bind").arg(folder.upload_folder()).arg(format!("{INSIDE}/up"));
    command.arg("--bind").arg(folder.download_folder()).arg(DOWNLOADS_INSIDE);
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

/// What a folder of Firefox's configuration holds, but for the way to its policies: a folder that is bound whole takes no file
/// beside its own.
fn others(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.filter(|path| !Path::new(FIREFOX_POLICIES).starts_with(path)).collect()
}
