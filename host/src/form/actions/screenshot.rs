//! Pictures and prints that a plugin keeps.

use super::context::ActionContext;
use crate::form::page::locate::Wanted;
use crate::form::page::protocol::request::Want;
use crate::form::record::ShotFormat;
use crate::form::types::{RawFailure, Target};

/// Keeps a screenshot of the page, or of one element, with the attempt's evidence.
pub(crate) async fn screenshot(context: &mut ActionContext, target: Option<&Target>) -> Result<(), RawFailure> {
    context.recorder.room_for_a_shot()?;
    let png = match target {
        Some(target) => {
            let found = context.find_ready(target, Wanted::only(Want::Look)).await?;
            context.document.screenshot_of(&found.el).await?
        }
        None => context.document.screenshot().await?,
    };
    context.recorder.keep("screenshot", ShotFormat::Png, png);
    Ok(())
}

/// Keeps the page as PDF with the attempt's evidence.
pub(crate) async fn print_pdf(context: &mut ActionContext) -> Result<(), RawFailure> {
    context.recorder.room_for_a_shot()?;
    let pdf = context.document.print_pdf().await?;
    context.recorder.keep("print", ShotFormat::Pdf, pdf);
    Ok(())
}
