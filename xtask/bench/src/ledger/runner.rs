//! Whose work is measured.

use serde::Serialize;

/// Who carries them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
#[value(rename_all = "snake_case")]
pub(crate) enum Runner {
    Postrider,
    Apalis,
    GraphileWorker,
}
