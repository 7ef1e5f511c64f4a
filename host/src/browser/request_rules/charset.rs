//! Which charsets a request may be read in. Pure.

/// Whether ASCII is written in this charset as it is in UTF-8. It is not in UTF-16, UTF-7, ISO 2022 or EBCDIC.
pub(super) fn keeps_ascii(charset: &str) -> bool {
    let charset = charset.trim().to_ascii_lowercase();
    ["utf-8", "utf8", "us-ascii", "ascii"].contains(&charset.as_str())
        || ["iso-8859-", "iso8859-", "windows-125", "latin"].iter().any(|family| charset.starts_with(family))
}
