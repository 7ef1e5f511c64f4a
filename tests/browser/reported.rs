//! Behaviours on pages that went wrong for others, small ones made after public trouble reports, and on others of the same kinds. What
//! counts is what the county received; where an error is right, the behaviour says which one.

mod answering;
mod clicking;
mod filling;
mod finding;
mod leaving;
mod lists;
mod masks;
mod receipts;
mod sending;
mod uploading;
mod waiting;

use postrider::form::Submit;

use crate::case::Case;
use crate::shorthand::{self, Condition, Form, Settings, done, id, open, script};
use crate::strain::bound;
use crate::suite::suite;

pub(crate) fn cases() -> Vec<Case> {
    [
        clicking::CASES,
        leaving::CASES,
        filling::CASES,
        answering::CASES,
        waiting::CASES,
        lists::CASES,
        finding::CASES,
        uploading::CASES,
        sending::CASES,
        receipts::CASES,
    ]
    .concat()
}

/// Those whose pages need packages of others.
pub(crate) fn with_packages() -> Vec<Case> {
    masks::CASES.to_vec()
}

fn settings() -> Settings {
    Settings { submits: vec![Submit::Request("/office/commit".into())], ..shorthand::settings() }
}

/// For what is waited for in vain.
fn quick() -> Settings {
    Settings { action_bound: shorthand::quick().action_bound, ..settings() }
}

/// What the county received of a visitor.
struct County {
    visitor: String,
}

impl County {
    /// Opens the page for a visitor who has sent nothing yet.
    async fn of(form: &mut Form, page: &str) -> County {
        let visitor = suite().site().office().visitor();
        script(form, &format!("document.cookie = '{visitor}; path=/'")).await;
        open(form, &format!("reported/{page}.html")).await;
        County { visitor }
    }

    fn has(&self) -> Vec<String> {
        suite().site().office().has(&self.visitor)
    }

    /// Once its receipt is there, it has this and nothing else.
    async fn confirms(&self, form: &mut Form, expect: &[&str]) {
        done(form.wait(&[Condition::Visible(id("number"))], bound(5_000)).await);
        assert_eq!(self.has(), expect);
    }

    /// The number that it gave last.
    fn number(&self) -> String {
        suite().site().office().number(&self.visitor).expect("nothing was received")
    }
}
