//! Looking: texts, values, attributes, options, tables, states. What the page says comes back masked.

use super::context::ActionContext;
use crate::form::page::locate::Activation;
use crate::form::page::protocol::answer::Seen;
use crate::form::page::protocol::request::{LookFor, Want};
use crate::form::types::{ActionError, ControlState, ListOption, RawFailure, Target};

/// Longest text handed to a plugin, in characters.
const MAX_READ: usize = 100_000;

/// What a control is like now.
pub(crate) async fn state(context: &mut ActionContext, target: &Target) -> Result<ControlState, RawFailure> {
    look(context, target, LookFor::State, "").await?.state.ok_or_else(|| ActionError::BrowserLost.into())
}

/// The visible text of an element, masked.
pub(crate) async fn text(context: &mut ActionContext, target: &Target) -> Result<String, RawFailure> {
    let seen = look(context, target, LookFor::Text, "").await?;
    Ok(masked(context, &seen.text.unwrap_or_default()))
}

/// What a control holds, masked.
pub(crate) async fn value(context: &mut ActionContext, target: &Target) -> Result<String, RawFailure> {
    let seen = look(context, target, LookFor::Value, "").await?;
    Ok(masked(context, &seen.text.unwrap_or_default()))
}

/// An attribute, masked; none if the element has it not.
pub(crate) async fn attribute(
    context: &mut ActionContext,
    target: &Target,
    name: &str,
) -> Result<Option<String>, RawFailure> {
    let seen = look(context, target, LookFor::Attribute, name).await?;
    Ok(seen.text.map(|text| masked(context, &text)))
}

/// The options of a list, masked.
pub(crate) async fn options(context: &mut ActionContext, target: &Target) -> Result<Vec<ListOption>, RawFailure> {
    let seen = look_for(context, target, Want::ListLook, LookFor::Options, "").await?;
    let Some(options) = seen.options else {
        let reason = format!("{} is no list that this host knows", target.describe());
        return Err(ActionError::Malformed(context.document.masked(&reason)).into());
    };
    let mask = |option: ListOption| ListOption {
        text: masked(context, &option.text),
        code: masked(context, &option.code),
        ..option
    };
    Ok(options.into_iter().map(mask).collect())
}

/// A table's cells by row, masked.
pub(crate) async fn table(context: &mut ActionContext, target: &Target) -> Result<Vec<Vec<String>>, RawFailure> {
    let rows = look(context, target, LookFor::Table, "").await?.table.unwrap_or_default();
    Ok(rows.iter().map(|row| context.document.masked_all(row)).collect())
}

async fn look(context: &mut ActionContext, target: &Target, what: LookFor, name: &str) -> Result<Seen, RawFailure> {
    look_for(context, target, Want::Look, what, name).await
}

async fn look_for(
    context: &mut ActionContext,
    target: &Target,
    want: Want,
    what: LookFor,
    name: &str,
) -> Result<Seen, RawFailure> {
    loop {
        let seen = context.document.look(target, want, what, name, context.bound).await?;
        if !context.looked_too_early(Activation::None).await {
            return Ok(seen);
        }
    }
}

fn masked(context: &ActionContext, text: &str) -> String {
    let text: String = text.chars().take(MAX_READ).collect();
    context.document.masked(&text)
}
