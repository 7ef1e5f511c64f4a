//! Targets: which element an action is about.

use super::arguments::Arguments;
use super::bounds::bounded;
use super::invalid::InvalidArgument;
use super::reference::{denied, reference};
use crate::form::{Finder, Target, Text};
use crate::plugin::v1::bindings::postrider::county::form as wit;

/// Most steps of a target.
const MAX_STEPS: usize = 16;
/// Most texts of a step.
const MAX_TEXTS: usize = 8;

impl Arguments<'_> {
    pub(in crate::plugin::v1) fn text(&self, text: wit::Text) -> Result<Text, InvalidArgument> {
        Ok(match text {
            wit::Text::Exact(text) => Text::Exact(bounded(text)?),
            wit::Text::Contains(text) => Text::Contains(bounded(text)?),
            wit::Text::ValueOf(field) => {
                let reference = reference(field).map_err(InvalidArgument::Field)?;
                Text::ValueOf(self.fields.compared(&reference).map_err(|error| InvalidArgument::Field(denied(error)))?)
            }
        })
    }

    pub(in crate::plugin::v1) fn target(&self, target: wit::Target) -> Result<Target, InvalidArgument> {
        let malformed = |what: &str| InvalidArgument::Malformed(what.to_owned());
        if target.steps.len() > MAX_STEPS {
            return Err(malformed("a target has at most 16 steps"));
        }
        let (mut frames, mut scopes, mut by) = (Vec::new(), Vec::new(), None);
        for step in target.steps {
            if by.is_some() {
                return Err(malformed("a target's last step, and no other, takes the element"));
            }
            match step.purpose {
                wit::Purpose::Enter if scopes.is_empty() => frames.push(self.finder(step)?),
                wit::Purpose::Enter => return Err(malformed("a target's frames come before its narrowing")),
                wit::Purpose::Narrow => scopes.push(self.finder(step)?),
                wit::Purpose::Take => by = Some(self.finder(step)?),
            }
        }
        let by = by.ok_or_else(|| malformed("a target's last step takes the element"))?;
        Ok(Target { frames, scopes, by, nth: target.nth })
    }

    fn finder(&self, step: wit::Step) -> Result<Finder, InvalidArgument> {
        let argument = bounded(step.argument)?;
        let by_text = matches!(
            step.by,
            wit::Finder::Label
                | wit::Finder::Text
                | wit::Finder::Placeholder
                | wit::Finder::AfterText
                | wit::Finder::Section
                | wit::Finder::Row
                | wit::Finder::Role
        );
        if !by_text && !step.texts.is_empty() {
            return Err(InvalidArgument::Malformed("this finder takes an argument and no texts".to_owned()));
        }
        Ok(match step.by {
            wit::Finder::Label => Finder::Label(self.one_text(step.texts)?),
            wit::Finder::Text => Finder::Text(self.one_text(step.texts)?),
            wit::Finder::Placeholder => Finder::Placeholder(self.one_text(step.texts)?),
            wit::Finder::AfterText => Finder::AfterText(self.one_text(step.texts)?),
            wit::Finder::Role if step.texts.is_empty() => Finder::Role { role: argument, name: None },
            wit::Finder::Role => Finder::Role { role: argument, name: Some(self.one_text(step.texts)?) },
            wit::Finder::Name => Finder::Name(argument),
            wit::Finder::Id => Finder::Id(argument),
            wit::Finder::TestId => Finder::TestId(argument),
            wit::Finder::Css => Finder::Css(argument),
            wit::Finder::Xpath => Finder::XPath(argument),
            wit::Finder::Section => Finder::Section(self.one_text(step.texts)?),
            wit::Finder::Row => Finder::Row(self.texts(step.texts)?),
        })
    }

    fn one_text(&self, texts: Vec<wit::Text>) -> Result<Text, InvalidArgument> {
        let [text] = <[wit::Text; 1]>::try_from(texts)
            .map_err(|texts| InvalidArgument::Malformed(format!("this finder takes one text, not {}", texts.len())))?;
        self.text(text)
    }

    fn texts(&self, texts: Vec<wit::Text>) -> Result<Vec<Text>, InvalidArgument> {
        if texts.is_empty() || texts.len() > MAX_TEXTS {
            return Err(InvalidArgument::Malformed("a row takes one to eight texts".to_owned()));
        }
        texts.into_iter().map(|text| self.text(text)).collect()
    }
}
