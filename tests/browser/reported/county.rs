//! What the behaviours of trouble reports share: the county that counts, and what their forms are bound to.

use postrider::form::Submit;

use crate::shorthand::{self, Condition, Form, Settings, button, click, done, id, open, script};
use crate::strain::bound;
use crate::suite::suite;

pub(super) fn settings() -> Settings {
    Settings { submits: vec![Submit::Request("/office/commit".into())], ..shorthand::settings() }
}

/// For what is waited for in vain.
pub(super) fn quick() -> Settings {
    Settings { action_bound: shorthand::quick().action_bound, ..settings() }
}

/// What the county received of a visitor.
pub(super) struct County {
    visitor: String,
}

impl County {
    /// Opens the page for a visitor who has sent nothing yet.
    pub(super) async fn of(form: &mut Form, page: &str) -> County {
        let visitor = suite().site().office().visitor();
        script(form, &format!("document.cookie = '{visitor}; path=/'")).await;
        open(form, &format!("reported/{page}.html")).await;
        County { visitor }
    }

    pub(super) fn has(&self) -> Vec<String> {
        suite().site().office().has(&self.visitor)
    }

    /// Once its receipt is there, it has this and nothing else.
    pub(super) async fn confirms(&self, form: &mut Form, expect: &[&str]) {
        done(form.wait(&[Condition::Visible(id("number"))], bound(5_000)).await);
        assert_eq!(self.has(), expect);
    }

    /// Clicks this button: once the receipt is there, the county has this and nothing else.
    pub(super) async fn gets(&self, form: &mut Form, by: &str, expect: &[&str]) {
        click(form, button(by)).await;
        self.confirms(form, expect).await;
    }

    /// Whatever was sent would have come by now.
    pub(super) async fn has_nothing(&self, form: &mut Form) {
        // A dialog, or what the gate held back, ends the wait: what is counted is what came.
        let _ = form.wait(&[Condition::NetworkQuiet], bound(2_000)).await;
        assert_eq!(self.has(), [""; 0]);
    }

    /// The number that it gave last.
    pub(super) fn number(&self) -> String {
        suite().site().office().number(&self.visitor).expect("nothing was received")
    }
}
