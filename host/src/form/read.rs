//! Looking: texts, values, attributes, options, tables, states. What the page says comes back masked.

use serde_json::{Value, json};

use super::failure::ActionError;
use super::page::{SLICE, millis};
use super::{Failure, Form, Target, Wrong};

/// Longest text handed to a plugin, in characters.
pub(super) const MAX_READ: usize = 100_000;

/// What a control is like now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is a word of the contract")]
pub struct ControlState {
    pub visible: bool,
    pub enabled: bool,
    pub editable: bool,
    pub checked: bool,
    pub required: bool,
}

/// An option of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
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

impl Form {
    /// What a control is like now.
    pub async fn state(&mut self, target: &Target) -> Result<ControlState, Failure> {
        let begun = self.begin("state", &target.describe(), None)?;
        let done = self.look(target, "state", "").await.map(|value| ControlState {
            visible: value["visible"] == true,
            enabled: value["enabled"] == true,
            editable: value["editable"] == true,
            checked: value["checked"] == true,
            required: value["required"] == true,
        });
        self.finish(begun, done).await
    }

    /// The visible text of an element, masked.
    pub async fn read_text(&mut self, target: &Target) -> Result<String, Failure> {
        let begun = self.begin("read-text", &target.describe(), None)?;
        let done = self.look(target, "text", "").await.map(|value| self.masked(&value));
        self.finish(begun, done).await
    }

    /// What a control holds, masked.
    pub async fn read_value(&mut self, target: &Target) -> Result<String, Failure> {
        let begun = self.begin("read-value", &target.describe(), None)?;
        let done = self.look(target, "value", "").await.map(|value| self.masked(&value));
        self.finish(begun, done).await
    }

    /// An attribute, masked; none if the element has it not.
    pub async fn read_attribute(&mut self, target: &Target, name: &str) -> Result<Option<String>, Failure> {
        let begun = self.begin("read-attribute", &target.describe(), None)?;
        let done =
            self.look(target, "attribute", name).await.map(|value| value.is_string().then(|| self.masked(&value)));
        self.finish(begun, done).await
    }

    /// The options of a list; at most 1,000.
    pub async fn read_options(&mut self, target: &Target) -> Result<Vec<ListOption>, Failure> {
        let begun = self.begin("read-options", &target.describe(), None)?;
        let done = self.options(target).await;
        self.finish(begun, done).await
    }

    /// A table's cells by row, masked; at most 500 rows of 50 cells.
    pub async fn read_table(&mut self, target: &Target) -> Result<Vec<Vec<String>>, Failure> {
        let begun = self.begin("read-table", &target.describe(), None)?;
        let done = self.look(target, "table", "").await.map(|rows| {
            let rows = rows.as_array().cloned().unwrap_or_default();
            rows.iter().map(|row| self.masked_texts(row)).collect()
        });
        self.finish(begun, done).await
    }

    async fn options(&mut self, target: &Target) -> Result<Vec<ListOption>, Wrong> {
        let value = self.look_as(target, "list-look", "options", "").await?;
        let Some(options) = value.as_array() else {
            let reason = format!("{} is no list that this host knows", target.describe());
            return Err(ActionError::Malformed(self.settings.mask.apply(&reason)).into());
        };
        Ok(options
            .iter()
            .map(|option| ListOption {
                text: self.masked(&option["text"]),
                code: self.masked(&option["code"]),
                chosen: option["chosen"] == true,
                enabled: option["enabled"] == true,
            })
            .collect())
    }

    pub(super) async fn look(&mut self, target: &Target, what: &str, name: &str) -> Result<Value, Wrong> {
        self.look_as(target, "look", what, name).await
    }

    /// Finds the element and reads it in one trip.
    async fn look_as(&mut self, target: &Target, want: &str, what: &str, name: &str) -> Result<Value, Wrong> {
        let end = std::time::Instant::now() + self.settings.action_bound;
        loop {
            let left = end.saturating_duration_since(std::time::Instant::now());
            let asked = match self.enter(&target.frames, end).await {
                Ok(()) => {
                    self.ask(json!({
                        "op": "look", "target": target.to_json(), "want": want, "what": what, "name": name,
                        "bound": millis(left.min(SLICE)),
                    }))
                    .await
                }
                Err(wrong) => Err(wrong),
            };
            match asked {
                Err(wrong) if wrong.frame_gone() && !left.is_zero() => {
                    self.in_frame_unknown = true;
                    self.leave_frames().await?;
                }
                Err(wrong) => return Err(wrong),
                Ok(answer) if answer["error"].is_null() => return Ok(answer["value"].clone()),
                Ok(answer) if left <= SLICE || answer["error"] == "many" => return Err(self.explain(&answer, target)),
                Ok(_) => {}
            }
        }
    }

    fn masked(&self, value: &Value) -> String {
        let text: String = value.as_str().unwrap_or_default().chars().take(MAX_READ).collect();
        self.settings.mask.apply(&text)
    }
}
