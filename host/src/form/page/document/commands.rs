//! Commands of the driver, each counted.

use serde_json::Value;
use url::Url;

use super::Document;
use crate::browser::{BrowserError, ElementRef, Session, WindowHandle};
use crate::form::types::{RawFailure, UploadFile};

impl Document {
    /// The session, to send one command by.
    fn counted(&mut self) -> &Session {
        self.commands += 1;
        &self.session
    }

    /// The session, to do something to a page by.
    fn acting(&mut self) -> &Session {
        self.note_act();
        self.counted()
    }

    pub(super) async fn execute(&mut self, script: &str, arguments: Vec<Value>) -> Result<Value, BrowserError> {
        self.counted().execute(script, arguments).await
    }

    /// Pointer and key actions.
    pub(crate) async fn perform(&mut self, actions: Value) -> Result<(), BrowserError> {
        self.acting().perform(actions).await
    }

    pub(crate) async fn send_keys(&mut self, element: &ElementRef, keys: &str) -> Result<(), RawFailure> {
        Ok(self.acting().send_keys(element, keys).await?)
    }

    /// The driver's own click.
    pub(crate) async fn click(&mut self, element: &ElementRef) -> Result<(), RawFailure> {
        Ok(self.acting().click(element).await?)
    }

    pub(crate) async fn clear(&mut self, element: &ElementRef) -> Result<(), RawFailure> {
        Ok(self.acting().clear(element).await?)
    }

    pub(crate) async fn upload(&mut self, input: &ElementRef, files: &[UploadFile]) -> Result<(), RawFailure> {
        let paths: Vec<_> = files.iter().map(|file| file.path.clone()).collect();
        Ok(self.acting().upload(input, &paths).await?)
    }

    pub(crate) async fn open(&mut self, address: &Url) -> Result<(), RawFailure> {
        Ok(self.acting().open(address).await?)
    }

    pub(crate) async fn back(&mut self) -> Result<(), RawFailure> {
        Ok(self.acting().back().await?)
    }

    pub(crate) async fn reload(&mut self) -> Result<(), RawFailure> {
        Ok(self.acting().reload().await?)
    }

    pub(super) async fn enter_frame(&mut self, frame: &ElementRef) -> Result<(), RawFailure> {
        Ok(self.counted().enter_frame(frame).await?)
    }

    pub(super) async fn top_frame(&mut self) -> Result<(), RawFailure> {
        Ok(self.counted().top_frame().await?)
    }

    pub(crate) async fn window_handles(&mut self) -> Result<Vec<WindowHandle>, RawFailure> {
        Ok(self.counted().windows().await?)
    }

    pub(crate) async fn current_window(&mut self) -> Result<WindowHandle, BrowserError> {
        self.counted().current_window().await
    }

    pub(super) async fn switch_window(&mut self, window: &WindowHandle) -> Result<(), RawFailure> {
        Ok(self.counted().switch_window(window).await?)
    }

    pub(crate) async fn close_window(&mut self) -> Result<(), RawFailure> {
        Ok(self.counted().close_window().await?)
    }

    /// The text of the dialog that stands open.
    pub(crate) async fn dialog_text(&mut self) -> Result<Option<String>, RawFailure> {
        Ok(self.counted().dialog_text().await?)
    }

    pub(crate) async fn accept_dialog(&mut self) -> Result<(), RawFailure> {
        Ok(self.acting().dialog_accept().await?)
    }

    pub(crate) async fn dismiss_dialog(&mut self) -> Result<(), RawFailure> {
        Ok(self.acting().dialog_dismiss().await?)
    }

    pub(crate) async fn type_into_dialog(&mut self, text: &str) -> Result<(), RawFailure> {
        Ok(self.acting().dialog_type(text).await?)
    }

    pub(crate) async fn screenshot(&mut self) -> Result<Vec<u8>, RawFailure> {
        Ok(self.counted().screenshot().await?)
    }

    pub(crate) async fn screenshot_of(&mut self, element: &ElementRef) -> Result<Vec<u8>, RawFailure> {
        Ok(self.counted().element_screenshot(element).await?)
    }

    pub(crate) async fn print_pdf(&mut self) -> Result<Vec<u8>, RawFailure> {
        Ok(self.counted().print_pdf().await?)
    }
}
