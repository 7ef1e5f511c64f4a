//! The paths that a rule is about, and whether a request's path is one of them. It never sees a method or a body. Pure.

use std::fmt;

use super::percent::{Plus, decoded};

/// A pattern of paths: `/apply/submit`, or `/cases/*/send`, where `*` stands for one segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathPattern {
    /// As its author wrote it.
    written: String,
    /// Normalized.
    segments: Vec<String>,
}

impl PathPattern {
    /// Whether a path is one of these. Wide on purpose: case, doubled and trailing slashes, percent-encoding and `;parameters`
    /// don't make another path of it, for many a county's server will not think so either.
    pub fn matches(&self, path: &str) -> bool {
        let asked = segments(path);
        self.segments.len() == asked.len()
            && self.segments.iter().zip(&asked).all(|(declared, asked)| declared == "*" || declared == asked)
    }

    /// Whether every path of the other is one of these.
    pub(super) fn covers(&self, other: &PathPattern) -> bool {
        self.matches(&other.written)
    }
}

impl From<&str> for PathPattern {
    fn from(written: &str) -> PathPattern {
        PathPattern { written: written.to_owned(), segments: segments(written) }
    }
}

impl fmt::Display for PathPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

fn segments(path: &str) -> Vec<String> {
    path.split('/')
        .map(|segment| segment.split(';').next().unwrap_or_default())
        .map(|segment| String::from_utf8_lossy(&decoded(segment.as_bytes(), Plus::Itself)).to_lowercase())
        // An encoded slash is one to some servers; so is a backslash.
        .flat_map(|segment| segment.split(['/', '\\']).map(str::to_owned).collect::<Vec<_>>())
        .filter(|segment| !segment.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_known_in_its_disguises() {
        let patterns = ["/apply/submit", "/cases/*/send"].map(PathPattern::from);
        #[track_caller]
        fn check(patterns: &[PathPattern], path: &str, expect: bool) {
            assert_eq!(patterns.iter().any(|pattern| pattern.matches(path)), expect, "{path}");
        }
        check(&patterns, "/apply/submit", true);
        check(&patterns, "//Apply/submit/", true);
        check(&patterns, "/apply/sub%6Dit;jsessionid=1", true);
        check(&patterns, "/apply%2Fsubmit", true);
        check(&patterns, "/apply%5csubmit", true);
        check(&patterns, "/cases/17/send", true);
        check(&patterns, "/cases/send", false);
        check(&patterns, "/apply/submit/more", false);
        check(&patterns, "/apply", false);
        check(&patterns, "/%", false);
    }
}
