//! Fields of a form, as a query and a urlencoded body have them. Pure.

use super::percent::{Plus, decoded};
use super::reading::Reading;

/// A field of a form.
#[derive(Debug, PartialEq)]
pub(super) struct FormField {
    pub(super) name: Vec<u8>,
    pub(super) value: FieldValue,
}

/// What a field holds.
#[derive(Debug, PartialEq)]
pub(super) enum FieldValue {
    Text(Vec<u8>),
    /// A file, which is not looked into.
    File,
    /// A text in an encoding that is not undone here, or JSON that cannot be read.
    Encoded,
}

impl FormField {
    /// Whether this is its name. Case aside: to some servers it makes no difference.
    pub(super) fn is_called(&self, name: &str) -> Reading {
        let name_read = self.name.trim_ascii();
        if name_read.eq_ignore_ascii_case(name.as_bytes()) {
            Reading::Yes
        } else {
            Reading::missing(other(name, name_read))
        }
    }

    /// Whether it holds this text.
    pub(super) fn holds(&self, text: &str) -> Reading {
        match &self.value {
            FieldValue::Text(value) if value == text.as_bytes() => Reading::Yes,
            FieldValue::Text(value) => Reading::missing(other(text, value)),
            FieldValue::File => Reading::No,
            FieldValue::Encoded => Reading::Unreadable,
        }
    }
}

/// Whether bytes may be this text in another charset: in those that pages are written in, ASCII is the same.
fn other(text: &str, bytes: &[u8]) -> bool {
    !text.is_ascii() && std::str::from_utf8(bytes).is_err()
}

/// The fields of a query or a urlencoded body. What separates them is `&`, for some servers also `;`, and in a form that is sent as
/// plain text the end of a line.
pub(super) fn urlencoded(text: &[u8]) -> Vec<FormField> {
    text.split(|byte| matches!(byte, b'&' | b';' | b'\r' | b'\n'))
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let at = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
            let value = pair.get(at + 1..).unwrap_or_default();
            FormField { name: decoded(&pair[..at], Plus::Space), value: FieldValue::Text(decoded(value, Plus::Space)) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_however_they_are_written() {
        #[track_caller]
        fn check(text: &str, name: &str, value: &str, expect: Reading) {
            let fields = urlencoded(text.as_bytes());
            let found = Reading::any(
                fields.iter().map(|field| Reading::all([field.is_called(name), field.holds(value)].into_iter())),
            );
            assert_eq!(found, expect, "{text}");
        }
        check("a=1&__EVENTTARGET=send", "__EVENTTARGET", "send", Reading::Yes);
        check("%5F_EVENT%54ARGET=s%65nd", "__EVENTTARGET", "send", Reading::Yes);
        check("__eventtarget=send", "__EVENTTARGET", "send", Reading::Yes);
        check("step=one&step=send", "step", "send", Reading::Yes);
        check("step=send&step=one", "step", "send", Reading::Yes);
        check("a=1;step=send", "step", "send", Reading::Yes);
        check("a=1\r\nstep=send\r\n", "step", "send", Reading::Yes);
        check("step=send+it", "step", "send it", Reading::Yes);
        check("step=send%20it", "step", "send it", Reading::Yes);
        check("step=send%2Bit", "step", "send it", Reading::No);
        check("step", "step", "", Reading::Yes);
        check("step=a=b", "step", "a=b", Reading::Yes);
        check("step=Send", "step", "send", Reading::No);
        check("steps=send", "step", "send", Reading::No);
        check("", "step", "send", Reading::No);
        // `ñ` in UTF-8, and in ISO 8859-1, which cannot be told from other charsets.
        check("step=%C3%B1", "step", "ñ", Reading::Yes);
        check("step=%F1", "step", "ñ", Reading::Unreadable);
        check("step=%F1", "step", "n", Reading::No);
    }
}
