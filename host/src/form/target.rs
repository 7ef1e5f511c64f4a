//! Targets: how a plugin says which element it means. Plain data that can be traced; a personal text in it stays unread.

use serde_json::{Value, json};

use crate::submission::Personal;

/// How a text is compared: white space folded, case ignored.
#[derive(Clone, Debug)]
pub enum Text {
    /// The whole text, a trailing `*` or `:` of a label aside.
    Exact(String),
    /// Anywhere in the text.
    Contains(String),
    /// The text holds this value of the applicant's.
    ValueOf(Personal),
}

/// How an element is found; open shadow roots are looked through.
#[derive(Clone, Debug)]
pub enum Finder {
    /// A control by its label.
    Label(Text),
    /// By ARIA role and accessible name.
    Role {
        /// `button`, `link`, `textbox`, ...
        role: String,
        /// Its accessible name.
        name: Option<Text>,
    },
    /// The innermost element with this visible text.
    Text(Text),
    /// A control by its placeholder.
    Placeholder(Text),
    /// By the `name` attribute.
    Name(String),
    /// By the `id` attribute.
    Id(String),
    /// By `data-testid`.
    TestId(String),
    /// By CSS selector.
    Css(String),
    /// By XPath.
    XPath(String),
    /// The first control after a text, in document order.
    AfterText(Text),
    /// The section, fieldset or dialog with this heading, legend or name.
    Section(Text),
    /// The innermost table row that holds all of these texts.
    Row(Vec<Text>),
}

/// What an action is done to.
#[derive(Clone, Debug)]
pub struct Target {
    /// The frames to enter, outermost first.
    pub frames: Vec<Finder>,
    /// Narrowing, outermost first.
    pub scopes: Vec<Finder>,
    /// What to find there.
    pub by: Finder,
    /// Which of several, from 0.
    pub nth: Option<u32>,
}

impl Target {
    /// The one element of the page that this finds.
    pub fn by(finder: Finder) -> Target {
        Target { frames: Vec::new(), scopes: Vec::new(), by: finder, nth: None }
    }

    /// In words, as in errors and in the trace: `the control labelled “Street”, in the section “Home”`.
    pub fn describe(&self) -> String {
        let mut words = self.by.describe();
        if let Some(nth) = self.nth {
            words = format!("number {nth} (from 0) of {words}");
        }
        for scope in self.scopes.iter().rev() {
            let inside = if matches!(scope, Finder::Row(_) | Finder::Section(_)) { "in" } else { "inside" };
            words.push_str(&format!(", {inside} {}", scope.describe()));
        }
        for frame in self.frames.iter().rev() {
            words.push_str(&format!(", in the frame found as {}", frame.describe()));
        }
        words
    }

    /// As the page's script takes it: all but the frames, which the session enters.
    pub(super) fn to_json(&self) -> Value {
        let scopes: Vec<Value> = self.scopes.iter().map(Finder::to_json).collect();
        json!({ "scopes": scopes, "by": self.by.to_json(), "nth": self.nth })
    }
}

impl Finder {
    /// In words.
    pub fn describe(&self) -> String {
        match self {
            Finder::Label(text) => format!("the control labelled {}", text.describe()),
            Finder::Role { role, name: Some(name) } => format!("the {role} named {}", name.describe()),
            Finder::Role { role, name: None } => format!("the {role}"),
            Finder::Text(text) => format!("the text {}", text.describe()),
            Finder::Placeholder(text) => format!("the control with the placeholder {}", text.describe()),
            Finder::Name(name) => format!("the element with name=\"{name}\""),
            Finder::Id(id) => format!("the element with id=\"{id}\""),
            Finder::TestId(id) => format!("the element with data-testid=\"{id}\""),
            Finder::Css(selector) => format!("the element that CSS finds by {selector}"),
            Finder::XPath(path) => format!("the element that XPath finds by {path}"),
            Finder::AfterText(text) => format!("the first control after the text {}", text.describe()),
            Finder::Section(text) => format!("the section {}", text.describe()),
            Finder::Row(texts) => format!("the row with {}", list(texts)),
        }
    }

    /// The literal text that names the element, to compare with what the page has; none where it is personal.
    pub(super) fn literal(&self) -> Option<&str> {
        match self {
            Finder::Label(text)
            | Finder::Text(text)
            | Finder::Placeholder(text)
            | Finder::AfterText(text)
            | Finder::Section(text) => text.literal(),
            Finder::Role { name, .. } => name.as_ref().and_then(Text::literal),
            Finder::Name(text) | Finder::Id(text) | Finder::TestId(text) => Some(text),
            Finder::Css(_) | Finder::XPath(_) | Finder::Row(_) => None,
        }
    }

    pub(super) fn to_json(&self) -> Value {
        match self {
            Finder::Label(text) => json!({ "kind": "label", "text": text.to_json() }),
            Finder::Role { role, name } => {
                json!({ "kind": "role", "role": role, "name": name.as_ref().map(Text::to_json) })
            }
            Finder::Text(text) => json!({ "kind": "text", "text": text.to_json() }),
            Finder::Placeholder(text) => json!({ "kind": "placeholder", "text": text.to_json() }),
            Finder::Name(name) => json!({ "kind": "name", "text": name }),
            Finder::Id(id) => json!({ "kind": "id", "text": id }),
            Finder::TestId(id) => json!({ "kind": "test-id", "text": id }),
            Finder::Css(selector) => json!({ "kind": "css", "text": selector }),
            Finder::XPath(path) => json!({ "kind": "xpath", "text": path }),
            Finder::AfterText(text) => json!({ "kind": "after-text", "text": text.to_json() }),
            Finder::Section(text) => json!({ "kind": "section", "text": text.to_json() }),
            Finder::Row(texts) => {
                json!({ "kind": "row", "texts": texts.iter().map(Text::to_json).collect::<Vec<_>>() })
            }
        }
    }
}

impl Text {
    /// In words; a value of the applicant's is only said to be one.
    pub fn describe(&self) -> String {
        match self {
            Text::Exact(text) => format!("“{text}”"),
            Text::Contains(text) => format!("holding “{text}”"),
            Text::ValueOf(_) => "holding a value of the applicant's".to_owned(),
        }
    }

    fn literal(&self) -> Option<&str> {
        match self {
            Text::Exact(text) | Text::Contains(text) => Some(text),
            Text::ValueOf(_) => None,
        }
    }

    pub(super) fn to_json(&self) -> Value {
        match self {
            Text::Exact(text) => json!({ "how": "exact", "text": text }),
            Text::Contains(text) => json!({ "how": "contains", "text": text }),
            Text::ValueOf(value) => json!({ "how": "contains", "text": value.reveal() }),
        }
    }
}

fn list(texts: &[Text]) -> String {
    texts.iter().map(Text::describe).collect::<Vec<_>>().join(" and ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_reads_as_words_and_keeps_the_applicants_values() {
        let target = Target {
            frames: vec![Finder::Name("main".into())],
            scopes: vec![
                Finder::Section(Text::Exact("Household".into())),
                Finder::Row(vec![Text::ValueOf(Personal::new("Lovelace")), Text::Exact("Child".into())]),
            ],
            by: Finder::Role { role: "button".into(), name: Some(Text::Contains("Edit".into())) },
            nth: Some(1),
        };
        insta::assert_snapshot!(target.describe(), @"number 1 (from 0) of the button named holding “Edit”, in the row with holding a value of the applicant's and “Child”, in the section “Household”, in the frame found as the element with name=\"main\"");
    }
}
