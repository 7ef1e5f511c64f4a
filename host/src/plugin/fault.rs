//! Why a call of a plugin gave no answer, and who is to blame.

/// Why a call ended without an answer, by whose doing it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The plugin's: a trap, a limit on what it computes or holds, a broken contract. Function and line where known.
    #[error("plugin fault: {0}")]
    Plugin(String),
    /// The attempt's wall clock ran out: the county may be slow, or the plugin waits for what never comes.
    #[error("out of time: {0}")]
    TimedOut(String),
    /// The host's: there was no thread to run it on, or it is stopping.
    #[error("the host could not run the plugin: {0}")]
    Host(String),
}

impl Fault {
    /// The same fault with another message.
    pub(super) fn map(self, change: impl FnOnce(String) -> String) -> Self {
        match self {
            Self::Plugin(message) => Self::Plugin(change(message)),
            Self::TimedOut(message) => Self::TimedOut(change(message)),
            Self::Host(message) => Self::Host(change(message)),
        }
    }

    /// The kind's name, as in histories and metrics.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Plugin(_) => "plugin_fault",
            Self::TimedOut(_) => "timed_out",
            Self::Host(_) => "host_fault",
        }
    }
}
