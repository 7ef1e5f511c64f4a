//! Keys and chords by their names, and as W3C actions. Pure.

use serde_json::{Value, json};

use crate::form::types::ActionError;

pub(super) const CONTROL: char = '\u{E009}';
pub(super) const SHIFT: char = '\u{E008}';
pub(super) const ALT: char = '\u{E00A}';
pub(super) const META: char = '\u{E03D}';
const ENTER: char = '\u{E007}';
const LEFT: char = '\u{E012}';
const RIGHT: char = '\u{E014}';
const F5: char = '\u{E035}';
/// Characters of a key or chord: the longest is four modifiers and `ArrowRight`.
const MAX_CHORD: usize = 40;

/// The codes of a key or chord, modifiers first: `Control+A`, `Enter`, `+`.
pub(crate) fn chord(key: &str) -> Result<Vec<char>, ActionError> {
    let malformed = || {
        let said: String = key.chars().take(MAX_CHORD).map(|c| if is_code(c) { '\u{FFFD}' } else { c }).collect();
        ActionError::Malformed(format!("“{said}” is no key or chord, as in `Enter` or `Control+A`"))
    };
    if key.chars().count() > MAX_CHORD {
        return Err(malformed());
    }
    let mut rest = key;
    let mut codes = Vec::new();
    while let Some((name, after)) = rest.split_once('+').filter(|(name, after)| !name.is_empty() && !after.is_empty()) {
        codes.push(match name {
            "Control" => CONTROL,
            "Shift" => SHIFT,
            "Alt" => ALT,
            "Meta" => META,
            _ => return Err(malformed()),
        });
        rest = after;
    }
    let mut letters = rest.chars();
    let code = match (letters.next(), letters.next()) {
        (Some(single), None) if !single.is_control() && !is_code(single) => {
            if codes.is_empty() {
                single
            } else {
                single.to_ascii_lowercase()
            }
        }
        _ => named(rest).ok_or_else(malformed)?,
    };
    codes.push(code);
    Ok(codes)
}

/// Whether WebDriver takes this character for the name of a key: `\u{E006}` and `\u{E007}` are Enter.
pub(crate) fn is_code(character: char) -> bool {
    matches!(character, '\u{E000}'..='\u{F8FF}')
}

/// Whether a chord is one that sends forms or activates what has the focus, whatever is held down with it.
pub(crate) fn activates(codes: &[char]) -> bool {
    matches!(codes.last(), Some(&(ENTER | ' ')))
}

/// The letter or digit that is pressed with Alt held, as elements name one to be pressed by.
pub(crate) fn with_alt(codes: &[char]) -> Option<char> {
    let (key, held) = codes.split_last()?;
    (held.contains(&ALT) && !is_code(*key)).then(|| key.to_ascii_lowercase())
}

/// Whether a chord is one by which browsers load a page again, or go from page to page.
pub(crate) fn leads_away(codes: &[char]) -> bool {
    let Some((key, held)) = codes.split_last() else { return false };
    let (command, alt) = (held.contains(&CONTROL) || held.contains(&META), held.contains(&ALT));
    matches!(*key, F5) || command && matches!(*key, 'r' | '[' | ']') || alt && matches!(*key, LEFT | RIGHT)
}

/// A chord as it may stand in the trace: of a single character, as texts are made of, only that it is one.
pub(crate) fn traced(key: &str) -> String {
    match chord(key) {
        Err(_) => "no key".to_owned(),
        Ok(codes) if codes.len() == 1 && key.chars().count() == 1 => "a character".to_owned(),
        Ok(_) => key.to_owned(),
    }
}

/// Codes of WebDriver for the names of UI Events.
fn named(name: &str) -> Option<char> {
    Some(match name {
        "Backspace" => '\u{E003}',
        "Tab" => '\u{E004}',
        "Enter" => ENTER,
        "Shift" => SHIFT,
        "Control" => CONTROL,
        "Alt" => ALT,
        "Meta" => META,
        "Escape" => '\u{E00C}',
        "Space" => ' ',
        "PageUp" => '\u{E00E}',
        "PageDown" => '\u{E00F}',
        "End" => '\u{E010}',
        "Home" => '\u{E011}',
        "ArrowLeft" => LEFT,
        "ArrowUp" => '\u{E013}',
        "ArrowRight" => RIGHT,
        "ArrowDown" => '\u{E015}',
        "Insert" => '\u{E016}',
        "Delete" => '\u{E017}',
        _ => {
            let number: u32 = name.strip_prefix('F')?.parse().ok()?;
            return (1..=12).contains(&number).then(|| char::from_u32(0xE030 + number)).flatten();
        }
    })
}

/// Presses a chord where the focus is.
pub(crate) fn press(codes: &[char]) -> Value {
    let down = codes.iter().map(|code| json!({ "type": "keyDown", "value": code.to_string() }));
    let up = codes.iter().rev().map(|code| json!({ "type": "keyUp", "value": code.to_string() }));
    json!([{ "type": "key", "id": "keyboard", "actions": down.chain(up).collect::<Vec<_>>() }])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chords_are_read_by_their_names() {
        assert_eq!(chord("Enter"), Ok(vec!['\u{E007}']));
        assert_eq!(chord("Control+A"), Ok(vec![CONTROL, 'a']));
        assert_eq!(chord("Control+Shift+ArrowDown"), Ok(vec![CONTROL, SHIFT, '\u{E015}']));
        assert_eq!(chord("+"), Ok(vec!['+']));
        assert_eq!(chord("Control++"), Ok(vec![CONTROL, '+']));
        assert_eq!(chord("F12"), Ok(vec!['\u{E03C}']));
        let endless = format!("{}A", "Control+".repeat(1_000));
        for wrong in ["", "Return", "Strg+A", "F13", "AB", "Control+", &endless] {
            assert!(chord(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_code_of_the_driver_is_no_key() {
        for code in ['\u{E000}', '\u{E006}', '\u{E007}', '\u{E00D}', '\u{F8FF}'] {
            for key in [code.to_string(), format!("Shift+{code}")] {
                let refused = chord(&key).unwrap_err().to_string();
                assert!(!refused.contains(code), "{refused:?}");
            }
        }
    }

    #[test]
    fn enter_and_space_activate_whatever_is_held_with_them() {
        #[track_caller]
        fn check(key: &str, expect: bool) {
            assert_eq!(activates(&chord(key).unwrap()), expect, "{key}");
        }
        for key in ["Enter", "Shift+Enter", "Control+Alt+Enter", "Space", " ", "Shift+Space", "Meta+ "] {
            check(key, true);
        }
        for key in ["End", "Control+A", "e"] {
            check(key, false);
        }
    }

    #[test]
    fn what_alt_presses_and_what_leads_away() {
        #[track_caller]
        fn check(key: &str, alt: Option<char>, away: bool) {
            let codes = chord(key).unwrap();
            assert_eq!((with_alt(&codes), leads_away(&codes)), (alt, away), "{key}");
        }
        check("Alt+S", Some('s'), false);
        check("Alt+Shift+1", Some('1'), false);
        for key in ["s", "Control+A", "Alt+Enter", "ArrowLeft", "Control+ArrowLeft", "F6"] {
            check(key, None, false);
        }
        for key in ["F5", "Control+F5", "Control+R", "Meta+Shift+R", "Alt+ArrowLeft", "Alt+ArrowRight", "Meta+["] {
            check(key, None, true);
        }
    }

    #[test]
    fn a_trace_holds_names_of_keys_and_no_text() {
        #[track_caller]
        fn check(key: &str, expect: &str) {
            assert_eq!(traced(key), expect);
        }
        check("Control+A", "Control+A");
        check("Enter", "Enter");
        check("7", "a character");
        check("912-34-5678", "no key");
        check(&"x".repeat(100_000), "no key");
        assert!(chord(&"x".repeat(100_000)).unwrap_err().to_string().len() < 200);
    }
}
