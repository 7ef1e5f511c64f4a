//! A JSON document in which nothing is lost: of names that stand twice, every value is kept, for nobody knows which one a server
//! takes. Pure.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use super::json_pointer::JsonPointer;
use super::scalar::Scalar;

/// Bytes of a document, and of all in one form. Read, they take up to thirty times as many.
pub(super) const MOST_DOCUMENT: usize = 1 << 20;

/// A value, with all that stands in it.
#[derive(Debug, PartialEq)]
pub(super) enum JsonDocument {
    Null,
    Scalar(Scalar),
    Array(Vec<JsonDocument>),
    Object(Vec<(String, JsonDocument)>),
}

impl JsonDocument {
    /// Reads one whole document, at most 128 deep; none where it is anything else, or too large.
    pub(super) fn read(text: &[u8]) -> Option<JsonDocument> {
        if text.len() > MOST_DOCUMENT { None } else { serde_json::from_slice(text).ok() }
    }

    /// Every value that a pointer leads to, also from each element of a batch.
    pub(super) fn at<'a>(&'a self, pointer: &JsonPointer) -> Vec<&'a JsonDocument> {
        let mut found = Vec::new();
        self.walk(pointer.steps(), &mut found);
        if let JsonDocument::Array(batch) = self {
            batch.iter().for_each(|element| element.walk(pointer.steps(), &mut found));
        }
        found
    }

    fn walk<'a>(&'a self, steps: &[String], found: &mut Vec<&'a JsonDocument>) {
        let Some((step, rest)) = steps.split_first() else {
            found.push(self);
            return;
        };
        match self {
            // To some servers the case of a name makes no difference.
            JsonDocument::Object(members) => {
                let named = members.iter().filter(|(name, _)| name.eq_ignore_ascii_case(step));
                named.for_each(|(_, value)| value.walk(rest, found));
            }
            JsonDocument::Array(items) => {
                // By RFC 6901 an index has no leading zero.
                let index = step.parse::<usize>().ok().filter(|index| index.to_string() == *step);
                if let Some(item) = index.and_then(|index| items.get(index)) {
                    item.walk(rest, found);
                }
            }
            JsonDocument::Null | JsonDocument::Scalar(_) => {}
        }
    }

    /// Whether a text stands in one of its names or strings.
    pub(super) fn contains(&self, text: &str) -> bool {
        match self {
            JsonDocument::Null => false,
            JsonDocument::Scalar(Scalar::Text(string)) => string.contains(text),
            JsonDocument::Scalar(_) => false,
            JsonDocument::Array(items) => items.iter().any(|item| item.contains(text)),
            JsonDocument::Object(members) => {
                members.iter().any(|(name, value)| name.contains(text) || value.contains(text))
            }
        }
    }
}

impl<'de> Deserialize<'de> for JsonDocument {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<JsonDocument, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = JsonDocument;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<JsonDocument, E> {
        Ok(JsonDocument::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<JsonDocument, E> {
        Ok(JsonDocument::Scalar(Scalar::Truth(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<JsonDocument, E> {
        Ok(JsonDocument::Scalar(Scalar::Number(value.into())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<JsonDocument, E> {
        Ok(JsonDocument::Scalar(Scalar::Number(value.into())))
    }

    fn visit_f64<E>(self, value: f64) -> Result<JsonDocument, E> {
        Ok(Number::from_f64(value).map_or(JsonDocument::Null, |number| JsonDocument::Scalar(Scalar::Number(number))))
    }

    fn visit_str<E>(self, value: &str) -> Result<JsonDocument, E> {
        Ok(JsonDocument::Scalar(Scalar::Text(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<JsonDocument, A::Error> {
        let mut read = Vec::new();
        while let Some(item) = items.next_element()? {
            read.push(item);
        }
        Ok(JsonDocument::Array(read))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<JsonDocument, A::Error> {
        let mut read = Vec::new();
        while let Some(member) = members.next_entry()? {
            read.push(member);
        }
        Ok(JsonDocument::Object(read))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, pointer: &str, expect: &[&str]) {
        let document = JsonDocument::read(text.as_bytes()).unwrap();
        let pointer = JsonPointer::try_from(pointer).unwrap();
        let expect: Vec<_> = expect.iter().map(|value| JsonDocument::read(value.as_bytes()).unwrap()).collect();
        assert_eq!(document.at(&pointer), expect.iter().collect::<Vec<_>>(), "{text}");
    }

    #[test]
    fn a_pointer_leads_to_every_value_that_a_server_could_take() {
        check(r#"{"a": {"b": [1, "x"]}}"#, "/a/b/1", &[r#""x""#]);
        check(r#"{"a": 1, "a": 2}"#, "/a", &["1", "2"]);
        check(r#"{"a": {"b": 1}, "\u0061": {"b": 2}}"#, "/a/b", &["1", "2"]);
        check(r#"[{"a": 1}, {"a": 2}, {"b": 3}, 4]"#, "/a", &["1", "2"]);
        check(r#"{"A": {"b": 1}, "a": {"B": 2}}"#, "/a/b", &["1", "2"]);
        check(r#"[[7], 8]"#, "/0", &["[7]", "7"]);
        check(r#"{"a": [1]}"#, "/a/00", &[]);
        check(r#"{"a": null}"#, "/a", &["null"]);
        check("true", "", &["true"]);
    }

    #[test]
    fn what_is_no_one_document_is_not_read() {
        for text in ["", "{", "{} {}", "{'a': 1}", "{\"a\": 1,}", "NaN", "// a\n{}"] {
            assert_eq!(JsonDocument::read(text.as_bytes()), None, "{text}");
        }
        assert_eq!(JsonDocument::read(&[b'"', 0xFF, b'"']), None);
        let deep = "[".repeat(129) + &"]".repeat(129);
        assert_eq!(JsonDocument::read(deep.as_bytes()), None);
    }
}
