//! Windows to work in, and answers to dialogs. Plain data.

use super::target::Text;
use super::value::Typed;

/// Which window to work in.
#[derive(Clone, Debug)]
pub enum Window {
    /// The one the attempt started with.
    Main,
    /// The one opened last.
    Newest,
    /// By title.
    Titled(Text),
}

/// How a dialog is answered.
#[derive(Clone, Debug)]
pub enum DialogAnswer {
    /// OK.
    Accept,
    /// Cancel.
    Dismiss,
    /// OK, with this text typed.
    Enter(Typed),
}

impl Window {
    /// For the trace: `the newest window`.
    pub(crate) fn describe(&self) -> String {
        match self {
            Window::Main => "the main window".to_owned(),
            Window::Newest => "the newest window".to_owned(),
            Window::Titled(title) => format!("the window titled {}", title.describe()),
        }
    }
}

impl DialogAnswer {
    pub(crate) fn describe(&self) -> &'static str {
        match self {
            DialogAnswer::Accept => "OK",
            DialogAnswer::Dismiss => "Cancel",
            DialogAnswer::Enter(_) => "OK, with a text",
        }
    }

    /// Where the text comes from that is typed.
    pub(crate) fn source(&self) -> Option<String> {
        match self {
            DialogAnswer::Accept | DialogAnswer::Dismiss => None,
            DialogAnswer::Enter(value) => Some(value.source.describe()),
        }
    }
}
