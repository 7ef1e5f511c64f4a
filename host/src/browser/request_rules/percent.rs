//! Percent-encoding (RFC 3986, 2.1), undone as servers undo it: what is no escape stays as it is. Pure.

/// What a `+` stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Plus {
    /// For itself, as in a path.
    Itself,
    /// For a space, as in a query and in a form's body.
    Space,
}

/// The bytes that a text stands for.
pub(super) fn decoded(text: &[u8], plus: Plus) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let escaped = (text[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten().and_then(byte_of);
        bytes.push(match text[at] {
            b'+' if plus == Plus::Space => b' ',
            other => escaped.unwrap_or(other),
        });
        at += if escaped.is_some() { 3 } else { 1 };
    }
    bytes
}

fn byte_of(hex: &[u8]) -> Option<u8> {
    let digit = |byte: u8| (byte as char).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(hex[0])? << 4 | digit(hex[1])?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_escape_stays() {
        let check = |text: &str, plus, expect: &[u8]| assert_eq!(decoded(text.as_bytes(), plus), expect, "{text}");
        check("a%20b+c", Plus::Itself, b"a b+c");
        check("a%20b+c%2B", Plus::Space, b"a b c+");
        check("%", Plus::Space, b"%");
        check("%4", Plus::Space, b"%4");
        check("%zz%+1", Plus::Space, b"%zz% 1");
        check("%F1%00", Plus::Space, &[0xF1, 0]);
    }
}
