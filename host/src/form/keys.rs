//! Keys and pointers as W3C actions: chords, clicks, drags. Pure.

use serde_json::{Value, json};

use super::failure::ActionError;
use super::value::{ClickOptions, Modifiers, MouseButton};
use crate::browser::ElementRef;

/// A point for the pointer: in the window, or counted from the middle of an element.
#[derive(Clone, Debug)]
pub(super) struct Point {
    x: i64,
    y: i64,
    origin: Option<ElementRef>,
}

impl Point {
    /// From the script's `point`: `[x, y]` or `[x, y, element]`.
    pub(super) fn parse(value: &Value) -> Option<Point> {
        let parts = value.as_array()?;
        let origin = parts.get(2).map(|element| serde_json::from_value(element.clone())).transpose().ok()?;
        Some(Point { x: parts.first()?.as_i64()?, y: parts.get(1)?.as_i64()?, origin })
    }

    /// Whether it is counted from an element, as in frames.
    pub(super) fn in_frame(&self) -> bool {
        self.origin.is_some()
    }

    fn beside(&self, by: i64) -> Point {
        Point { x: self.x + by, y: self.y + by, origin: self.origin.clone() }
    }
}

/// Longest a button stays down, in milliseconds.
pub(super) const MAX_HOLD_MS: u32 = 5_000;
/// Clicks of one action.
const MAX_COUNT: u8 = 2;
/// Pause between a press and the first move of a drag, and at its end: pages tell a drag from a click by it.
const DRAG_PAUSE_MS: u32 = 30;
/// First move of a drag, in pixels: what pages take for the beginning of one.
const DRAG_START: i64 = 5;

const CONTROL: char = '\u{E009}';
const SHIFT: char = '\u{E008}';
const ALT: char = '\u{E00A}';
const META: char = '\u{E03D}';
const ENTER: char = '\u{E007}';
const LEFT: char = '\u{E012}';
const RIGHT: char = '\u{E014}';
const F5: char = '\u{E035}';
/// Characters of a key or chord: the longest is four modifiers and `ArrowRight`.
const MAX_CHORD: usize = 40;

/// The codes of a key or chord, modifiers first: `Control+A`, `Enter`, `+`.
pub(super) fn chord(key: &str) -> Result<Vec<char>, ActionError> {
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
pub(super) fn is_code(character: char) -> bool {
    matches!(character, '\u{E000}'..='\u{F8FF}')
}

/// Whether a chord is one that sends forms or activates what has the focus, whatever is held down with it.
pub(super) fn activates(codes: &[char]) -> bool {
    matches!(codes.last(), Some(&(ENTER | ' ')))
}

/// The letter or digit that is pressed with Alt held, as elements name one to be pressed by.
pub(super) fn with_alt(codes: &[char]) -> Option<char> {
    let (key, held) = codes.split_last()?;
    (held.contains(&ALT) && !is_code(*key)).then(|| key.to_ascii_lowercase())
}

/// Whether a chord is one by which browsers load a page again, or go from page to page.
pub(super) fn leads_away(codes: &[char]) -> bool {
    let Some((key, held)) = codes.split_last() else { return false };
    let (command, alt) = (held.contains(&CONTROL) || held.contains(&META), held.contains(&ALT));
    matches!(*key, F5) || command && matches!(*key, 'r' | '[' | ']') || alt && matches!(*key, LEFT | RIGHT)
}

/// A chord as it may stand in the trace: of a single character, as texts are made of, only that it is one.
pub(super) fn traced(key: &str) -> String {
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
pub(super) fn press(codes: &[char]) -> Value {
    let down = codes.iter().map(|code| json!({ "type": "keyDown", "value": code.to_string() }));
    let up = codes.iter().rev().map(|code| json!({ "type": "keyUp", "value": code.to_string() }));
    json!([{ "type": "key", "id": "keyboard", "actions": down.chain(up).collect::<Vec<_>>() }])
}

/// Moves the pointer to a point.
pub(super) fn hover(point: &Point) -> Value {
    json!([pointer(&[to(point)])])
}

/// Clicks at a point, `times` over.
pub(super) fn click(point: &Point, options: &ClickOptions) -> Result<Value, ActionError> {
    if options.count == 0 || options.count > MAX_COUNT {
        return Err(ActionError::Malformed("a click has a count of 1 or 2".to_owned()));
    }
    if options.hold_ms > MAX_HOLD_MS {
        return Err(ActionError::Limit(format!("a button is held for at most {MAX_HOLD_MS} ms")));
    }
    let button = match options.button {
        MouseButton::Primary => 0,
        MouseButton::Middle => 1,
        MouseButton::Secondary => 2,
    };
    let held = modifiers(options.modifiers);
    let mut steps = vec![to(point)];
    for _ in 0..options.count {
        steps.push(json!({ "type": "pointerDown", "button": button }));
        if options.hold_ms > 0 {
            steps.push(json!({ "type": "pause", "duration": options.hold_ms }));
        }
        steps.push(json!({ "type": "pointerUp", "button": button }));
    }
    if held.is_empty() {
        return Ok(json!([pointer(&steps)]));
    }
    // Both devices tick together: the keys go down before the pointer begins, and up after it ended.
    let wait = json!({ "type": "pause", "duration": 0 });
    let mut keys: Vec<Value> =
        held.iter().map(|code| json!({ "type": "keyDown", "value": code.to_string() })).collect();
    keys.extend(std::iter::repeat_n(wait.clone(), steps.len()));
    keys.extend(held.iter().map(|code| json!({ "type": "keyUp", "value": code.to_string() })));
    let mut moves = vec![wait; held.len()];
    moves.extend(steps);
    Ok(json!([{ "type": "key", "id": "keyboard", "actions": keys }, pointer(&moves)]))
}

/// Clicks the same point several times, each a click of its own.
pub(super) fn clicks(point: &Point, times: u32) -> Value {
    let mut steps = vec![to(point)];
    for _ in 0..times {
        steps.push(json!({ "type": "pointerDown", "button": 0 }));
        steps.push(json!({ "type": "pointerUp", "button": 0 }));
    }
    json!([pointer(&steps)])
}

/// Drags from one point to another, with a stop on the way.
pub(super) fn drag(from: &Point, onto: &Point) -> Value {
    let pause = json!({ "type": "pause", "duration": DRAG_PAUSE_MS });
    json!([pointer(&[
        to(from),
        json!({ "type": "pointerDown", "button": 0 }),
        pause.clone(),
        to(&from.beside(DRAG_START)),
        to(&onto.beside(-1)),
        pause.clone(),
        to(onto),
        // The browser's own drag and drop asks the place whether it takes the thing, and drops it only after the answer.
        pause,
        json!({ "type": "pointerUp", "button": 0 }),
    ])])
}

fn pointer(steps: &[Value]) -> Value {
    json!({ "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" }, "actions": steps })
}

fn to(point: &Point) -> Value {
    let origin = point.origin.as_ref().map_or_else(|| json!("viewport"), |element| json!(element));
    json!({ "type": "pointerMove", "x": point.x, "y": point.y, "origin": origin, "duration": 0 })
}

fn modifiers(held: Modifiers) -> Vec<char> {
    [(held.shift, SHIFT), (held.control, CONTROL), (held.alt, ALT), (held.meta, META)]
        .into_iter()
        .filter_map(|(on, code)| on.then_some(code))
        .collect()
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
