//! Where a sealed value stands: authenticated with it, so that one which is moved does not open.

use std::fmt;

/// First byte of everything sealed: cipher and layout.
pub(super) const VERSION: u8 = 1;

/// Where a sealed value stands; it opens nowhere else.
#[derive(Debug, Clone, Copy)]
pub struct SealedColumn<'a> {
    /// The table or folder.
    pub table: &'a str,
    pub row: &'a str,
    pub column: &'a str,
}

impl fmt::Display for SealedColumn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}].{}", self.table, self.row, self.column)
    }
}

impl SealedColumn<'_> {
    /// The version and the three names, with a byte between them that none of them holds.
    pub(super) fn authenticated(&self) -> Vec<u8> {
        [&[VERSION], self.table.as_bytes(), self.row.as_bytes(), self.column.as_bytes()].join(&0)
    }
}
