//! Drift: a page that differs from every form which an application was delivered by, named as differences that a person can act
//! on before anything is sent.

mod change;
mod known_pages;
mod masked_text;
mod pairing;
mod shown;
mod skeleton;
mod watch;

pub use change::Change;
pub use known_pages::{KnownPages, SeenPage};
pub use skeleton::Skeleton;

pub(crate) use skeleton::without_numbers;
pub(crate) use watch::DriftWatch;
