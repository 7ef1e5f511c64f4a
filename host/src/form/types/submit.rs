//! What a manifest declares as submitting.

/// Characters of a path or name that stand in an error.
const MAX_SHOWN: usize = 100;

/// What the manifest declares as submitting: a plain click on it is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Submit {
    /// A path that a form is sent to, or a link leads to: `/apply/submit`.
    Path(String),
    /// A button's accessible name.
    Button(String),
}

impl Submit {
    fn describe(&self) -> String {
        match self {
            Submit::Path(path) => format!("the path {}", short(path)),
            Submit::Button(button) => format!("the button “{}”", short(button)),
        }
    }
}

/// All that is declared, as one list.
pub(crate) fn describe_all(declared: &[Submit]) -> String {
    if declared.is_empty() {
        return "nothing".to_owned();
    }
    declared.iter().map(Submit::describe).collect::<Vec<_>>().join(", ")
}

/// As much of a path or name as an error shows.
pub(crate) fn short(text: &str) -> String {
    text.chars().take(MAX_SHOWN).collect()
}
