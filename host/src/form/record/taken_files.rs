//! Documents that a page took out of their file fields, to hand none over twice. Pure.

use std::path::PathBuf;

use crate::form::types::{Target, UploadFile};

/// Which document a page took, by what target it was handed over.
#[derive(Debug, Default)]
pub(crate) struct TakenFiles(Vec<(String, PathBuf)>);

impl TakenFiles {
    pub(crate) fn note(&mut self, target: &Target, files: &[UploadFile]) {
        self.0.extend(files.iter().map(|file| (target.describe(), file.path.clone())));
    }

    /// Whether a page took this document, handed over by this target. It may have let go of it since.
    pub(crate) fn holds(&self, target: &Target, file: &UploadFile) -> bool {
        self.0.iter().any(|(by, path)| *path == file.path && *by == target.describe())
    }
}
