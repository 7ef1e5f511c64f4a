//! What stands on the page instead of what was waited for in vain. Asked once, when the time is over; never a reason to fail.

use std::time::{Duration, Instant};

use super::context::ActionContext;
use super::frame_groups::by_frames;
use crate::form::page::document::Document;
use crate::form::page::protocol::answer::{Instead, InsteadKind};
use crate::form::page::protocol::request::WhatInstead;
use crate::form::types::suggest::suggest;
use crate::form::types::{Condition, without_query};

/// Sentences in one failure, as many as the contract has room for.
const MAX_FOUND: usize = 8;
/// Nearest labels named for one condition.
const NAMED: usize = 3;

/// A sentence for each condition of what is so instead; masked.
pub(super) async fn instead_of(context: &mut ActionContext, conditions: &[Condition]) -> Vec<String> {
    let mut found: Vec<(usize, String)> = Vec::new();
    for group in by_frames(conditions) {
        if context.document.enter(group.frames, Instant::now()).await.is_err() {
            found.push((usize::MAX, "a frame to look in is not there".to_owned()));
            continue;
        }
        let answer = context.document.ask(WhatInstead { conditions: &group.asked }).await.unwrap_or_default();
        for instead in answer.instead {
            if let Some(condition) = conditions.get(instead.number) {
                found.push((instead.number, sentence(&context.document, condition, &instead)));
            }
        }
    }
    for (number, condition) in conditions.iter().enumerate() {
        match condition {
            Condition::Dialog => found.push((number, "no dialog is open".to_owned())),
            Condition::Windows(_) => {
                let open = context.document.window_handles().await.map_or(0, |windows| windows.len());
                found.push((number, format!("{open} open {}", if open == 1 { "window" } else { "windows" })));
            }
            Condition::NetworkQuiet => {
                let under_way = context.document.session().requests_under_way(Duration::MAX);
                let are = if under_way == 1 { "request is" } else { "requests are" };
                found.push((number, format!("{under_way} {are} under way")));
            }
            _ => {}
        }
    }
    found.sort_by_key(|(number, _)| *number);
    found.into_iter().map(|(_, sentence)| sentence).take(MAX_FOUND).collect()
}

fn sentence(document: &Document, condition: &Condition, instead: &Instead) -> String {
    let text = document.masked(instead.text.as_deref().unwrap_or_default());
    let target = condition.target();
    let what = target.map_or_else(String::new, |target| document.masked(&target.describe()));
    match instead.is {
        InsteadKind::None => {
            let literal = target.and_then(|target| target.by.literal());
            let near = suggest(literal, document.masked_all(&instead.near));
            let near: Vec<String> = near.into_iter().take(NAMED).map(|text| format!("“{text}”")).collect();
            let there = if near.is_empty() { String::new() } else { format!(", there is {}", near.join(", ")) };
            format!("nothing is {what}{there}")
        }
        InsteadKind::Visible => format!("{what} is visible"),
        InsteadKind::Hidden => format!("{what} is there and hidden"),
        InsteadKind::Disabled => format!("{what} is disabled"),
        InsteadKind::Holds => format!("{what} holds “{text}”"),
        InsteadKind::Count => format!("{} are {what}", instead.count.unwrap_or_default()),
        InsteadKind::Reads => format!("the page reads “{text}”"),
        InsteadKind::Address => format!("the address is {}", without_query(&text)),
        InsteadKind::Title => format!("the title is “{text}”"),
        InsteadKind::SamePage => "the same page is there".to_owned(),
    }
}
