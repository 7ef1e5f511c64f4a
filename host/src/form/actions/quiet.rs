//! What an action began may still be under way when the next one acts: the session's proxy knows it, and who acts next waits for
//! it. It takes no command, and no time where nothing is under way.

use super::action::{COMMIT, PREPARE_COMMIT};
use super::context::ActionContext;
use crate::browser::Patience;
use crate::form::page::locate::Activation;

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
            let patience = if commits { Patience::Commit } else { Patience::Action };
            self.document.session().quiet(patience).await;
        }
    }

    /// Whether what an action found first has to be looked for again: a request came on its way meanwhile, and was waited for.
    /// What follows in an action is its own doing.
    pub(super) async fn looked_too_early(&mut self, before: Activation) -> bool {
        let patience = if before == Activation::Commit { Patience::Commit } else { Patience::Action };
        let early = self.looks_again > 0 && self.document.session().awaits_requests(patience);
        if early {
            self.looks_again -= 1;
            self.document.session().quiet(patience).await;
        } else {
            self.looks_again = 0;
        }
        early
    }
}
