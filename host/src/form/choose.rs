//! Choosing from lists: native ones by the driver's click on the option, radio groups and ARIA lists by clicking what shows,
//! typeaheads by typing and picking. Always read back.

use std::time::Duration;

use serde_json::{Value, json};

use super::failure::{ActionError, Mismatch};
use super::keys;
use super::locate::{Located, Wanted, element};
use super::nearest::nearest;
use super::page::{SLICE, millis};
use super::value::{Choice, ClickOptions, Sight, Typed};
use super::{Failure, Form, Target, Wrong};
use crate::browser::{ElementRef, Key};
use crate::submission::Personal;

/// Choices in one list.
const MAX_CHOICES: usize = 100;
/// How long a list that stayed open may take to offer the next choice.
const STILL_OPEN: Duration = Duration::from_millis(400);
/// How long a list that closes after each choice still shows its options.
const CLOSING: Duration = Duration::from_millis(250);
/// How often a list that re-renders under a choice is looked for again.
const STALE_RETRIES: u32 = 3;

/// An option as it was picked: what it says and its code.
struct Picked {
    shown: String,
    code: String,
}

impl Form {
    /// Chooses in a native list, a radio group, an ARIA listbox or combobox, or a typeahead, and reads back.
    pub async fn choose(&mut self, target: &Target, choices: &[Choice]) -> Result<(), Failure> {
        let sources = choices.iter().map(|choice| choice.value().source.describe()).collect::<Vec<_>>().join("; ");
        let begun = self.begin("choose", &target.describe(), Some(sources))?;
        let done = self.choose_now(target, choices).await;
        self.finish(begun, done).await
    }

    async fn choose_now(&mut self, target: &Target, choices: &[Choice]) -> Result<(), Wrong> {
        if choices.len() > MAX_CHOICES {
            return Err(ActionError::Limit(format!("at most {MAX_CHOICES} choices in one list")).into());
        }
        choices.iter().for_each(|choice| self.learn(choice.value()));
        let mut tries = 0;
        loop {
            match self.choose_once(target, choices).await {
                Err(wrong) if wrong.stale() && tries < STALE_RETRIES => tries += 1,
                other => return other,
            }
        }
    }

    async fn choose_once(&mut self, target: &Target, choices: &[Choice]) -> Result<(), Wrong> {
        let hidden = choices.iter().any(|choice| choice.value().source.sight() == Sight::Hidden);
        let wanted = Wanted { what: "list", choice: choices.first(), hidden, ..Wanted::default() };
        let mut located = self.locate(target, wanted).await?;
        let mut offered = located.facts.get_mut("option").map(Value::take);
        let kind = located.facts["list"].as_str().unwrap_or_default().to_owned();
        if kind.is_empty() {
            let reason = format!("{} is no list that this host knows how to work", target.describe());
            return Err(ActionError::Malformed(self.settings.mask.apply(&reason)).into());
        }
        let several = !matches!(kind.as_str(), "native" | "radios");
        if choices.is_empty() && kind != "native-many" || choices.len() > 1 && !several {
            return Err(ActionError::Malformed("this list takes exactly one choice".to_owned()).into());
        }
        let mut picked = Vec::new();
        // What a native list holds and is not wanted.
        let chosen = located.facts["chosen"].as_array().into_iter().flatten();
        let mut others: Vec<ElementRef> = chosen.filter_map(|option| element(option).ok()).collect();
        for choice in choices {
            picked.push(match kind.as_str() {
                "typeahead" => self.pick_typed(&located, choice).await?,
                "popup" => self.pick_from_popup(target, &located, choice, !picked.is_empty()).await?,
                _ => self.pick(&located, &kind, choice, offered.take(), &mut others).await?,
            });
        }
        for option in others {
            self.commands += 1;
            self.session.click(&option).await?;
        }
        let read: Vec<Value> = choices
            .iter()
            .zip(&picked)
            .map(|(choice, picked)| {
                let mut read = choice.to_json();
                read["shown"] = json!(picked.shown);
                read["code"] = json!(picked.code);
                read
            })
            .collect();
        for (choice, picked) in choices.iter().zip(&picked) {
            // The option's text says the same in other words: `April` for `04`.
            let holds = Some(Personal::new(picked.shown.as_str()));
            self.learn(&Typed { holds, ..choice.value().clone() });
        }
        let sight = if hidden { Sight::Hidden } else { Sight::Open };
        let id = self.account.next_id();
        let request = json!({
            "op": "chose", "el": located.element, "native": located.facts["native"], "kind": kind, "choices": read,
            "id": id, "target": target.to_json(), "leave": true, "hidden": hidden,
        });
        let mut answer = match self.ask(request.clone()).await {
            // Lists that send one on are left with their page. Nothing can be read back, so nothing counts as placed.
            Err(wrong) if wrong.stale() && self.page_was_left().await? => return Ok(()),
            other => other?,
        };
        if let Ok(field) = element(&answer["popup"]) {
            self.close_popup(&field).await?;
        }
        self.account.replaced(&answer["replaced"]);
        if answer["open"] == true {
            self.act(keys::press(&[Key::Escape.code()])).await?;
            answer = self.ask(request).await?;
            self.account.replaced(&answer["replaced"]);
        }
        if answer["equal"] != true {
            let expected = picked.iter().map(|picked| picked.shown.as_str()).collect::<Vec<_>>().join("\n");
            return Err(self.altered(&answer, &expected, sight).into());
        }
        for choice in choices {
            self.account.place(id, choice.value().source.placed());
        }
        Ok(())
    }

    /// A native list, a radio group or a listbox that stands open. `offered` where its option was found together with the list;
    /// `others` holds what is chosen and not wanted.
    async fn pick(
        &mut self,
        list: &Located,
        kind: &str,
        choice: &Choice,
        offered: Option<Value>,
        others: &mut Vec<ElementRef>,
    ) -> Result<Picked, Wrong> {
        let answer = match offered {
            Some(answer) => self.offered(answer, choice)?,
            None => self.option(list, kind, choice, false).await?,
        };
        let option = element(&answer["option"])?;
        others.retain(|other| *other != option);
        if answer["chosen"] != true {
            self.click_option(&answer, &option).await?;
        }
        Ok(picked(&answer))
    }

    /// `further` where one was picked before: a list that takes several mostly stays open.
    async fn pick_from_popup(
        &mut self,
        target: &Target,
        list: &Located,
        choice: &Choice,
        further: bool,
    ) -> Result<Picked, Wrong> {
        let mut answer = None;
        let mut now = None;
        if further {
            tokio::time::sleep(CLOSING).await;
        }
        if further || list.facts["open"] == true {
            answer = self.option_within(list, "popup", choice, true, STILL_OPEN).await.ok();
            if answer.is_none() {
                // It was only just closing, or has more to show.
                now = Some(self.locate(target, Wanted { what: "list", ..Wanted::default() }).await?);
            }
        }
        let list = now.as_ref().unwrap_or(list);
        let mut answer = match answer {
            Some(answer) => answer,
            None => {
                if list.facts["open"] != true {
                    self.refuse_submits(list)?;
                    self.click_at(&list.element, super::click::point(list)?, &ClickOptions::default()).await?;
                }
                self.option(list, "popup", choice, false).await?
            }
        };
        if let Ok(search) = element(&answer["entry"]) {
            self.type_into_list(list, &search, choice).await?;
            answer = self.option(list, "popup", choice, true).await?;
        }
        let option = element(&answer["option"])?;
        self.click_option(&answer, &option).await?;
        Ok(picked(&answer))
    }

    async fn pick_typed(&mut self, list: &Located, choice: &Choice) -> Result<Picked, Wrong> {
        let entry = element(&list.facts["entry"])?;
        self.type_into_list(list, &entry, choice).await?;
        let answer = self.option(list, "typeahead", choice, true).await?;
        let option = element(&answer["option"])?;
        if answer["point"].is_array() {
            self.click_option(&answer, &option).await?;
        }
        Ok(picked(&answer))
    }

    async fn type_into_list(&mut self, list: &Located, entry: &ElementRef, choice: &Choice) -> Result<(), Wrong> {
        let request = json!({ "op": "entry", "el": entry, "native": list.facts["native"], "choice": choice.to_json() });
        let answer = self.ask(request).await?;
        let text = answer["text"].as_str().unwrap_or_default();
        let down = Key::Down.code().to_string();
        if text != down && text.contains(|c: char| c.is_control() || keys::is_code(c)) {
            let reason = "a choice that is typed to find it holds a character that is a key of its own, as Enter is";
            return Err(ActionError::Malformed(reason.to_owned()).into());
        }
        self.commands += 1;
        Ok(self.session.send_keys(entry, text).await?)
    }

    /// Waits until the list offers the choice. `searched` where it was typed already.
    async fn option(&mut self, list: &Located, kind: &str, choice: &Choice, searched: bool) -> Result<Value, Wrong> {
        self.option_within(list, kind, choice, searched, self.settings.action_bound.min(SLICE)).await
    }

    async fn option_within(
        &mut self,
        list: &Located,
        kind: &str,
        choice: &Choice,
        searched: bool,
        bound: Duration,
    ) -> Result<Value, Wrong> {
        let bound = millis(bound);
        let request = json!({
            "op": "option", "el": list.element, "native": list.facts["native"], "kind": kind, "bound": bound,
            "choice": choice.to_json(), "searched": searched,
        });
        let answer = self.ask(request).await?;
        self.offered(answer, choice)
    }

    /// What the list was found to offer, or why it is not the choice.
    fn offered(&self, answer: Value, choice: &Choice) -> Result<Value, Wrong> {
        let value = choice.value();
        // An application's choice is not repeated to the plugin where it is a value that is not its own.
        let wanted = if value.source.is_own() {
            format!("“{}”", value.text.reveal())
        } else {
            format!("the option for {}", value.source.describe())
        };
        let wanted = self.settings.mask.apply(&wanted);
        match answer["error"].as_str() {
            None | Some("search") => Ok(answer),
            Some("none") => {
                let found = nearest(Some(value.text.reveal()), self.masked_texts(&answer["near"]));
                Err(ActionError::NoSuchOption(Mismatch::new(wanted, found)).into())
            }
            Some("many") => {
                Err(ActionError::ManyMatches(Mismatch::new(wanted, self.masked_texts(&answer["found"]))).into())
            }
            Some("unready") => Err(ActionError::NotReady {
                wanted,
                missing: super::Readiness::parse(answer["missing"].as_str().unwrap_or_default()),
                covered_by: answer["cover"].as_str().map(|cover| self.settings.mask.apply(cover)),
            }
            .into()),
            Some(_) => Err(crate::browser::BrowserError::Stale.into()),
        }
    }

    async fn click_option(&mut self, answer: &Value, option: &ElementRef) -> Result<(), Wrong> {
        match keys::Point::parse(&answer["point"]) {
            // What looks like an option may be a menu's entry that sends the form.
            Some(point) => {
                self.refuse_what_submits(&answer["submits"])?;
                self.click_at(option, &point, &ClickOptions::default()).await
            }
            None => {
                self.commands += 1;
                Ok(self.session.click(option).await?)
            }
        }
    }
}

fn picked(answer: &Value) -> Picked {
    let text = |key: &str| answer[key].as_str().unwrap_or_default().to_owned();
    Picked { shown: text("text"), code: text("code") }
}
