//! What may stand between two letters of a form.

use super::text::Unit;

/// Most characters of other kinds between two pieces of one value: as in `(510) 555-0123`.
const MAX_GAP: u8 = 4;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    Never,
    May,
    Must,
    /// A rule put more there than any form has: a page may show less of it, and more.
    Any,
}

impl Gap {
    pub(super) fn allows(self, separators: u8) -> bool {
        match self {
            Self::Never => separators == 0,
            Self::May => separators <= MAX_GAP,
            Self::Must => (1..=MAX_GAP).contains(&separators),
            Self::Any => true,
        }
    }
}

/// Whether more stands between two letters of a text than any form has there.
pub(super) fn is_too_wide(units: &[Unit]) -> bool {
    units.iter().skip(1).any(|unit| unit.gap > MAX_GAP)
}
