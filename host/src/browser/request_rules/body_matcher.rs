//! One thing that a request has to hold for a rule to be about it. Pure.

use std::fmt;

use super::json_document::JsonDocument;
use super::json_pointer::JsonPointer;
use super::reading::Reading;
use super::request_content::RequestContent;
use super::scalar::Scalar;

/// What a request has to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BodyMatcher {
    /// A field of its query or of the form that it sends: this text, or any.
    Field {
        /// Its name; case aside.
        name: String,
        /// None where it is enough that it is there.
        equals: Option<String>,
    },
    /// A value of the JSON that it sends, in any element of a batch: this one, or any.
    Pointer {
        /// Where it stands.
        pointer: JsonPointer,
        /// None where it is enough that it is there.
        equals: Option<Scalar>,
    },
    /// A text, wherever it stands in the body.
    Contains(String),
}

impl BodyMatcher {
    /// Whether this can stand in a query, so that a request without a body can hold it.
    pub fn fits_a_query(&self) -> bool {
        matches!(self, BodyMatcher::Field { .. })
    }

    pub(super) fn holds(&self, content: &RequestContent) -> Reading {
        match self {
            BodyMatcher::Field { name, equals } => {
                let fields = content.fields.iter().map(|field| {
                    let value = equals.as_ref().map_or(Reading::Yes, |text| field.holds(text));
                    Reading::all([field.is_called(name), value].into_iter())
                });
                Reading::any(fields.chain([Reading::missing(content.fields_unreadable)]))
            }
            BodyMatcher::Pointer { pointer, equals } => {
                let fits = |value: &JsonDocument| match (equals, value) {
                    (None, _) => true,
                    (Some(wanted), JsonDocument::Scalar(value)) => wanted.same(value),
                    (Some(_), _) => false,
                };
                let found = content.documents.iter().any(|document| document.at(pointer).into_iter().any(fits));
                if found { Reading::Yes } else { Reading::missing(content.documents_unreadable) }
            }
            BodyMatcher::Contains(text) if content.body_contains(text) => Reading::Yes,
            BodyMatcher::Contains(_) => Reading::missing(content.body_unreadable()),
        }
    }
}

impl fmt::Display for BodyMatcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BodyMatcher::Field { name, equals: Some(text) } => write!(f, "the field `{name}` “{text}”"),
            BodyMatcher::Field { name, equals: None } => write!(f, "a field `{name}`"),
            BodyMatcher::Pointer { pointer, equals: Some(value) } => write!(f, "{value} at `{pointer}`"),
            BodyMatcher::Pointer { pointer, equals: None } => write!(f, "a value at `{pointer}`"),
            BodyMatcher::Contains(text) => write!(f, "the text “{text}”"),
        }
    }
}
