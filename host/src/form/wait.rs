//! Waiting for any of several conditions, and saying which. The page is watched from inside; dialogs and windows are asked
//! for between the looks.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::condition::{Condition, either};
use super::failure::{ActionError, Mismatch};
use super::page::{NAVIGATION_BOUND, millis};
use super::{Failure, Finder, Form, Wrong};

/// Conditions of one wait.
pub(super) const MAX_CONDITIONS: usize = 16;
/// Longest wait, in milliseconds.
pub(super) const MAX_WAIT_MS: u32 = 60_000;
/// One look into the page where all conditions are in one frame and the page can answer them.
const LONG_LOOK: Duration = Duration::from_secs(5);
/// One look where other frames, dialogs or windows want to be looked at too.
const SHORT_LOOK: Duration = Duration::from_millis(150);

impl Form {
    /// Waits until one of the conditions is true and says which, from 0.
    pub async fn wait(&mut self, conditions: &[Condition], bound_ms: u32) -> Result<u32, Failure> {
        let begun = self.begin("wait", &either(conditions), None)?;
        let done = self.wait_now(conditions, bound_ms).await;
        self.finish(begun, done).await
    }

    /// Which condition is true now, if any.
    pub async fn which(&mut self, conditions: &[Condition]) -> Result<Option<u32>, Failure> {
        let begun = self.begin("which", &either(conditions), None)?;
        let done = match bounded(conditions) {
            Ok(()) => self.which_of(conditions).await,
            Err(wrong) => Err(wrong),
        };
        self.finish(begun, done).await
    }

    async fn wait_now(&mut self, conditions: &[Condition], bound_ms: u32) -> Result<u32, Wrong> {
        bounded(conditions)?;
        if bound_ms > MAX_WAIT_MS {
            return Err(ActionError::Limit(format!("a wait of at most {MAX_WAIT_MS} ms")).into());
        }
        let end = Instant::now() + Duration::from_millis(u64::from(bound_ms));
        match self.first_of(conditions, end).await? {
            Some(number) => Ok(number),
            None => {
                let found = self.instead_of(conditions).await;
                let wanted = self.settings.mask.apply(&either(conditions));
                Err(ActionError::TimedOut(Mismatch::new(wanted, found)).into())
            }
        }
    }

    pub(super) async fn which_of(&mut self, conditions: &[Condition]) -> Result<Option<u32>, Wrong> {
        self.first_of(conditions, Instant::now()).await
    }

    /// The first condition that is true, the lowest number of several; none at the end of the time.
    pub(super) async fn first_of(&mut self, conditions: &[Condition], end: Instant) -> Result<Option<u32>, Wrong> {
        let begun = Instant::now();
        let groups = by_frames(conditions);
        let asks_session = conditions.iter().any(|c| matches!(c, Condition::Dialog | Condition::Windows(_)));
        loop {
            let mut holding: Vec<u32> = Vec::new();
            if asks_session {
                holding.extend(self.of_session(conditions).await?);
                if holding.iter().any(|number| matches!(conditions[*number as usize], Condition::Dialog)) {
                    return Ok(holding.into_iter().min()); // an open dialog keeps the page from answering
                }
            }
            let alone = groups.len() == 1 && !asks_session;
            for (frames, requests) in &groups {
                let left = end.saturating_duration_since(Instant::now());
                let look = if alone { LONG_LOOK } else { SHORT_LOOK };
                let bound = if holding.is_empty() { left.min(look) } else { Duration::ZERO };
                // Asked for now, a page is given its time; waited for, it has the time of the wait.
                let patience = if end <= begun { NAVIGATION_BOUND } else { left };
                holding.extend(self.in_frames(conditions, frames, requests, bound, patience).await?);
            }
            if let Some(number) = holding.into_iter().min() {
                return Ok(Some(number));
            }
            if Instant::now() >= end {
                return Ok(None);
            }
            if groups.is_empty() {
                tokio::time::sleep(SHORT_LOOK.min(end.saturating_duration_since(Instant::now()))).await;
            }
        }
    }

    /// The conditions of one frame that are true.
    async fn in_frames(
        &mut self,
        conditions: &[Condition],
        frames: &[Finder],
        requests: &[Value],
        bound: Duration,
        patience: Duration,
    ) -> Result<Vec<u32>, Wrong> {
        let numbers = || requests.iter().filter_map(|request| u32::try_from(request["number"].as_u64()?).ok());
        let answer = match self.enter(frames, Instant::now()).await {
            Ok(()) => {
                let request = json!({ "op": "conditions", "conditions": requests, "bound": millis(bound) });
                self.ask_within(request, patience).await
            }
            Err(wrong) => Err(wrong),
        };
        match answer {
            Ok(answer) => {
                let holding: Vec<u32> = numbers_in(&answer["holding"]);
                let error = if holding.is_empty() && !bound.is_zero() { self.error_page(&answer) } else { None };
                error.map_or(Ok(holding), |error| Err(error.into()))
            }
            // The next page is still to come: that is what is waited for.
            Err(Wrong { error: ActionError::Unreachable { status: None, .. }, .. }) if patience < NAVIGATION_BOUND => {
                Ok(Vec::new())
            }
            // A dialog that opened meanwhile is what the session will be asked for next.
            Err(wrong) if wrong.dialog_open() && conditions.iter().any(|c| matches!(c, Condition::Dialog)) => {
                Ok(Vec::new())
            }
            Err(wrong)
                if wrong.frame_gone() || matches!(wrong.error, ActionError::NoMatch(_)) && !frames.is_empty() =>
            {
                self.in_frame_unknown = true;
                self.leave_frames().await?;
                tokio::time::sleep(bound.min(SHORT_LOOK)).await;
                Ok(numbers().filter(|number| conditions[*number as usize].true_without_frame()).collect())
            }
            Err(wrong) => Err(wrong),
        }
    }

    async fn of_session(&mut self, conditions: &[Condition]) -> Result<Vec<u32>, Wrong> {
        let mut holding = Vec::new();
        for (number, condition) in (0u32..).zip(conditions) {
            let holds = match condition {
                Condition::Dialog => {
                    self.commands += 1;
                    self.session.dialog_text().await?.is_some()
                }
                Condition::Windows(count) => {
                    self.commands += 1;
                    self.session.windows().await?.len() == *count as usize
                }
                _ => false,
            };
            if holds {
                holding.push(number);
            }
        }
        Ok(holding)
    }
}

/// Requests for the page's script, those of one frame together; what is asked of the window goes with the first frame.
pub(super) fn by_frames(conditions: &[Condition]) -> Vec<(Vec<Finder>, Vec<Value>)> {
    let mut groups: Vec<(Vec<Finder>, Vec<Value>, Vec<Value>)> = Vec::new();
    for (number, condition) in conditions.iter().enumerate() {
        let Some(request) = condition.to_json(number) else {
            continue;
        };
        let key: Vec<Value> = condition.frames().iter().map(Finder::to_json).collect();
        match groups.iter_mut().find(|(_, known, _)| *known == key) {
            Some((_, _, requests)) => requests.push(request),
            None => groups.push((condition.frames().to_vec(), key, vec![request])),
        }
    }
    groups.into_iter().map(|(frames, _, requests)| (frames, requests)).collect()
}

fn numbers_in(list: &Value) -> Vec<u32> {
    list.as_array().into_iter().flatten().filter_map(|number| u32::try_from(number.as_u64()?).ok()).collect()
}

fn bounded(conditions: &[Condition]) -> Result<(), Wrong> {
    if conditions.is_empty() || conditions.len() > MAX_CONDITIONS {
        return Err(ActionError::Limit(format!("one to {MAX_CONDITIONS} conditions, not {}", conditions.len())).into());
    }
    Ok(())
}
