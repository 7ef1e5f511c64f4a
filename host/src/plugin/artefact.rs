//! Machine code that may be loaded. There are two ways to it and no third: out of the process that compiled it for this host, or out
//! of a file that this host wrote itself, for this very component, and that nobody touched.

use std::path::Path;

use wasmtime::component::Component;

use super::compiler::{MAX_ARTEFACT_BYTES, Output};
use super::fingerprint::{FINGERPRINT_BYTES, Fingerprint};
use super::marked_file::{self, Marked, Unusable};
use crate::file_error::FileError;
use crate::sealing::{SealedColumn, SealingKey};
use crate::submission::PluginDigest;

/// Compiled code of a component.
pub(super) struct Artefact(Origin);

enum Origin {
    Compiler(Output),
    /// What a file of this host's held: the fingerprint of the engine that it is for, and the code.
    File(Marked),
}

/// Why there is no code in a file.
#[derive(Debug)]
pub(super) enum NoArtefact {
    /// What stands there is not usable at all.
    Unusable(Unusable),
    /// It is this host's, for an engine of another version or with other settings.
    OtherEngine,
}

impl Artefact {
    pub(super) fn compiled(output: Output) -> Self {
        Self(Origin::Compiler(output))
    }

    /// What this host wrote into a file, of this component and for an engine like this one.
    pub(super) fn read(
        file: &Path,
        key: &SealingKey,
        plugin: &PluginDigest,
        engine: &Fingerprint,
    ) -> Result<Self, NoArtefact> {
        let most = usize::try_from(MAX_ARTEFACT_BYTES).unwrap_or(usize::MAX);
        let marked =
            marked_file::read(file, key, place(plugin), FINGERPRINT_BYTES + most).map_err(NoArtefact::Unusable)?;
        if marked.content().starts_with(engine.as_bytes()) {
            Ok(Self(Origin::File(marked)))
        } else {
            Err(NoArtefact::OtherEngine)
        }
    }

    /// Writes it down for [`read`](Self::read).
    pub(super) fn write(
        &self,
        file: &Path,
        key: &SealingKey,
        plugin: &PluginDigest,
        engine: &Fingerprint,
    ) -> Result<(), FileError> {
        marked_file::write(file, key, place(plugin), &[engine.as_bytes(), self.bytes()])
    }

    pub(super) fn bytes(&self) -> &[u8] {
        match &self.0 {
            Origin::Compiler(output) => output.bytes(),
            Origin::File(marked) => &marked.content()[FINGERPRINT_BYTES..],
        }
    }

    /// The code, ready to be linked. It is copied into memory of its own.
    #[expect(
        unsafe_code,
        reason = "an artefact is machine code, and this one was made by this program (docs/decisions/0013, docs/decisions/0030)"
    )]
    pub(super) fn component(&self, engine: &wasmtime::Engine) -> wasmtime::Result<Component> {
        // SAFETY: these bytes were written by `Engine::precompile_component` in a process of this program. They came through a pipe that
        // nobody else holds, or they were read into this process's own memory from a file and bear there, as the code of this very
        // component, a mark that only this host's key makes, which it gives to nothing but what came through such a pipe. Wasmtime
        // itself refuses another version's or other settings' artefacts.
        unsafe { Component::deserialize(engine, self.bytes()) }
    }
}

/// What the mark of a component's code is bound to. Nothing else that is marked has this place.
fn place(plugin: &PluginDigest) -> SealedColumn<'_> {
    SealedColumn { table: "compiled", row: plugin.as_str(), column: "code" }
}
