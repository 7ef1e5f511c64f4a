//! The fields that a plugin says do not apply on the county's form.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::submission::{Fields, Reference};

/// Paths that one call may rule out: more than a full application has.
const MAX_RULED_OUT: usize = 500;

/// The paths that were ruled out.
pub(in crate::plugin) struct RuledOutFields {
    fields: Arc<Fields>,
    paths: BTreeSet<String>,
}

/// What comes of ruling a field out.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::plugin) enum RuledOut {
    /// It is ruled out from now on.
    Now,
    /// It was ruled out earlier: the first reason stands.
    Before,
    /// The application has no such path.
    Unknown,
    /// More paths than an application has.
    TooMany,
}

impl RuledOutFields {
    pub(in crate::plugin) fn new(fields: Arc<Fields>) -> Self {
        Self { fields, paths: BTreeSet::new() }
    }

    /// Notes that a path of this application does not apply on the county's form.
    pub(in crate::plugin) fn rule_out(&mut self, path: &str) -> RuledOut {
        if !exists(&self.fields, path) {
            RuledOut::Unknown
        } else if self.paths.contains(path) {
            RuledOut::Before
        } else if self.paths.len() >= MAX_RULED_OUT {
            RuledOut::TooMany
        } else {
            self.paths.insert(path.to_owned());
            RuledOut::Now
        }
    }
}

/// Whether a path could hold a value in this application, or is a group or list of such paths: there is such a path, and its
/// lists are that long. An index has one spelling, and none at all stands for every item.
fn exists(fields: &Fields, path: &str) -> bool {
    let describe = |path: &str| fields.describe(&Reference { path: path.to_owned(), rules: Vec::new() });
    let item = |(at, _): (usize, &str)| {
        let index = path[at + 1..].split(']').next().unwrap_or_default();
        let count = describe(&path[..at]).map_or(0, |list| list.count);
        index.is_empty() || (0..count).any(|one| one.to_string() == index)
    };
    path.match_indices('[').all(item) && describe(path).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugin::sample;

    #[test]
    fn only_what_the_application_could_hold_is_ruled_out_and_each_once() {
        let mut ruled_out = RuledOutFields::new(sample::fields());
        for (path, expect) in [
            ("applicant.name.middle", RuledOut::Now),
            ("applicant.name.middle", RuledOut::Before),
            ("mailing.zip", RuledOut::Now),
            ("household[1].ssn", RuledOut::Now),
            ("household[].ssn", RuledOut::Now),
            ("household[2].ssn", RuledOut::Unknown),
            ("household[01].ssn", RuledOut::Unknown),
            ("household[1", RuledOut::Unknown),
            ("applicant.shoe_size", RuledOut::Unknown),
            // Groups and lists, and with them what is in them.
            ("mailing", RuledOut::Now),
            ("household[0]", RuledOut::Now),
            ("household", RuledOut::Now),
            ("documents", RuledOut::Now),
            ("documents[0]", RuledOut::Unknown),
            ("shoes", RuledOut::Unknown),
        ] {
            assert_eq!(ruled_out.rule_out(path), expect, "{path}");
        }
        let megabytes = format!("household[{}].ssn", "1".repeat(1 << 20));
        assert_eq!(ruled_out.rule_out(&megabytes), RuledOut::Unknown);
    }
}
