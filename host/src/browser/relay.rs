//! The program inside a session's sandbox, between the namespace's own loopback and the host's UNIX sockets: browser traffic
//! goes out to the host's proxy, WebDriver commands come in to the driver, which is its child. The sandbox has no other way
//! out and ends when this program does. It copies bytes; it never looks at them.

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::process::{ExitCode, Stdio};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};
use tokio::process::{Child, Command};
use tokio::task::JoinSet;

use crate::priority;

/// Where the browser finds its proxy, and the driver listens: the network namespace is empty, so ports are free.
pub(super) const PROXY_PORT: u16 = 3128;
pub(super) const DRIVER_PORT: u16 = 4444;
/// What the relay writes to its standard output once the driver takes commands.
pub(super) const READY: &str = "ready";
/// Connections at once. A browser keeps at most 32 to a proxy, a driver is sent one command at a time.
const MOST_CONNECTIONS: usize = 128;
/// Between two looks at whether the driver listens. It takes 14 to 30 ms; the host bounds the whole.
const LOOK_AGAIN: Duration = Duration::from_millis(3);

/// `postrider relay`: started by the host inside a sandbox, of no use elsewhere. Ends when its standard input does.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// UNIX socket to listen on for WebDriver commands.
    #[arg(long)]
    pub driver_socket: PathBuf,
    /// UNIX socket of the host's proxy.
    #[arg(long)]
    pub proxy_socket: PathBuf,
    /// The driver and its arguments; it must listen on port 4444.
    #[arg(last = true, required = true)]
    pub command: Vec<OsString>,
}

/// Runs until the driver ends. What went wrong goes to standard error, where the host reads it.
pub fn run(args: &Args) -> ExitCode {
    // Bubblewrap made the session: the driver and its browser are in it, too.
    priority::lower_session();
    if let Err(error) = std::thread::Builder::new().name("host".to_owned()).spawn(end_with_the_host) {
        let _ = writeln!(io::stderr(), "relay: {error}");
        return ExitCode::FAILURE;
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let Err(error) = runtime.and_then(|runtime| runtime.block_on(relay(args))) else {
        return ExitCode::SUCCESS;
    };
    let _ = writeln!(io::stderr(), "relay: {error}");
    ExitCode::FAILURE
}

/// The host holds the other end of standard input and never writes: it closes when the host ends, in whatever way, and when
/// the host wants this sandbox to end. The kernel's own signal for it comes too late for a sandbox that is just being made.
fn end_with_the_host() {
    let _ = io::copy(&mut io::stdin(), &mut io::sink());
    std::process::exit(0);
}

async fn relay(args: &Args) -> io::Result<()> {
    let browsers = TcpListener::bind((Ipv4Addr::LOCALHOST, PROXY_PORT)).await?;
    let commands = UnixListener::bind(&args.driver_socket)?;
    let mut driver = start(&args.command)?;
    listening(&mut driver).await?;
    let mut stdout = io::stdout();
    writeln!(stdout, "{READY}")?;
    stdout.flush()?;

    let mut connections = JoinSet::new();
    loop {
        let room = connections.len() < MOST_CONNECTIONS;
        tokio::select! {
            ended = driver.wait() => return Err(io::Error::other(format!("the driver ended: {}", ended?))),
            Some(_) = connections.join_next() => {}
            Ok((from, _)) = browsers.accept(), if room => {
                let socket = args.proxy_socket.clone();
                connections.spawn(async move {
                    // An answer comes in pieces: each would wait up to 40 ms for the browser's word on the one before.
                    from.set_nodelay(true)?;
                    carry(from, UnixStream::connect(socket).await?).await
                });
            }
            Ok((from, _)) = commands.accept(), if room => {
                connections.spawn(async move { carry(from, driver_port().await?).await });
            }
        }
    }
}

fn start(command: &[OsString]) -> io::Result<Child> {
    let (program, args) = command.split_first().ok_or_else(|| io::Error::other("no driver named"))?;
    Command::new(program).args(args).stdin(Stdio::null()).stdout(Stdio::null()).kill_on_drop(true).spawn()
}

async fn listening(driver: &mut Child) -> io::Result<()> {
    while driver_port().await.is_err() {
        if let Some(status) = driver.try_wait()? {
            return Err(io::Error::other(format!("the driver ended: {status}")));
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    Ok(())
}

async fn driver_port() -> io::Result<TcpStream> {
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, DRIVER_PORT)).await?;
    // Commands and answers are small: waiting to fill a segment would cost 40 ms each.
    stream.set_nodelay(true)?;
    Ok(stream)
}

async fn carry(
    mut from: impl AsyncRead + AsyncWrite + Unpin,
    mut to: impl AsyncRead + AsyncWrite + Unpin,
) -> io::Result<()> {
    copy_bidirectional(&mut from, &mut to).await.map(drop)
}
