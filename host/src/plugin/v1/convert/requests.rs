//! What an action is given beyond its target: values to fill, choices, dates, conditions, answers to dialogs, the commit.

use super::arguments::Arguments;
use super::bounds::{bounded, few};
use super::invalid::InvalidArgument;
use crate::form::{
    Calendar, Choice, ClickOptions, CommitRequest, Condition, DateStyle, DialogAnswer, FillItem, Modifiers,
    MouseButton, Text, Window,
};
use crate::plugin::v1::bindings::postrider::county::form as wit;

impl Arguments<'_> {
    pub(in crate::plugin::v1) fn fill_item(&self, item: wit::FillItem) -> Result<FillItem, InvalidArgument> {
        let target = self.target(item.target)?;
        let value =
            if item.look_only { self.expected(item.value, item.holds)? } else { self.value(item.value, item.holds)? };
        Ok(FillItem { target, value, look_only: item.look_only })
    }

    pub(in crate::plugin::v1) fn choice(&self, choice: wit::Choice) -> Result<Choice, InvalidArgument> {
        Ok(match choice {
            wit::Choice::ByText(value) => Choice::by_text(self.value(value, None)?),
            wit::Choice::ByCode(value) => Choice::by_code(self.value(value, None)?),
        })
    }

    pub(in crate::plugin::v1) fn date_style(&self, style: wit::DateStyle) -> Result<DateStyle, InvalidArgument> {
        Ok(match style {
            wit::DateStyle::Native => DateStyle::Native,
            wit::DateStyle::Typed(pattern) => DateStyle::Typed(bounded(pattern)?),
            wit::DateStyle::Calendar((calendar, pattern)) => {
                let calendar = Calendar {
                    opener: calendar.opener.map(|opener| self.target(opener)).transpose()?,
                    heading: self.target(calendar.heading)?,
                    heading_format: bounded(calendar.heading_format)?,
                    previous: self.target(calendar.previous)?,
                    next: self.target(calendar.next)?,
                    days: self.target(calendar.days)?,
                };
                DateStyle::Calendar(Box::new(calendar), bounded(pattern)?)
            }
        })
    }

    pub(in crate::plugin::v1) fn conditions(
        &self,
        conditions: Vec<wit::Condition>,
    ) -> Result<Vec<Condition>, InvalidArgument> {
        few(conditions)?.into_iter().map(|condition| self.condition(condition)).collect()
    }

    fn condition(&self, condition: wit::Condition) -> Result<Condition, InvalidArgument> {
        let target = condition.target.map(|target| self.target(target)).transpose()?;
        Ok(match (condition.fact, target) {
            (wit::Fact::Visible, Some(target)) => Condition::Visible(target),
            (wit::Fact::Hidden, Some(target)) => Condition::Hidden(target),
            (wit::Fact::Enabled, Some(target)) => Condition::Enabled(target),
            (wit::Fact::Holds(value), Some(target)) => Condition::Holds(target, self.expected(value, None)?),
            (wit::Fact::Count(count), Some(target)) => Condition::Count(target, count),
            (wit::Fact::Text(text), None) => Condition::Text(Text::Contains(bounded(text)?)),
            (wit::Fact::Address(address), None) => Condition::Address(bounded(address)?),
            (wit::Fact::Title(title), None) => Condition::Title(Text::Contains(bounded(title)?)),
            (wit::Fact::Dialog, None) => Condition::Dialog,
            (wit::Fact::Windows(count), None) => Condition::Windows(count),
            (_, Some(_)) => {
                return Err(InvalidArgument::Malformed(
                    "this condition is about the page: it takes no target".to_owned(),
                ));
            }
            (_, None) => {
                return Err(InvalidArgument::Malformed(
                    "this condition is about an element: it takes a target".to_owned(),
                ));
            }
        })
    }

    pub(in crate::plugin::v1) fn dialog_answer(
        &self,
        answer: wit::DialogAnswer,
    ) -> Result<DialogAnswer, InvalidArgument> {
        Ok(match answer {
            wit::DialogAnswer::Accept => DialogAnswer::Accept,
            wit::DialogAnswer::Dismiss => DialogAnswer::Dismiss,
            wit::DialogAnswer::Enter(value) => DialogAnswer::Enter(self.value(value, None)?),
        })
    }

    pub(in crate::plugin::v1) fn window(&self, window: wit::Window) -> Result<Window, InvalidArgument> {
        Ok(match window {
            wit::Window::Main => Window::Main,
            wit::Window::Newest => Window::Newest,
            wit::Window::Titled(text) => Window::Titled(self.text(text)?),
        })
    }

    pub(in crate::plugin::v1) fn commit_request(
        &self,
        request: wit::CommitRequest,
    ) -> Result<CommitRequest, InvalidArgument> {
        let (mut confirmed, mut refused) = (Vec::new(), Vec::new());
        for sign in few(request.signs)? {
            let condition = self.condition(sign.condition)?;
            match sign.meaning {
                wit::Meaning::Confirmed => confirmed.push(condition),
                wit::Meaning::Refused => refused.push(condition),
            }
        }
        Ok(CommitRequest {
            target: self.target(request.target)?,
            dialogs: few(request.dialogs)?
                .into_iter()
                .map(|answer| self.dialog_answer(answer))
                .collect::<Result<_, _>>()?,
            confirmed,
            refused,
            number: self.target(request.number)?,
            number_pattern: request.number_pattern.map(bounded).transpose()?,
            bound_ms: request.bound,
        })
    }
}

pub(in crate::plugin::v1) fn click_options(options: wit::ClickOptions) -> ClickOptions {
    let held = |modifier| options.modifiers.contains(modifier);
    ClickOptions {
        button: match options.button {
            wit::MouseButton::Primary => MouseButton::Primary,
            wit::MouseButton::Middle => MouseButton::Middle,
            wit::MouseButton::Secondary => MouseButton::Secondary,
        },
        count: options.count,
        modifiers: Modifiers {
            shift: held(wit::Modifiers::SHIFT),
            control: held(wit::Modifiers::CONTROL),
            alt: held(wit::Modifiers::ALT),
            meta: held(wit::Modifiers::META),
        },
        hold_ms: options.hold,
    }
}
