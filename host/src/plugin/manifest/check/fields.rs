//! Checks of the paths that a manifest lists: each is one of an application's, and is named once for all items of a list.

use super::checker::{Checked, Checker, MAX_ENTRIES};
use crate::plugin::manifest::entries::FieldEntries;
use crate::plugin::manifest::error::clip;
use crate::plugin::manifest::lines::Step::{Item, Key};
use crate::submission::{kind_of, suggest_field, without_indices};

impl Checker<'_> {
    /// Every path of every list.
    pub(super) fn fields(&self, fields: &FieldEntries) -> Checked {
        for (list, paths) in [("fill", &fields.fill), ("read", &fields.read), ("required", &fields.required)] {
            if paths.len() > MAX_ENTRIES {
                return Err(self.wrong(&[Key("fields"), Key(list)], format!("lists more than {MAX_ENTRIES}")));
            }
            for (at, path) in paths.iter().enumerate() {
                let problem = if kind_of(path).is_none() {
                    let meant = suggest_field(path).map(|meant| format!("; most like it is `{meant}`"));
                    format!("an application has no field `{}`{}", clip(path), meant.unwrap_or_default())
                } else if without_indices(path) != *path {
                    format!("`{}` names one of many: write `{}`, for each", clip(path), clip(&without_indices(path)))
                } else if paths[..at].contains(path) {
                    format!("`{path}` stands in it twice")
                } else if list == "required" && !fields.fill.contains(path) {
                    format!("`{path}` is not in `fields.fill`, so it can never be placed: add it there")
                } else {
                    continue;
                };
                return Err(self.wrong(&[Key("fields"), Key(list), Item(at)], problem));
            }
        }
        Ok(())
    }
}
