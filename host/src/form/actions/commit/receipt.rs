//! The county's number, read until it is one: a page between may confirm with a placeholder, and a page may draw its number late.

use std::time::{Duration, Instant};

use super::number::number_in;
use crate::browser::Patience;
use crate::form::actions::context::ActionContext;
use crate::form::actions::wait::first_of;
use crate::form::page::document::millis;
use crate::form::page::protocol::answer::NumberRead;
use crate::form::page::protocol::request::{ForPage, ReadNumber, ReadPageText};
use crate::form::types::{ActionError, CommitOutcome, CommitRequest, RawFailure};
use crate::submission::Receipt;

/// How long the confirmation number may come after the confirmation, at least.
const NUMBER_BOUND: Duration = Duration::from_secs(5);
/// How long a text stands unchanged before it is a number that nobody said the form of: counted seconds are none.
const STILL: Duration = Duration::from_millis(1_200);
/// A page that goes on by itself so soon is one between; one that stays longer is to be read.
const PAGE_BETWEEN: Duration = Duration::from_secs(5);
/// One look into the page, and the pause before the next.
const LOOK: Duration = Duration::from_secs(2);
const PAUSE: Duration = Duration::from_millis(100);
/// Characters of the page that confirmed or refused.
const MAX_OUTCOME_TEXT: usize = 4_000;
/// Characters of what stands where the number should.
const MAX_SHOWN: usize = 100;

/// The receipt, or that its number could not be read until `end`.
pub(super) async fn receipt(
    context: &mut ActionContext,
    request: &CommitRequest,
    end: Instant,
) -> Result<CommitOutcome, RawFailure> {
    let enough = Instant::now() + NUMBER_BOUND;
    let end = end.max(enough);
    let still = if request.number_pattern.is_some() { Duration::ZERO } else { STILL };
    let mut between: Option<Receipt> = None;
    // By its form a number is known at once, and a page may soon be gone. Whether it stays is asked of the page once it is quiet.
    let mut at_once = request.number_pattern.is_some();
    loop {
        if !std::mem::take(&mut at_once) {
            context.document.session().quiet(Patience::Action).await;
        }
        let read = look(context, request, still, end).await?;
        let shown = read.text.as_deref().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        let stands = Some(shown.as_str()).filter(|_| read.stands);
        let number = stands
            .and_then(|it| number(it, request.number_pattern.as_deref()))
            .and_then(|it| context.recorder.number(&it));
        let goes_on = goes_on(context, &read);
        if let Some(number) = number.filter(|_| !goes_on || request.number_pattern.is_some()) {
            let receipt = Receipt { number, text: said(context, &read.page) };
            if !goes_on && stays(context, request, &read, end).await? {
                return unless_refused(context, request, CommitOutcome::Confirmed(receipt)).await;
            }
            between = Some(receipt).filter(|_| request.number_pattern.is_some());
        }
        let now = Instant::now();
        if now >= end || now >= enough && !goes_on {
            let outcome = match between {
                Some(receipt) => CommitOutcome::Confirmed(receipt),
                None => unread(context, request, &shown),
            };
            return unless_refused(context, request, outcome).await;
        }
        tokio::time::sleep(PAUSE.min(end - now)).await;
    }
}

/// What stands there: nothing where its frame is just being replaced.
async fn look(
    context: &mut ActionContext,
    request: &CommitRequest,
    still: Duration,
    end: Instant,
) -> Result<NumberRead, RawFailure> {
    let gone = |failure: &RawFailure| failure.frame_gone() || matches!(failure.error, ActionError::NoMatch(_));
    match read_number(context, request, still, end).await {
        Err(failure) if !request.number.frames.is_empty() && gone(&failure) => {
            context.document.leave_lost_frames().await?;
            Ok(NumberRead::default())
        }
        other => other,
    }
}

async fn read_number(
    context: &mut ActionContext,
    request: &CommitRequest,
    still: Duration,
    end: Instant,
) -> Result<NumberRead, RawFailure> {
    let left = end.saturating_duration_since(Instant::now()).min(LOOK);
    context.document.enter(&request.number.frames, Instant::now() + left).await?;
    let read = ReadNumber { target: ForPage(&request.number), still: millis(still), bound: millis(left) };
    Ok(context.document.try_ask(read).await?.unwrap_or_default())
}

/// Whether what was read is there still: Chromium's driver holds an answer back until the next page has come.
async fn stays(
    context: &mut ActionContext,
    request: &CommitRequest,
    read: &NumberRead,
    end: Instant,
) -> Result<bool, RawFailure> {
    context.document.session().quiet(Patience::Action).await;
    let again = look(context, request, Duration::ZERO, end).await?;
    Ok(again.text == read.text && again.href == read.href && !goes_on(context, &again))
}

/// The page is on its way to the next one, or asks for something that may be the number.
fn goes_on(context: &ActionContext, read: &NumberRead) -> bool {
    let soon = |after: Duration| after <= PAGE_BETWEEN;
    read.refresh.is_some_and(|after| soon(Duration::from_millis(after)))
        || context
            .document
            .visit(&read.href)
            .and_then(|visit| visit.refresh_seconds)
            .is_some_and(|after| soon(Duration::from_secs(after)))
        || context.document.session().awaits_requests(Patience::Action)
}

/// By its form; where nobody said that, whatever has a digit.
fn number(shown: &str, pattern: Option<&str>) -> Option<String> {
    match pattern {
        Some(pattern) => number_in(shown, pattern),
        None => shown.contains(char::is_numeric).then(|| shown.to_owned()),
    }
}

/// What was seen, unless the page that confirmed has gone on to one that refuses.
async fn unless_refused(
    context: &mut ActionContext,
    request: &CommitRequest,
    outcome: CommitOutcome,
) -> Result<CommitOutcome, RawFailure> {
    Ok(match first_of(context, &request.refused, Instant::now()).await? {
        None => outcome,
        Some(_) => CommitOutcome::InDoubt("the page showed a confirmation, and then a refusal".to_owned()),
    })
}

fn unread(context: &ActionContext, request: &CommitRequest, shown: &str) -> CommitOutcome {
    let place = request.number.describe();
    let wanted = request.number_pattern.as_deref().unwrap_or("a text with a digit that stays");
    let short: String = shown.chars().take(MAX_SHOWN).collect();
    CommitOutcome::Unread(context.document.masked(&format!(
        "the county confirmed, but its number could not be read: {place} shows “{short}”, not {wanted}"
    )))
}

/// What the page says, masked; nothing where it cannot be read.
pub(super) async fn page_text(context: &mut ActionContext) -> String {
    let page = context.document.ask(ReadPageText {}).await;
    said(context, &page.map(|page| page.value).unwrap_or_default())
}

fn said(context: &ActionContext, page: &str) -> String {
    let text: String = page.chars().take(MAX_OUTCOME_TEXT).collect();
    context.document.masked(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_its_form_or_at_least_a_digit() {
        #[track_caller]
        fn check(shown: &str, pattern: Option<&str>, expect: Option<&str>) {
            assert_eq!(number(shown, pattern).as_deref(), expect, "{shown} {pattern:?}");
        }
        check("PENDING", None, None);
        check("Processing …", None, None);
        check("", None, None);
        check("No. A-17 (keep it)", None, Some("No. A-17 (keep it)"));
        check("No. A-17 (keep it)", Some("@-##"), Some("A-17"));
        check("PENDING", Some("@-##"), None);
    }
}
