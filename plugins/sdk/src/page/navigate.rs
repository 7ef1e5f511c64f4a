//! Addresses, windows and dialogs. Every action is the contract's own.

use crate::bindings::postrider::county::form::{self, DialogAnswer, Text, Value, Window};
use crate::failure::done;
use crate::page::Page;
use crate::stop::Stop;

impl Page {
    /// Goes to an address on one of the manifest's origins.
    #[track_caller]
    pub fn open(&self, address: &str) -> Result<form::Page, Stop> {
        done(form::open(address))
    }

    /// One step back.
    #[track_caller]
    pub fn back(&self) -> Result<form::Page, Stop> {
        done(form::back())
    }

    /// Loads the page again.
    #[track_caller]
    pub fn reload(&self) -> Result<form::Page, Stop> {
        done(form::reload())
    }

    /// The page as it stands.
    #[track_caller]
    pub fn current(&self) -> Result<form::Page, Stop> {
        done(form::current())
    }

    /// Goes on in the window opened last.
    #[track_caller]
    pub fn newest_window(&self) -> Result<form::Page, Stop> {
        done(form::switch_window(&Window::Newest))
    }

    /// Goes on in the window with this title.
    #[track_caller]
    pub fn window_titled(&self, title: Text) -> Result<form::Page, Stop> {
        done(form::switch_window(&Window::Titled(title)))
    }

    /// Goes on in the window that the attempt started with.
    #[track_caller]
    pub fn main_window(&self) -> Result<form::Page, Stop> {
        done(form::switch_window(&Window::Main))
    }

    /// Closes the window worked in, and goes on in the main one.
    #[track_caller]
    pub fn close_window(&self) -> Result<form::Page, Stop> {
        done(form::close_window())
    }

    /// Says OK to the dialog that stands open; what it said, masked.
    #[track_caller]
    pub fn accept_dialog(&self) -> Result<String, Stop> {
        done(form::dialog(&DialogAnswer::Accept))
    }

    /// Answers a prompt with OK and this text; gives what it says.
    #[track_caller]
    pub fn enter_in_dialog(&self, value: impl Into<Value>) -> Result<String, Stop> {
        done(form::dialog(&DialogAnswer::Enter(value.into())))
    }

    /// Says Cancel to the dialog that stands open; what it said, masked.
    #[track_caller]
    pub fn dismiss_dialog(&self) -> Result<String, Stop> {
        done(form::dialog(&DialogAnswer::Dismiss))
    }
}
