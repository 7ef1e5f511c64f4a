//! A control or button as the page's script measures it (`skeleton.js`); not masked.

use serde::Deserialize;

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct MeasuredControl {
    /// ARIA role.
    pub(crate) role: String,
    /// An input's type, or the element's name.
    pub(crate) kind: String,
    pub(crate) label: String,
    /// The legend, group label, heading or text that it stands under.
    pub(crate) question: String,
    pub(crate) help: String,
    pub(crate) name: String,
    /// What a radio button or check box sends.
    pub(crate) code: String,
    pub(crate) required: bool,
    pub(crate) readonly: bool,
    /// The page came with an answer in it.
    pub(crate) preset: bool,
    pub(crate) maxlength: Option<u32>,
    pub(crate) min: String,
    pub(crate) max: String,
    pub(crate) pattern: String,
    pub(crate) inputmode: String,
    pub(crate) options: Vec<MeasuredOption>,
    /// The options are only those that were seen in it.
    pub(crate) partial: bool,
    /// The question as far as its own group says it; tells controls of the same name apart.
    pub(crate) group: String,
    /// How a button sends its form, in small letters, and where to.
    pub(crate) method: String,
    pub(crate) path: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct MeasuredOption {
    pub(crate) text: String,
    pub(crate) code: String,
}

impl MeasuredControl {
    /// Names it among the controls of its page, as the script's `keyOf` does.
    pub(crate) fn key(&self) -> String {
        [&self.role, &self.kind, &self.label, &self.name, &self.group].map(String::as_str).join("\t")
    }
}
