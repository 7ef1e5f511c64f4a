//! Pictures, prints and files that are kept with an attempt's evidence.

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
