//! Typing: fill, fill-all, clear. Found and checked in one trip, typed in one, read back in one.

use serde_json::{Value, json};

use super::account::PlacingId;
use super::failure::{ActionError, AlterationKind};
use super::keys;
use super::locate::{Located, Wanted, element};
use super::native::NativeField;
use super::value::{FillItem, Sight, Typed};
use super::{Failure, Form, Target, Wrong};
use crate::browser::{ElementRef, Key};

/// Controls of one `fill_all`.
pub(super) const MAX_FILL_ITEMS: usize = 100;
/// Longest text for one control, in characters; beyond it a page is not a form.
pub(super) const MAX_TYPED: usize = 100_000;
/// Longest text typed key by key. Longer ones are inserted as a paste would, and the trace says so: at 2 ms a key,
/// a letter of 4,000 characters took 9 s.
const MAX_KEYED: usize = 1_000;
/// Control+A, then no key held.
const SELECT_ALL: &str = "\u{E009}a\u{E000}";
/// How often a control that goes away between finding and typing is looked for again.
const STALE_RETRIES: u32 = 3;

/// Whether an action put a value into a control, or only looks for it there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Doing {
    Put,
    Look,
}

impl Form {
    /// Empties the control, types the value, leaves the control, and reads back what it holds.
    pub async fn fill(&mut self, item: &FillItem) -> Result<(), Failure> {
        let begun = self.begin("fill", &item.target.describe(), Some(item.value.source.describe()))?;
        let done = if item.look_only {
            self.verify(&item.target, &item.value, Doing::Look).await
        } else {
            self.put(&item.target, &item.value).await
        };
        self.finish(begun, done).await
    }

    /// The same for several controls, found and read back together; stops at the first failure.
    pub async fn fill_all(&mut self, items: &[FillItem]) -> Result<(), Failure> {
        let targets = items.iter().map(|item| item.target.describe()).collect::<Vec<_>>().join("; ");
        let sources = items.iter().map(|item| item.value.source.describe()).collect::<Vec<_>>().join("; ");
        let begun = self.begin("fill-all", &targets, Some(sources))?;
        let done = self.put_all(items).await;
        self.finish(begun, done).await
    }

    /// Empties a control.
    pub async fn clear(&mut self, target: &Target) -> Result<(), Failure> {
        let begun = self.begin("clear", &target.describe(), None)?;
        let done = self.put(target, &Typed::literal("")).await;
        self.finish(begun, done).await
    }

    /// Puts a text into the control.
    pub(super) async fn put(&mut self, target: &Target, value: &Typed) -> Result<(), Wrong> {
        self.learn(value);
        let mut tries = 0;
        let mut added = false;
        loop {
            match self.put_once(target, value).await {
                Err(wrong) if wrong.stale() && tries < STALE_RETRIES => tries += 1,
                // A widget that was just closing took the focus, and the selection with it: what was typed was added.
                Err(Wrong { error: ActionError::Altered { actual_length, .. }, .. })
                    if !added && value.holds.is_none() && actual_length as usize > value.text.length() =>
                {
                    added = true;
                }
                other => return other,
            }
        }
    }

    async fn put_once(&mut self, target: &Target, value: &Typed) -> Result<(), Wrong> {
        let hidden = value.source.sight() == Sight::Hidden;
        let located = self.locate(target, Wanted { what: "fill", select: true, hidden, ..Wanted::default() }).await?;
        self.key_in(&located, value).await?;
        let id = self.account.next_id();
        let read = self.read_back(vec![(id, located.element.clone(), target, value)], Doing::Put).await;
        match read {
            // A native field is typed in the order of the browser's language, which may be another one than English.
            Err(Wrong { error: ActionError::Altered { .. }, .. }) if located.facts["time"].is_string() => {
                self.set_by_script(&located.element, value.text.reveal()).await?;
                let id = self.account.next_id();
                self.read_back(vec![(id, located.element, target, value)], Doing::Put).await
            }
            other => other,
        }
    }

    async fn put_all(&mut self, items: &[FillItem]) -> Result<(), Wrong> {
        if items.len() > MAX_FILL_ITEMS {
            return Err(ActionError::Limit(format!("at most {MAX_FILL_ITEMS} controls in one fill-all")).into());
        }
        items.iter().for_each(|item| self.learn(&item.value));
        let mut at = 0;
        while at < items.len() {
            // Controls of the same frame go together.
            let frames: Vec<Value> = items[at].target.frames.iter().map(super::Finder::to_json).collect();
            let same =
                |item: &FillItem| item.target.frames.iter().map(super::Finder::to_json).eq(frames.iter().cloned());
            let many = items[at..].iter().take_while(|item| same(item)).count();
            self.put_together(&items[at..at + many], at).await?;
            at += many;
        }
        Ok(())
    }

    async fn put_together(&mut self, items: &[FillItem], first: usize) -> Result<(), Wrong> {
        let numbered = |wrong: Wrong, at: usize| Wrong { item: u32::try_from(first + at).ok(), ..wrong };
        let end = std::time::Instant::now() + self.settings.action_bound;
        self.enter(&items[0].target.frames, end).await.map_err(|wrong| numbered(wrong, 0))?;
        let targets: Vec<Value> = items.iter().map(|item| item.target.to_json()).collect();
        let hidden: Vec<bool> =
            items.iter().map(|item| !item.look_only && item.value.source.sight() == Sight::Hidden).collect();
        let answer = self
            .ask(json!({ "op": "ready-all", "targets": targets, "want": "fill", "hidden": hidden }))
            .await
            .map_err(|w| numbered(w, 0))?;
        let mut typed = Vec::new();
        for (at, item) in items.iter().enumerate() {
            let ready = &answer["items"][at];
            if item.look_only {
                continue;
            }
            let keyed = match element(&ready["el"]) {
                Ok(element) if ready["time"].is_null() => {
                    let located = Located { element, point: None, facts: ready.clone() };
                    self.replace(&located, &item.value).await.map(|()| Some(located.element))
                }
                _ => self.put(&item.target, &item.value).await.map(|()| None),
            };
            match keyed {
                Ok(Some(element)) => typed.push((at, self.account.next_id(), element)),
                Ok(None) => {}
                // What came before it may have changed the page: found anew, it is typed anew.
                Err(wrong) if wrong.stale() => {
                    self.put(&item.target, &item.value).await.map_err(|w| numbered(w, at))?;
                }
                Err(wrong) => return Err(numbered(wrong, at)),
            }
        }
        while !typed.is_empty() {
            let batch = typed
                .iter()
                .map(|(at, id, element)| (*id, element.clone(), &items[*at].target, &items[*at].value))
                .collect();
            let Err(wrong) = self.read_back(batch, Doing::Put).await else { break };
            let nth = wrong.item.map_or(0, |n| n as usize).min(typed.len() - 1);
            let at = typed[nth].0;
            if !matches!(wrong.error, ActionError::Altered { .. }) {
                return Err(numbered(wrong, at));
            }
            // A mask may have put its own text there at the focus: alone, it is typed over whatever there is.
            self.put(&items[at].target, &items[at].value).await.map_err(|wrong| numbered(wrong, at))?;
            typed.drain(..=nth);
        }
        for (at, item) in items.iter().enumerate().filter(|(_, item)| item.look_only) {
            self.verify(&item.target, &item.value, Doing::Look).await.map_err(|wrong| numbered(wrong, at))?;
        }
        Ok(())
    }

    /// Whether a control holds a value, however it came there; the value then counts as placed.
    /// [`Doing::Put`] where a widget of the page's was worked for it.
    pub(super) async fn verify(&mut self, target: &Target, value: &Typed, doing: Doing) -> Result<(), Wrong> {
        self.learn(value);
        let control = self.locate(target, Wanted { what: "look", ..Wanted::default() }).await?;
        let id = self.account.next_id();
        let mut done = self.read_back(vec![(id, control.element, target, value)], doing).await;
        // What stands there is somebody else's text: how it begins would say how the value does.
        if let (Err(Wrong { error: ActionError::Altered { kind, .. }, .. }), Sight::Hidden) =
            (&mut done, value.source.sight())
        {
            *kind = AlterationKind::Different;
        }
        done
    }

    /// Types into a control that was found together with others. What it holds is selected first; an empty one needs no trip.
    async fn replace(&mut self, located: &Located, value: &Typed) -> Result<(), Wrong> {
        if located.facts["had"] == true {
            self.ask(json!({ "op": "select", "el": located.element })).await?;
        }
        self.key_in(located, value).await
    }

    /// Types into a control whose content is selected, or that is empty.
    async fn key_in(&mut self, located: &Located, value: &Typed) -> Result<(), Wrong> {
        let text = value.text.reveal();
        let length = value.text.length();
        if length > MAX_TYPED {
            return Err(ActionError::Limit(format!("a text of {length} characters; at most {MAX_TYPED}")).into());
        }
        let lines = located.facts["lines"] == true;
        if !lines && text.contains(['\n', '\r']) {
            let reason = "the value has several lines and the control takes one; replace the line breaks by a rule";
            return Err(ActionError::Malformed(reason.to_owned()).into());
        }
        if text.is_empty() {
            if located.facts["had"] == true {
                self.empty(located).await?;
            }
        } else if located.facts["script"] == true {
            self.set_by_script(&located.element, text).await?;
        } else if let Some(field) = NativeField::of(&located.facts) {
            let keys = field.keys(text)?;
            self.commands += 1;
            self.session.send_keys(&located.element, &keys).await?;
        } else if length > MAX_KEYED || !text.chars().all(has_key) {
            self.by_script = true;
            self.ask(json!({ "op": "insert", "el": located.element, "text": text })).await?;
        } else {
            // Chromium's driver takes what has the focus in a shadow root for another element, and lets go of the selection.
            let again = located.facts["deep"] == true && located.facts["had"] == true;
            let all = if again { SELECT_ALL } else { "" };
            self.commands += 1;
            self.session.send_keys(&located.element, &format!("{all}{text}")).await?;
        }
        Ok(())
    }

    /// The key empties what is selected; of a native field of dates and times it would empty one part.
    async fn empty(&mut self, located: &Located) -> Result<(), Wrong> {
        self.commands += 1;
        if located.facts["time"].is_string() && located.facts["text"] != true {
            self.session.clear(&located.element).await?;
        } else {
            self.session.send_keys(&located.element, &Key::Delete.code().to_string()).await?;
        }
        Ok(())
    }

    /// For what no key puts there. It shows in the trace.
    async fn set_by_script(&mut self, element: &ElementRef, text: &str) -> Result<(), Wrong> {
        self.by_script = true;
        self.ask(json!({ "op": "set", "el": element, "text": text })).await.map(drop)
    }

    /// A list or calendar that a control opened, and that stayed open when it was left, lies over what comes next. A person
    /// goes on with Tab.
    pub(super) async fn close_popup(&mut self, field: &ElementRef) -> Result<(), Wrong> {
        self.commands += 1;
        match self.session.send_keys(field, &Key::Tab.code().to_string()).await.map_err(Wrong::from) {
            Err(wrong) if !wrong.stale() => Err(wrong),
            _ => Ok(()),
        }
    }

    /// Leaves the controls and compares what they hold. What differs is an error that says which one, and never counts.
    async fn read_back(
        &mut self,
        typed: Vec<(PlacingId, ElementRef, &Target, &Typed)>,
        doing: Doing,
    ) -> Result<(), Wrong> {
        if typed.is_empty() {
            return Ok(());
        }
        let items: Vec<Value> = typed
            .iter()
            .map(|(id, element, target, value)| {
                json!({
                    "id": id, "el": element, "target": target.to_json(), "expect": value.accepted(),
                    "hidden": value.source.sight() == Sight::Hidden, "put": doing == Doing::Put,
                })
            })
            .collect();
        let request = json!({ "op": "written", "items": items, "leave": true });
        let mut answer = self.ask(request.clone()).await?;
        let results = answer["results"].as_array().cloned().unwrap_or_default();
        let open: Vec<ElementRef> = results.iter().filter_map(|result| element(&result["popup"]).ok()).collect();
        if !open.is_empty() {
            for result in &results {
                self.account.replaced(&result["replaced"]);
            }
            for field in &open {
                self.close_popup(field).await?;
            }
            answer = self.ask(request.clone()).await?;
            // Tab may have gone on to a control that opens the like: nothing is in there yet that Escape would take back.
            let still = answer["results"].as_array().is_some_and(|all| all.iter().any(|one| one["popup"].is_object()));
            if still || answer["over"] == true {
                self.act(keys::press(&[Key::Escape.code()])).await?;
            }
        }
        for (at, (id, _, _, value)) in typed.iter().enumerate() {
            let result = &answer["results"][at];
            self.account.replaced(&result["replaced"]);
            if result["equal"] == true {
                self.account.place(*id, value.source.placed());
            } else {
                let error = self.altered(result, value.text.reveal(), value.source.sight());
                return Err(Wrong { error, item: u32::try_from(at).ok(), gone: None });
            }
        }
        Ok(())
    }
}

/// Whether a driver types this character as itself. Tab leaves the control, U+E000 to U+F8FF are names of keys, and
/// chromedriver types only the Basic Multilingual Plane.
fn has_key(character: char) -> bool {
    let special = matches!(character, '\t' | '\u{0}'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}' | '\u{10000}'..);
    !special && !keys::is_code(character)
}
