//! The words everything is said in: application, field paths and rules, states, outcomes, deadlines.
//!
//! Pure: nothing here awaits, reads a clock, opens a file or knows of a browser, a database or a plugin.

mod address;
mod amount;
mod application;
mod calendar;
mod clock;
mod commit_intent;
mod counts;
mod county;
mod credentials;
mod document;
mod field_kind;
mod field_paths;
mod fields;
mod finding;
mod ids;
mod known_counties;
mod mask;
mod outcome;
mod parse_message;
mod personal;
mod rules;
#[cfg(test)]
pub(crate) mod sample;
mod state;
mod suggest;
mod task;
mod visible;
mod window;

pub use address::{Address, DeliveryLines};
pub use amount::same_amount;
pub use application::{
    Applicant, Application, Contact, Document, DocumentKind, Finances, InvalidApplication, Language, MAX_CORRECTED,
    MAX_DOCUMENTS, MAX_HOUSEHOLD, MAX_PROBLEMS, MaritalStatus, Member, Name, Relationship, Signature, correct,
};
pub use calendar::{Calendar, CalendarConfig, CalendarDay, Cutoff, HoursConfig, Maintenance, Weekend};
pub use clock::{Clock, ManualClock};
pub use commit_intent::CommitIntent;
pub use counts::{Counts, Sending};
pub use county::{County, CountyConfig, Grant, InvalidCounty, OnDrift, SharedCalendar, TlsFiles};
pub use credentials::{Account, Credentials, LeasedCredentials};
pub use document::{DocumentProblem, Inspected, MAX_DOCUMENT_BYTES, MAX_DOCUMENTS_BYTES, inspect_all, inspect_file};
pub use field_kind::{Kind, kind_of, without_indices};
pub use fields::{Description, FieldError, Fields, Reference};
pub use finding::{Finding, Hindrance};
pub use ids::{ApplicationId, AttemptNumber, CountyCode, Fence, InvalidId, PluginDigest};
pub use known_counties::KnownCounty;
pub use mask::{MASKED, Mask};
pub use outcome::{Doubt, Drift, Outcome, Problem, Receipt, Unavailability};
pub use parse_message::{parse_message, shown_key};
pub use personal::Personal;
pub use rules::{CharacterSet, Part, PiecesPresent, Purpose, Rule, RuleProblem};
pub(crate) use rules::{ENGLISH_MONTHS, SPANISH_MONTHS};
pub use state::{Event, IllegalTransition, State};
pub use suggest::{suggest, suggest_field, with_suggestion};
pub use task::Task;
pub use visible::{excerpt, hides, visible, visible_json, visible_lines};
pub use window::Window;
