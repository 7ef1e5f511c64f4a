//! The memory for what clients send, one bound for applications and one for components: neither waits for the other.

mod share;

use super::server::Limits;
use crate::intake::MAX_BODY_BYTES;
use crate::plugin::MAX_COMPONENT_BYTES;
use share::{Bounds, Memory};

pub(super) use share::Share;

/// Most bytes of bodies of applications in memory at a time. Parsing and sealing hold a body about five times over.
const APPLICATIONS_BYTES: usize = 192 << 20;
/// Most of them that come from one client: two of the largest.
const APPLICATIONS_OF_ONE_BYTES: usize = 2 * MAX_BODY_BYTES;

/// Most bytes of components in memory at a time, before they are compiled.
const COMPONENTS_BYTES: usize = 4 * MAX_COMPONENT_BYTES;
/// Most of them that come from one client.
const COMPONENTS_OF_ONE_BYTES: usize = 2 * MAX_COMPONENT_BYTES;

/// The memory for applications that come in.
#[derive(Clone)]
pub(super) struct ApplicationMemory(Memory);

impl ApplicationMemory {
    pub(super) fn new(limits: Limits) -> Self {
        Self(Memory::new(Bounds {
            whole: APPLICATIONS_BYTES,
            client: APPLICATIONS_OF_ONE_BYTES,
            largest: MAX_BODY_BYTES,
            wait: limits.room,
            pace: limits.pace,
        }))
    }

    /// The share of a client's next body; nothing yet.
    pub(super) fn share(&self, client: &str) -> Share {
        self.0.share(client)
    }
}

/// The memory for components that come in: whatever applications take, a release can be brought in.
#[derive(Clone)]
pub(super) struct ComponentMemory(Memory);

impl ComponentMemory {
    pub(super) fn new(limits: Limits) -> Self {
        Self(Memory::new(Bounds {
            whole: COMPONENTS_BYTES,
            client: COMPONENTS_OF_ONE_BYTES,
            largest: MAX_COMPONENT_BYTES,
            wait: limits.room,
            pace: limits.pace,
        }))
    }

    /// The share of a client's next body; nothing yet.
    pub(super) fn share(&self, client: &str) -> Share {
        self.0.share(client)
    }
}
