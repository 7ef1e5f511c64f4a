//! Clicking, hovering, dragging, pressing keys, and check boxes. By pointer actions at a point that was just found free:
//! as trusted as the driver's own click and several times cheaper.

use serde_json::json;

use super::failure::ActionError;
use super::keys;
use super::locate::{Activation, Located, Wanted};
use super::sends::Sends;
use super::value::{ClickOptions, Sight};
use super::{Failure, Form, Source, Target, Wrong};
use crate::browser::ElementRef;

/// How often a box whose page re-rendered under the click is looked for again.
const STALE_RETRIES: u32 = 3;

impl Form {
    /// Clicks. Refused with [`Submits`](ActionError::Submits) on what the manifest declares as submitting.
    pub async fn click(&mut self, target: &Target, options: Option<ClickOptions>) -> Result<(), Failure> {
        let begun = self.begin("click", &target.describe(), None)?;
        let done = self.click_now(target, &options.unwrap_or_default()).await;
        self.finish(begun, done).await
    }

    /// Moves the pointer over an element.
    pub async fn hover(&mut self, target: &Target) -> Result<(), Failure> {
        let begun = self.begin("hover", &target.describe(), None)?;
        let done = self.hover_now(target).await;
        self.finish(begun, done).await
    }

    /// Drags one element onto another, also from frame to frame of one origin.
    pub async fn drag(&mut self, source: &Target, destination: &Target) -> Result<(), Failure> {
        let begun = self.begin("drag", &format!("{} onto {}", source.describe(), destination.describe()), None)?;
        let done = self.drag_now(source, destination).await;
        self.finish(begun, done).await
    }

    /// Presses a key or chord in a control, or in whatever has the focus.
    pub async fn press(&mut self, target: Option<&Target>, key: &str) -> Result<(), Failure> {
        let words = target.map_or_else(|| "whatever has the focus".to_owned(), Target::describe);
        let begun = self.begin("press", &words, Some(keys::traced(key)))?;
        let done = self.press_now(target, key).await;
        self.finish(begun, done).await
    }

    /// Sets a check box, radio button or switch, and reads it back. `source` says whose answer it is.
    pub async fn check(&mut self, target: &Target, on: bool, source: &Source) -> Result<(), Failure> {
        let begun = self.begin("check", &target.describe(), Some(source.describe()))?;
        let done = self.check_now(target, on, source).await;
        self.finish(begun, done).await
    }

    pub(super) async fn click_now(&mut self, target: &Target, options: &ClickOptions) -> Result<(), Wrong> {
        let located =
            self.locate(target, Wanted { what: "click", activation: Activation::Plain, ..Wanted::default() }).await?;
        self.refuse_submits(&located)?;
        self.click_at(&located.element, point(&located)?, options).await
    }

    /// Clicks an element at a point of it. In a frame that is taller than the window, Chromium's driver takes no point of what
    /// is further down than the window is high, and clicks nothing: there the driver's own click goes.
    pub(super) async fn click_at(
        &mut self,
        element: &ElementRef,
        point: &keys::Point,
        options: &ClickOptions,
    ) -> Result<(), Wrong> {
        let clicked = self.act(keys::click(point, options)?).await;
        match clicked {
            Err(wrong) if wrong.out_of_reach() && point.in_frame() && options.is_plain() => {
                self.commands += 1;
                Ok(self.session.click(element).await?)
            }
            other => other,
        }
    }

    async fn hover_now(&mut self, target: &Target) -> Result<(), Wrong> {
        let located = self.locate(target, Wanted { what: "hover", ..Wanted::default() }).await?;
        self.act(keys::hover(point(&located)?)).await
    }

    async fn drag_now(&mut self, source: &Target, destination: &Target) -> Result<(), Wrong> {
        let frames = |target: &Target| target.frames.iter().map(super::Finder::to_json).collect::<Vec<_>>();
        let together = frames(source) == frames(destination);
        // The second look may scroll, so the first point is measured again after it.
        let wanted = Wanted { what: "hover", activation: Activation::Plain, ..Wanted::default() };
        let taken = self.locate(source, wanted).await?;
        self.refuse_submits(&taken)?;
        if taken.facts["drag"] == true {
            self.by_script = true;
            self.ask(json!({ "op": "pick-up", "el": taken.element })).await?;
            let onto = self.locate(destination, Wanted { what: "hover", ..Wanted::default() }).await?;
            self.refuse_submits(&onto)?;
            return self.ask(json!({ "op": "drag", "onto": onto.element })).await.map(drop);
        }
        let onto = self.hold_at(destination, together).await?;
        let from = self.hold_at(source, together).await?;
        if !together {
            self.leave_frames().await?;
        }
        self.act(keys::drag(&from, &onto)).await
    }

    /// Where an element can be taken hold of: in its own frame, or in the window for a way that leaves the frame.
    async fn hold_at(&mut self, target: &Target, in_frame: bool) -> Result<keys::Point, Wrong> {
        let located = self.locate(target, Wanted { what: "hover", ..Wanted::default() }).await?;
        self.refuse_submits(&located)?;
        if in_frame {
            return Ok(point(&located)?.clone());
        }
        let answer = self.ask(json!({ "op": "in-window", "el": located.element })).await?;
        keys::Point::parse(&answer["point"]).ok_or_else(|| {
            ActionError::Unsupported("dragging out of or into a frame of another origin".to_owned()).into()
        })
    }

    async fn press_now(&mut self, target: Option<&Target>, key: &str) -> Result<(), Wrong> {
        let codes = keys::chord(key)?;
        if keys::leads_away(&codes) {
            let reason = "this key is the browser's own, for leaving the page: use `reload`, `back` or `open`";
            return Err(ActionError::Malformed(reason.to_owned()).into());
        }
        let alt = keys::with_alt(&codes);
        let sends = keys::activates(&codes) || alt.is_some();
        match target {
            Some(target) => {
                let activation = Activation::Plain;
                let wanted = Wanted { what: "press", focus: true, alt, activation, ..Wanted::default() };
                let located = self.locate(target, wanted).await?;
                if sends {
                    self.refuse_submits(&located)?;
                }
            }
            None => {
                let answer = self.ask(json!({ "op": "focused", "alt": alt })).await?;
                if answer["error"] == "changed" {
                    return Err(self.explain(&answer, &Target::by(super::Finder::Css(":focus".to_owned()))));
                }
                if sends {
                    self.refuse_what_submits(&answer["submits"])?;
                }
            }
        }
        self.act(keys::press(&codes)).await
    }

    async fn check_now(&mut self, target: &Target, on: bool, source: &Source) -> Result<(), Wrong> {
        for _ in 0..STALE_RETRIES {
            let located = self.locate(target, Wanted { what: "check", ..Wanted::default() }).await?;
            // Also where it is off: whether this one is on may be what the plugin may not read.
            if !on && located.facts["radio"] == true {
                let reason = "a radio button is not switched off by itself: check another one of its group";
                return Err(ActionError::Malformed(reason.to_owned()).into());
            }
            if located.facts["on"] != on {
                self.refuse_submits(&located)?;
                self.click_at(&located.element, point(&located)?, &ClickOptions::default()).await?;
            }
            let id = self.account.next_id();
            let answer = self
                .ask(json!({ "op": "is-on", "el": located.element, "on": on, "id": id, "target": target.to_json() }))
                .await;
            if let Ok(answer) = &answer {
                self.account.replaced(&answer["replaced"]);
            }
            match answer {
                Err(wrong) if wrong.stale() && self.page_was_left().await? => return Ok(()),
                Err(wrong) if wrong.stale() => continue,
                Err(wrong) => return Err(wrong),
                Ok(answer) if answer["equal"] == true => {
                    self.account.place(id, source.placed());
                    return Ok(());
                }
                Ok(answer) => return Err(self.altered(&answer, if on { "true" } else { "false" }, Sight::Open).into()),
            }
        }
        Err(ActionError::NotReady {
            wanted: self.settings.mask.apply(&target.describe()),
            missing: super::Readiness::Attached,
            covered_by: None,
        }
        .into())
    }

    pub(super) async fn act(&mut self, actions: serde_json::Value) -> Result<(), Wrong> {
        self.commands += 1;
        Ok(self.session.perform(actions).await?)
    }

    pub(super) fn refuse_submits(&self, located: &Located) -> Result<(), Wrong> {
        self.refuse_what_submits(&located.facts["submits"])
    }

    /// A plain click on what the manifest declares as submitting is the plugin's mistake; so is one that such an element would
    /// receive.
    pub(super) fn refuse_what_submits(&self, facts: &serde_json::Value) -> Result<(), Wrong> {
        let receivers = facts["receivers"].as_array().into_iter().flatten();
        if std::iter::once(facts).chain(receivers).any(|facts| Sends::of(facts).hits(&self.settings.submits)) {
            return Err(ActionError::Submits { wanted: String::new(), held: None }.into());
        }
        Ok(())
    }
}

pub(super) fn point(located: &Located) -> Result<&keys::Point, Wrong> {
    located.point.as_ref().ok_or_else(|| ActionError::BrowserLost.into())
}
