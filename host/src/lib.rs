//! Postrider carries each application for public benefits to its county before the day's cutoff.
//!
//! An application travels one way, and the modules stand in that order; what comes back (a receipt, an outcome, evidence)
//! comes back as a value.
//!
//! ```text
//! intake -> ledger -> scheduler -> plugin -> form -> browser -> county
//!              ^                                               |
//!              +------------- receipt, evidence ---------------+
//! ```
//!
//! - [`intake`]: what is wrong is answered, what is acknowledged is kept.
//! - [`ledger`]: what is kept: applications, every move they make, who may work on them.
//! - [`scheduler`]: claims by deadline, works under leases, and what follows from each end.
//! - [`plugin`]: the counties' components: which release serves, and how one call of it runs contained.
//! - [`form`]: the plugin contract's form actions: strict, waiting, read back, and the one final click.
//! - [`browser`]: real browsers, each in a sandbox behind a network policy of its own.
//!
//! Around it:
//!
//! - [`cli`]: the command line: the host itself, and clients that talk to one.
//! - [`county_sources`]: where the counties' settings come from, and how they change while the host runs.
//! - [`app`]: the composition root: a configuration becomes running parts, and stops in order.
//! - [`api`]: the HTTP surface: who asks, whether they may, what the host answers.
//! - [`retention`]: how long what has ended is kept, and how it is forgotten.
//!
//! Below it:
//!
//! - [`counties`]: the counties that are served, as they are now.
//! - [`evidence`]: sealed files named by what they hold.
//! - [`file_error`]: a file that cannot be read or written, and what to do about it.
//! - [`kept_files`]: files in a folder or an object store, under a name of what is in them.
//! - [`priority`]: what stands behind the host's own work.
//! - [`scratch`]: folders that only this user can look into, and that go with whoever made them.
//! - [`sealing`]: keys, and what they close.
//! - [`submission`]: the words everything is said in: application, states, outcomes, deadlines. Pure.

pub mod api;
pub mod app;
pub mod browser;
pub mod cli;
pub mod counties;
pub mod county_sources;
pub mod evidence;
pub mod file_error;
pub mod form;
pub mod intake;
pub mod kept_files;
pub mod ledger;
pub mod plugin;
pub mod priority;
pub mod retention;
pub mod scheduler;
pub mod scratch;
pub mod sealing;
pub mod submission;
