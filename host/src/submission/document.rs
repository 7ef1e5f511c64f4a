//! What a document really is: its bytes, its type by its first bytes, and a file name that a county's upload takes.
//!
//! Believes no name. Never changes a document's content, and names neither its content nor its file name in a problem.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use deunicode::deunicode_char;

use super::{Document, Problem};

/// Largest document, in bytes.
pub const MAX_DOCUMENT_BYTES: usize = 8 << 20;
/// Most bytes of all documents of an application.
pub const MAX_DOCUMENTS_BYTES: usize = 32 << 20;
/// Longest file name given to a county, in characters, its extension included.
const MAX_NAME: usize = 100;
/// What stands for a name that has no usable character.
const NAMELESS: &str = "document";

/// A document that may be uploaded.
#[derive(Clone, PartialEq, Eq)]
pub struct Inspected {
    pub bytes: Vec<u8>,
    /// By its content: `application/pdf`, `image/jpeg` or `image/png`.
    pub media_type: &'static str,
    /// ASCII letters, digits, `.`, `-` and `_`; ends in the extension of its type.
    pub name: String,
    pub size: u64,
}

impl fmt::Debug for Inspected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Inspected({}, {} bytes)", self.media_type, self.size)
    }
}

/// Why a document was not taken; holds nothing of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DocumentProblem {
    #[error("must be base64 (RFC 4648, standard alphabet, with padding, without line breaks)")]
    NotBase64,
    #[error("is empty")]
    Empty,
    #[error("is larger than {} MiB", MAX_DOCUMENT_BYTES >> 20)]
    TooLarge,
    /// Something that counties do not take.
    #[error("must be a PDF, JPEG or PNG; this is {what}")]
    Unwelcome { what: &'static str },
    /// The name says one thing, the content another.
    #[error(
        "is {found} by its content, but its name ends in another type's extension; name it `.{extension}` if it is the right file"
    )]
    Contradicted {
        found: &'static str,
        /// What it should be called.
        extension: &'static str,
    },
}

/// A type that counties take.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Type {
    Pdf,
    Jpeg,
    Png,
}

impl Document {
    /// Decodes the content, finds its type and makes a name that fits it.
    pub fn inspect(&self) -> Result<Inspected, DocumentProblem> {
        // Looked at before anything is decoded: four characters hold three bytes.
        if self.content.len() / 4 * 3 > MAX_DOCUMENT_BYTES + 3 {
            return Err(DocumentProblem::TooLarge);
        }
        let bytes = STANDARD.decode(&self.content).map_err(|_| DocumentProblem::NotBase64)?;
        inspect_file(&self.name, bytes)
    }
}

/// Finds a file's type and makes a name that fits it.
pub fn inspect_file(name: &str, bytes: Vec<u8>) -> Result<Inspected, DocumentProblem> {
    if bytes.is_empty() {
        return Err(DocumentProblem::Empty);
    }
    if bytes.len() > MAX_DOCUMENT_BYTES {
        return Err(DocumentProblem::TooLarge);
    }
    let found = detect(&bytes).map_err(|what| DocumentProblem::Unwelcome { what })?;
    let (stem, extension) = split_name(name);
    if extension.is_some_and(|extension| !found.extensions().contains(&extension.as_str())) {
        return Err(DocumentProblem::Contradicted { found: found.words(), extension: found.extensions()[0] });
    }
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    Ok(Inspected { media_type: found.media_type(), name: safe_name(stem, found), size, bytes })
}

/// Inspects all documents of an application; problems name them by their place: `documents[1]`.
pub fn inspect_all(documents: &[Document]) -> Result<Vec<Inspected>, Vec<Problem>> {
    let (mut inspected, mut problems, mut total) = (Vec::new(), Vec::new(), 0_usize);
    for (index, document) in documents.iter().enumerate() {
        match document.inspect() {
            Ok(one) => {
                total += one.bytes.len();
                inspected.push(one);
            }
            Err(problem) => {
                let part = if matches!(problem, DocumentProblem::Contradicted { .. }) { "name" } else { "content" };
                problems.push(Problem { field: format!("documents[{index}].{part}"), message: problem.to_string() });
            }
        }
        if total > MAX_DOCUMENTS_BYTES {
            let message = format!("are larger than {} MiB together", MAX_DOCUMENTS_BYTES >> 20);
            problems.push(Problem { field: "documents".to_owned(), message });
            break;
        }
    }
    if problems.is_empty() { Ok(inspected) } else { Err(problems) }
}

impl Type {
    fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Pdf => "a PDF",
            Self::Jpeg => "a JPEG picture",
            Self::Png => "a PNG picture",
        }
    }

    /// The extensions that fit, the one we give first.
    fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Jpeg => &["jpg", "jpeg", "jpe", "jfif"],
            Self::Png => &["png"],
        }
    }
}

/// Extensions that say what a file is. Whatever else follows a dot is part of the name: `scan 3.2026`, `J. Smith`.
const TELLING: [&str; 44] = [
    "pdf", "jpg", "jpeg", "jpe", "jfif", "png", "gif", "tif", "tiff", "heic", "heif", "webp", "bmp", "svg", "doc",
    "docx", "xls", "xlsx", "ppt", "pptx", "odt", "rtf", "txt", "csv", "html", "htm", "xml", "zip", "rar", "7z", "exe",
    "dll", "com", "bat", "cmd", "scr", "msi", "app", "dmg", "js", "vbs", "ps1", "sh", "jar",
];

/// First bytes of what people (and others) send instead.
const SIGNATURES: [(&[u8], &str); 21] = [
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a Linux program"),
    (b"\xfe\xed\xfa\xce", "a macOS program"),
    (b"\xfe\xed\xfa\xcf", "a macOS program"),
    (b"\xce\xfa\xed\xfe", "a macOS program"),
    (b"\xcf\xfa\xed\xfe", "a macOS program"),
    (b"\xca\xfe\xba\xbe", "a macOS or Java program"),
    (b"#!", "a script"),
    (b"\0asm", "a WebAssembly program"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"GIF8", "a GIF picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"BM", "a BMP picture"),
    (b"Rar!", "an archive"),
    (b"7z\xbc\xaf", "an archive"),
    (b"\x1f\x8b", "an archive"),
    (b"<!", "a web page"),
    (b"<html", "a web page"),
];

fn detect(bytes: &[u8]) -> Result<Type, &'static str> {
    if bytes.starts_with(b"%PDF-") {
        return Ok(Type::Pdf);
    }
    if bytes.starts_with(b"\xff\xd8\xff") {
        return Ok(Type::Jpeg);
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Ok(Type::Png);
    }
    // HEIC, the telephone's own format: a box `ftyp` with a brand (ISO/IEC 14496-12).
    if bytes.get(4..8) == Some(b"ftyp")
        && bytes.get(8..12).is_some_and(|brand| [b"heic", b"heix", b"mif1", b"msf1"].iter().any(|b| *b == brand))
    {
        return Err("a HEIC picture, as telephones make them");
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Err("a WebP picture");
    }
    let known = SIGNATURES.iter().find(|(start, _)| bytes.starts_with(start));
    Err(known.map_or("of a type that is not known", |(_, what)| what))
}

/// The name without its path and its telling extension, and that extension in lower case.
fn split_name(name: &str) -> (&str, Option<String>) {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    match name.rsplit_once('.') {
        Some((stem, extension)) if TELLING.contains(&extension.to_ascii_lowercase().as_str()) => {
            (stem, Some(extension.to_ascii_lowercase()))
        }
        _ => (name, None),
    }
}

fn safe_name(stem: &str, found: Type) -> String {
    let extension = found.extensions()[0];
    let longest = MAX_NAME - extension.len() - 1;
    let mut safe = String::new();
    for character in stem.chars().flat_map(|c| deunicode_char(c).unwrap_or("_").chars()) {
        let kept = if character.is_ascii_alphanumeric() || matches!(character, '.' | '-') { character } else { '_' };
        let again = !kept.is_ascii_alphanumeric() && safe.ends_with(kept);
        if safe.len() < longest && !again {
            safe.push(kept);
        }
    }
    // No hidden file, no option, no second extension by accident.
    let safe = safe.trim_matches(['.', '-', '_']);
    format!("{}.{extension}", if safe.is_empty() { NAMELESS } else { safe })
}

#[cfg(test)]
mod tests;
