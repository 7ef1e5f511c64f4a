//! What a plugin may see of an application: which values it may read, how much it may ask about the others, and the masks that
//! hide them.

use std::collections::{BTreeMap, BTreeSet};

use super::guest::{Denied, Desk, Unresolved};
use super::manifest::Manifest;
use crate::form::{Sight, Source, Typed};
use crate::submission::{
    Description, Fields, Grant, Kind, Mask, Personal, Reference, Rule, Use, kind_of, without_indices,
};

/// Lengths that one value which may not be read is held to in one call: a county's box has one.
const MAX_LENGTHS_ASKED: usize = 4;
/// Comparisons with values that may not be read, in one call: a list of results has this many rows.
const MAX_COMPARED: u32 = 500;

/// What is leased with a claim: credential, part.
pub type Credentials = BTreeMap<String, BTreeMap<String, Personal>>;

/// Whether a plugin may read the text at a path: by its kind, or because its manifest asks for it and ops granted it.
fn may_read(manifest: &Manifest, granted: &[String], path: &str) -> bool {
    let pattern = without_indices(path);
    kind_of(path).is_some_and(Kind::readable_by_default)
        || Grant::covers(&manifest.fields.read, &pattern) && Grant::covers(granted, &pattern)
}

/// What the plugin must not see: values that it may not read, and every credential.
pub(super) fn plugin_mask(manifest: &Manifest, fields: &Fields, granted: &[String], credentials: &Credentials) -> Mask {
    with_secrets(Mask::hiding(fields, |path| may_read(manifest, granted, path)), credentials)
}

/// What must not leave the attempt: every value that identifies, and every credential.
pub fn full_mask(fields: &Fields, credentials: &Credentials) -> Mask {
    with_secrets(Mask::full(fields), credentials)
}

fn with_secrets(mut mask: Mask, credentials: &Credentials) -> Mask {
    credentials.values().flat_map(BTreeMap::values).for_each(|secret| mask.learn_secret(secret));
    mask
}

/// What was asked in one call about values that the plugin may not read. A question has a short answer, and many of them a long
/// one.
#[derive(Default)]
pub(super) struct Questions {
    lengths: BTreeMap<String, BTreeSet<usize>>,
    compared: u32,
}

impl Questions {
    /// Whether this may be asked as well.
    pub(super) fn take(&mut self, reference: &Reference, wanted: Use) -> bool {
        let lengths = reference.rules.iter().filter_map(Rule::length_asked);
        let known = self.lengths.entry(reference.path.clone()).or_default();
        known.extend(lengths.take(MAX_LENGTHS_ASKED + 1));
        if wanted == Use::Compared {
            self.compared = self.compared.saturating_add(1);
        }
        known.len() <= MAX_LENGTHS_ASKED && self.compared <= MAX_COMPARED
    }
}

impl Desk {
    /// What may be said of a value to this plugin. Of one that it may not read: whether it is there, and whether the rules would
    /// succeed.
    pub(super) fn describe(&self, reference: &Reference) -> Result<Description, Denied> {
        self.admit(reference, Use::Described)?;
        let described = self.fields.describe(reference).map_err(Denied::Field)?;
        let length = if self.may_read(&reference.path) { described.length } else { 0 };
        Ok(Description { length, ..described })
    }

    /// A value to be looked for on a page or in a control.
    pub(super) fn compared(&self, reference: &Reference) -> Result<Personal, Denied> {
        self.resolve(reference, Use::Compared)
    }

    fn resolve(&self, reference: &Reference, wanted: Use) -> Result<Personal, Denied> {
        self.admit(reference, wanted)?;
        self.fields.resolve(reference).map_err(Denied::Field)
    }

    /// Whether the plugin may have this done with a value: it has to be in the manifest's `fill` or `read`, and one that it may
    /// not read is not asked about letter by letter.
    fn admit(&self, reference: &Reference, wanted: Use) -> Result<(), Denied> {
        let path = &reference.path;
        if kind_of(path).is_none() || self.may_read(path) {
            return Ok(());
        }
        let pattern = without_indices(path);
        let entries = &self.manifest.fields;
        let asked_for = Grant::covers(&entries.fill, &pattern) || Grant::covers(&entries.read, &pattern);
        let extent = self.fields.extent(reference);
        if asked_for && wanted.allows(&reference.rules, extent) && self.questions().take(reference, wanted) {
            Ok(())
        } else {
            Err(Denied::NotGranted(path.clone()))
        }
    }

    pub(super) fn may_read(&self, path: &str) -> bool {
        may_read(&self.manifest, &self.read, path)
    }

    fn questions(&self) -> std::sync::MutexGuard<'_, Questions> {
        self.questions.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// A value as text for the plugin: by its kind, or by grant.
    pub(super) fn read(&self, reference: &Reference) -> Result<Personal, Denied> {
        if kind_of(&reference.path).is_some() && !self.may_read(&reference.path) {
            return Err(Denied::NotGranted(reference.path.clone()));
        }
        self.fields.resolve(reference).map_err(Denied::Field)
    }

    /// A value to be put into a control.
    pub(super) fn typed(&self, reference: &Reference, holds: Option<&Reference>) -> Result<Typed, Unresolved> {
        self.value(reference, holds, Use::Typed)
    }

    /// A value that a control may hold already.
    pub(super) fn expected(&self, reference: &Reference, holds: Option<&Reference>) -> Result<Typed, Unresolved> {
        self.value(reference, holds, Use::Compared)
    }

    fn value(&self, reference: &Reference, holds: Option<&Reference>, wanted: Use) -> Result<Typed, Unresolved> {
        let text = self.resolve(reference, wanted).map_err(Unresolved::Field)?;
        let holds = holds.map(|holds| self.resolve(holds, wanted)).transpose().map_err(Unresolved::Field)?;
        let rules = reference.rules.iter().map(ToString::to_string).collect();
        let extent = self.fields.extent(reference);
        let sight = if self.may_read(&reference.path) { Sight::Open } else { Sight::Hidden };
        Ok(Typed { text, holds, source: Source::Field { path: reference.path.clone(), rules, extent, sight } })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugin::guest::Attachment;
    use crate::plugin::guest::tests::guest;

    #[test]
    fn an_unread_value_is_held_to_few_lengths_and_compared_as_often_as_a_list_has_rows() {
        let held_to = |path: &str, lengths: std::ops::RangeInclusive<usize>| Reference {
            path: path.to_owned(),
            rules: lengths.map(Rule::Fit).collect(),
        };
        let mut questions = Questions::default();
        for length in 1..=MAX_LENGTHS_ASKED {
            assert!(questions.take(&held_to("home.city", length..=length), Use::Described), "{length}");
        }
        assert!(questions.take(&held_to("home.city", 1..=1), Use::Typed), "asked before");
        assert!(!questions.take(&held_to("home.city", 30..=30), Use::Typed));
        assert!(questions.take(&held_to("home.zip", 30..=30), Use::Typed), "of another value");
        assert!(!questions.take(&held_to("home.street", 1..=1_000), Use::Described));
        let whole = Reference { path: "home.line".to_owned(), rules: Vec::new() };
        assert!((0..MAX_COMPARED).all(|_| questions.take(&whole, Use::Compared)));
        assert!(!questions.take(&whole, Use::Compared) && !questions.take(&whole, Use::Compared));
    }

    #[test]
    fn of_what_may_not_be_read_neither_length_nor_name_is_told() {
        let desk = guest().desk;
        let length =
            |path: &str| desk.describe(&Reference { path: path.to_owned(), rules: Vec::new() }).unwrap().length;
        assert_eq!((length("applicant.name.first"), length("home.kind")), (0, 4));
        let attachment = Attachment {
            id: 0,
            kind: "income".to_owned(),
            name: "Ada Quixworth.pdf".to_owned(),
            media_type: "application/pdf".to_owned(),
            size: 1,
            file: None,
        };
        assert_eq!(desk.name_of(&attachment), "document-0.pdf");
    }
}
