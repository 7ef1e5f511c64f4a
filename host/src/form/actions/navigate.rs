//! Moving about without a click: opening addresses, going back, loading again. What was put into a document that is left so, and
//! that nothing sent or saved, is placed no more.

use std::time::Duration;

use url::Url;

use super::context::ActionContext;
use crate::browser::Origin;
use crate::form::page::protocol::request::ListUnsaved;
use crate::form::record::PlacingId;
use crate::form::types::{ActionError, Page, RawFailure, without_query};

/// How long a document may take to say what would be lost with it.
const ASKED_BEFORE_LEAVING: Duration = Duration::from_secs(2);

/// How a document is left without a click.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leaving {
    /// For another one.
    Away,
    /// By loading it again, which blanks whatever still stands there.
    Again,
}

/// Goes to an address on one of the manifest's origins and waits for the document.
pub(crate) async fn open(context: &mut ActionContext, address: &str) -> Result<Page, RawFailure> {
    let url = Url::parse(address).map_err(|_| ActionError::Malformed("this is not an absolute address".to_owned()))?;
    let allowed = Origin::of(&url).is_some_and(|origin| context.submits.origins.contains(&origin));
    if !allowed {
        return Err(ActionError::ForbiddenAddress(without_query(address)).into());
    }
    context.document.leave_frames().await?;
    let unsaved = unsaved(context, Leaving::Away).await;
    context.document.open(&url).await?;
    arrive(context, unsaved, Leaving::Away).await
}

/// One step back in the window's history.
pub(crate) async fn back(context: &mut ActionContext) -> Result<Page, RawFailure> {
    refuse_to_send_again(context)?;
    context.document.leave_frames().await?;
    let unsaved = unsaved(context, Leaving::Away).await;
    context.document.back().await?;
    arrive(context, unsaved, Leaving::Away).await
}

/// Loads the page again.
pub(crate) async fn reload(context: &mut ActionContext) -> Result<Page, RawFailure> {
    refuse_to_send_again(context)?;
    context.document.leave_frames().await?;
    let unsaved = unsaved(context, Leaving::Again).await;
    context.document.reload().await?;
    arrive(context, unsaved, Leaving::Again).await
}

/// The page as it stands.
pub(crate) async fn current(context: &mut ActionContext) -> Result<Page, RawFailure> {
    context.page(false).await
}

/// The page after the commit may be the answer to what was sent: a browser that loads it again sends that again.
fn refuse_to_send_again(context: &ActionContext) -> Result<(), RawFailure> {
    if context.submits.committed {
        let reason = "after the commit no page is loaded again: the browser could send it again; use `open`";
        return Err(ActionError::Malformed(reason.to_owned()).into());
    }
    Ok(())
}

/// What was put into this document and nothing has sent or saved, as far as can be told. A document that cannot be asked is
/// being left by a click, which took what was in it.
async fn unsaved(context: &mut ActionContext, leaving: Leaving) -> Vec<PlacingId> {
    if !context.placements.has_placed() {
        return Vec::new();
    }
    let request = ListUnsaved { standing: leaving == Leaving::Again };
    context.document.ask_within(request, ASKED_BEFORE_LEAVING).await.map_or_else(|_| Vec::new(), |answer| answer.ids)
}

/// The page after a navigation of the plugin's. What was unsaved and is not in its document is placed no more: where a page
/// saved it by itself, a look says so.
async fn arrive(context: &mut ActionContext, unsaved: Vec<PlacingId>, leaving: Leaving) -> Result<Page, RawFailure> {
    context.document.expect_new();
    context.standing.forget();
    let page = context.page(false).await;
    if !unsaved.is_empty() {
        let there = self::unsaved(context, leaving).await;
        for id in unsaved.into_iter().filter(|id| !there.contains(id)) {
            context.placements.undo(id);
        }
    }
    page
}
