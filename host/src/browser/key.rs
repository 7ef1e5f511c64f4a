//! Keys without a character of their own, as WebDriver numbers them.

/// A key without a character of its own. [`code`](Key::code) is what goes into [`send_keys`](super::Session::send_keys) and
/// key actions (W3C WebDriver, "Keyboard actions").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// Ends the modifiers held by a `send_keys`.
    Null,
    Backspace,
    Tab,
    Enter,
    Shift,
    Control,
    Alt,
    Meta,
    Escape,
    Space,
    PageUp,
    PageDown,
    End,
    Home,
    Left,
    Up,
    Right,
    Down,
    Delete,
}

impl Key {
    /// The code point that stands for this key.
    pub fn code(self) -> char {
        match self {
            Key::Null => '\u{E000}',
            Key::Backspace => '\u{E003}',
            Key::Tab => '\u{E004}',
            Key::Enter => '\u{E007}',
            Key::Shift => '\u{E008}',
            Key::Control => '\u{E009}',
            Key::Alt => '\u{E00A}',
            Key::Meta => '\u{E03D}',
            Key::Escape => '\u{E00C}',
            Key::Space => '\u{E00D}',
            Key::PageUp => '\u{E00E}',
            Key::PageDown => '\u{E00F}',
            Key::End => '\u{E010}',
            Key::Home => '\u{E011}',
            Key::Left => '\u{E012}',
            Key::Up => '\u{E013}',
            Key::Right => '\u{E014}',
            Key::Down => '\u{E015}',
            Key::Delete => '\u{E017}',
        }
    }
}
