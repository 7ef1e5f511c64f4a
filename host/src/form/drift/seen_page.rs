//! A page as an attempt saw it. Pure.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::skeleton::{FormControl, Skeleton};

/// A form as an attempt saw it; masked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenPage {
    /// The path of its address, numbers left out.
    pub path: String,
    /// Its title, numbers left out.
    #[serde(default)]
    pub title: String,
    /// The first headings that show, numbers left out.
    #[serde(default)]
    pub headings: Vec<String>,
    /// Its controls and buttons.
    pub skeleton: Skeleton,
    /// What the release looked for on it in vain, where every known form has it; masked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missed: Vec<String>,
    /// It asks more than is compared.
    #[serde(skip)]
    pub(crate) asks_too_much: bool,
}

impl SeenPage {
    /// What was kept by a version of the host that learnt from deliveries: the path, then a line for each control.
    pub(super) fn from_lines(text: &str) -> SeenPage {
        let (path, lines) = text.split_once('\n').unwrap_or((text, ""));
        SeenPage { path: path.to_owned(), skeleton: Skeleton::from_lines(lines), ..SeenPage::default() }
    }

    /// One line for each control and button.
    pub fn controls(&self) -> Vec<String> {
        self.skeleton.0.iter().map(FormControl::to_string).collect()
    }

    /// Names it: by its path, title and form.
    pub fn id(&self) -> String {
        Skeleton::digest(&format!("{}\n{}\n{}", self.path, self.title, self.skeleton.signature()))
    }
}

impl fmt::Display for SeenPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let SeenPage { path, title, .. } = self;
        write!(f, "{path} “{title}”")?;
        self.controls().iter().try_for_each(|control| write!(f, "\n  {control}"))
    }
}
