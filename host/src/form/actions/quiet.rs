//! What an action began may still be under way when the next one acts: the session's proxy knows it, and who acts next waits for
//! it. It takes no command, and no time where nothing is under way.

use std::time::Duration;

use super::action::{COMMIT, PREPARE_COMMIT};
use super::context::ActionContext;
use crate::form::page::locate::Activation;

/// How long an action waits for what was begun before it. What takes longer is waited for once.
const QUIET_BOUND: Duration = Duration::from_secs(3);
/// The same before the final click.
const COMMIT_QUIET_BOUND: Duration = Duration::from_secs(10);
/// How often an action looks again.
const MOST_LOOKS_AGAIN: u32 = 2;
/// Actions that look for what may pass soon, or at what no answer changes.
const AT_ONCE: [&str; 6] = ["wait", "dialog", "switch-window", "close-window", "screenshot", "print-pdf"];

impl ActionContext {
    /// Before an action looks at the page.
    pub(crate) async fn let_requests_end(&mut self, kind: &str) {
        self.looks_again = MOST_LOOKS_AGAIN;
        if !AT_ONCE.contains(&kind) {
            let commits = [COMMIT, PREPARE_COMMIT].contains(&kind);
            self.quiet(if commits { Activation::Commit } else { Activation::None }).await;
        }
    }

    /// Waits until nothing is under way that can change the page; longer before the final click.
    async fn quiet(&self, before: Activation) {
        self.document.session().quiet(patience(before)).await;
    }

    /// Whether what an action found first has to be looked for again: a request came on its way meanwhile, and was waited for.
    /// What follows in an action is its own doing.
    pub(super) async fn looked_too_early(&mut self, before: Activation) -> bool {
        let early = self.looks_again > 0 && self.document.session().requests_under_way(patience(before)) > 0;
        if early {
            self.looks_again -= 1;
            self.quiet(before).await;
        } else {
            self.looks_again = 0;
        }
        early
    }
}

fn patience(before: Activation) -> Duration {
    if before == Activation::Commit { COMMIT_QUIET_BOUND } else { QUIET_BOUND }
}
