//! What is read of controls. Plain data.

use serde::Deserialize;

/// What a control is like now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct ControlState {
    pub visible: bool,
    pub enabled: bool,
    pub editable: bool,
    pub checked: bool,
    pub required: bool,
}

/// An option of a list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ListOption {
    /// What it says, masked.
    pub text: String,
    /// Its `value`, masked.
    pub code: String,
    /// Whether it is chosen.
    pub chosen: bool,
    /// Whether it can be chosen.
    pub enabled: bool,
}
