//! A page as a form: its controls and buttons without what is in them, and the signature that tells two of them apart. Pure.

use sha2::{Digest as _, Sha256};

/// Letters of a signature: 64 bits of SHA-256.
const SIGNATURE_LENGTH: usize = 16;

/// The controls and buttons of a page, in order. What repeats with another number in its label (a household's members) counts
/// once: how many there are is the application's doing, not the site's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Skeleton(pub(super) Vec<FormControl>);

/// One control or button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FormControl {
    /// ARIA role.
    pub(super) role: String,
    /// An input's type, or the element's name.
    pub(super) kind: String,
    /// Label or name, masked.
    pub(super) label: String,
    pub(super) required: bool,
    pub(super) options: Vec<String>,
}

impl Skeleton {
    /// Reads what the page's script says: a line for each control, its properties between tabs, masked by `mask`.
    pub(crate) fn read(lines: &str, mask: impl Fn(&str) -> String) -> Skeleton {
        let mut controls: Vec<FormControl> = Vec::new();
        for line in lines.lines() {
            let mut properties = line.split('\t');
            let mut next = || properties.next().unwrap_or_default();
            let (role, kind, label, required) =
                (next().to_owned(), next().to_owned(), without_numbers(&mask(next())), next() == "!");
            let options = next().split('|').filter(|option| !option.is_empty()).map(&mask).collect();
            let control = FormControl { role, kind, label, required, options };
            if !controls.contains(&control) {
                controls.push(control);
            }
        }
        Skeleton(controls)
    }

    /// From what [`to_text`](Skeleton::to_text) made.
    pub fn from_text(text: &str) -> Skeleton {
        Skeleton::read(text, str::to_owned)
    }

    /// One line for each control.
    pub fn to_text(&self) -> String {
        let line = |control: &FormControl| {
            let required = if control.required { "!" } else { "" };
            format!("{}\t{}\t{}\t{required}\t{}", control.role, control.kind, control.label, control.options.join("|"))
        };
        self.0.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// What tells two forms apart; case and numbers do not.
    pub fn signature(&self) -> String {
        let mut hash = hex::encode(Sha256::digest(self.to_text().to_lowercase().as_bytes()));
        hash.truncate(SIGNATURE_LENGTH);
        hash
    }
}

/// `Member 3 first name` and `Member 4 first name` are the same control.
pub(crate) fn without_numbers(label: &str) -> String {
    let mut plain = String::with_capacity(label.len());
    for letter in label.chars() {
        match letter {
            digit if digit.is_ascii_digit() && plain.ends_with('#') => {}
            digit if digit.is_ascii_digit() => plain.push('#'),
            letter => plain.push(letter),
        }
    }
    plain
}
