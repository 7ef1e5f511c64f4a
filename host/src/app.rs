//! The composition root: a configuration becomes an [`App`], and that runs until it is stopped. Holds no logic of its own.

mod build;
mod config;
mod data_dir;
mod host_name;
mod inbox;
mod memory;
mod open_files;
mod run;

pub use build::App;
pub use config::{Config, ConfigError, KeyStatus};
pub use data_dir::DataDir;
pub use memory::share_arenas;

pub use crate::kept_files::ObjectKeys;
