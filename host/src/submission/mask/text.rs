//! A text as the mask reads it: letters and digits without case, marks and encodings, each with its place in the text.

use deunicode::deunicode_char;

/// Longest name or number of an HTML entity, in bytes: `&thetasym;`.
const MAX_ENTITY: usize = 10;

/// Longest escape of a character, in bytes: `\u{10ffff}`.
const MAX_ESCAPE: usize = 10;

/// One letter or digit.
#[derive(Clone, Copy)]
pub(super) struct Unit {
    /// In lower case and without marks.
    pub(super) folded: char,
    /// Where it begins in the text, in bytes.
    pub(super) from: usize,
    /// Where it ends.
    pub(super) to: usize,
    /// Other characters before it since the last letter or digit; white space counts once, however much there is.
    pub(super) gap: u8,
    /// Whether it was written as a capital.
    pub(super) capital: bool,
    /// Whether its script puts no spaces between words.
    pub(super) unspaced: bool,
}

/// The letters and digits of a text, in order. A text may write them as they are, percent-encoded, as HTML entities or as escapes.
pub(super) fn units(text: &str) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::with_capacity(text.len());
    let (mut at, mut gap, mut in_space) = (0, 0_u8, false);
    while let Some((character, length)) = next(&text[at..]) {
        let (from, to) = (at, at + length);
        at = to;
        if is_invisible(character) {
            // A mark belongs to its letter.
            if gap == 0
                && let Some(last) = units.last_mut()
            {
                last.to = to;
            }
            continue;
        }
        if !character.is_alphanumeric() {
            let space = character.is_whitespace();
            gap = gap.saturating_add(u8::from(!(space && in_space)));
            in_space = space;
            continue;
        }
        let (capital, unspaced) = (character.is_uppercase(), is_unspaced(character));
        fold(character, |folded| {
            units.push(Unit { folded, from, to, gap, capital, unspaced });
            gap = 0;
        });
        in_space = false;
    }
    units
}

/// The letter in lower case and without marks; several where it stands for several: `ß`.
fn fold(character: char, mut put: impl FnMut(char)) {
    match character {
        'a'..='z' | '0'..='9' => put(character),
        'A'..='Z' => put(character.to_ascii_lowercase()),
        // Full-width forms of ASCII.
        '\u{ff01}'..='\u{ff5e}' => {
            let plain = u32::from(character) - 0xfee0;
            put(char::from_u32(plain).map_or(character, |plain| plain.to_ascii_lowercase()));
        }
        '\u{aa}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => {
            let plain = deunicode_char(character).unwrap_or_default();
            let letters = || plain.chars().filter(char::is_ascii_alphanumeric);
            match letters().next() {
                Some(_) => letters().for_each(|letter| put(letter.to_ascii_lowercase())),
                None => put(character),
            }
        }
        other => other.to_lowercase().filter(|letter| letter.is_alphanumeric()).for_each(put),
    }
}

/// Combining marks, joiners and marks of direction: they show nothing of their own.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// Han, kana, hangul, Thai.
fn is_unspaced(character: char) -> bool {
    matches!(character, '\u{e00}'..='\u{e7f}' | '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The first character, decoded, and how many bytes it is written in.
fn next(text: &str) -> Option<(char, usize)> {
    let first = text.chars().next()?;
    let decoded = match first {
        '%' => percent_encoded(text.as_bytes()),
        '&' => entity(text),
        '\\' => escape(text),
        _ => None,
    };
    Some(decoded.unwrap_or((first, first.len_utf8())))
}

/// `%C3%B1`.
fn percent_encoded(text: &[u8]) -> Option<(char, usize)> {
    let byte = |nth: usize| {
        let written = text.get(nth * 3..nth * 3 + 3)?;
        let digit = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
        (written[0] == b'%').then_some(())?;
        Some(digit(written[1])? << 4 | digit(written[2])?)
    };
    let length = match byte(0)? {
        0x00..=0x7f => 1,
        0xc0..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf7 => 4,
        _ => return None,
    };
    let bytes: Vec<u8> = (0..length).map(byte).collect::<Option<_>>()?;
    let character = std::str::from_utf8(&bytes).ok()?.chars().next()?;
    Some((character, length * 3))
}

/// `&#241;`, `&#xF1;`, `&ntilde;`, `&nbsp;`. Of a letter with a mark, the letter.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(MAX_ENTITY + 2).position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    let character = if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        char::from_u32(code)?
    } else {
        const MARKS: [&str; 9] = ["acute", "grave", "circ", "tilde", "uml", "ring", "cedil", "caron", "slash"];
        let letter = name.chars().next()?;
        match name {
            "szlig" => 'ß',
            "aelig" | "AElig" => 'æ',
            _ if letter.is_ascii_alphabetic() && MARKS.contains(&&name[1..]) => letter,
            // Punctuation and space.
            _ if name.bytes().all(|byte| byte.is_ascii_alphanumeric()) => ' ',
            _ => return None,
        }
    };
    Some((character, end + 1))
}

/// `\u00f1`, `\n`; and `\u{f1}`, as the host shows what a text hides.
fn escape(text: &str) -> Option<(char, usize)> {
    let escaped = text[1..].chars().next()?;
    match escaped {
        'u' if text[2..].starts_with('{') => {
            let end = text.bytes().take(MAX_ESCAPE).position(|byte| byte == b'}')?;
            char::from_u32(u32::from_str_radix(text.get(3..end)?, 16).ok()?).map(|character| (character, end + 1))
        }
        'u' => char::from_u32(u32::from_str_radix(text.get(2..6)?, 16).ok()?).map(|character| (character, 6)),
        'n' | 'r' | 't' => Some((' ', 2)),
        _ => None,
    }
}
