//! What an attempt leaves behind: one line for each action, and pictures of the moments that matter. Values never.

use std::time::Duration;

/// One action.
#[derive(Clone, Debug)]
pub struct TraceLine {
    /// From 1.
    pub seq: u32,
    /// `fill`, `click`, ...; `fill (script)` where a value had to be set by script.
    pub kind: String,
    /// What it was done to, in words; masked.
    pub target: String,
    /// Where the value came from: a path with its rules, `literal`, `credential`. Never the value.
    pub value: Option<String>,
    /// How long it took.
    pub duration: Duration,
    /// Commands that it sent to the driver.
    pub commands: u64,
    /// `ok`, or the error's name.
    pub result: String,
    /// The page's signature, where it was measured.
    pub signature: Option<String>,
}

/// Something seen and kept with the evidence. Its content is personal data: seal it.
#[derive(Clone)]
pub struct Shot {
    /// `before commit`, `after commit`, `failure 12`, `screenshot 3`, `print 4`, `download 5`.
    pub label: String,
    /// What the bytes are.
    pub format: ShotFormat,
    /// The picture or document.
    pub bytes: Vec<u8>,
}

/// What a shot's bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShotFormat {
    /// A picture of the page or of an element.
    Png,
    /// The page as it would print, or a document that the site sent.
    Pdf,
}

impl std::fmt::Debug for Shot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shot").field("label", &self.label).field("bytes", &self.bytes.len()).finish_non_exhaustive()
    }
}
