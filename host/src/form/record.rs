//! What an attempt leaves behind, and what it has placed so far: the trace, pictures, and the account of required fields.

mod action_span;
mod placements;
mod recorder;
mod screenshot;
mod standing;
mod taken_files;
mod trace;

pub use screenshot::{Shot, ShotFormat};
pub use trace::TraceLine;

pub(crate) use action_span::ActionSpan;
pub(crate) use placements::{Placements, PlacingId};
pub(crate) use recorder::Recorder;
pub(crate) use standing::{Given, Standing, Stood};
pub(crate) use taken_files::TakenFiles;
