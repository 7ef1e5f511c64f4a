//! What a client reads of JSON that does not have the form that was asked for: which key, what was expected, never a value.
//!
//! The parser's own words quote what it found. A key is the client's too, so it is cut and shown.

use super::visible::excerpt;

/// Most characters of a key, or of a path of keys, that are shown back.
const MAX_KEY: usize = 60;
/// Most characters of what was expected.
const MAX_EXPECTED: usize = 400;

/// A key or a path of keys as a client wrote it, fit to be shown back.
pub fn shown_key(key: &str) -> String {
    excerpt(key, MAX_KEY)
}

/// What a parser of serde's says, without the values that it quotes; none where its own words cannot be told apart from a value.
pub fn parse_message(error: &str) -> Option<String> {
    let text = error.rfind(" at line ").map_or(error, |at| &error[..at]);
    if let Some(rest) = text.strip_prefix("unknown field `") {
        // From the end: the key may hold anything, what follows it is ours.
        let (key, ours) = ["`, expected ", "`, there are no fields"]
            .iter()
            .find_map(|mark| rest.rfind(mark).map(|at| (&rest[..at], &rest[at + 1..])))?;
        return Some(format!("unknown field `{}`{}", shown_key(key), excerpt(ours, MAX_EXPECTED)));
    }
    if ["missing field `", "duplicate field `"].iter().any(|start| text.starts_with(start)) {
        return Some(excerpt(text, MAX_EXPECTED));
    }
    let expected = match text.rfind(", expected ") {
        Some(at) => &text[at + 2..],
        None if text.starts_with("expected ") => text,
        None => return None,
    };
    Some(excerpt(expected, MAX_EXPECTED))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(error: &str, expect: Option<&str>) {
        assert_eq!(parse_message(error).as_deref(), expect, "{error}");
    }

    #[test]
    fn what_was_found_is_not_said() {
        check("missing field `name` at line 1 column 2", Some("missing field `name`"));
        check(
            "unknown field `shoes`, expected `a` or `b` at line 3 column 9",
            Some("unknown field `shoes`, expected `a` or `b`"),
        );
        check("unknown field `shoes`, there are no fields", Some("unknown field `shoes`, there are no fields"));
        check("invalid type: string \"912345678\", expected u32 at line 1 column 2", Some("expected u32"));
        check("unknown variant `expected 912345678`, expected `en` or `es`", Some("expected `en` or `es`"));
        check("invalid type: string \"x, expected 912345678\", expected u32", Some("expected u32"));
        check("expected `,` or `}` at line 1 column 7", Some("expected `,` or `}`"));
        check("a value of 912345678 at line 1 column 7", None);
    }

    #[test]
    fn what_a_key_says_of_itself_is_the_key() {
        let key = format!("a`, expected {}", "9".repeat(1_000));
        let said = parse_message(&format!("unknown field `{key}`, expected `b`")).unwrap();
        assert!(said.ends_with("…`, expected `b`") && said.len() < 120, "{said}");
    }

    #[test]
    fn a_key_is_cut_and_shown() {
        let said =
            parse_message(&format!("unknown field `\u{1b}[2J\u{202e}{}`, expected `a`", "x".repeat(1 << 20))).unwrap();
        assert!(
            said.starts_with("unknown field `\\u{1b}[2J\\u{202e}xxx") && said.ends_with("…`, expected `a`"),
            "{said}"
        );
        assert!(said.len() < 120, "{said}");
    }
}
