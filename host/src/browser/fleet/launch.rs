//! What a session's start is given by its fleet.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::folder::FleetFolder;
use crate::browser::config::Config;
use crate::browser::kind::Kind;
use crate::browser::network_policy::NetworkPolicy;
use crate::browser::proxy::Authority;

/// From a listening driver to a browser with a window: 0.4 to 2.4 s on a free machine.
pub(super) const LONGEST_OPENING: Duration = Duration::from_secs(60);

pub(super) struct Launch<'a> {
    pub(super) kind: Kind,
    pub(super) policy: NetworkPolicy,
    pub(super) authority: &'a Arc<Authority>,
    pub(super) config: &'a Config,
    pub(super) folder: &'a Arc<FleetFolder>,
    /// Of the tasks that outlive the start.
    pub(super) tracker: &'a TaskTracker,
    /// Ends every session at once.
    pub(super) stop: &'a CancellationToken,
}
