//! What an action is given beyond its target: values to fill, choices, dates, conditions, answers to dialogs, the commit.

use super::arguments::Arguments;
use super::bounds::{bounded, few};
use super::invalid::InvalidArgument;
use crate::form::{
    Calendar, Choice, ClickOptions, CommitRequest, Condition, DateParts, DateStyle, DialogAnswer, DragEnd, FillItem,
    Modifiers, MouseButton, Offset, OptionFinder, Text, Window,
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
        let option = match choice.by {
            wit::OptionFinder::Text(value) => OptionFinder::Text(self.value(value, None)?),
            wit::OptionFinder::Part(value) => OptionFinder::Part(self.value(value, None)?),
            wit::OptionFinder::Code(value) => OptionFinder::Code(self.value(value, None)?),
        };
        let typed = choice.typed.map(|typed| self.value(typed, None)).transpose()?;
        Ok(Choice { option, typed, nth: choice.nth })
    }

    pub(in crate::plugin::v1) fn drag_end(&self, end: wit::DragEnd) -> Result<DragEnd, InvalidArgument> {
        Ok(match end {
            wit::DragEnd::Onto(target) => DragEnd::Onto(self.target(target)?),
            wit::DragEnd::OntoPoint((target, at)) => DragEnd::OntoPoint(self.target(target)?, offset(at)),
            wit::DragEnd::By(by) => DragEnd::By(offset(by)),
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
            wit::DateStyle::Parts(None) => DateStyle::Parts(None),
            wit::DateStyle::Parts(Some(parts)) => DateStyle::Parts(Some(Box::new(DateParts {
                year: self.target(parts.year)?,
                month: self.target(parts.month)?,
                day: self.target(parts.day)?,
            }))),
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
            (wit::Fact::PageLeft, None) => Condition::PageLeft,
            (wit::Fact::NetworkQuiet, None) => Condition::NetworkQuiet,
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

fn offset(offset: wit::Offset) -> Offset {
    Offset { x: offset.x, y: offset.y }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Finder;
    use crate::plugin::access::{CredentialAccess, FieldAccess};
    use crate::plugin::sample;
    use crate::submission::LeasedCredentials;

    fn turned<T>(turn: impl FnOnce(&Arguments<'_>) -> Result<T, InvalidArgument>) -> T {
        let fields = FieldAccess::new(sample::fields(), sample::readable());
        let credentials = CredentialAccess(LeasedCredentials::default());
        turn(&Arguments { fields: &fields, credentials: &credentials }).ok().unwrap()
    }

    fn id(id: &str) -> wit::Target {
        let (purpose, by, argument) = (wit::Purpose::Take, wit::Finder::Id, id.to_owned());
        wit::Target { steps: vec![wit::Step { purpose, by, argument, texts: Vec::new() }], nth: None }
    }

    #[test]
    fn a_choice_keeps_what_it_goes_by_what_is_typed_and_which() {
        let literal = |text: &str| wit::Value::Literal(text.to_owned());
        for (by, expect) in [
            (wit::OptionFinder::Text(literal("Elm Grove")), "text"),
            (wit::OptionFinder::Part(literal("Elm Grove")), "part"),
            (wit::OptionFinder::Code(literal("Elm Grove")), "code"),
        ] {
            let choice = wit::Choice { by, typed: Some(literal("elm")), nth: Some(2) };
            let choice = turned(|arguments| arguments.choice(choice));
            let (way, value) = match &choice.option {
                OptionFinder::Text(value) => ("text", value),
                OptionFinder::Part(value) => ("part", value),
                OptionFinder::Code(value) => ("code", value),
            };
            assert_eq!((way, value.text.reveal()), (expect, "Elm Grove"));
            assert_eq!((choice.typed.as_ref().map(|typed| typed.text.reveal()), choice.nth), (Some("elm"), Some(2)));
        }
        let plain = wit::Choice { by: wit::OptionFinder::Text(literal("Elm")), typed: None, nth: None };
        let plain = turned(|arguments| arguments.choice(plain));
        assert!(plain.typed.is_none() && plain.nth.is_none());
    }

    #[test]
    fn a_drag_ends_where_the_plugin_says() {
        let offset = || wit::Offset { x: -3, y: 40 };
        for (end, expect) in [
            (wit::DragEnd::Onto(id("to")), "onto the element with id=\"to\""),
            (wit::DragEnd::OntoPoint((id("to"), offset())), "onto the element with id=\"to\", at -3, 40"),
            (wit::DragEnd::By(offset()), "by -3, 40"),
        ] {
            assert_eq!(turned(|arguments| arguments.drag_end(end)).describe(), expect);
        }
    }

    #[test]
    fn each_part_of_a_date_goes_into_its_own_control() {
        let parts = wit::DateParts { year: id("year"), month: id("month"), day: id("day") };
        let named = turned(|arguments| arguments.date_style(wit::DateStyle::Parts(Some(parts))));
        let DateStyle::Parts(Some(parts)) = named else { panic!("another style") };
        let found = [parts.year.by, parts.month.by, parts.day.by];
        assert_eq!(found, ["year", "month", "day"].map(|id| Finder::Id(id.to_owned())));
        let found_by_label = turned(|arguments| arguments.date_style(wit::DateStyle::Parts(None)));
        assert!(matches!(found_by_label, DateStyle::Parts(None)));
    }

    #[test]
    fn conditions_on_the_page_are_what_they_are_called_and_take_no_target() {
        type Fact = fn() -> wit::Fact;
        let facts: [(Fact, &str); 4] = [
            (|| wit::Fact::PageLeft, "the page was left"),
            (|| wit::Fact::NetworkQuiet, "no request is under way"),
            (|| wit::Fact::Dialog, "a dialog stands open"),
            (|| wit::Fact::Windows(2), "2 windows are open"),
        ];
        for (fact, expect) in facts {
            let of = |target| vec![wit::Condition { fact: fact(), target }];
            let found = turned(|arguments| arguments.conditions(of(None)));
            assert_eq!(found.iter().map(Condition::describe).collect::<Vec<_>>(), [expect]);
            let refused = turned(|arguments| Ok(arguments.conditions(of(Some(id("x")))).is_err()));
            assert!(refused, "{expect}");
        }
    }
}
