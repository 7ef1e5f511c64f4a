//! Checks of what a manifest says about the county's site: its origins, and the paths there.

use super::checker::Checker;
use crate::browser::Origin;
use crate::plugin::manifest::error::{ManifestError, clip};
use crate::plugin::manifest::lines::Step::{Item, Key};

/// Longest path, in bytes.
const MAX_PATH: usize = 2_000;

impl Checker<'_> {
    /// The origins, read.
    pub(super) fn origins(&self, written: &[String]) -> Result<Vec<Origin>, ManifestError> {
        if written.is_empty() {
            return Err(self.wrong(&[Key("origins")], "must name at least one".to_owned()));
        }
        self.no_twice("origins", written)?;
        let origin = |(at, text): (usize, &String)| {
            text.parse::<Origin>().map_err(|_| {
                let problem =
                    format!("`{}` is no origin: write scheme and host, as `https://apply.oak.gov`", clip(text));
                self.wrong(&[Key("origins"), Item(at)], problem)
            })
        };
        written.iter().enumerate().map(origin).collect()
    }
}

/// Paths are compared with a request's own: they have no origin and no query.
pub(super) fn path_problem(path: &str) -> Option<String> {
    let written = clip(path);
    if let Some((_, rest)) = path.split_once("://") {
        let alone = rest.find('/').map_or("/", |at| &rest[at..]);
        return Some(format!("`{written}` is a whole address: write its path alone, `{}`", clip(alone)));
    }
    if !path.starts_with('/') {
        return Some(format!("`{written}` must begin with `/`: the path of the request"));
    }
    if let Some(at) = path.find(['?', '#']) {
        return Some(format!("`{written}` has a query: write the path alone, `{}`", clip(&path[..at])));
    }
    if path.len() > MAX_PATH || path.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Some(format!("`{written}` is no path of at most {MAX_PATH} characters without spaces"));
    }
    None
}
