//! Pointer input as W3C actions: hovering, clicking, dragging. Pure.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::browser::ElementRef;
use crate::form::types::{ActionError, ClickOptions, Modifiers, MouseButton};

use super::keys::{ALT, CONTROL, META, SHIFT};

/// Longest a button stays down, in milliseconds.
const MAX_HOLD_MS: u32 = 5_000;
/// Clicks of one action.
const MAX_COUNT: u8 = 2;
/// Pause between a press and the first move of a drag, and at its end: pages tell a drag from a click by it.
const DRAG_PAUSE_MS: u32 = 30;
/// First move of a drag, in pixels: what pages take for the beginning of one.
const DRAG_START: i64 = 5;

/// A point for the pointer.
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "Written")]
pub(crate) struct Point {
    x: i64,
    y: i64,
    origin: Origin,
}

/// From where a point is counted.
#[derive(Clone, Debug)]
enum Origin {
    /// The corner of the frame that is worked in.
    Frame,
    /// The middle of an element in it.
    Element(ElementRef),
    /// The corner of the window around all frames.
    Window,
}

/// As the page's script writes it: `[x, y]`, `[x, y, element]` or `[x, y, "top"]`.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Frame(i64, i64),
    Element(i64, i64, ElementRef),
    Window(i64, i64, Top),
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Top {
    Top,
}

impl From<Written> for Point {
    fn from(written: Written) -> Point {
        match written {
            Written::Frame(x, y) => Point { x, y, origin: Origin::Frame },
            Written::Element(x, y, element) => Point { x, y, origin: Origin::Element(element) },
            Written::Window(x, y, Top::Top) => Point { x, y, origin: Origin::Window },
        }
    }
}

impl Point {
    /// Whether it is counted from an element, as in frames.
    pub(crate) fn in_frame(&self) -> bool {
        matches!(self.origin, Origin::Element(_))
    }

    /// Whether it is counted in the window around all frames: there the driver has to stand when it goes to it.
    pub(crate) fn in_window(&self) -> bool {
        matches!(self.origin, Origin::Window)
    }

    fn beside(&self, by: i64) -> Point {
        Point { x: self.x + by, y: self.y + by, origin: self.origin.clone() }
    }
}

/// Moves the pointer to a point.
pub(crate) fn hover(point: &Point) -> Value {
    json!([pointer(&[to(point)])])
}

/// Clicks at a point.
pub(crate) fn click(point: &Point, options: &ClickOptions) -> Result<Value, ActionError> {
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
pub(crate) fn clicks(point: &Point, times: u32) -> Value {
    let mut steps = vec![to(point)];
    for _ in 0..times {
        steps.push(json!({ "type": "pointerDown", "button": 0 }));
        steps.push(json!({ "type": "pointerUp", "button": 0 }));
    }
    json!([pointer(&steps)])
}

/// Drags from one point to another, with a stop on the way.
pub(crate) fn drag(from: &Point, onto: &Point) -> Value {
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
    let origin = match &point.origin {
        Origin::Element(element) => json!(element),
        Origin::Frame | Origin::Window => json!("viewport"),
    };
    json!({ "type": "pointerMove", "x": point.x, "y": point.y, "origin": origin, "duration": 0 })
}

fn modifiers(held: Modifiers) -> Vec<char> {
    [(held.shift, SHIFT), (held.control, CONTROL), (held.alt, ALT), (held.meta, META)]
        .into_iter()
        .filter_map(|(on, code)| on.then_some(code))
        .collect()
}
