//! What is typed or compared: fields, literals and credentials, resolved against what the plugin may use.

use super::bounds::within;
use super::invalid::InvalidArgument;
use super::limits::MAX_LITERAL;
use super::reference::reference;
use crate::form::Typed;
use crate::plugin::access::{CredentialAccess, FieldAccess};
use crate::plugin::v1::bindings::postrider::county::form as wit;
use crate::submission::Reference;

/// What arguments are resolved against.
pub(in crate::plugin::v1) struct Arguments<'a> {
    pub(in crate::plugin::v1) fields: &'a FieldAccess,
    pub(in crate::plugin::v1) credentials: &'a CredentialAccess,
}

impl Arguments<'_> {
    pub(in crate::plugin::v1) fn value(
        &self,
        value: wit::Value,
        holds: Option<wit::Field>,
    ) -> Result<Typed, InvalidArgument> {
        Ok(match value {
            wit::Value::Field(field) => {
                let (typed, holds) = self.in_two_forms(field, holds)?;
                self.fields.typed(&typed, holds.as_ref())?
            }
            wit::Value::Literal(_) | wit::Value::Credential(_) if holds.is_some() => {
                return Err(InvalidArgument::Malformed("`holds` goes with a field, and nothing else".to_owned()));
            }
            wit::Value::Literal(text) => Typed::literal(within(text, MAX_LITERAL)?),
            wit::Value::Credential(part) => self.credentials.typed(&part.name, &part.part)?,
        })
    }

    /// A value that a control may hold already: it is compared, and nothing is typed.
    pub(super) fn expected(&self, value: wit::Value, holds: Option<wit::Field>) -> Result<Typed, InvalidArgument> {
        match value {
            wit::Value::Field(field) => {
                let (expected, holds) = self.in_two_forms(field, holds)?;
                Ok(self.fields.expected(&expected, holds.as_ref())?)
            }
            other => self.value(other, holds),
        }
    }

    /// A field, and the same as a control may write it: no other one, and no less of it. Its rules tell whether it is all there, and of
    /// a number the digits.
    fn in_two_forms(
        &self,
        field: wit::Field,
        holds: Option<wit::Field>,
    ) -> Result<(Reference, Option<Reference>), InvalidArgument> {
        let field = reference(field).map_err(InvalidArgument::Field)?;
        let holds = holds.map(reference).transpose().map_err(InvalidArgument::Field)?;
        if let Some(holds) = &holds {
            if holds.path != field.path {
                let why = "`holds` says what the control makes of the field that is typed: it names the same field";
                return Err(InvalidArgument::Malformed(why.to_owned()));
            }
            if !self.fields.keeps_pieces(&field, holds) {
                let why = "`holds` leaves out a part of what is typed: the control would have lost it";
                return Err(InvalidArgument::Malformed(why.to_owned()));
            }
        }
        Ok((field, holds))
    }

    pub(in crate::plugin::v1) fn field(&self, field: wit::Field) -> Result<Typed, InvalidArgument> {
        Ok(self.fields.typed(&reference(field).map_err(InvalidArgument::Field)?, None)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugin::sample;
    use crate::plugin::v1::bindings::postrider::county::application;
    use crate::plugin::v1::convert::reference::tests::field;

    #[test]
    fn what_a_control_holds_is_of_the_field_that_is_typed() {
        let fields = FieldAccess::new(sample::fields(), sample::readable());
        let credentials = CredentialAccess(crate::submission::LeasedCredentials::default());
        let first = || wit::Value::Field(field("applicant.name.first", 0, 0, ""));
        let literal = |length| wit::Value::Literal("x".repeat(length));
        for (value, holds, fits) in [
            (first(), None, true),
            (first(), Some("applicant.name.first"), true),
            (first(), Some("applicant.name.last"), false),
            (literal(MAX_LITERAL), None, true),
            (literal(MAX_LITERAL + 1), None, false),
            (literal(1), Some("applicant.name.first"), false),
        ] {
            let done = Arguments { fields: &fields, credentials: &credentials }
                .value(value, holds.map(|path| field(path, 0, 0, "")));
            assert_eq!(done.is_ok(), fits, "{holds:?}");
            assert!(matches!(done, Ok(_) | Err(InvalidArgument::Malformed(_))), "{holds:?}");
        }
    }

    #[test]
    fn what_a_control_holds_lacks_no_part_of_the_date_whether_typed_or_looked_at() {
        let fields = FieldAccess::new(sample::fields(), sample::may_type("applicant.birth_date"));
        let credentials = CredentialAccess(crate::submission::LeasedCredentials::default());
        let arguments = Arguments { fields: &fields, credentials: &credentials };
        let written = |path: &str, pattern: &str| {
            let rule = application::Rule { name: "date".to_owned(), arguments: vec![pattern.to_owned()] };
            application::Field { path: path.to_owned(), rules: vec![rule] }
        };
        for (path, pattern, holds, fits) in [
            ("applicant.birth_date", "MM/DD/YYYY", "MONTH D, YYYY", true),
            ("applicant.birth_date", "MM/DD/YYYY", "MM/YYYY", false),
            ("applicant.birth_date", "MM", "M", true),
            ("household[0].birth_date", "MM/DD/YYYY", "MM/DD/YYYY", false),
        ] {
            let value = || wit::Value::Field(written("applicant.birth_date", pattern));
            let typed = arguments.value(value(), Some(written(path, holds)));
            assert_eq!(typed.is_ok(), fits, "{path} {holds}");
            // A piece of a value that may not be read is not looked for anywhere.
            if pattern != "MM" {
                assert_eq!(arguments.expected(value(), Some(written(path, holds))).is_ok(), fits, "{path} {holds}");
            }
        }
    }

    /// A box that takes four letters holds `Mary` of `Mary Ann`, which is the first piece of it.
    #[test]
    fn what_a_control_holds_is_no_piece_of_what_is_typed() {
        let credentials = CredentialAccess(crate::submission::LeasedCredentials::default());
        type Rules<'a> = &'a [(&'a str, &'a [&'a str])];
        let (split, initial, upper): (Rules, Rules, Rules) =
            (&[("split", &[" ", "0"])], &[("part", &["initial"])], &[("upper", &[])]);
        let cases: [(&str, Rules, Rules, bool); 8] = [
            ("applicant.name.first", &[], split, true),
            ("applicant.name.first", &[], initial, true),
            ("applicant.name.first", &[], upper, false),
            ("applicant.name.first", split, &[("split", &[" ", "0"]), ("upper", &[])], false),
            ("home.city", &[], split, true),
            ("applicant.email", &[], &[("split", &["@", "0"])], true),
            ("applicant.ssn", &[], &[("part", &["ssn-serial"]), ("pattern", &["***-**-####"])], false),
            ("finances.monthly_income", &[], &[("part", &["dollars"])], false),
        ];
        for (path, typed, holds, lost) in cases {
            let fields = FieldAccess::new(sample::fields(), sample::may_type(path));
            let arguments = Arguments { fields: &fields, credentials: &credentials };
            let field = |rules: Rules| {
                let rule = |(name, arguments): &(&str, &[&str])| application::Rule {
                    name: (*name).to_owned(),
                    arguments: arguments.iter().map(|text| (*text).to_owned()).collect(),
                };
                application::Field { path: path.to_owned(), rules: rules.iter().map(rule).collect() }
            };
            let done = arguments.value(wit::Value::Field(field(typed)), Some(field(holds)));
            assert_eq!(matches!(done, Err(InvalidArgument::Malformed(_))), lost, "{path} {holds:?}");
        }
    }

    /// A number that a plugin read is not on any page as it read it: not found would look like none, and typed it would go to
    /// the county.
    #[test]
    fn what_was_read_masked_is_neither_looked_for_nor_typed() {
        let fields = FieldAccess::new(sample::fields(), sample::readable());
        let credentials = CredentialAccess(crate::submission::LeasedCredentials::default());
        let arguments = Arguments { fields: &fields, credentials: &credentials };
        for (text, fits) in [("ELM-2026-30251", true), ("•••-2026-30251", false), ("•••", false), ("• Elm", true)]
        {
            let said = || text.to_owned();
            let step = |by, argument: String, texts| wit::Target {
                steps: vec![wit::Step { purpose: wit::Purpose::Take, by, argument, texts }],
                nth: None,
            };
            let choice = |by| wit::Choice { by, typed: None, nth: None };
            let page = |fact| arguments.conditions(vec![wit::Condition { fact, target: None }]).map(drop);
            let outcomes = [
                arguments.value(wit::Value::Literal(said()), None).map(drop),
                arguments.expected(wit::Value::Literal(said()), None).map(drop),
                arguments.target(step(wit::Finder::Row, String::new(), vec![wit::Text::Exact(said())])).map(drop),
                arguments.target(step(wit::Finder::Text, String::new(), vec![wit::Text::Contains(said())])).map(drop),
                arguments.target(step(wit::Finder::Xpath, said(), Vec::new())).map(drop),
                arguments.choice(choice(wit::OptionFinder::Code(wit::Value::Literal(said())))).map(drop),
                arguments
                    .choice(wit::Choice {
                        typed: Some(wit::Value::Literal(said())),
                        ..choice(wit::OptionFinder::Text(wit::Value::Literal("x".to_owned())))
                    })
                    .map(drop),
                page(wit::Fact::Text(said())),
                page(wit::Fact::Address(said())),
                page(wit::Fact::Title(said())),
            ];
            for (at, outcome) in outcomes.into_iter().enumerate() {
                match outcome {
                    Ok(()) => assert!(fits, "{at}: {text}"),
                    Err(InvalidArgument::Malformed(why)) => {
                        assert!(!fits && why.contains("read masked"), "{at}: {why}");
                    }
                    Err(_) => panic!("{at}: {text}"),
                }
            }
            assert_eq!(reference(field("home.kind", 1, 2, text)).is_ok(), fits, "an argument of a rule");
        }
    }
}
