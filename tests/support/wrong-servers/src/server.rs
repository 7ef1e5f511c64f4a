//! A listening server: a thread for each connection, an answer for each path, and a count of what came.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::connection::{Connection, Request, Seen};
use crate::{Answer, Handshake, answers};

/// A server on this machine, until its process ends.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    seen: Arc<Seen>,
}

impl Server {
    /// Answers each path in its own way, and every other one with a small page.
    pub fn open(paths: &[(&'static str, Answer)]) -> Server {
        let paths: Arc<[_]> = paths.into();
        Server::listen(move |socket, seen| {
            let stream = Box::new(socket.try_clone().ok()?);
            speak(Connection::new(socket, stream, seen), &paths)
        })
    }

    /// The same over https.
    pub fn open_secure(paths: &[(&'static str, Answer)], config: &Arc<ServerConfig>) -> Server {
        let (paths, config): (Arc<[_]>, _) = (paths.into(), Arc::clone(config));
        Server::listen(move |socket, seen| {
            let tls = ServerConnection::new(Arc::clone(&config)).ok()?;
            let stream = Box::new(StreamOwned::new(tls, socket.try_clone().ok()?));
            speak(Connection::new(socket, stream, seen), &paths)
        })
    }

    /// Never gets to a request.
    pub fn open_handshake(handshake: Handshake) -> Server {
        Server::listen(move |socket, _| handshake(socket))
    }

    fn listen(serve: impl Fn(TcpStream, Arc<Seen>) -> Option<()> + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Seen::default());
        let server = Server { address, seen: Arc::clone(&seen) };
        let serve = Arc::new(serve);
        std::thread::spawn(move || {
            for socket in listener.incoming().map_while(Result::ok) {
                seen.connections.fetch_add(1, Ordering::SeqCst);
                let (serve, seen) = (Arc::clone(&serve), Arc::clone(&seen));
                std::thread::spawn(move || {
                    socket.set_nodelay(true).ok()?;
                    serve(socket, seen)
                });
            }
        });
        server
    }

    /// The requests whose headers arrived whole, in their order, all connections together.
    pub fn requests(&self) -> Vec<Request> {
        self.seen.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many requests came to a path, by whatever method and query.
    pub fn asked(&self, path: &str) -> usize {
        self.requests().iter().filter(|request| request.path() == path).count()
    }

    /// How many connections were made.
    pub fn connections(&self) -> usize {
        self.seen.connections.load(Ordering::SeqCst)
    }
}

fn speak(mut connection: Connection, paths: &[(&str, Answer)]) -> Option<()> {
    while !connection.is_over() {
        let request = connection.request()?;
        let known = paths.iter().find(|(path, _)| *path == request.path());
        known.map_or(answers::page as Answer, |(_, answer)| *answer)(&mut connection, &request)?;
    }
    Some(())
}
