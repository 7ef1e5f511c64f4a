//! What a request's query and body hold, read in every way in which a server could read them: labels may be missing, or lie. It
//! never undoes a compression, and says of what it cannot read that it cannot. Pure.

use hyper::HeaderMap;
use hyper::body::Bytes;
use hyper::header::{CONTENT_ENCODING, CONTENT_TYPE};
use memchr::memmem;

use super::charset::keeps_ascii;
use super::form_field::{FieldValue, FormField, urlencoded};
use super::header_value::HeaderWithParameters;
use super::json_document::{JsonDocument, MOST_DOCUMENT};
use super::multipart;
use super::percent::{Plus, decoded};

/// What a request's query and body hold.
#[derive(Debug, Default)]
pub(in crate::browser) struct RequestContent {
    pub(super) fields: Vec<FormField>,
    /// There may be fields that cannot be read.
    pub(super) fields_unreadable: bool,
    pub(super) documents: Vec<JsonDocument>,
    /// There may be documents that cannot be read.
    pub(super) documents_unreadable: bool,
    body: Bytes,
    /// The body's text is not in its bytes as they are.
    body_unreadable: bool,
}

/// What a body says that it is.
enum Label {
    Form,
    Multipart(Option<String>),
    Json,
    /// Nothing, or something else.
    Other,
}

impl RequestContent {
    /// Of a request without a body.
    pub(in crate::browser) fn of_query(query: Option<&str>) -> RequestContent {
        let mut content = RequestContent::default();
        content.add_fields(urlencoded(query.unwrap_or_default().as_bytes()));
        content
    }

    /// With a body that was read whole.
    pub(in crate::browser) fn with_body(query: Option<&str>, headers: &HeaderMap, body: Bytes) -> RequestContent {
        let mut content = RequestContent::of_query(query);
        content.read_body(headers, &body);
        content.body = body;
        content
    }

    /// Whether a text stands in the body: as it is, or written in its encodings. Not whether it could.
    pub(super) fn body_contains(&self, text: &str) -> bool {
        let stands_in = |bytes: &[u8]| memmem::find(bytes, text.as_bytes()).is_some();
        stands_in(&self.body)
            || stands_in(&decoded(&self.body, Plus::Space))
            || self.documents.iter().any(|document| document.contains(text))
    }

    /// Whether a text could stand in the body all the same.
    pub(super) fn body_unreadable(&self) -> bool {
        self.body_unreadable
    }

    fn nothing_readable(&mut self) {
        (self.fields_unreadable, self.documents_unreadable, self.body_unreadable) = (true, true, true);
    }

    fn read_body(&mut self, headers: &HeaderMap, body: &[u8]) {
        if body.is_empty() {
            return;
        }
        let Some(label) = label(headers, body) else { return self.nothing_readable() };
        let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
        let begins = |with: &[u8]| body.trim_ascii_start().iter().next().is_some_and(|first| with.contains(first));
        if let Label::Multipart(boundary) = label {
            return match boundary.and_then(|boundary| multipart::fields(body, &boundary)) {
                Some(fields) => self.add_fields(fields),
                None => (self.fields_unreadable, self.documents_unreadable) = (true, true),
            };
        }
        if matches!(label, Label::Other) && !is_text(body) {
            return self.nothing_readable();
        }
        let document = JsonDocument::read(body);
        let is_structure = matches!(document, Some(JsonDocument::Array(_) | JsonDocument::Object(_)));
        let is_json = matches!(label, Label::Json);
        self.documents_unreadable |= document.is_none() && (is_json || begins(b"{["));
        self.fields_unreadable |= document.is_none() && is_json || unlabelled_parts(body);
        self.documents.extend(document);
        if matches!(label, Label::Form) || !is_structure {
            self.add_fields(urlencoded(body));
        }
    }

    /// A field may hold a document of its own. Together they are read up to a bound, for read they take many times their bytes.
    fn add_fields(&mut self, fields: Vec<FormField>) {
        let mut left = MOST_DOCUMENT;
        for field in &fields {
            match &field.value {
                FieldValue::Text(text) if matches!(text.trim_ascii_start().first(), Some(b'{' | b'[')) => {
                    match left.checked_sub(text.len()) {
                        Some(fewer) => {
                            left = fewer;
                            self.documents.extend(JsonDocument::read(text));
                        }
                        None => self.documents_unreadable = true,
                    }
                }
                FieldValue::Encoded => (self.documents_unreadable, self.body_unreadable) = (true, true),
                FieldValue::Text(_) | FieldValue::File => {}
            }
        }
        self.fields.extend(fields);
    }
}

/// What a body says that it is; none where it is compressed, in a charset that is not read, or says two things.
fn label(headers: &HeaderMap, body: &[u8]) -> Option<Label> {
    let plain =
        headers.get_all(CONTENT_ENCODING).iter().all(|coding| coding.as_bytes().eq_ignore_ascii_case(b"identity"));
    // UTF-16 and UTF-32 begin so.
    let wide =
        body.starts_with(&[0xFF, 0xFE]) || body.starts_with(&[0xFE, 0xFF]) || body.starts_with(&[0, 0, 0xFE, 0xFF]);
    let mut kinds = headers.get_all(CONTENT_TYPE).iter();
    let kind = kinds.next();
    if !plain || wide || kinds.next().is_some() {
        return None;
    }
    let Some(kind) = kind else { return Some(Label::Other) };
    let kind = HeaderWithParameters::read(kind.to_str().ok()?)?;
    if !kind.parameter("charset").is_none_or(keeps_ascii) {
        return None;
    }
    Some(match kind.value.as_str() {
        "application/x-www-form-urlencoded" => Label::Form,
        value if value.starts_with("multipart/") => Label::Multipart(kind.parameter("boundary").map(str::to_owned)),
        _ if kind.is_json() => Label::Json,
        _ => Label::Other,
    })
}

/// No binary format, and not UTF-16 without its mark.
fn is_text(body: &[u8]) -> bool {
    std::str::from_utf8(body).is_ok() && !body.contains(&0)
}

/// Parts of a form that does not say that it has any.
fn unlabelled_parts(body: &[u8]) -> bool {
    body.trim_ascii_start().starts_with(b"--")
        && memmem::find(&body.to_ascii_lowercase(), b"content-disposition").is_some()
}
