//! Answering alerts, confirmations and prompts.

use std::time::{Duration, Instant};

use super::context::ActionContext;
use crate::form::types::{ActionError, DialogAnswer, RawFailure};

/// Pause between two looks for a dialog.
const DIALOG_POLL: Duration = Duration::from_millis(20);

/// Answers the dialog that stands open, waiting for it up to the bound; its text, masked.
pub(crate) async fn answer(
    context: &mut ActionContext,
    answer: &DialogAnswer,
    bound: Duration,
) -> Result<String, RawFailure> {
    let end = Instant::now() + bound;
    let text = loop {
        match context.document.dialog_text().await? {
            Some(text) => break text,
            None if Instant::now() >= end => return Err(ActionError::NothingThere("open dialog".to_owned()).into()),
            None => tokio::time::sleep(DIALOG_POLL).await,
        }
    };
    // It may lead on, as a click does.
    context.standing.click(context.document.frames(), context.document.number());
    match answer {
        DialogAnswer::Accept => context.document.accept_dialog().await?,
        DialogAnswer::Dismiss => context.document.dismiss_dialog().await?,
        DialogAnswer::Enter(value) => {
            context.learn(value);
            context.document.type_into_dialog(value.text.reveal()).await?;
            context.document.accept_dialog().await?;
            let id = context.placements.next_id();
            context.placements.place(id, value.source.placed());
        }
    }
    Ok(context.document.masked(&text))
}
