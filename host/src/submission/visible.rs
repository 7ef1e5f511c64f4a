//! Makes visible what a text hides: control characters, those that turn the direction of reading, those without width.
//!
//! What a page, a plugin or a client says is read by people on terminals and in logs. There an escape sequence could redraw
//! the screen, a line break could pass for a line of the host's own, and a bidirectional override could turn a number round.
//! Each such character is shown as the escape that Rust would write; a text without any stays as it is, and showing a text
//! twice changes nothing more.

use std::fmt::Write as _;

/// The text with everything hidden shown, line breaks too: it stays on one line.
pub fn visible(text: &str) -> String {
    shown(text, hides)
}

/// The same for a text of several lines: its line breaks and tabs stay. What it shows ends in no letter, so that a mask still finds
/// the words around it.
pub fn visible_lines(text: &str) -> String {
    shown(text, |character| !matches!(character, '\n' | '\t') && hides(character))
}

/// The beginning of a text that others wrote, on one line: for names and words that are said back.
pub fn excerpt(text: &str, most_characters: usize) -> String {
    let mut said = visible(&text.chars().take(most_characters).collect::<String>());
    if text.chars().nth(most_characters).is_some() {
        said.push('…');
    }
    said
}

/// The same for a text that is JSON: the escapes are JSON's, so that it holds the same values as before.
pub fn visible_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for character in json.chars() {
        // Outside its strings, JSON has line breaks and tabs only where it was laid out for people.
        if !hides(character) || matches!(character, '\n' | '\t') {
            out.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}").unwrap_or_default();
            }
        }
    }
    out
}

/// Whether a reader cannot see a character, or sees another place of the text changed by it.
pub fn hides(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'                        // soft hyphen
            | '\u{61c}'                     // Arabic letter mark
            | '\u{180e}'                    // Mongolian vowel separator
            | '\u{200b}'..='\u{200f}'       // without width, and the marks of direction
            | '\u{2028}'..='\u{202e}'       // line and paragraph separators, embeddings and overrides of direction
            | '\u{2060}'..='\u{206f}'       // word joiner, invisible operators, isolates of direction
            | '\u{feff}'                    // byte order mark
            | '\u{fff9}'..='\u{fffb}'       // interlinear annotation
            | '\u{e0000}'..='\u{e007f}' // tags
        )
}

fn shown(text: &str, hides: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            _ if !hides(character) => out.push(character),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            _ => write!(out, "\\u{{{:x}}}", u32::from(character)).unwrap_or_default(),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        assert_eq!(visible(text), expect);
        assert_eq!(visible(expect), expect, "what is shown already stays");
    }

    #[test]
    fn what_a_reader_would_not_see_is_shown() {
        check("Nguyễn, O'Neil: 李小龍 שלום •••", "Nguyễn, O'Neil: 李小龍 שלום •••");
        check("\u{1b}[2J\u{1b}]0;title\u{7}", "\\u{1b}[2J\\u{1b}]0;title\\u{7}");
        check("one\ntwo\r\n\tthree", "one\\ntwo\\u{d}\\n\\tthree");
        check("\u{9b}31mred\u{7f}", "\\u{9b}31mred\\u{7f}");
        check("total \u{202e}001\u{202c}", "total \\u{202e}001\\u{202c}");
        for hidden in
            "\u{200e}\u{200f}\u{61c}\u{2066}\u{2069}\u{202a}\u{200b}\u{feff}\u{2028}\u{2029}\u{ad}\u{e0041}".chars()
        {
            check(&format!("a{hidden}b"), &format!("a\\u{{{:x}}}b", u32::from(hidden)));
        }
        assert_eq!(visible_lines("one\n\ttwo\u{1b}\r"), "one\n\ttwo\\u{1b}\\u{d}");
    }

    #[test]
    fn json_keeps_its_values() {
        let value = serde_json::json!({ "why": "\u{202e}txt\u{9b}\u{e0041}\u{1b}\n", "name": "Peña" });
        let shown = visible_json(&serde_json::to_string_pretty(&value).unwrap());
        assert!(!shown.contains(['\u{202e}', '\u{9b}', '\u{e0041}', '\u{1b}']), "{shown:?}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), value);
    }

    #[test]
    fn an_excerpt_says_that_it_is_one() {
        assert_eq!(excerpt("short", 5), "short");
        assert_eq!(excerpt("longer", 5), "longe…");
        assert_eq!(excerpt("\n\n\n", 2), "\\n\\n…");
    }
}
