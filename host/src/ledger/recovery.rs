//! Recovery of work that ended without a word: its host was killed, or its lease ran out.

use jiff::{SignedDuration, Timestamp};
use sqlx::{AnyConnection, Row as _};

use super::attempt_rows::close_attempt;
use super::first::{self, Says};
use super::holds::HeldFor;
use super::missed::{self, note_late};
use super::rows::{count, damaged, flag, moment, parsed, parsed_if_any};
use super::snapshot::Snapshot;
use super::transitions::{self, TransitionNote};
use super::writer::Write;
use super::{Ledger, LedgerError, Recovered, Who};
use crate::submission::{ApplicationId, AttemptNumber, Counts, Event, Fence, PluginDigest, Receipt, Sending, State};

/// How long work waits behind others after it was cut off once; doubles with every further time. What brings a host down is not
/// the first thing that the next one does.
const INTERRUPTED_WAIT: SignedDuration = SignedDuration::from_secs(10);

/// A lease, and whose it is.
struct Abandoned {
    fence: Fence,
    application: ApplicationId,
    host: String,
    expires_at: Timestamp,
    plugin: Option<PluginDigest>,
    attempt: AttemptNumber,
    rehearses: bool,
}

/// What recovery does with work that was cut off.
struct RecoveryDecision {
    event: Option<Event>,
    outcome: &'static str,
    why: String,
}

impl Ledger {
    /// Takes back leases that ran out. An attempt goes back to the queue unless its intent was written, or its plugin claimed a send:
    /// then it is in doubt. One whose confirmation was read is delivered. What was rehearsed waits as it did before. Leases of work in
    /// this process run out by the time that passes, whatever a clock says; those of others by the clock of leases.
    pub async fn recover(&self, now: Timestamp) -> Result<Recovered, LedgerError> {
        // Nobody is kept from writing while nothing is worked on.
        if sqlx::query("SELECT 1 AS n FROM leases LIMIT 1").fetch_optional(self.readers()).await?.is_none() {
            return Ok(Recovered::default());
        }
        let mut tx = self.begin().await?;
        let lease_now = self.lease_now(&mut tx).await?;
        let ran_out =
            |lease: &Abandoned| self.live_leases().ran_out(lease.fence).unwrap_or(lease.expires_at <= lease_now);
        self.take_back(tx, now, ran_out).await
    }

    /// Takes back what a host's earlier processes had, at the start of the next one. Of a file these are all leases: nobody else has it.
    pub(super) async fn take_back_from(&self, tx: Write, now: Timestamp, host: &str) -> Result<Recovered, LedgerError> {
        self.take_back(tx, now, |lease| self.is_file() || lease.host == host).await
    }

    async fn take_back(
        &self,
        mut tx: Write,
        now: Timestamp,
        is_abandoned: impl Fn(&Abandoned) -> bool,
    ) -> Result<Recovered, LedgerError> {
        let mut recovered = Recovered::default();
        let (mut taken, mut late) = (Vec::new(), Vec::new());
        for lease in leases(&mut tx).await?.into_iter().filter(is_abandoned) {
            // What cannot be written of one application keeps nobody else's from being recovered.
            let before =
                Snapshot::read(&mut tx, lease.application).await?.ok_or_else(|| damaged("leases.application"))?;
            if let Err(error) = self.key_of(&before) {
                tracing::error!(submission = %lease.application, %error, "work that nobody does any more is left where it is");
                continue;
            }
            let sent = before.clone();
            let state = self.recover_lease(&mut tx, &lease, before, now, &mut recovered).await?;
            if let Some(at) = sent.committed_at.filter(|at| state == State::Delivered && *at > sent.deadline) {
                let noted_at = self.lease_now(&mut tx).await?;
                if note_late(&mut tx, &sent, (at, noted_at)).await? {
                    late.push(sent.county);
                }
            }
            taken.push(lease.fence);
        }
        tx.commit().await?;
        late.iter().for_each(|county| missed::counted(county, 1));
        taken.into_iter().for_each(|fence| self.live_leases().forget(fence));
        Ok(recovered)
    }

    /// Ends one abandoned lease: moves its application as decided, closes its attempt and gives its sessions back.
    async fn recover_lease(
        &self,
        db: &mut AnyConnection,
        lease: &Abandoned,
        before: Snapshot,
        now: Timestamp,
        recovered: &mut Recovered,
    ) -> Result<State, LedgerError> {
        let mut after = Snapshot { fence: transitions::next_fence(db).await?, not_before: None, ..before.clone() };
        let receipt = match (before.state, before.sending) {
            (State::Committing, Some(Sending::Confirmed)) => self.kept_receipt(db, &before, lease.fence).await?,
            _ => None,
        };
        let mut decision = if lease.rehearses && !before.is_claimed() {
            // Nobody's turn was cut off: it waits as it did.
            after.not_before = before.not_before;
            let why = "the rehearsal was cut off, as its worker stopped".to_owned();
            RecoveryDecision { event: Some(Event::Retry), outcome: "interrupted", why }
        } else {
            decide_recovery(&before, &mut after, receipt, now)
        };
        let says = match (first::is_first(db, &before.county, lease.fence).await?, decision.event) {
            (true, Some(Event::Confirm)) => Some(Says::GoOn),
            (true, Some(Event::Doubt)) if before.is_claimed() => Some(Says::Hold(HeldFor::Doubts)),
            // That the host stopped says nothing about the site.
            (true, Some(_)) => Some(Says::Nothing),
            _ => None,
        };
        if let Some(says) = &says {
            self.after_first(db, &before, says, &decision.why).await?;
            decision.why = says.added_to(&decision.why);
        }
        if decision.event == Some(Event::Escalate) {
            decision.why = self.with_the_doubt(db, &before, decision.why).await?;
        }
        let who = Who::host(&lease.host);
        let note = TransitionNote {
            event: decision.event,
            at: now,
            who: &who,
            why: &decision.why,
            plugin: lease.plugin.as_ref(),
            attempt: Some(lease.attempt),
        };
        let state = if decision.event == Some(Event::Doubt) {
            let sending = before.sending.unwrap_or(Sending::Intended);
            self.doubt(db, &before, sending, after, note).await?
        } else {
            transitions::apply(db, self.keys(), &before, after, note).await?
        };
        match (before.state, state) {
            (_, State::Review) => recovered.escalated += 1,
            (_, State::Delivered) => recovered.delivered += 1,
            (State::InDoubt, _) => recovered.freed += 1,
            (_, State::InDoubt) => recovered.in_doubt += 1,
            _ => recovered.requeued += 1,
        }
        close_attempt(db, lease.fence.0, now, decision.outcome).await?;
        Ok(state)
    }
}

/// Decides what follows for the application, and counts the interruption in `after`. The caller writes both. A
/// confirmation that was read stands. A commit that was cut off, and a claim, are doubts; that the host stopped says
/// nothing more.
fn decide_recovery(
    before: &Snapshot,
    after: &mut Snapshot,
    receipt: Option<Receipt>,
    now: Timestamp,
) -> RecoveryDecision {
    if let Some(receipt) = receipt {
        let number = receipt.number.trim();
        let why = format!("the county confirmed: {number}; its worker stopped after that was kept");
        after.receipt_number = Some(number.to_owned());
        after.sending = None;
        return RecoveryDecision { event: Some(Event::Confirm), outcome: "delivered", why };
    }
    if before.state == State::Committing || before.is_claimed() {
        let why = match before.sending {
            Some(Sending::Claimed) => "its worker stopped after its plugin said that it had sent it without a commit",
            Some(Sending::Confirmed) => "its worker stopped after the county's page had confirmed it",
            Some(Sending::Intended) | None => "its worker stopped after the intent to send was written",
        };
        return RecoveryDecision { event: Some(Event::Doubt), outcome: "in_doubt", why: why.to_owned() };
    }
    after.counts.interruptions += 1;
    let times = after.counts.interruptions;
    if times >= Counts::MAX_INTERRUPTIONS {
        let next = before
            .sending
            .map_or_else(|| "if so, deliver it by hand; if not, send it again".to_owned(), Sending::what_to_do);
        let why = format!(
            "the host stopped {times} times while it worked on this: see its log whether this is what stops it; {next}"
        );
        return RecoveryDecision { event: Some(Event::Escalate), outcome: "interrupted", why };
    }
    let wait = INTERRUPTED_WAIT.saturating_mul(1_i32.checked_shl(times - 1).unwrap_or(i32::MAX));
    after.not_before = Some(now.saturating_add(wait).unwrap_or(now));
    let (event, why) = match before.state {
        State::InDoubt => (None, "its worker stopped before the county had answered"),
        _ => (Some(Event::Retry), "its worker stopped before the commit"),
    };
    RecoveryDecision { event, outcome: "interrupted", why: why.to_owned() }
}

async fn leases(db: &mut AnyConnection) -> Result<Vec<Abandoned>, LedgerError> {
    let rows = sqlx::query(
        "SELECT l.fence, l.application, l.host, l.expires_at, t.plugin, t.number, t.rehearses
         FROM leases l JOIN attempts t ON t.fence = l.fence ORDER BY l.fence",
    )
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Abandoned {
                fence: Fence(row.try_get("fence")?),
                application: parsed(row, "application")?,
                host: row.try_get("host")?,
                expires_at: moment(row, "expires_at")?,
                plugin: parsed_if_any(row, "plugin")?,
                attempt: AttemptNumber(count(row, "number")?),
                rehearses: flag(row, "rehearses")?,
            })
        })
        .collect()
}
