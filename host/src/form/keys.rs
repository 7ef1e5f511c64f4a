//! Keys and pointers as W3C actions: chords, clicks, drags. Pure.

use serde_json::{Value, json};

use super::failure::ActionError;
use super::value::{ClickOptions, Modifiers, MouseButton};

/// Longest a button stays down, in milliseconds.
pub(super) const MAX_HOLD_MS: u32 = 5_000;
/// Clicks of one action.
const MAX_COUNT: u8 = 2;
/// Pause between a press and the first move of a drag, and at its end: pages tell a drag from a click by it.
const DRAG_PAUSE_MS: u32 = 30;

const CONTROL: char = '\u{E009}';
const SHIFT: char = '\u{E008}';
const ALT: char = '\u{E00A}';
const META: char = '\u{E03D}';

/// The codes of a key or chord, modifiers first: `Control+A`, `Enter`, `+`.
pub(super) fn chord(key: &str) -> Result<Vec<char>, ActionError> {
    let malformed = || ActionError::Malformed(format!("“{key}” is no key or chord, as in `Enter` or `Control+A`"));
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
        (Some(single), None) if !single.is_control() => {
            if codes.is_empty() { single } else { single.to_ascii_lowercase() }
        }
        _ => named(rest).ok_or_else(malformed)?,
    };
    codes.push(code);
    Ok(codes)
}

/// Codes of WebDriver for the names of UI Events.
fn named(name: &str) -> Option<char> {
    Some(match name {
        "Backspace" => '\u{E003}',
        "Tab" => '\u{E004}',
        "Enter" => '\u{E007}',
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
        "ArrowLeft" => '\u{E012}',
        "ArrowUp" => '\u{E013}',
        "ArrowRight" => '\u{E014}',
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
pub(super) fn hover(point: (i64, i64)) -> Value {
    json!([pointer(vec![to(point)])])
}

/// Clicks at a point, `times` over.
pub(super) fn click(point: (i64, i64), options: &ClickOptions) -> Result<Value, ActionError> {
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
        return Ok(json!([pointer(steps)]));
    }
    // Both devices tick together: the keys go down before the pointer begins, and up after it ended.
    let wait = json!({ "type": "pause", "duration": 0 });
    let mut keys: Vec<Value> = held.iter().map(|code| json!({ "type": "keyDown", "value": code.to_string() })).collect();
    keys.extend(std::iter::repeat_n(wait.clone(), steps.len()));
    keys.extend(held.iter().map(|code| json!({ "type": "keyUp", "value": code.to_string() })));
    let mut moves = vec![wait; held.len()];
    moves.extend(steps);
    Ok(json!([{ "type": "key", "id": "keyboard", "actions": keys }, pointer(moves)]))
}

/// Clicks the same point several times, each a click of its own.
pub(super) fn clicks(point: (i64, i64), times: u32) -> Value {
    let mut steps = vec![to(point)];
    for _ in 0..times {
        steps.push(json!({ "type": "pointerDown", "button": 0 }));
        steps.push(json!({ "type": "pointerUp", "button": 0 }));
    }
    json!([pointer(steps)])
}

/// Drags from one point to another, with a stop on the way.
pub(super) fn drag(from: (i64, i64), onto: (i64, i64)) -> Value {
    let pause = json!({ "type": "pause", "duration": DRAG_PAUSE_MS });
    let middle = ((from.0 + onto.0) / 2, (from.1 + onto.1) / 2);
    json!([pointer(vec![
        to(from),
        json!({ "type": "pointerDown", "button": 0 }),
        pause.clone(),
        to((from.0 + 5, from.1 + 5)),
        to(middle),
        to(onto),
        pause,
        to(onto),
        json!({ "type": "pointerUp", "button": 0 }),
    ])])
}

fn pointer(steps: Vec<Value>) -> Value {
    json!({ "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" }, "actions": steps })
}

fn to((x, y): (i64, i64)) -> Value {
    json!({ "type": "pointerMove", "x": x, "y": y, "origin": "viewport", "duration": 0 })
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
        for wrong in ["", "Return", "Strg+A", "F13", "AB"] {
            assert!(chord(wrong).is_err(), "{wrong}");
        }
    }
}
