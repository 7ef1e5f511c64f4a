//! Which values a plugin may read as text: by their kind, or because its manifest asks for them and ops granted them.

use std::sync::Arc;

use crate::plugin::manifest::Manifest;
use crate::submission::{Grant, Kind, kind_of, without_indices};

/// What one plugin may read in its county.
#[derive(Clone)]
pub(in crate::plugin) struct Readable {
    manifest: Arc<Manifest>,
    granted: Vec<String>,
}

impl Readable {
    /// Of a manifest, where ops granted these path patterns.
    pub(in crate::plugin) fn new(manifest: &Arc<Manifest>, granted: Vec<String>) -> Self {
        Self { manifest: Arc::clone(manifest), granted }
    }

    /// Whether the text at a path may be read.
    pub(in crate::plugin) fn allows(&self, path: &str) -> bool {
        let pattern = without_indices(path);
        kind_of(path).is_some_and(Kind::readable_by_default)
            || Grant::covers(&self.manifest.fields.read, &pattern) && Grant::covers(&self.granted, &pattern)
    }

    /// Whether the manifest has the path at all, to be typed or to be read.
    pub(super) fn names(&self, path: &str) -> bool {
        let pattern = without_indices(path);
        let entries = &self.manifest.fields;
        Grant::covers(&entries.fill, &pattern) || Grant::covers(&entries.read, &pattern)
    }
}
