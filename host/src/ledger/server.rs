//! The server that has a ledger's tables: named in errors, waited for within bounds. One that vanishes without a word (no power, a cut cable, a
//! firewall that drops) would be waited for without end: sqlx has the system watch no connection, and gives none of its sockets away. So
//! this finds them among all that the process has open.

use std::fmt;
use std::io::{self, ErrorKind};
use std::os::fd::{BorrowedFd, OwnedFd, RawFd};
use std::sync::Once;
use std::time::Duration;

use rustix::io::Errno;
use socket2::{SockRef, TcpKeepalive, Type};
use sqlx::postgres::PgConnectOptions;

/// How long a server may take to let somebody in: the system by itself would try for two minutes, and all that write wait for it. With
/// [`UNCONFIRMED`] less than they wait for their turn, so that they hear why.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(8);
/// A connection that nothing came over for this long is asked whether the server is still there,
const IDLE: Duration = Duration::from_secs(10);
/// this often,
const INTERVAL: Duration = Duration::from_secs(5);
/// and at most so many times. A statement may take longer: the server's system answers for it.
const PROBES: u32 = 3;
/// How long what was sent, a statement or a question, may go unconfirmed until the connection has failed. By itself the system sends a
/// statement again for 15 minutes, and asks nothing meanwhile.
const UNCONFIRMED: Duration = Duration::from_secs(20);

/// Where a server listens.
pub(super) struct Server {
    name: String,
    /// None of a socket on this machine, which has no network to be cut from.
    port: Option<u16>,
}

impl Server {
    /// The one that an address leads to.
    pub(super) fn at(address: &str) -> Result<Self, sqlx::Error> {
        let options: PgConnectOptions = address.parse()?;
        let (host, port) = (options.get_host(), options.get_port());
        Ok(match options.get_socket() {
            Some(socket) => Self { name: socket.display().to_string(), port: None },
            None if host.starts_with('/') => Self { name: host.to_owned(), port: None },
            None => Self { name: format!("{host}:{port}"), port: Some(port) },
        })
    }

    /// A connection to it, as it is made, or why there is none.
    pub(super) async fn connected<T>(&self, made: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, String> {
        let why = match tokio::time::timeout(CONNECT_TIMEOUT, made).await {
            Ok(Ok(connection)) => {
                self.watch();
                return Ok(connection);
            }
            Ok(Err(error @ sqlx::Error::Database(_))) => return Err(format!("the server {self} refuses: {error}")),
            Ok(Err(error)) => error.to_string(),
            Err(_) => format!("no answer within {} s", CONNECT_TIMEOUT.as_secs()),
        };
        Err(format!("the server {self} is not reached: {why}; check that it runs, and the network to it"))
    }

    /// Has the system notice that it is gone, on all connections to it. One that cannot be watched works, too.
    pub(super) fn watch(&self) {
        static SAID: Once = Once::new();
        let Some(port) = self.port else { return };
        if let Err(error) = watch_port(port) {
            SAID.call_once(|| {
                tracing::warn!(
                    %error,
                    "connections to the server {self} cannot be watched: one that vanishes without a word is waited for for many minutes; let this program read /proc/self, or lower net.ipv4.tcp_retries2"
                );
            });
        }
    }
}

/// By the port alone: a name may lead elsewhere by now. Any other connection to such a port is no worse for it.
fn watch_port(port: u16) -> io::Result<()> {
    let sockets = sockets_to(port)?;
    let keepalive = TcpKeepalive::new().with_time(IDLE).with_interval(INTERVAL).with_retries(PROBES);
    let mut watched = 0;
    for socket in sockets {
        let socket = SockRef::from(&socket);
        socket.set_tcp_keepalive(&keepalive)?;
        socket.set_tcp_user_timeout(Some(UNCONFIRMED))?;
        watched += 1;
    }
    if watched == 0 { Err(io::Error::new(ErrorKind::NotFound, "none was found")) } else { Ok(()) }
}

fn leads_to(socket: &SockRef<'_>, port: u16) -> bool {
    let peer = socket.peer_addr().ok().and_then(|peer| peer.as_socket());
    peer.is_some_and(|peer| peer.port() == port) && socket.r#type().is_ok_and(|kind| kind == Type::STREAM)
}

/// A second hand on each socket of this process that leads to a port. On no file, not even for a moment: letting go of one on a file would let go of its locks.
pub(super) fn sockets_to(port: u16) -> io::Result<Vec<OwnedFd>> {
    let mut sockets = Vec::new();
    for entry in std::fs::read_dir("/proc/self/fd")? {
        let entry = entry?;
        // What was closed meanwhile has no link.
        let is_socket =
            std::fs::read_link(entry.path()).is_ok_and(|link| link.to_string_lossy().starts_with("socket:"));
        let Some(number) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        if is_socket {
            match second_hand(number) {
                Ok(socket) if leads_to(&SockRef::from(&socket), port) => sockets.push(socket),
                Ok(_) => {}
                Err(error) if error.raw_os_error() == Some(Errno::BADF.raw_os_error()) => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(sockets)
}

/// Not by `pidfd_getfd`, which would be safe: filters of system calls, as Docker's and systemd's are, refuse it or end the process for it.
#[expect(unsafe_code, reason = "nothing safe makes a second hand of a number")]
fn second_hand(number: RawFd) -> io::Result<OwnedFd> {
    // SAFETY: what is borrowed is used for one system call, which says so where the number stands for nothing any more.
    unsafe { BorrowedFd::borrow_raw(number) }.try_clone_to_owned()
}

/// Without what its address may hold of a user and a password.
impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_named_by_where_it_listens() {
        let named = |address: &str| Server::at(address).unwrap().to_string();
        assert_eq!(named("postgres://postrider:s3cret@db.internal:5433/rides"), "db.internal:5433");
        assert_eq!(named("postgres://u:s3cret@localhost/rides?host=db.internal"), "db.internal:5432");
        assert_eq!(named("postgres://u:s3cret@localhost/rides?host=%2Frun%2Fpostgresql"), "/run/postgresql");
    }
}
