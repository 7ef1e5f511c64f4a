//! What a server may do in place of a TLS handshake. Raw bytes: no library would.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use socket2::SockRef;

/// What a server does once a client has connected.
pub type Handshake = fn(TcpStream) -> Option<()>;

/// How long a slow one waits between two bytes.
const SLOW: Duration = Duration::from_millis(500);

/// The first flight of a client has at most so many bytes.
fn hello(socket: &mut TcpStream) -> Option<()> {
    socket.read(&mut [0; 4096]).ok().map(drop)
}

/// A ServerHello of this version (RFC 5246, 7.4.1.3), with a cipher suite of its time.
fn server_hello(version: [u8; 2]) -> Vec<u8> {
    let mut body = version.to_vec();
    body.extend([7; 32]);
    // No session, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, no compression.
    body.extend([0, 0xc0, 0x13, 0]);
    let mut message = vec![2, 0, 0, u8::try_from(body.len()).unwrap()];
    message.extend(body);
    let mut record = vec![22, version[0], version[1], 0, u8::try_from(message.len()).unwrap()];
    record.extend(message);
    record
}

fn hold(mut socket: TcpStream) -> Option<()> {
    let mut taken = [0; 4096];
    while socket.read(&mut taken).ok()? > 0 {}
    Some(())
}

pub fn stalls(socket: TcpStream) -> Option<()> {
    hold(socket)
}

pub fn closes(mut socket: TcpStream) -> Option<()> {
    hello(&mut socket)
}

pub fn resets(mut socket: TcpStream) -> Option<()> {
    hello(&mut socket)?;
    SockRef::from(&socket).set_linger(Some(Duration::ZERO)).ok()
}

pub fn tls_1_0(mut socket: TcpStream) -> Option<()> {
    hello(&mut socket)?;
    socket.write_all(&server_hello([3, 1])).ok()?;
    hold(socket)
}

pub fn tls_1_1(mut socket: TcpStream) -> Option<()> {
    hello(&mut socket)?;
    socket.write_all(&server_hello([3, 2])).ok()?;
    hold(socket)
}

/// As an old server that reads the client's version and knows none of it: a fatal `protocol_version`.
pub fn an_alert(mut socket: TcpStream) -> Option<()> {
    hello(&mut socket)?;
    socket.write_all(&[21, 3, 1, 0, 2, 2, 70]).ok()
}

pub fn plain_text(mut socket: TcpStream) -> Option<()> {
    hello(&mut socket)?;
    socket.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n").ok()
}

/// The client's own bytes.
pub fn an_echo(mut socket: TcpStream) -> Option<()> {
    let mut heard = [0; 4096];
    loop {
        let length = socket.read(&mut heard).ok().filter(|length| *length > 0)?;
        socket.write_all(&heard[..length]).ok()?;
    }
}

/// One message of 16 MiB in records without end.
pub fn a_message_without_end(mut socket: TcpStream) -> Option<()> {
    hello(&mut socket)?;
    let mut record = vec![22, 3, 3, 0x40, 0];
    record.extend([2, 0xff, 0xff, 0xff]);
    record.resize(5 + 0x4000, 0);
    for _ in 0..1 << 16 {
        socket.write_all(&record).ok()?;
    }
    hold(socket)
}

/// A byte now and then.
pub fn a_drip(mut socket: TcpStream) -> Option<()> {
    hello(&mut socket)?;
    for byte in [22, 3, 3, 0x40].into_iter().chain(std::iter::repeat_n(0, 1 << 10)) {
        socket.write_all(&[byte]).ok()?;
        std::thread::sleep(SLOW);
    }
    Some(())
}
