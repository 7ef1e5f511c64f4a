//! Behaviours on pages that went wrong for others, small ones made after public trouble reports, and on others of the same kinds. What
//! counts is what the county received; where an error is right, the behaviour says which one.

mod clicking;
mod filling;
mod finding;
mod lists;
mod masks;
mod sending;
mod uploading;

use postrider::form::Submit;

use crate::case::Case;
use crate::shorthand::{self, Condition, Form, Settings, done, id, open, script};
use crate::suite::suite;

pub(crate) fn cases() -> Vec<Case> {
    [clicking::CASES, filling::CASES, lists::CASES, finding::CASES, uploading::CASES, sending::CASES].concat()
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

/// What the county received from a page in this browser.
struct County {
    page: &'static str,
    agent: String,
}

impl County {
    /// Opens the page anew, and nothing was sent from it yet.
    async fn of(form: &mut Form, page: &'static str) -> County {
        open(form, &format!("reported/{page}.html")).await;
        let agent = script(form, "return navigator.userAgent").await.as_str().unwrap().to_owned();
        suite().site().office().forget(page, &agent);
        County { page, agent }
    }

    fn has(&self) -> Vec<String> {
        suite().site().office().has(self.page, &self.agent)
    }

    /// Once its receipt is there, it has this and nothing else.
    async fn confirms(&self, form: &mut Form, expect: &[&str]) {
        done(form.wait(&[Condition::Visible(id("number"))], 10_000).await);
        assert_eq!(self.has(), expect);
    }

    /// The number that it gave last.
    fn number(&self) -> String {
        suite().site().office().number(self.page, &self.agent).expect("nothing was received")
    }
}
