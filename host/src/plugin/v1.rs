//! Track 1 of the contract: turns its WIT types into the host's own, at this one edge. Each import sees the part of the store's
//! data that it needs.

mod application;
mod argument_size;
#[allow(clippy::all, clippy::pedantic, reason = "generated from the contract, which documents it")]
mod bindings;
mod clock;
mod convert;
mod documents;
mod exports;
mod form;
mod instance;
mod log;
mod person;
mod random;
mod returned;

use wasmtime::component::Linker;

use self::bindings::postrider::county as imports;
pub(super) use self::exports::{check, reconcile, submit};
pub(super) use self::instance::{Ready, ready, start};
use super::guest::Guest;

/// Links every import of the world, each with the part of the plugin's state that it needs.
pub(super) fn add_to_linker(linker: &mut Linker<Guest>) -> wasmtime::Result<()> {
    imports::application::add_to_linker::<_, application::ApplicationImport>(
        linker,
        application::ApplicationImport::of,
    )?;
    imports::form::add_to_linker::<_, form::FormImport>(linker, form::FormImport::of)?;
    imports::documents::add_to_linker::<_, documents::DocumentsImport>(linker, documents::DocumentsImport::of)?;
    imports::clock::add_to_linker::<_, clock::ClockImport>(linker, clock::ClockImport::of)?;
    imports::log::add_to_linker::<_, log::LogImport>(linker, log::LogImport::of)?;
    imports::person::add_to_linker::<_, person::PersonImport>(linker, person::PersonImport::of)?;
    imports::random::add_to_linker::<_, random::RandomImport>(linker, random::RandomImport::of)
}
