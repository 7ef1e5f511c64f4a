//! Starts the listeners and stops them in order. The only place that spawns.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use axum::{Router, middleware};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::client::Control;
use crate::county::County;
use crate::ready::Ready;
use crate::site::Site;
use crate::tls::Identity;
use crate::truth::Truth;
use crate::{alder, birch, cedar, control, dogwood, elm, gate, vary};

/// How long a stop waits for answers under way.
const STOP_WAIT: Duration = Duration::from_secs(2);

/// What the counties speak.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Scheme {
    /// As every real county does.
    #[default]
    Https,
    /// For what needs to see or write the bytes.
    Http,
}

/// Where to listen, what to speak and how long a login lasts.
#[derive(Debug, Clone)]
pub struct Config {
    /// What the counties speak; the control port speaks http.
    pub scheme: Scheme,
    /// Port per county on 127.0.0.1; 0, the default, takes any.
    pub ports: BTreeMap<County, u16>,
    /// Port of the control interface; 0 takes any.
    pub control_port: u16,
    /// A login that was idle for longer is signed out.
    pub session_timeout: Duration,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            scheme: Scheme::Https,
            ports: BTreeMap::new(),
            control_port: 0,
            session_timeout: Duration::from_secs(20 * 60),
        }
    }
}

impl Config {
    /// Everything as by default, over plain http.
    pub fn http() -> Self {
        Self { scheme: Scheme::Http, ..Self::default() }
    }
}

/// A running simulation. Dropping it stops the listeners.
pub struct Sim {
    ready: Ready,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Sim {
    /// Binds and serves. Returns once every port accepts.
    pub async fn start(config: Config) -> std::io::Result<Self> {
        let stop = CancellationToken::new();
        let tasks = TaskTracker::new();
        let truth = Arc::new(Truth::default());
        let identity = match config.scheme {
            Scheme::Https => Some(Identity::new()),
            Scheme::Http => None,
        };
        let mut sites = BTreeMap::new();
        let mut urls = BTreeMap::new();
        for county in County::ALL {
            let site = Site::new(county, Arc::clone(&truth), config.session_timeout, stop.clone());
            let pages = match county {
                County::Alder => alder::router(Arc::clone(&site)),
                County::Birch => birch::router(Arc::clone(&site)),
                County::Cedar => cedar::router(Arc::clone(&site)),
                County::Dogwood => dogwood::router(Arc::clone(&site)),
                County::Elm => elm::router(Arc::clone(&site)),
            };
            let pages = pages.layer(middleware::from_fn_with_state(Arc::clone(&site), gate::gate));
            let pages = pages.layer(middleware::from_fn_with_state(Arc::clone(&site), vary::vary));
            let port = config.ports.get(&county).copied().unwrap_or(0);
            urls.insert(county, listen(&tasks, &stop, port, pages, identity.as_ref()).await?);
            sites.insert(county, site);
        }
        let token = crate::session::secret();
        let panel = control::router(sites, truth, token.clone());
        let control = listen(&tasks, &stop, config.control_port, panel, None).await?;
        tasks.close();
        let url = |county| urls.get(&county).cloned().unwrap_or_default();
        let ready = Ready {
            alder: url(County::Alder),
            birch: url(County::Birch),
            cedar: url(County::Cedar),
            dogwood: url(County::Dogwood),
            elm: url(County::Elm),
            control,
            control_token: token,
            authority: identity.map(|identity| identity.pem().to_owned()),
        };
        Ok(Self { ready, stop, tasks })
    }

    /// Where everything listens.
    pub fn ready(&self) -> &Ready {
        &self.ready
    }

    /// Base URL of a county's site.
    pub fn url(&self, county: County) -> &str {
        match county {
            County::Alder => &self.ready.alder,
            County::Birch => &self.ready.birch,
            County::Cedar => &self.ready.cedar,
            County::Dogwood => &self.ready.dogwood,
            County::Elm => &self.ready.elm,
        }
    }

    /// A client of the control port.
    pub fn control(&self) -> Control {
        Control::new(&self.ready)
    }

    /// Stops listening and lets answers under way finish, for a moment.
    pub async fn stop(self) {
        self.stop.cancel();
        // Late answers are cut off: nobody waits for a simulated county.
        let _ = tokio::time::timeout(STOP_WAIT, self.tasks.wait()).await;
    }
}

impl Drop for Sim {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

async fn listen(
    tasks: &TaskTracker,
    stop: &CancellationToken,
    port: u16,
    pages: Router,
    identity: Option<&Identity>,
) -> std::io::Result<String> {
    let tcp = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let address = tcp.local_addr()?;
    let stopped = stop.clone().cancelled_owned();
    match identity {
        Some(identity) => {
            let listener = identity.listen(tcp, tasks, stop);
            tasks.spawn(async move { axum::serve(listener, pages).with_graceful_shutdown(stopped).await });
            Ok(format!("https://{address}"))
        }
        None => {
            tasks.spawn(async move { axum::serve(tcp, pages).with_graceful_shutdown(stopped).await });
            Ok(format!("http://{address}"))
        }
    }
}
