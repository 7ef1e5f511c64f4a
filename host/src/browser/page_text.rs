//! Text that came from a page. It does not print itself: an applicant's name may stand in it.

use std::fmt;

/// Text from a page or about its content. It prints as its length only: read it with [`reveal`](PageText::reveal), and mask
/// it before it goes anywhere.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct PageText(String);

impl PageText {
    /// Wraps text that must not print itself.
    pub fn new(text: impl Into<String>) -> PageText {
        PageText(text.into())
    }

    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<String> for PageText {
    fn from(text: String) -> PageText {
        PageText(text)
    }
}

impl fmt::Debug for PageText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} bytes of page text]", self.0.len())
    }
}

impl fmt::Display for PageText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}
