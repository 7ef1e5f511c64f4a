//! Going from window to window.

use std::time::Instant;

use super::context::ActionContext;
use crate::browser::{BrowserError, WindowHandle};
use crate::form::page::document::WINDOW_POLL;
use crate::form::page::protocol::request::{AskedCondition, WhichHold};
use crate::form::types::{ActionError, Page, RawFailure, Text, Window};

/// Goes on in another window.
pub(crate) async fn switch(context: &mut ActionContext, window: &Window) -> Result<Page, RawFailure> {
    let main = context.document.main_window().await?;
    match window {
        Window::Main => go_to(context, &main).await,
        Window::Newest => {
            let end = context.end();
            let newest = context.document.newest_window(end).await?;
            go_to(context, &newest).await
        }
        Window::Titled(title) => switch_to_titled(context, &main, title).await,
    }
}

/// Looks into one window after the other for as long as an action waits; ends in the main one where none has the title.
async fn switch_to_titled(context: &mut ActionContext, main: &WindowHandle, title: &Text) -> Result<Page, RawFailure> {
    let end = context.end();
    loop {
        for handle in context.document.windows().await? {
            let page = go_to(context, &handle).await?;
            let condition = [AskedCondition::title(title)];
            let answer = context.document.ask(WhichHold { conditions: &condition, bound: 0 }).await?;
            if !answer.holding.is_empty() {
                return Ok(page);
            }
        }
        if Instant::now() >= end {
            go_to(context, main).await?;
            return Err(ActionError::NothingThere(format!("window titled {}", title.describe())).into());
        }
        tokio::time::sleep(WINDOW_POLL).await;
    }
}

/// Closes the window worked in, and goes on in the main one.
pub(crate) async fn close(context: &mut ActionContext) -> Result<Page, RawFailure> {
    let main = context.document.main_window().await?;
    match context.document.current_window().await {
        Ok(current) if current == main => {
            return Err(ActionError::Malformed("the main window stays open to the end".to_owned()).into());
        }
        // A window that closed itself is closed.
        Ok(_) => context.document.close_window().await?,
        Err(BrowserError::NoSuchWindow) => {}
        Err(error) => return Err(error.into()),
    }
    go_to(context, &main).await
}

async fn go_to(context: &mut ActionContext, window: &WindowHandle) -> Result<Page, RawFailure> {
    context.standing.forget();
    context.document.go_to_window(window).await?;
    let page = context.page(true).await;
    // From here on it is this page that may be left.
    context.document.begin_action();
    context.document.note_act();
    page
}
