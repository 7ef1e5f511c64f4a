//! What stands on the page instead of what was waited for in vain. Asked once, when the time is over; never a reason to fail.

use serde_json::{Value, json};

use super::condition::Condition;
use super::nearest::nearest;
use super::wait::by_frames;
use super::{Form, without_query};

/// Sentences in one failure, as many as the contract has room for.
const MAX_FOUND: usize = 8;
/// Nearest labels named for one condition.
const NAMED: usize = 3;

impl Form {
    /// A sentence for each condition of what is so instead; masked.
    pub(super) async fn instead_of(&mut self, conditions: &[Condition]) -> Vec<String> {
        let mut found: Vec<(usize, String)> = Vec::new();
        for (frames, requests) in by_frames(conditions) {
            if self.enter(&frames, std::time::Instant::now()).await.is_err() {
                found.push((usize::MAX, "a frame to look in is not there".to_owned()));
                continue;
            }
            let answer = self.ask(json!({ "op": "instead", "conditions": requests })).await.unwrap_or_default();
            for told in answer["instead"].as_array().into_iter().flatten() {
                let number =
                    told["number"].as_u64().and_then(|number| usize::try_from(number).ok()).unwrap_or(usize::MAX);
                if let Some(condition) = conditions.get(number) {
                    found.push((number, self.sentence(condition, told)));
                }
            }
        }
        for (number, condition) in conditions.iter().enumerate() {
            match condition {
                Condition::Dialog => found.push((number, "no dialog is open".to_owned())),
                Condition::Windows(_) => {
                    self.commands += 1;
                    let open = self.session.windows().await.map_or(0, |windows| windows.len());
                    found.push((number, format!("{open} open {}", if open == 1 { "window" } else { "windows" })));
                }
                _ => {}
            }
        }
        found.sort_by_key(|(number, _)| *number);
        found.into_iter().map(|(_, sentence)| sentence).take(MAX_FOUND).collect()
    }

    fn sentence(&self, condition: &Condition, told: &Value) -> String {
        let text = self.settings.mask.apply(told["text"].as_str().unwrap_or_default());
        let target = condition.target();
        let what = target.map_or_else(String::new, |target| self.settings.mask.apply(&target.describe()));
        match told["is"].as_str().unwrap_or_default() {
            "none" => {
                let literal = target.and_then(|target| target.by.literal());
                let near = nearest(literal, self.masked_texts(&told["near"]));
                let near: Vec<String> = near.into_iter().take(NAMED).map(|text| format!("“{text}”")).collect();
                let there = if near.is_empty() { String::new() } else { format!(", there is {}", near.join(", ")) };
                format!("nothing is {what}{there}")
            }
            "visible" => format!("{what} is visible"),
            "hidden" => format!("{what} is there and hidden"),
            "disabled" => format!("{what} is disabled"),
            "holds" => format!("{what} holds “{text}”"),
            "count" => format!("{} are {what}", told["count"]),
            "reads" => format!("the page reads “{text}”"),
            "address" => format!("the address is {}", without_query(&text)),
            _ => format!("the title is “{text}”"),
        }
    }
}
