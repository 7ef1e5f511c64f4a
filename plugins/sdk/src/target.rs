//! What to look for on a page, and what to put there, as plain data with short names. Finds nothing itself.

use crate::bindings::postrider::county::application::Field;
use crate::bindings::postrider::county::form::{Choice, CredentialPart, Finder, RoleName, Scope, Target, Text, Value};

/// A control by its label.
pub fn label(text: impl Into<Text>) -> Target {
    Finder::Label(text.into()).into()
}

/// An element by ARIA role and accessible name.
pub fn role(role: &str, name: impl Into<Text>) -> Target {
    Finder::Role(RoleName {
        role: role.to_owned(),
        name: Some(name.into()),
    })
    .into()
}

/// A button by what it says.
pub fn button(name: impl Into<Text>) -> Target {
    role("button", name)
}

/// A link by what it says.
pub fn link(name: impl Into<Text>) -> Target {
    role("link", name)
}

/// A heading by what it says.
pub fn heading(name: impl Into<Text>) -> Target {
    role("heading", name)
}

/// The innermost element with this visible text.
pub fn text(text: impl Into<Text>) -> Target {
    Finder::Text(text.into()).into()
}

/// A control by its placeholder.
pub fn placeholder(text: impl Into<Text>) -> Target {
    Finder::Placeholder(text.into()).into()
}

/// The first control after a text, for pages without labels.
pub fn after_text(text: impl Into<Text>) -> Target {
    Finder::AfterText(text.into()).into()
}

/// By the `name` attribute.
pub fn name(name: &str) -> Target {
    Finder::Name(name.to_owned()).into()
}

/// By the `id` attribute.
pub fn id(id: &str) -> Target {
    Finder::Id(id.to_owned()).into()
}

/// By `data-testid`.
pub fn test_id(id: &str) -> Target {
    Finder::TestId(id.to_owned()).into()
}

/// By CSS selector.
pub fn css(selector: &str) -> Target {
    Finder::Css(selector.to_owned()).into()
}

/// By XPath.
pub fn xpath(path: &str) -> Target {
    Finder::Xpath(path.to_owned()).into()
}

/// Inside the section, fieldset or dialog with this heading, legend or name: for [`Target::within`] and
/// [`crate::page::Page::within`].
pub fn section(text: impl Into<Text>) -> Scope {
    Scope::Section(text.into())
}

/// Inside the table row that holds all of these texts.
pub fn row<T: Into<Text>>(texts: impl IntoIterator<Item = T>) -> Scope {
    Scope::Row(texts.into_iter().map(Into::into).collect())
}

/// A text that holds this; a bare `&str` means the whole text, a field means that the text holds its value.
pub fn contains(text: &str) -> Text {
    Text::Contains(text.to_owned())
}

/// A part of a credential of the manifest, typed by the host.
pub fn credential(name: &str, part: &str) -> Value {
    Value::Credential(CredentialPart {
        name: name.to_owned(),
        part: part.to_owned(),
    })
}

/// An option by its `value` attribute; anything else given to `choose` means what the option says.
pub fn code(value: impl Into<Value>) -> Choice {
    Choice::ByCode(value.into())
}

impl Target {
    /// Narrows: looks inside this scope, which itself is looked for inside the scopes given before.
    #[must_use]
    pub fn within(mut self, scope: impl Into<Vec<Scope>>) -> Self {
        self.scopes.extend(scope.into());
        self
    }

    /// Enters a frame, outermost first.
    #[must_use]
    pub fn frame(mut self, frame: Self) -> Self {
        self.frames.push(frame.by);
        self
    }

    /// One of several, from 0, only where several are meant.
    #[must_use]
    pub fn nth(mut self, index: u32) -> Self {
        self.nth = Some(index);
        self
    }
}

impl From<Finder> for Target {
    fn from(by: Finder) -> Self {
        Self {
            frames: Vec::new(),
            scopes: Vec::new(),
            by,
            nth: None,
        }
    }
}

impl From<Scope> for Vec<Scope> {
    fn from(scope: Scope) -> Self {
        vec![scope]
    }
}

impl From<Target> for Vec<Scope> {
    fn from(mut target: Target) -> Self {
        target.scopes.push(Scope::Inside(target.by));
        target.scopes
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::Exact(text.to_owned())
    }
}

impl From<Field> for Text {
    fn from(field: Field) -> Self {
        Self::ValueOf(field)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Literal(text.to_owned())
    }
}

impl From<Field> for Value {
    fn from(field: Field) -> Self {
        Self::Field(field)
    }
}

impl<V: Into<Value>> From<V> for Choice {
    fn from(value: V) -> Self {
        Self::ByText(value.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_narrowed_outermost_first() {
        let target = button("Open")
            .within(section("Results"))
            .within(row(["Last", "First"]))
            .nth(1);
        assert_eq!(target.scopes.len(), 2);
        assert_eq!(target.scopes[0], Scope::Section(Text::Exact("Results".into())));
        assert_eq!(target.nth, Some(1));
    }

    #[test]
    fn a_field_as_text_means_its_value_unread() {
        let target = label(Field::of("applicant.name.last"));
        assert_eq!(
            target.by,
            Finder::Label(Text::ValueOf(Field::of("applicant.name.last")))
        );
    }
}
