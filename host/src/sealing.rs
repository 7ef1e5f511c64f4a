//! The one key of a host, and what it closes.

/// The key.
#[derive(Clone)]
pub struct SealingKey {}

/// The key.
#[derive(Debug, thiserror::Error)]
pub enum SealingError {}
