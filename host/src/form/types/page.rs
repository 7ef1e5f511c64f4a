//! What a plugin learns of a page, and the file that one sent. Plain data.

use std::path::PathBuf;

use url::Url;

/// The page as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its address, masked.
    pub address: String,
    /// Its title, masked.
    pub title: String,
    /// The HTTP status of the document, where the host saw it.
    pub status: Option<u16>,
    /// The hash of the page's form skeleton.
    pub signature: String,
}

/// A file that the site sent.
#[derive(Clone, Debug)]
pub struct Downloaded {
    /// The file on the host; gone when the session is.
    pub path: PathBuf,
    /// By its content: `application/pdf`, `image/jpeg` or `image/png`.
    pub media_type: &'static str,
    /// Made safe.
    pub name: String,
    /// In bytes.
    pub size: u64,
}

/// An address as it may stand in an error.
pub(crate) fn without_query(address: &str) -> String {
    match Url::parse(address) {
        Ok(mut url) => {
            url.set_query(None);
            url.set_fragment(None);
            url.into()
        }
        Err(_) => String::new(),
    }
}
