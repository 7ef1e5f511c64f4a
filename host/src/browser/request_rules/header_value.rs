//! Header values with parameters, as `Content-Type` and `Content-Disposition` have them (RFC 9110, 5.6.6). Pure.

/// A value and its parameters, names in lower case.
#[derive(Debug, PartialEq)]
pub(super) struct HeaderWithParameters {
    /// In lower case.
    pub(super) value: String,
    parameters: Vec<(String, String)>,
}

impl HeaderWithParameters {
    /// None where it is malformed, or a parameter stands in it twice: servers differ in what they make of that.
    pub(super) fn read(text: &str) -> Option<HeaderWithParameters> {
        let mut pieces = pieces(text)?.into_iter();
        let value = pieces.next()?.trim().to_ascii_lowercase();
        let mut parameters: Vec<(String, String)> = Vec::new();
        for piece in pieces.map(|piece| piece.trim().to_owned()).filter(|piece| !piece.is_empty()) {
            let (name, value) = piece.split_once('=')?;
            let name = name.trim().to_ascii_lowercase();
            if parameters.iter().any(|(known, _)| *known == name) {
                return None;
            }
            parameters.push((name, unquoted(value.trim())?));
        }
        Some(HeaderWithParameters { value, parameters })
    }

    /// Whether it is the type of a JSON document.
    pub(super) fn is_json(&self) -> bool {
        matches!(self.value.as_str(), "application/json" | "text/json") || self.value.ends_with("+json")
    }

    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// What stands between the semicolons that are not quoted.
fn pieces(text: &str) -> Option<Vec<String>> {
    let (mut pieces, mut quoted, mut escaped) = (vec![String::new()], false, false);
    for letter in text.chars() {
        match letter {
            ';' if !quoted => {
                pieces.push(String::new());
                continue;
            }
            '"' if !escaped => quoted = !quoted,
            _ => {}
        }
        escaped = quoted && letter == '\\' && !escaped;
        pieces.last_mut()?.push(letter);
    }
    (!quoted).then_some(pieces)
}

fn unquoted(value: &str) -> Option<String> {
    let Some(inner) = value.strip_prefix('"') else { return (!value.contains('"')).then(|| value.to_owned()) };
    let inner = inner.strip_suffix('"')?;
    let mut text = String::new();
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => text.push(letters.next()?),
            '"' => return None,
            other => text.push(other),
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_read_quoted_or_not() {
        #[track_caller]
        fn check(text: &str, expect: Option<(&str, &[(&str, &str)])>) {
            let read = HeaderWithParameters::read(text);
            let expect = expect.map(|(value, parameters)| HeaderWithParameters {
                value: value.to_owned(),
                parameters: parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            });
            assert_eq!(read, expect, "{text}");
        }
        check("text/html", Some(("text/html", &[])));
        check("Text/HTML; Charset=utf-8;", Some(("text/html", &[("charset", "utf-8")])));
        check("form-data; name=\"a;b\\\"c\"", Some(("form-data", &[("name", "a;b\"c")])));
        check("form-data; name=a; name=b", None);
        check("form-data; name=\"a", None);
        check("form-data; name", None);
        check("form-data; name=a\"b", None);
        check("form-data; name=\"a\"b\"", None);
    }
}
