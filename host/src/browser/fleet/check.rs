//! For `doctor`: what a machine lacks for a configuration. It starts no browser.

use std::net::ToSocketAddrs as _;
use std::time::Duration;

use crate::browser::config::{Config, Remote};
use crate::browser::missing::Missing;
use crate::browser::program::Program;
use crate::browser::sandbox;

/// How long a remote end may take to be connected to.
const LONGEST_GREETING: Duration = Duration::from_secs(3);

pub(super) fn check(config: &Config) -> Vec<Missing> {
    if let Some(remote) = &config.remote {
        return remote_end(remote).into_iter().collect();
    }
    let programs = [Program::browser(config.kind), Program::driver(config.kind), Program::Relay];
    let mut missing: Vec<Missing> = programs.into_iter().filter_map(|program| program.locate(config).err()).collect();
    match Program::Bwrap.locate(config) {
        Ok(bwrap) => missing.extend(sandbox::check(&bwrap).err()),
        Err(bwrap) => missing.push(bwrap),
    }
    missing
}

/// Whether a remote end listens at the configured address.
fn remote_end(remote: &Remote) -> Option<Missing> {
    let missing = |what: String, fix: &str| Some(Missing { what, fix: fix.to_owned() });
    if remote.url.scheme() != "http" {
        let what = format!("the remote end {} is not http", remote.url);
        return missing(what, "put an http address under [browser.remote]; carry TLS by a proxy beside the host");
    }
    let addresses = remote.authority().to_socket_addrs().into_iter().flatten();
    let mut reached = addresses.map(|address| std::net::TcpStream::connect_timeout(&address, LONGEST_GREETING));
    if reached.any(|connected| connected.is_ok()) {
        return None;
    }
    missing(format!("nothing listens at {}", remote.url), "start the grid, or correct `url` under [browser.remote]")
}
