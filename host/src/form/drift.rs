//! Drift: a page that differs from every form that the release is known to work, named as differences that a person can act on
//! before anything is sent.

mod change;
mod known_forms;
mod masked_text;
mod measured;
mod pairing;
mod report;
mod said;
#[cfg(test)]
mod sample;
mod seen_page;
mod shown;
mod skeleton;
mod watch;
mod weight;

pub use known_forms::{AcceptedForm, KnownForm, KnownForms, Origin};
pub use report::DriftReport;
pub use seen_page::SeenPage;
pub use skeleton::Skeleton;
pub use watch::Watched;
pub use weight::ReleaseFit;

pub(crate) use measured::MeasuredControl;
#[cfg(test)]
pub(crate) use measured::MeasuredOption;
pub(crate) use skeleton::{Use, without_moments, without_numbers};
pub(crate) use watch::DriftWatch;
