//! What is put into controls: values already resolved, and where they come from. Plain data; values never print themselves.

use std::path::PathBuf;

use super::other_form::is_other_form;
use super::target::Target;
use crate::submission::{Kind, Personal, PiecesPresent, Rule, kind_of};

/// Where a typed text comes from.
#[derive(Clone, Debug)]
pub enum Source {
    /// What the applicant said, shaped by named rules.
    Field {
        /// The leaf's path: `applicant.name.last`.
        path: String,
        /// Names of the rules that were applied, in order.
        rules: Vec<String>,
        /// The pieces that they left of it.
        pieces: PiecesPresent,
        /// Whether the plugin may read it.
        disclosure: Disclosure,
    },
    /// A text of the plugin's own.
    Literal,
    /// A part of a leased credential.
    Credential,
}

/// Whether the plugin may read what it types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disclosure {
    /// It may, by the value's kind or by grant.
    Open,
    /// It may not, and nothing that it learns may give it away.
    Hidden,
}

impl Source {
    /// As in the trace: `applicant.ssn [pattern]`, `literal`, `credential`.
    pub fn describe(&self) -> String {
        match self {
            Source::Field { path, rules, .. } if rules.is_empty() => path.clone(),
            Source::Field { path, rules, .. } => format!("{path} [{}]", rules.join(", ")),
            Source::Literal => "literal".to_owned(),
            Source::Credential => "credential".to_owned(),
        }
    }

    /// The same under one rule more.
    pub(crate) fn under(&self, rule: &Rule) -> Source {
        let mut source = self.clone();
        if let Source::Field { pieces, .. } = &mut source {
            *pieces = pieces.under(rule);
        }
        source
    }

    /// Whether the plugin may learn what a control holds that this was put into.
    pub(crate) fn disclosure(&self) -> Disclosure {
        match self {
            Source::Field { disclosure, .. } => *disclosure,
            Source::Literal => Disclosure::Open,
            Source::Credential => Disclosure::Hidden,
        }
    }

    /// What sort of value of the applicant's it is.
    pub(crate) fn kind(&self) -> Option<Kind> {
        match self {
            Source::Field { path, .. } => kind_of(path),
            Source::Literal | Source::Credential => None,
        }
    }

    /// Whether it is a text of the plugin's own, which may be repeated to it.
    pub(crate) fn is_own(&self) -> bool {
        matches!(self, Source::Literal)
    }

    /// Which field, and which pieces of it.
    pub(crate) fn placed(&self) -> Option<(&str, PiecesPresent)> {
        match self {
            Source::Field { path, pieces, .. } => Some((path, *pieces)),
            Source::Literal | Source::Credential => None,
        }
    }
}

/// A resolved value.
#[derive(Clone, Debug)]
pub struct Typed {
    /// What is typed.
    pub text: Personal,
    /// What the control will hold where its mask rewrites what is typed.
    pub holds: Option<Personal>,
    /// Where it comes from.
    pub source: Source,
}

impl Typed {
    /// A text of the plugin's own.
    pub fn literal(text: impl Into<String>) -> Typed {
        Typed { text: Personal::new(text), holds: None, source: Source::Literal }
    }

    /// A value of the applicant's as it is, and that the plugin may read.
    pub fn field(path: impl Into<String>, text: impl Into<String>) -> Typed {
        let (rules, pieces, disclosure) = (Vec::new(), PiecesPresent::WHOLE, Disclosure::Open);
        let source = Source::Field { path: path.into(), rules, pieces, disclosure };
        Typed { text: Personal::new(text), holds: None, source }
    }

    /// The texts that count as this value when read back. What would be another value counts for nothing, whoever says that the
    /// control holds it.
    pub(crate) fn accepted(&self) -> Vec<&str> {
        let text = self.text.reveal();
        let holds =
            self.holds.as_ref().map(Personal::reveal).filter(|other| is_other_form(self.source.kind(), text, other));
        std::iter::once(text).chain(holds).collect()
    }
}

/// One control to fill.
#[derive(Clone, Debug)]
pub struct FillItem {
    /// The control.
    pub target: Target,
    /// What to type.
    pub value: Typed,
    /// Nothing is typed: something else has put the value there. It is read back, and then counts as placed.
    pub look_only: bool,
}

/// A document to hand to a file field.
#[derive(Clone, Debug)]
pub struct UploadFile {
    /// The file on the host; its last part is the name that the county sees.
    pub path: PathBuf,
    /// Which leaf of the application it is: `documents[0]`.
    pub field: Option<String>,
}
