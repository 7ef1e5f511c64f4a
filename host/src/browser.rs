//! Real browsers, each in a sandbox of its own, behind one session type: the only place that names the WebDriver client.
//! It knows addresses, elements and keys; it never knows counties, plugins or applications, and never logs what a page holds.
//!
//! - `config`, `kind`: what is set of browsers; `program`, `missing`: what is there of it on this machine
//! - `network_policy`, `origin`, `tls_options`: what a session may reach, and whom it trusts there; `request_rules`: what its requests mean;
//!   `observed`: what it was seen doing; `shared_cache`: what a county's sessions need not ask for again
//! - `fleet`: starts sessions, here or at a remote end, and ends them; `pool`: one session for one application after the other
//! - `session`: the commands of one browser, sent by `driver_client`; `farewell`: what it does last at a county; `patience`: how long requests are waited for; `files`: what is
//!   uploaded and downloaded
//! - `sandbox`: one session's process tree in namespaces of its own, with its `lifetime`. What leaves it goes through the host's
//!   filtering `proxy`, carried over a UNIX socket by a `relay` inside; commands come in over a second one

pub mod relay;

mod capabilities;
mod config;
mod driver_client;
mod element;
mod error;
mod farewell;
mod files;
mod fleet;
mod key;
mod kind;
mod lifetime;
mod memory;
mod missing;
mod network_policy;
mod observed;
mod origin;
mod page_text;
mod patience;
mod pool;
mod program;
mod proxy;
mod request_rules;
mod sandbox;
mod session;
mod shared_cache;
mod tls_options;

pub use config::{Config, Recycling, Remote};
pub use element::{ElementRef, WindowHandle};
pub use error::BrowserError;
pub use farewell::{Announcement, Farewell};
pub use files::Kept;
pub use fleet::Fleet;
pub use key::Key;
pub use kind::Kind;
pub use missing::Missing;
pub use network_policy::{BasicAuth, NetworkPolicy, RightToSend};
pub use observed::{RequestFate, SubmitSeen, UnsafeRequest, Visit};
pub use origin::{NotAnOrigin, Origin, Scheme};
pub use page_text::PageText;
pub use patience::Patience;
pub use pool::{Pool, PooledSession};
pub use request_rules::{
    BodyMatcher, Delivery, JsonPointer, NotAPointer, PathPattern, RequestMethod, RequestRule, RequestRules, Scalar,
    Step, UnknownRequests,
};
pub use session::Session;
pub use shared_cache::{CountyCache, SharedCache};
pub use tls_options::{ClientCertificate, InvalidTls, TlsOptions};
