//! Real browsers, each in a sandbox of its own, behind one session type: the only place that names the WebDriver client.
//! It knows addresses, elements and keys; it never knows counties, plugins or applications, and never logs what a page says.
//!
//! One session is one process tree in namespaces of its own (`sandbox`). What leaves it goes through the host's filtering
//! proxy (`proxy`), carried over a UNIX socket by a relay inside (`relay`); commands come in over a second one (`wire`).

pub mod config;
pub mod element;
pub mod error;
pub mod fleet;
pub mod network_policy;
pub mod observed;
pub mod origin;
pub mod pool;
pub mod relay;
pub mod remote;
pub mod session;
pub mod submit_paths;

mod driver;
mod memory;
mod proxy;
mod sandbox;
mod wire;

pub use config::{Config, Kind, Missing};
pub use element::{ElementRef, Key, WindowHandle};
pub use error::{BrowserError, PageText};
pub use fleet::Fleet;
pub use network_policy::{BasicAuth, NetworkPolicy};
pub use observed::{SubmitSeen, Visit};
pub use origin::{Origin, Scheme};
pub use pool::{Pool, Recycling};
pub use remote::Remote;
pub use sandbox::Kept;
pub use session::Session;
pub use submit_paths::SubmitPaths;
