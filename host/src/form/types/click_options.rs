//! How to click. Plain data.

/// A button of the mouse.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MouseButton {
    #[default]
    Primary,
    Middle,
    Secondary,
}

/// Keys held during a click.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Modifiers {
    pub shift: bool,
    pub control: bool,
    pub alt: bool,
    pub meta: bool,
}

/// How to click.
#[derive(Clone, Copy, Debug)]
pub struct ClickOptions {
    pub button: MouseButton,
    /// 1, or 2 for a double click.
    pub count: u8,
    /// Keys held meanwhile.
    pub modifiers: Modifiers,
    /// How long the button stays down, in milliseconds; at most 5,000.
    pub hold_ms: u32,
}

impl ClickOptions {
    /// One click of the first button, and nothing else.
    pub(crate) fn is_plain(&self) -> bool {
        self.button == MouseButton::Primary
            && self.count == 1
            && self.modifiers == Modifiers::default()
            && self.hold_ms == 0
    }
}

impl Default for ClickOptions {
    fn default() -> ClickOptions {
        ClickOptions { button: MouseButton::Primary, count: 1, modifiers: Modifiers::default(), hold_ms: 0 }
    }
}
