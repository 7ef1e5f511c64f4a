//! The paths whose requests submit an application, and whether a request's path is one of them. It never sees a method or a body.

/// Patterns of paths that submit: `/apply/submit`, or `/cases/*/send`, where `*` stands for one segment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubmitPaths {
    /// Each pattern in normalized segments.
    patterns: Vec<Vec<String>>,
}

impl SubmitPaths {
    /// Whether this path is one of those that submit. Wide on purpose: case, doubled and trailing slashes, percent-encoding
    /// and `;parameters` don't make another path of it, for many a county's server will not think so either.
    pub fn matches(&self, path: &str) -> bool {
        let asked = segments(path);
        self.patterns.iter().any(|declared| {
            declared.len() == asked.len() && declared.iter().zip(&asked).all(|(d, a)| d == "*" || d == a)
        })
    }

    /// No request submits by its path.
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }
}

impl<P: AsRef<str>> FromIterator<P> for SubmitPaths {
    fn from_iter<I: IntoIterator<Item = P>>(patterns: I) -> SubmitPaths {
        SubmitPaths { patterns: patterns.into_iter().map(|pattern| segments(pattern.as_ref())).collect() }
    }
}

fn segments(path: &str) -> Vec<String> {
    path.split('/')
        .map(|segment| segment.split(';').next().unwrap_or_default())
        .filter(|segment| !segment.is_empty())
        .map(|segment| percent_decoded(segment).to_lowercase())
        .collect()
}

fn percent_decoded(segment: &str) -> String {
    let bytes = segment.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escape = (bytes[at] == b'%').then(|| segment.get(at + 1..at + 3)).flatten();
        match escape.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                decoded.push(byte);
                at += 3;
            }
            None => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_submitting_path_is_known_in_its_disguises() {
        let paths = SubmitPaths::from_iter(["/apply/submit", "/cases/*/send"]);
        #[track_caller]
        fn check(paths: &SubmitPaths, path: &str, expect: bool) {
            assert_eq!(paths.matches(path), expect, "{path}");
        }
        check(&paths, "/apply/submit", true);
        check(&paths, "//Apply/submit/", true);
        check(&paths, "/apply/sub%6Dit;jsessionid=1", true);
        check(&paths, "/cases/17/send", true);
        check(&paths, "/cases/send", false);
        check(&paths, "/apply/submit/more", false);
        check(&paths, "/apply", false);
        check(&paths, "/%", false);
    }
}
