//! Every application that waits is watched against its deadline. What cannot be expected to be worked on in time comes in front of a person
//! while there is time to deliver it by hand, with what holds it: what needs somebody anyway at [`HandOver::by_hand`], what merely waits at
//! [`HandOver::last_call`]. Work under a lease is never taken away.

mod outlook;
mod watched;

use std::time::Duration;

use jiff::Timestamp;
use sqlx::{AnyConnection, Row as _};

use self::outlook::{GRACE, Outlook, Outlooks, Waits};
pub use self::watched::{CanWork, HandOver, Watched};
use super::rows::{count, damaged, moment, moment_if_any, parsed, parsed_if_any, stored_after};
use super::snapshot::Snapshot;
use super::transitions::{self, TransitionNote};
use super::{Ledger, LedgerError, Who};
use crate::submission::{ApplicationId, CountyCode, Event, Sending, State};

/// Later than this before its cutoff nobody delivers by hand any more: what merely waits stays where it is, and is tried.
const TOO_LATE: Duration = Duration::from_secs(5 * 60);
/// Questions in vain after which a doubt whose cutoff is near is a person's.
const ASKED_IN_VAIN: u32 = 2;
/// Most applications of one county that are looked at, and most that are handed over together.
const MOST_WATCHED: i64 = 10_000;
const MOST_HANDED_OVER: usize = 256;
/// Of what merely waits, no more is handed over where so many of a county's are in front of a person: there is no time for more by hand, and
/// what stays in the queue goes on by itself.
const MOST_IN_REVIEW: u32 = 100;

/// An application that waits.
struct Waiting {
    id: ApplicationId,
    moves: u32,
    waits: Waits,
}

/// One to be handed over, as it was when that was decided.
struct Due {
    id: ApplicationId,
    moves: u32,
    why: String,
    /// It would go on by itself, and is handed over for its cutoff alone.
    merely_waits: bool,
}

impl Ledger {
    /// Hands over to a person what cannot be expected to be worked on before its cutoff. Gives how many.
    pub async fn hand_over(&self, watched: &dyn Watched, when: HandOver) -> Result<u32, LedgerError> {
        let mut db = self.readers().acquire().await?;
        let now = self.lease_now(&mut db).await?;
        let rows = sqlx::query(
            "SELECT county FROM applications WHERE state = 'queued' AND deadline <= $1
             UNION SELECT county FROM applications WHERE state = 'in_doubt'",
        )
        .bind(stored_after(now, when.by_hand))
        .fetch_all(&mut *db)
        .await?;
        let mut handed_over = 0;
        for row in &rows {
            let county: CountyCode = parsed(row, "county")?;
            match self.hand_over_of(&mut db, &county, watched.can_work(&county, now), when, now).await {
                Ok(of_it) => handed_over += of_it,
                // What cannot be read of one county keeps no other from being watched.
                Err(error) => tracing::error!(%county, %error, "what waits in a county could not be watched"),
            }
        }
        Ok(handed_over)
    }

    async fn hand_over_of(
        &self,
        db: &mut AnyConnection,
        county: &CountyCode,
        can_work: CanWork,
        when: HandOver,
        now: Timestamp,
    ) -> Result<u32, LedgerError> {
        let outlooks = self.outlooks(db, county, can_work, now).await?;
        let mut due = due(db, county, &outlooks, when, now).await?;
        // Looked at beside the writer, which everybody waits for.
        if due.iter().any(|one| one.merely_waits)
            && in_review(db, county, stored_after(now, when.by_hand)).await? >= MOST_IN_REVIEW
        {
            due.retain(|one| !one.merely_waits);
        }
        due.truncate(MOST_HANDED_OVER);
        if due.is_empty() { Ok(0) } else { self.to_a_person(county, due, when).await }
    }

    /// Fenced, and only what is still as it was: what was taken meanwhile is worked on.
    async fn to_a_person(&self, county: &CountyCode, due: Vec<Due>, when: HandOver) -> Result<u32, LedgerError> {
        let mut tx = self.begin().await?;
        let due_before = stored_after(self.lease_now(&mut tx).await?, when.by_hand);
        let mut in_review = in_review(&mut tx, county, due_before).await?;
        let mut handed_over = 0;
        for Due { id, moves, why, merely_waits } in due {
            let before = Snapshot::read(&mut tx, id).await?.ok_or_else(|| damaged("applications"))?;
            if before.moves != moves || is_worked_on(&mut tx, id).await? {
                continue;
            }
            if merely_waits && (in_review >= MOST_IN_REVIEW || was_requeued(&mut tx, &before).await?) {
                continue;
            }
            if let Err(error) = self.key_of(&before) {
                tracing::error!(submission = %id, %error, "an application waits that nobody can be told of");
                continue;
            }
            let why = self.with_the_doubt(&mut tx, &before, why).await?;
            let who = Who::host("postrider");
            let event = Some(Event::Escalate);
            let note = TransitionNote { event, at: self.now(), who: &who, why: &why, plugin: None, attempt: None };
            let fence = transitions::next_fence(&mut tx).await?;
            let after = Snapshot { not_before: None, fence, ..before.clone() };
            transitions::apply(&mut tx, self.keys(), &before, after, note).await?;
            (handed_over, in_review) = (handed_over + 1, in_review + 1);
        }
        tx.commit().await?;
        Ok(handed_over)
    }
}

/// What of a county is to be handed over, doubts first.
async fn due(
    db: &mut AnyConnection,
    county: &CountyCode,
    outlooks: &Outlooks,
    when: HandOver,
    now: Timestamp,
) -> Result<Vec<Due>, LedgerError> {
    let mut due = Vec::new();
    let doubts = waiting(db, county, State::InDoubt, i64::MAX).await?;
    let before_the_queue = u32::try_from(doubts.len()).unwrap_or(u32::MAX);
    for Waiting { id, moves, waits } in doubts {
        let why = due_doubt(&outlooks.doubts, &waits, when, now);
        due.extend(why.map(|why| Due { id, moves, why, merely_waits: false }));
    }
    let queue = waiting(db, county, State::Queued, stored_after(now, when.by_hand)).await?;
    for (place, Waiting { id, moves, waits }) in (before_the_queue..).zip(queue) {
        let merely_waits = !matches!(outlooks.queue, Outlook::Stopped { .. });
        let why = due_in_queue(&outlooks.queue, &waits, place, when, now);
        due.extend(why.map(|why| Due { id, moves, why, merely_waits }));
    }
    Ok(due)
}

/// Why a doubt goes to a person, if it does. Never back to the queue: the county may have it.
fn due_doubt(outlook: &Outlook, doubt: &Waits, when: HandOver, now: Timestamp) -> Option<String> {
    let sending = doubt.sending.unwrap_or(Sending::Intended);
    let is_near = |before: Duration| doubt.deadline <= now + before;
    let is_settling = doubt.not_before.is_some_and(|until| until > now);
    match outlook {
        // One that the plugin itself claims does not wait for another release, which could only say the same.
        Outlook::Stopped { since, why } if !is_settling => {
            let is_due = sending == Sending::Claimed || *since + GRACE <= now || is_near(when.last_call);
            is_due.then(|| format!("no plugin can ask the county, for {why}; {}", sending.what_to_do()))
        }
        _ if doubt.unanswered >= ASKED_IN_VAIN && is_near(when.by_hand) => {
            let asked = doubt.unanswered;
            Some(format!(
                "the county could not be asked {asked} times, and its cutoff is near; {}",
                sending.what_to_do()
            ))
        }
        Outlook::Later { why } if !is_settling && is_near(when.last_call) => {
            Some(format!("the county cannot be asked now, for {why}, and its cutoff is near; {}", sending.what_to_do()))
        }
        _ => None,
    }
}

/// Why what is queued goes to a person, if it does; `place` is how many of its county have their turn before it.
fn due_in_queue(outlook: &Outlook, waits: &Waits, place: u32, when: HandOver, now: Timestamp) -> Option<String> {
    let is_near = |before: Duration| waits.deadline <= now + before;
    let is_last_call = is_near(when.last_call) && waits.deadline > now + TOO_LATE;
    match outlook {
        Outlook::Stopped { since, why } => (is_near(when.last_call) || is_near(when.by_hand) && *since + GRACE <= now)
            .then(|| {
                format!("{why}; its cutoff is near: deliver it by hand, or send it again when the county's work goes on")
            }),
        Outlook::Later { why } => is_last_call
            .then(|| format!("{why}, and its cutoff is near: deliver it by hand, or send it again when that is over")),
        Outlook::Works(rate) => (is_last_call && rate.ends(place, waits.not_before, now) > waits.deadline).then(|| {
            let what = match waits.not_before.filter(|until| *until > now) {
                Some(until) => format!("it is tried again at {} at the earliest", until.strftime("%H:%M UTC")),
                None if place == 0 => {
                    format!("nothing of its county begins before {}", rate.ready.strftime("%H:%M UTC"))
                }
                None => format!("{place} of its county have their turn before it"),
            };
            let each = rate.service.as_secs();
            format!(
                "its turn does not come before its cutoff: {what}, and each takes about {each} s; deliver it by hand, or send it again for \
                 the next one"
            )
        }),
    }
}

/// What waits in a county, in the order in which it is worked on.
async fn waiting(
    db: &mut AnyConnection,
    county: &CountyCode,
    state: State,
    due_before: i64,
) -> Result<Vec<Waiting>, LedgerError> {
    let rows = sqlx::query(
        "SELECT a.id, a.moves, a.deadline, a.not_before, a.unanswered, a.sending FROM applications a
         WHERE a.county = $1 AND a.state = $2 AND a.deadline <= $3
            AND NOT EXISTS (SELECT 1 FROM leases l WHERE l.application = a.id)
         ORDER BY a.deadline, a.setbacks, a.id LIMIT $4",
    )
    .bind(county.as_str())
    .bind(state.into_str())
    .bind(due_before)
    .bind(MOST_WATCHED)
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|row| {
            let waits = Waits {
                deadline: moment(row, "deadline")?,
                not_before: moment_if_any(row, "not_before")?,
                unanswered: count(row, "unanswered")?,
                sending: parsed_if_any(row, "sending")?,
            };
            Ok(Waiting { id: parsed(row, "id")?, moves: count(row, "moves")?, waits })
        })
        .collect()
}

/// How many of a county's applications that are due are in front of a person.
async fn in_review(db: &mut AnyConnection, county: &CountyCode, due_before: i64) -> Result<u32, LedgerError> {
    let row =
        sqlx::query("SELECT count(*) AS n FROM applications WHERE county = $1 AND state = 'review' AND deadline <= $2");
    count(&row.bind(county.as_str()).bind(due_before).fetch_one(db).await?, "n")
}

async fn is_worked_on(db: &mut AnyConnection, id: ApplicationId) -> Result<bool, LedgerError> {
    let row = sqlx::query("SELECT 1 AS n FROM leases WHERE application = $1").bind(id.to_string());
    Ok(row.fetch_optional(db).await?.is_some())
}

/// Whether its last move was a person's word, or a new release's, that it be sent again: that stands.
async fn was_requeued(db: &mut AnyConnection, application: &Snapshot) -> Result<bool, LedgerError> {
    let row = sqlx::query("SELECT event FROM history WHERE application = $1 AND seq = $2")
        .bind(application.id.to_string())
        .bind(i64::from(application.moves))
        .fetch_one(db)
        .await?;
    Ok(row.try_get::<Option<&str>, _>("event")? == Some(Event::Requeue.into_str()))
}
