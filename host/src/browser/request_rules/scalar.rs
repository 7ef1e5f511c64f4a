//! A single value of JSON, as a manifest writes it and as a document has it. Pure.

use std::fmt;

use serde_json::Number;

/// A text, a number, or whether something is true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scalar {
    /// `"SubmitApplication"`.
    Text(String),
    /// `3`, `2.5`.
    Number(Number),
    /// `true`.
    Truth(bool),
}

impl Scalar {
    /// Whether a server takes both for the same. `1`, `1.0` and `1e0` are one number.
    pub(super) fn same(&self, other: &Scalar) -> bool {
        match (self, other) {
            (Scalar::Number(one), Scalar::Number(other)) => one == other || one.as_f64() == other.as_f64(),
            _ => self == other,
        }
    }
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Scalar::Text(text) => write!(f, "“{text}”"),
            Scalar::Number(number) => write!(f, "{number}"),
            Scalar::Truth(truth) => write!(f, "{truth}"),
        }
    }
}
