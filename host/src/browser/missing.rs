//! What a machine lacks for a configuration, as `doctor` reports it and as starting a browser fails by it.

/// Something this machine lacks, and the command that fixes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    pub what: String,
    /// The command, or what to change.
    pub fix: String,
}
