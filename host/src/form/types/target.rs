//! Targets: how a plugin says which element it means. Plain data that can be traced; a personal text in it stays unread.

use crate::submission::Personal;

/// How a text is compared: white space folded, case ignored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// The whole text, a trailing `*` or `:` of a label aside.
    Exact(String),
    /// Anywhere in the text.
    Contains(String),
    /// The text holds this value of the applicant's.
    ValueOf(Personal),
}

/// How an element is found; open shadow roots are looked through.
#[derive(Clone, Debug, PartialEq, Eq)]
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

    /// As in errors and in the trace: `the control labelled “Street”, in the section “Home”`.
    pub fn describe(&self) -> String {
        let mut description = self.by.describe();
        if let Some(nth) = self.nth {
            description = format!("number {nth} (from 0) of {description}");
        }
        for scope in self.scopes.iter().rev() {
            let inside = if matches!(scope, Finder::Row(_) | Finder::Section(_)) { "in" } else { "inside" };
            description.push_str(&format!(", {inside} {}", scope.describe()));
        }
        for frame in self.frames.iter().rev() {
            description.push_str(&format!(", in the frame found as {}", frame.describe()));
        }
        description
    }
}

impl Finder {
    /// As in errors and in the trace: `the button named “Next”`.
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
    pub(crate) fn literal(&self) -> Option<&str> {
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
}

impl Text {
    /// As in errors and in the trace; a value of the applicant's is only said to be one.
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
