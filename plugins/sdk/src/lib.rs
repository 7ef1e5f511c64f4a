//! What a county's plugin is written with: typed references to what the applicant said, targets and actions that read
//! like prose, and one table from what went wrong to how an attempt ends. Does nothing on its own: no retries, no
//! guesses, no waiting that a plugin did not ask for.
//!
//! In reading order:
//! - [`submitter`]: the trait a plugin implements, and [`register!`];
//! - [`application`]: the applicant's fields, by name; [`field`]: the rules that shape them;
//! - [`target`]: what to look for on a page; [`condition`]: what can be true of it;
//! - [`page`]: the actions, [`entry`]: a control to fill; [`commit`]: the one that cannot be taken back;
//! - [`stop`]: how an attempt ends when something went wrong;
//! - [`lookup`]: finding an application in a county's list; [`moment`]: times as sites write them; [`log`]: lines for the operator; [`bindings`]: the contract as it is generated.
//!
//! ```ignore
//! use postrider_sdk::prelude::*;
//!
//! struct Alder;
//!
//! impl Submitter for Alder {
//!     fn submit(app: &Application, page: &Page) -> Result<Receipt, Stop> {
//!         page.open("https://alder.test/apply")?;
//!         page.fill(label("Street"), app.home().street())?;
//!         page.choose(label("State"), app.home().state())?;
//!         page.click(button("Continue"))?;
//!         page.commit(Commit::by(button("Submit application")).confirmed([visible(heading("Received"))]).number(id("number"), "ALD-######"))
//!     }
//!     fn probe(page: &Page) -> Result<(), Stop> {
//!         page.open("https://alder.test/apply").map(drop)
//!     }
//! }
//!
//! postrider_sdk::register!(Alder);
//! ```

pub mod application;
pub mod bindings;
pub mod commit;
pub mod condition;
pub mod entry;
mod failure;
pub mod field;
mod field_error;
pub mod log;
pub mod lookup;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod memory;
pub mod message;
pub mod moment;
pub mod page;
pub mod rule;
pub mod stop;
pub mod submitter;
pub mod target;
pub mod walk;

/// All that a plugin usually names.
pub mod prelude {
    pub use crate::application::Application;
    pub use crate::bindings::exports::postrider::county::submitter::{Doubt, Finding, Problem};
    pub use crate::bindings::postrider::county::application::Field;
    pub use crate::bindings::postrider::county::clock::{self, Day};
    pub use crate::bindings::postrider::county::documents::{self, Document};
    pub use crate::bindings::postrider::county::form::{
        ActionError, Calendar, Choice, Condition, DateParts, Receipt, Target, Text, Value,
    };
    pub use crate::commit::Commit;
    pub use crate::condition::{
        address, count, dialog, enabled, hidden, holds, network_quiet, page_left, says, title, visible, windows,
    };
    pub use crate::entry::entry;
    pub use crate::field::{problems, refuse_if_any, rule_out};
    pub use crate::log;
    pub use crate::lookup::Lookup;
    pub use crate::message::{decimal, joined};
    pub use crate::page::{Page, mentions};
    pub use crate::rule::{CharacterSet, Part};
    pub use crate::stop::Stop;
    pub use crate::submitter::Submitter;
    pub use crate::target::{
        after_text, button, code, contains, credential, css, heading, id, label, link, name, part, placeholder, role,
        row, section, test_id, text, xpath,
    };
    pub use crate::walk::{Next, Walk};
}
