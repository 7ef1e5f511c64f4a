//! Fields of a form that is sent in parts (RFC 7578). Files are passed over, but for JSON. What servers could read in different
//! ways is not read at all. Pure.

use memchr::memmem;

use super::charset::keeps_ascii;
use super::form_field::{FieldValue, FormField};
use super::header_value::HeaderWithParameters;
use super::json_document::JsonDocument;
use super::percent::{Plus, decoded};

/// Parts of one body; forms of counties have a few hundred fields.
const MOST_PARTS: usize = 10_000;
/// Bytes of one part's headers.
const MOST_PART_HEADERS: usize = 8 * 1024;

/// Every field of a body; none where it is malformed, cut short, or has parts within a part.
pub(super) fn fields(body: &[u8], boundary: &str) -> Option<Vec<FormField>> {
    if boundary.is_empty() {
        return None;
    }
    let delimiter = [b"--", boundary.as_bytes()].concat();
    let between = [b"\r\n", delimiter.as_slice()].concat();
    let finder = memmem::Finder::new(&between);
    let mut rest = body.strip_prefix(delimiter.as_slice())?;
    let mut fields = Vec::new();
    while !rest.starts_with(b"--") {
        if fields.len() == MOST_PARTS {
            return None;
        }
        let part = after_blanks(rest).strip_prefix(b"\r\n")?;
        // A part without headers begins with their end.
        let (headers, content) = match part.strip_prefix(b"\r\n") {
            Some(content) => (&part[..0], content),
            None => {
                let end = memmem::find(&part[..part.len().min(MOST_PART_HEADERS)], b"\r\n\r\n")?;
                (&part[..end], &part[end + 4..])
            }
        };
        // The line end before an empty content is the one before the delimiter.
        let with_line_end = &part[part.len() - content.len() - 2..];
        let end = finder.find(with_line_end)?;
        let content = &with_line_end[2.min(end)..end];
        fields.push(field(headers, content)?);
        rest = &with_line_end[end + between.len()..];
    }
    // Some servers read on behind the end for another part.
    rest[b"--".len()..].trim_ascii().is_empty().then_some(fields)
}

/// Without the blanks that may stand between a delimiter and its line end (RFC 2046, 5.1.1).
fn after_blanks(line: &[u8]) -> &[u8] {
    let blanks = line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    &line[blanks..]
}

fn field(headers: &[u8], content: &[u8]) -> Option<FormField> {
    let (mut disposition, mut kind, mut encoding) = (None, None, None);
    for line in std::str::from_utf8(headers).ok()?.split("\r\n") {
        let (name, value) = line.split_once(':')?;
        let known = match name.to_ascii_lowercase().as_str() {
            "content-disposition" => &mut disposition,
            "content-type" => &mut kind,
            "content-transfer-encoding" => &mut encoding,
            // Of two lines folded into one nobody knows what a server makes.
            other if other.starts_with([' ', '\t']) || other.is_empty() => return None,
            _ => continue,
        };
        if known.replace(value.trim()).is_some() {
            return None;
        }
    }
    let disposition = HeaderWithParameters::read(disposition?)?;
    if disposition.value != "form-data" || disposition.parameter("name*").is_some() {
        return None;
    }
    let name = decoded(disposition.parameter("name")?.as_bytes(), Plus::Itself);
    let kind = kind.map(HeaderWithParameters::read);
    let kind = match kind {
        Some(None) => return None,
        Some(Some(kind)) if kind.value.starts_with("multipart/") => return None,
        Some(kind) => kind,
        None => None,
    };
    let plain = encoding
        .is_none_or(|encoding| ["7bit", "8bit", "binary"].iter().any(|p| encoding.eq_ignore_ascii_case(p)))
        && kind.as_ref().and_then(|kind| kind.parameter("charset")).is_none_or(keeps_ascii);
    let is_file = disposition.parameter("filename").or(disposition.parameter("filename*")).is_some();
    // A script that appends a document of its own type gives it a file's name too.
    let is_json = kind.is_some_and(|kind| kind.is_json());
    let value = match (is_file && !is_json, plain) {
        (true, _) => FieldValue::File,
        (false, true) if !is_json || JsonDocument::read(content).is_some() => FieldValue::Text(content.to_vec()),
        (false, _) => FieldValue::Encoded,
    };
    Some(FormField { name, value })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(headers: &str, content: &str) -> String {
        format!("--B\r\n{headers}\r\n\r\n{content}\r\n")
    }

    fn named(name: &str, content: &str) -> String {
        part(&format!("Content-Disposition: form-data; name=\"{name}\""), content)
    }

    fn text(name: &str, value: &str) -> FormField {
        FormField { name: name.into(), value: FieldValue::Text(value.into()) }
    }

    #[track_caller]
    fn check(body: &str, expect: Option<&[FormField]>) {
        assert_eq!(fields(body.as_bytes(), "B").as_deref(), expect, "{body}");
    }

    #[test]
    fn fields_are_read_and_files_passed_over() {
        check("--B--\r\n", Some(&[]));
        check(&format!("{}{}--B--\r\n", named("a", "1"), named("b", "")), Some(&[text("a", "1"), text("b", "")]));
        // What looks like a delimiter within a value is none.
        check(&format!("{}--B--", named("a", "x--B\r\n-B")), Some(&[text("a", "x--B\r\n-B")]));
        check(&format!("{}--B--", named("a%22b", "1")), Some(&[text("a\"b", "1")]));
        let file =
            part("content-disposition: form-data; name=f; filename=\"a.pdf\"\r\nContent-Type: application/pdf", "%PDF");
        let is_file = FormField { name: "f".into(), value: FieldValue::File };
        check(&format!("{file}{}--B--", named("a", "1")), Some(&[is_file, text("a", "1")]));
        for headers in ["Content-Transfer-Encoding: base64", "Content-Type: text/plain; charset=utf-16"] {
            let encoded = part(&format!("Content-Disposition: form-data; name=a\r\n{headers}"), "c2VuZA==");
            let expect = FormField { name: "a".into(), value: FieldValue::Encoded };
            check(&format!("{encoded}--B--"), Some(&[expect]));
        }
        let json = "Content-Disposition: form-data; name=a; filename=blob\r\nContent-Type: application/json";
        check(&format!("{}--B--", part(json, "{\"b\": 1}")), Some(&[text("a", "{\"b\": 1}")]));
        let unread = FormField { name: "a".into(), value: FieldValue::Encoded };
        check(&format!("{}--B--", part(json, "{\"b\": ")), Some(&[unread]));
        let plain = "Content-Disposition: form-data; name=a\r\nContent-Type: text/plain; charset=UTF-8";
        check(&format!("{}--B--", part(plain, "1")), Some(&[text("a", "1")]));
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_not_read() {
        for body in [
            String::new(),
            "preamble\r\n--B--".into(),
            named("a", "1"),
            format!("{}--C--", named("a", "1")),
            format!("{}--B--\r\n{}--B--\r\n", named("a", "1"), named("b", "2")),
            format!("{}--B--", named("a", "1").replace("\r\n", "\n")),
            format!("{}--B--", part("X: y", "1")),
            format!("{}--B--", part("Content-Disposition: attachment; name=a", "1")),
            format!("{}--B--", part("Content-Disposition: form-data; name=a; name=b", "1")),
            format!(
                "{}--B--",
                part("Content-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b", "1")
            ),
            format!("{}--B--", part("Content-Disposition: form-data;\r\n name=a", "1")),
            format!("{}--B--", part("Content-Disposition: form-data; name*=UTF-8''a; name=b", "1")),
            format!(
                "{}--B--",
                part("Content-Disposition: form-data; name=a\r\nContent-Type: multipart/mixed; boundary=C", "1")
            ),
            "--B\r\n\r\n\r\n1\r\n--B--".into(),
        ] {
            check(&body, None);
        }
    }
}
