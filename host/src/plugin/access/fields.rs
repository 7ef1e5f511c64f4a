//! The application's values by reference: described, compared, read or typed, each as far as the plugin may.

use std::sync::{Arc, Mutex, PoisonError};

use super::denied::{Denied, Unresolved};
use super::question_budget::QuestionBudget;
use super::readable::Readable;
use crate::form::{Disclosure, Source, Typed};
use crate::submission::{Description, Fields, Kind, Personal, PiecesPresent, Purpose, Reference, kind_of};

/// The values of one attempt, as one plugin may use them.
pub(in crate::plugin) struct FieldAccess {
    fields: Arc<Fields>,
    readable: Readable,
    asked: Mutex<QuestionBudget>,
}

impl FieldAccess {
    pub(in crate::plugin) fn new(fields: Arc<Fields>, readable: Readable) -> Self {
        Self { fields, readable, asked: Mutex::default() }
    }

    /// What may be said of a value to this plugin. Of one that it may not read: whether it is there, and whether the rules would
    /// succeed.
    pub(in crate::plugin) fn describe(&self, reference: &Reference) -> Result<Description, Denied> {
        self.admit(reference, Purpose::Described)?;
        let described = self.fields.describe(reference).map_err(Denied::Field)?;
        let length = if self.readable.allows(&reference.path) { described.length } else { 0 };
        Ok(Description { length, ..described })
    }

    /// A value as text for the plugin: by its kind, or by grant.
    pub(in crate::plugin) fn read(&self, reference: &Reference) -> Result<Personal, Denied> {
        if kind_of(&reference.path).is_some() && !self.readable.allows(&reference.path) {
            return Err(Denied::NotGranted(reference.path.clone()));
        }
        self.fields.resolve(reference).map_err(Denied::Field)
    }

    /// A value to be looked for on a page or in a control.
    pub(in crate::plugin) fn compared(&self, reference: &Reference) -> Result<Personal, Denied> {
        self.resolve(reference, Purpose::Compared)
    }

    /// A value to be put into a control, and what the control may make of it.
    pub(in crate::plugin) fn typed(
        &self,
        reference: &Reference,
        holds: Option<&Reference>,
    ) -> Result<Typed, Unresolved> {
        self.value(reference, holds, Purpose::Typed)
    }

    /// A value that a control may hold already.
    pub(in crate::plugin) fn expected(
        &self,
        reference: &Reference,
        holds: Option<&Reference>,
    ) -> Result<Typed, Unresolved> {
        self.value(reference, holds, Purpose::Compared)
    }

    /// Whether all pieces that the one reference leaves of its value are in what another leaves of it. A number's other digits may be
    /// covered, and an amount's cents be none: there the texts tell, but for a piece between separators.
    pub(in crate::plugin) fn keeps_pieces(&self, of: &Reference, in_other: &Reference) -> bool {
        let (of_it, in_other) = (self.fields.pieces(of), self.fields.pieces(in_other));
        match kind_of(&of.path) {
            Some(Kind::Identifier | Kind::Contact | Kind::Amount) => {
                in_other != PiecesPresent::NONE || of_it == PiecesPresent::NONE
            }
            Some(_) => in_other.holds(of_it),
            None => true,
        }
    }

    fn value(&self, reference: &Reference, holds: Option<&Reference>, purpose: Purpose) -> Result<Typed, Unresolved> {
        let text = self.resolve(reference, purpose).map_err(Unresolved::Field)?;
        let holds = holds.map(|holds| self.resolve(holds, purpose)).transpose().map_err(Unresolved::Field)?;
        let rules = reference.rules.iter().map(ToString::to_string).collect();
        let pieces = self.fields.pieces(reference);
        let disclosure = if self.readable.allows(&reference.path) { Disclosure::Open } else { Disclosure::Hidden };
        Ok(Typed { text, holds, source: Source::Field { path: reference.path.clone(), rules, pieces, disclosure } })
    }

    fn resolve(&self, reference: &Reference, purpose: Purpose) -> Result<Personal, Denied> {
        self.admit(reference, purpose)?;
        self.fields.resolve(reference).map_err(Denied::Field)
    }

    /// Whether the plugin may have this done with a value: it has to be in the manifest's `fill` or `read`, and one that it may
    /// not read is not asked about letter by letter.
    fn admit(&self, reference: &Reference, purpose: Purpose) -> Result<(), Denied> {
        let path = &reference.path;
        if kind_of(path).is_none() || self.readable.allows(path) {
            return Ok(());
        }
        let pieces = self.fields.pieces(reference);
        if self.readable.names(path) && purpose.allows(&reference.rules, pieces) && self.take(reference, purpose) {
            Ok(())
        } else {
            Err(Denied::NotGranted(path.clone()))
        }
    }

    fn take(&self, reference: &Reference, purpose: Purpose) -> bool {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).take(reference, purpose)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugin::sample;

    #[test]
    fn of_what_may_not_be_read_the_length_is_not_shown() {
        let fields = FieldAccess::new(sample::fields(), sample::readable());
        let length =
            |path: &str| fields.describe(&Reference { path: path.to_owned(), rules: Vec::new() }).unwrap().length;
        assert_eq!((length("applicant.name.first"), length("home.kind")), (0, 4));
    }
}
