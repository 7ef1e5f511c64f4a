//! A real PostgreSQL of a process's own: in a folder that goes with the process, over a socket, as another user than root.

use std::fs::File;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

/// Where Debian puts each version's programs.
const VERSIONS: &str = "/usr/lib/postgresql";
/// The user that Debian's package makes: the server refuses to run as root.
const USER: &str = "postgres";
/// What it calls its socket.
const SOCKET: &str = ".s.PGSQL.5432";
/// How long a server may take to come up.
const PATIENCE: Duration = Duration::from_secs(30);
/// Runs a server, and removes its folder when it has ended: the process that started it may be gone by then.
const KEEPER: &str = r#"folder=$1; shift; "$@" & server=$!; trap "kill -INT $server" TERM
while kill -0 $server 2>/dev/null; do wait $server; done; rm -rf "$folder""#;
/// Connections of all tests of a process together.
const CONNECTIONS: u32 = 400;

/// Whether what a transaction wrote is on disk when it has committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Commits {
    /// It is, as on a server that is relied on.
    Durable,
    /// It need not be: tests kill processes, not machines.
    Quick,
}

/// A running server; it stops when this is dropped.
pub struct Server {
    folder: TempDir,
    server: Child,
}

/// The server that all tests of this process share, each in a schema of its own.
static SHARED: LazyLock<Server> = LazyLock::new(|| match Server::start(Commits::Quick) {
    Ok(server) => server,
    Err(error) => panic!("PostgreSQL does not start: {error}; `cargo xtask setup` installs it"),
});
static SCHEMAS: AtomicU32 = AtomicU32::new(0);

/// The address of an empty schema of the shared server.
pub fn empty() -> String {
    SHARED.empty()
}

/// The server that all tests of this process share.
pub fn shared() -> &'static Server {
    &SHARED
}

impl Server {
    /// Starts a server.
    pub fn start(commits: Commits) -> io::Result<Server> {
        let folder = tempfile::Builder::new().prefix("postgres-").tempdir()?;
        let data = folder.path().join("data");
        if is_root() {
            run(Command::new("chown").arg(USER).arg(folder.path()))?;
        }
        let initdb = ["initdb", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--username", USER];
        run(as_user(&[], &initdb)?.arg("--pgdata").arg(&data))?;
        let log = File::create(folder.path().join("log"))?;
        let fsync = if commits == Commits::Durable { "fsync=on" } else { "fsync=off" };
        let place = folder.path().to_string_lossy().into_owned();
        let keeper = ["sh", "-c", KEEPER, "keeper", place.as_str()];
        let mut command =
            as_user(&keeper, &["postgres", "-c", "listen_addresses=", "-c", "synchronous_commit=on", "-c", fsync])?;
        command.args(["-c", &format!("max_connections={CONNECTIONS}"), "-c"]);
        command.arg(format!("unix_socket_directories={}", folder.path().display())).arg("-D").arg(&data);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let mut server = Server { server: spawn(command)?, folder };
        server.await_socket()?;
        Ok(server)
    }

    /// The address of an empty schema.
    pub fn empty(&self) -> String {
        self.address(&self.schema())
    }

    /// The address of a schema.
    pub fn address(&self, schema: &str) -> String {
        let socket = self.folder.path().display().to_string().replace('/', "%2F");
        format!("postgres://{USER}@localhost/postgres?host={socket}&options[search_path]={schema}")
    }

    /// An empty schema, by its name.
    pub fn schema(&self) -> String {
        let schema = format!("s{}", SCHEMAS.fetch_add(1, Ordering::Relaxed));
        let made = self.sql(&format!("CREATE SCHEMA {schema}"));
        assert!(made.is_ok(), "{made:?}");
        schema
    }

    /// The socket that it listens on, and no other: who wants it at a port puts a relay before it.
    pub fn socket(&self) -> PathBuf {
        self.folder.path().join(SOCKET)
    }

    /// The address of a schema, by a relay to its socket.
    pub fn address_by(relay: SocketAddr, schema: &str) -> String {
        format!("postgres://{USER}@{relay}/postgres?options[search_path]={schema}")
    }

    /// Runs a statement by a foreign hand, with no code of ours in between. Gives what it answers.
    pub fn sql(&self, statement: &str) -> io::Result<String> {
        let psql = ["psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set", "ON_ERROR_STOP=1"];
        let place = self.folder.path();
        run(as_user(&[], &psql)?.args(["--username", USER, "--host"]).arg(place).args([
            "--dbname",
            USER,
            "--command",
            statement,
        ]))
    }

    /// Writes a schema into a file, by PostgreSQL's own program.
    pub fn dump(&self, schema: &str, into: &Path) -> io::Result<()> {
        let mut command = as_user(&[], &["pg_dump", "--format=custom", "--username", USER, "--dbname", USER])?;
        command.arg("--host").arg(self.folder.path()).args(["--schema", schema]);
        run(command.stdout(File::create(into)?)).map(drop)
    }

    /// Brings back what was written into a file.
    pub fn restore(&self, from: &Path) -> io::Result<()> {
        let mut command = as_user(&[], &["pg_restore", "--exit-on-error", "--username", USER, "--dbname", USER])?;
        command.arg("--host").arg(self.folder.path());
        run(command.stdin(File::open(from)?)).map(drop)
    }

    fn await_socket(&mut self) -> io::Result<()> {
        let end = Instant::now() + PATIENCE;
        while let Err(error) = self.sql("SELECT 1") {
            if self.server.try_wait()?.is_some() || Instant::now() > end {
                let log = std::fs::read_to_string(self.folder.path().join("log"))?;
                return Err(io::Error::other(format!("{error}; its log: {log}")));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Its keeper ends it, and removes its folder.
        if let Some(id) = i32::try_from(self.server.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process(id, Signal::TERM);
        }
        let _ = self.server.wait();
    }
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// One of the newest version's programs, begun by another one or by none, as a user that the server runs as; it ends with whoever started it.
fn as_user(begun_by: &[&str], command: &[&str]) -> io::Result<Command> {
    let versions = std::fs::read_dir(VERSIONS)?.filter_map(|version| version.ok()?.file_name().into_string().ok());
    let newest = versions.filter_map(|version| version.parse::<u32>().ok()).max();
    let newest = newest.ok_or_else(|| io::Error::other(format!("no version stands in {VERSIONS}")))?;
    let mut all = Command::new("setpriv");
    all.arg("--pdeathsig=TERM");
    if is_root() {
        all.args([format!("--reuid={USER}"), format!("--regid={USER}"), "--clear-groups".to_owned()]);
    }
    all.args(begun_by).arg(format!("{VERSIONS}/{newest}/bin/{}", command[0])).args(&command[1..]);
    // The folder that a test runs in may be no other user's.
    all.current_dir("/");
    Ok(all)
}

/// From a thread that stays: the signal at a parent's death comes when its thread ends.
fn spawn(mut command: Command) -> io::Result<Child> {
    let (send, started) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        if send.send(command.spawn()).is_ok() {
            loop {
                std::thread::park();
            }
        }
    });
    started.recv().map_err(io::Error::other)?
}

fn run(command: &mut Command) -> io::Result<String> {
    let done = command.output()?;
    if done.status.success() {
        return Ok(String::from_utf8_lossy(&done.stdout).trim().to_owned());
    }
    Err(io::Error::other(format!("{command:?}: {}", String::from_utf8_lossy(&done.stderr))))
}
