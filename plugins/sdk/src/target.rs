//! What to look for on a page, and what to put there, as plain data with short names. Finds nothing itself.

use crate::bindings::postrider::county::application::Field;
use crate::bindings::postrider::county::form::{
    Choice, CredentialPart, Finder, OptionFinder, Purpose, Step, Target, Text, Value,
};

/// A control by its label; a list of radio buttons by the name or legend of their group. Of two with one label, the list that
/// the other one says it opens (`aria-controls`, `aria-owns`) is not meant.
pub fn label(text: impl Into<Text>) -> Target {
    found(Finder::Label, "", vec![text.into()])
}

/// An element by ARIA role and accessible name.
pub fn role(role: &str, name: impl Into<Text>) -> Target {
    found(Finder::Role, role, vec![name.into()])
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

/// The innermost element with this visible text, or in which it is a line of its own.
pub fn text(text: impl Into<Text>) -> Target {
    found(Finder::Text, "", vec![text.into()])
}

/// A control by its placeholder.
pub fn placeholder(text: impl Into<Text>) -> Target {
    found(Finder::Placeholder, "", vec![text.into()])
}

/// The first control after a text, for pages without labels.
pub fn after_text(text: impl Into<Text>) -> Target {
    found(Finder::AfterText, "", vec![text.into()])
}

/// The section, fieldset or dialog with this heading, legend or name: mostly for [`Target::within`] and
/// [`crate::page::Page::within`].
pub fn section(text: impl Into<Text>) -> Target {
    found(Finder::Section, "", vec![text.into()])
}

/// The table row that holds all of these texts.
pub fn row<T: Into<Text>>(texts: impl IntoIterator<Item = T>) -> Target {
    found(Finder::Row, "", texts.into_iter().map(Into::into).collect())
}

/// By the `name` attribute.
pub fn name(name: &str) -> Target {
    found(Finder::Name, name, Vec::new())
}

/// By the `id` attribute.
pub fn id(id: &str) -> Target {
    found(Finder::Id, id, Vec::new())
}

/// By `data-testid`.
pub fn test_id(id: &str) -> Target {
    found(Finder::TestId, id, Vec::new())
}

/// By CSS selector.
pub fn css(selector: &str) -> Target {
    found(Finder::Css, selector, Vec::new())
}

/// By XPath.
pub fn xpath(path: &str) -> Target {
    found(Finder::Xpath, path, Vec::new())
}

/// Whether a step enters a frame: these come first.
fn enters(step: &Step) -> bool {
    step.purpose == Purpose::Enter
}

/// A target of one step.
fn found(by: Finder, argument: &str, texts: Vec<Text>) -> Target {
    Target { steps: vec![Step { purpose: Purpose::Take, by, argument: argument.to_owned(), texts }], nth: None }
}

/// A text that holds this; a bare `&str` means the whole text, a field means that the text holds its value.
pub fn contains(text: &str) -> Text {
    Text::Contains(text.to_owned())
}

/// A part of a credential of the manifest, typed by the host.
pub fn credential(name: &str, part: &str) -> Value {
    Value::Credential(CredentialPart { name: name.to_owned(), part: part.to_owned() })
}

/// An option by its `value` attribute, in an ARIA list by `data-value`, `value` or else `id`; anything else given to `choose` means
/// what the option says, of a radio button its label.
pub fn code(value: impl Into<Value>) -> Choice {
    chosen(OptionFinder::Code(value.into()))
}

/// An option by a part of what it says, which begins where a word begins: `part("Single")` is “01 - Single (never married)”.
pub fn part(value: impl Into<Value>) -> Choice {
    chosen(OptionFinder::Part(value.into()))
}

fn chosen(by: OptionFinder) -> Choice {
    Choice { by, typed: None, nth: None }
}

impl Choice {
    /// Types this into the list's field, and then picks the option: for one that is found by other words than its own.
    #[must_use]
    pub fn after_typing(mut self, text: impl Into<Value>) -> Self {
        self.typed = Some(text.into());
        self
    }

    /// One of several that say the same, from 0, only where several are meant.
    #[must_use]
    pub fn nth(mut self, index: u32) -> Self {
        self.nth = Some(index);
        self
    }

    /// What is chosen.
    pub(crate) fn value(&self) -> &Value {
        let (OptionFinder::Text(value) | OptionFinder::Part(value) | OptionFinder::Code(value)) = &self.by;
        value
    }
}

impl Target {
    /// Looks inside this part of the page; called again, inside that part of it.
    #[must_use]
    pub fn within(self, part: Self) -> Self {
        let element = self.steps.len().saturating_sub(1);
        self.insert(element, part, Purpose::Narrow)
    }

    /// Looks in this frame, for what was said before.
    #[must_use]
    pub fn frame(self, frame: Self) -> Self {
        let entered = self.steps.iter().take_while(|step| enters(step)).count();
        self.insert(entered, frame, Purpose::Enter)
    }

    /// One of several, from 0, only where several are meant.
    #[must_use]
    pub fn nth(mut self, index: u32) -> Self {
        self.nth = Some(index);
        self
    }

    /// The same target, reached by these steps first.
    #[must_use]
    pub(crate) fn after(self, way: &[Step]) -> Self {
        let mut steps = way.to_vec();
        let mut frames = way.iter().take_while(|step| enters(step)).count();
        for step in self.steps {
            if enters(&step) {
                steps.insert(frames, step);
                frames += 1;
            } else {
                steps.push(step);
            }
        }
        Self { steps, nth: self.nth }
    }

    /// The steps to this target, the last of which is for `purpose`.
    pub(crate) fn into_way(mut self, purpose: Purpose) -> Vec<Step> {
        if let Some(last) = self.steps.last_mut() {
            last.purpose = purpose;
        }
        self.steps
    }

    fn insert(mut self, at: usize, part: Self, purpose: Purpose) -> Self {
        let rest = self.steps.split_off(at);
        self.steps.extend(part.into_way(purpose));
        self.steps.extend(rest);
        self
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
        chosen(OptionFinder::Text(value.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_says_which_option_and_what_is_typed_before() {
        let county = part(Field::of("home.city")).after_typing("Oak").nth(1);
        let by = OptionFinder::Part(Value::Field(Field::of("home.city")));
        assert_eq!(county, Choice { by, typed: Some("Oak".into()), nth: Some(1) });
        assert_eq!(county.value(), &Value::Field(Field::of("home.city")), "what was typed places nothing");
        let plain = Choice { by: OptionFinder::Text("CA".into()), typed: None, nth: None };
        assert_eq!(Choice::from("CA"), plain);
    }

    #[test]
    fn a_target_is_reached_from_the_outside_in() {
        let target =
            button("Open").within(section("Results")).within(row(["Last", "First"])).frame(name("main")).nth(1);
        let purposes: Vec<_> = target.steps.iter().map(|step| step.purpose).collect();
        assert_eq!(purposes, [Purpose::Enter, Purpose::Narrow, Purpose::Narrow, Purpose::Take]);
        assert_eq!(target.steps[1].by, Finder::Section);
        assert_eq!(target.steps[2].texts.len(), 2);
        assert_eq!((target.steps[3].by, target.steps[3].argument.as_str()), (Finder::Role, "button"));
        assert_eq!(target.nth, Some(1));
    }

    #[test]
    fn a_field_as_text_means_its_value_unread() {
        let target = label(Field::of("applicant.name.last"));
        assert_eq!(target.steps[0].texts, [Text::ValueOf(Field::of("applicant.name.last"))]);
    }
}
