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
        self.are(&segments(path))
    }

    /// Whether a path is one of these, or leads to one where a server decodes it before it resolves `..`. For what submits alone:
    /// nothing is let pass by this.
    pub(super) fn may_be_reached_by(&self, path: &str) -> bool {
        self.matches(path) || self.are(&resolved(path))
    }

    /// Whether every path of the other is one of these.
    pub(super) fn covers(&self, other: &PathPattern) -> bool {
        self.matches(&other.written)
    }

    fn are(&self, asked: &[String]) -> bool {
        self.segments.len() == asked.len()
            && self.segments.iter().zip(asked).all(|(declared, asked)| declared == "*" || declared == asked)
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

/// The segments that are left of a path when all of it was decoded, and then `.` and `..` resolved (RFC 3986, 5.2.4).
fn resolved(path: &str) -> Vec<String> {
    let path = String::from_utf8_lossy(&decoded(path.as_bytes(), Plus::Itself)).to_lowercase();
    let mut left = Vec::new();
    for segment in path.split(['/', '\\']) {
        match segment.split(';').next().unwrap_or_default() {
            "" | "." => {}
            ".." => {
                left.pop();
            }
            segment => left.push(segment.to_owned()),
        }
    }
    left
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

    #[test]
    fn what_submits_is_known_behind_encoded_dots_too() {
        let pattern = PathPattern::from("/apply/submit");
        #[track_caller]
        fn check(pattern: &PathPattern, path: &str, expect: bool) {
            assert_eq!(pattern.may_be_reached_by(path), expect, "{path}");
            assert!(!pattern.matches(path), "{path}: in no other list");
        }
        check(&pattern, "/x%2F..%2Fapply%2Fsubmit", true);
        check(&pattern, "/x%2f%2e%2E%5Capply/./submit", true);
        check(&pattern, "/..%2F..%2Fapply/submit/", true);
        check(&pattern, "/apply%2F.%2FSubmit", true);
        check(&pattern, "/x/..;/apply/submit", true);
        check(&pattern, "/x%2F..;a%2Fapply/submit%3Ba", true);
        check(&pattern, "/apply/submit%2F..", false);
        check(&pattern, "/x%2Fapply%2Fsubmit", false);
        // Decoded once, as by the server.
        check(&pattern, "/x%252F..%252Fapply/submit", false);
        assert!(pattern.may_be_reached_by("/apply/submit"));
    }
}
