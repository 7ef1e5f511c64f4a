//! Getting to one ready element: frames entered, strictly matched, waited for; and what the page says otherwise, in the
//! contract's words.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::failure::{ActionError, AlterationKind, HIDDEN, Mismatch, Readiness};
use super::keys::Point;
use super::nearest::nearest;
use super::page::{SICK_PAGE_BOUND, SLICE, millis};
use super::target::{Finder, Target};
use super::value::{Choice, Sight};
use super::{Form, Wrong};
use crate::browser::{BrowserError, ElementRef};

/// What an element is wanted for: which states it must have, and what else happens in the same trip.
#[derive(Clone, Copy, Default)]
pub(super) struct Wanted<'a> {
    pub(super) what: &'static str,
    /// Select what the control holds, so that typing replaces it.
    pub(super) select: bool,
    /// Put the focus there.
    pub(super) focus: bool,
    /// Whether it is about to be clicked or pressed.
    pub(super) activation: Activation,
    /// A letter is pressed with Alt, which presses whatever names it as its key.
    pub(super) alt: Option<char>,
    /// Find this in the list.
    pub(super) choice: Option<&'a Choice>,
    /// A value goes in that the plugin may not read: from now on it is not told what the control holds.
    pub(super) hidden: bool,
}

/// Whether an element is about to be activated. If so, what was filled is looked at again, and the page measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Activation {
    #[default]
    None,
    /// By a click or key that may lead on: what was filled may go with the step that is left.
    Plain,
    /// By the commit: everything has to stand.
    Commit,
}

/// One element, ready.
pub(super) struct Located {
    pub(super) element: ElementRef,
    /// Where a click reaches it.
    pub(super) point: Option<Point>,
    /// What else the script said of it.
    pub(super) facts: Value,
}

impl Form {
    /// The one element that the target says, ready for what is wanted.
    pub(super) async fn locate(&mut self, target: &Target, wanted: Wanted<'_>) -> Result<Located, Wrong> {
        self.locate_within(target, wanted, self.settings.action_bound).await
    }

    pub(super) async fn locate_within(
        &mut self,
        target: &Target,
        wanted: Wanted<'_>,
        bound: Duration,
    ) -> Result<Located, Wrong> {
        let mut end = Instant::now() + bound;
        let activates = wanted.activation != Activation::None;
        loop {
            self.enter(&target.frames, end).await?;
            let left = end.saturating_duration_since(Instant::now());
            let answer = self
                .ask(json!({
                    "op": "ready", "target": target.to_json(), "want": wanted.what, "bound": millis(left.min(SLICE)),
                    "select": wanted.select, "focus": wanted.focus, "recheck": activates,
                    "leaving": wanted.what != "look", "measure": activates,
                    "moves": wanted.activation == Activation::Plain, "hidden": wanted.hidden, "alt": wanted.alt,
                    "choice": wanted.choice.map(Choice::to_json),
                }))
                .await;
            let answer = match answer {
                Err(wrong) if wrong.frame_gone() && !left.is_zero() => {
                    self.leave_frames().await?;
                    continue;
                }
                other => other?,
            };
            if answer["error"].is_null() {
                if let Some(page) = answer.get("page") {
                    self.note_page(page);
                }
                return located(answer);
            }
            let waits = matches!(answer["error"].as_str(), Some("none" | "unready"));
            if waits && self.page_is_sick(&answer) {
                end = end.min(Instant::now() + SICK_PAGE_BOUND);
            }
            if !waits || left <= SLICE {
                return Err(self.explain(&answer, target));
            }
        }
    }

    /// What the script's answer means, in the contract's words.
    pub(super) fn explain(&mut self, answer: &Value, target: &Target) -> Wrong {
        let wanted = self.settings.mask.apply(&target.describe());
        match answer["error"].as_str() {
            Some("none") => {
                let scope = scope_of(answer, target);
                let found = nearest(scope.unwrap_or(&target.by).literal(), self.masked_texts(&answer["near"]));
                let wanted = self.in_scope(scope, wanted);
                let advice = (answer["unlabelled"] == true).then_some(
                    "the text stands there and labels nothing: use `after_text`, or the control's name or id",
                );
                ActionError::NoMatch(Mismatch { wanted, found, advice }).into()
            }
            Some("many") => {
                let wanted = self.in_scope(scope_of(answer, target), wanted);
                ActionError::ManyMatches(Mismatch::new(wanted, self.masked_texts(&answer["found"]))).into()
            }
            Some("unready") => ActionError::NotReady {
                wanted,
                missing: Readiness::parse(answer["missing"].as_str().unwrap_or_default()),
                covered_by: answer["cover"].as_str().map(|cover| self.settings.mask.apply(cover)),
            }
            .into(),
            Some("changed") => {
                let changed = &answer["changed"];
                let field = changed["id"].as_u64().is_some_and(|id| self.account.undo(id));
                let sight = if field || changed["hidden"] == true { Sight::Hidden } else { Sight::Open };
                self.altered(changed, changed["expect"].as_str().unwrap_or_default(), sight).into()
            }
            Some("stale") => BrowserError::Stale.into(),
            _ => ActionError::BrowserLost.into(),
        }
    }

    /// What was looked for, said of the scope where that is what failed.
    fn in_scope(&self, scope: Option<&Finder>, wanted: String) -> String {
        match scope {
            Some(scope) => self.settings.mask.apply(&format!("{}, to look in for {wanted}", scope.describe())),
            None => wanted,
        }
    }

    /// An alteration from what the script read back. Of a value that the plugin may not read it is not told what became; nor how
    /// a text that it knows differs from what such a value may have left in the control.
    pub(super) fn altered(&self, answer: &Value, expected: &str, sight: Sight) -> ActionError {
        let actual = answer["actual"].as_str().unwrap_or_default();
        let (kind, actual_told) = match sight {
            Sight::Hidden => (AlterationKind::of(expected, actual), HIDDEN.to_owned()),
            Sight::Open if answer["hidden"] == true => (AlterationKind::Different, HIDDEN.to_owned()),
            Sight::Open => (AlterationKind::of(expected, actual), self.settings.mask.apply(actual)),
        };
        ActionError::Altered {
            control: self.settings.mask.apply(answer["control"].as_str().unwrap_or("the control")),
            kind,
            actual: actual_told,
            actual_length: u32::try_from(actual.chars().count()).unwrap_or(u32::MAX),
        }
    }

    pub(super) fn masked_texts(&self, texts: &Value) -> Vec<String> {
        let texts = texts.as_array().map(Vec::as_slice).unwrap_or_default();
        texts.iter().filter_map(Value::as_str).map(|text| self.settings.mask.apply(text)).collect()
    }

    // ---- Frames ------------------------------------------------------------------------------------------------

    /// Makes these frames the current ones. Costs nothing where they are already.
    pub(super) async fn enter(&mut self, frames: &[Finder], end: Instant) -> Result<(), Wrong> {
        let wanted: Vec<Value> = frames.iter().map(Finder::to_json).collect();
        if self.frames == wanted {
            return Ok(());
        }
        if !wanted.starts_with(&self.frames) || self.frames.is_empty() {
            self.leave_frames().await?;
        }
        for (frame, json) in frames.iter().zip(&wanted).skip(self.frames.len()) {
            let target = Target::by(frame.clone());
            let left = end.saturating_duration_since(Instant::now());
            let answer = self
                .ask(json!({ "op": "ready", "target": target.to_json(), "want": "frame", "bound": millis(left.min(SLICE)) }))
                .await?;
            if !answer["error"].is_null() {
                return Err(self.explain(&answer, &target));
            }
            let located = located(answer)?;
            self.commands += 1;
            self.session.enter_frame(&located.element).await?;
            self.frames.push(json.clone());
        }
        Ok(())
    }

    pub(super) async fn leave_frames(&mut self) -> Result<(), Wrong> {
        if self.in_frame_unknown || !self.frames.is_empty() {
            self.commands += 1;
            self.session.top_frame().await?;
            self.frames.clear();
            self.in_frame_unknown = false;
        }
        Ok(())
    }
}

/// The scope that was not found, or several.
fn scope_of<'a>(answer: &Value, target: &'a Target) -> Option<&'a Finder> {
    let number = usize::try_from(answer["scope"].as_u64()?).ok()?;
    target.scopes.get(number.checked_sub(1)?)
}

fn located(answer: Value) -> Result<Located, Wrong> {
    let element = element(&answer["el"])?;
    let point = Point::parse(&answer["point"]);
    Ok(Located { element, point, facts: answer })
}

/// The element in a script's answer.
pub(super) fn element(value: &Value) -> Result<ElementRef, Wrong> {
    serde_json::from_value(value.clone()).map_err(|_| ActionError::BrowserLost.into())
}
