//! Whether something holds of a request, where a part of it may not be readable. Pure.

/// Whether something holds of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reading {
    /// It does not.
    No,
    /// What would say so cannot be read.
    Unreadable,
    /// It does.
    Yes,
}

impl Reading {
    /// Whether it holds of one of several things.
    pub(super) fn any(readings: impl Iterator<Item = Reading>) -> Reading {
        readings.max().unwrap_or(Reading::No)
    }

    /// Whether it holds of all of several things.
    pub(super) fn all(readings: impl Iterator<Item = Reading>) -> Reading {
        readings.min().unwrap_or(Reading::Yes)
    }

    /// Not found, in what could be read, or not.
    pub(super) fn missing(unreadable: bool) -> Reading {
        if unreadable { Reading::Unreadable } else { Reading::No }
    }
}
