//! What compiled code depends on beside its component: the engine's version, its settings, the processor that it was made for.

use std::hash::{Hash as _, Hasher};

use sha2::{Digest as _, Sha256};

/// Bytes of a fingerprint.
pub(super) const FINGERPRINT_BYTES: usize = 32;

/// One engine's fingerprint: code that was compiled for another one is of no use to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fingerprint([u8; FINGERPRINT_BYTES]);

impl Fingerprint {
    pub(super) fn of(engine: &wasmtime::Engine) -> Self {
        let mut hasher = Digesting(Sha256::new());
        engine.precompile_compatibility_hash().hash(&mut hasher);
        // Where it matters, the hash says so itself; a folder that moves to another kind of machine is none of this one's.
        (std::env::consts::ARCH, std::env::consts::OS).hash(&mut hasher);
        Self(hasher.0.finalize().into())
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Of no engine that there is.
    #[cfg(test)]
    pub(super) fn of_nothing() -> Self {
        Self([0; FINGERPRINT_BYTES])
    }
}

/// Digests what is hashed: the same in every process, and too long to meet by chance.
struct Digesting(Sha256);

impl Hasher for Digesting {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Nothing asks for it.
    fn finish(&self) -> u64 {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugin::settings::code_settings;

    #[test]
    fn engines_with_the_same_settings_have_one_fingerprint_and_others_have_another() {
        let of = |settings: &wasmtime::Config| Fingerprint::of(&wasmtime::Engine::new(settings).unwrap());
        assert_eq!(of(&code_settings()), of(&code_settings()));
        assert_ne!(of(&code_settings()), of(code_settings().epoch_interruption(false)));
        assert_ne!(of(&code_settings()), Fingerprint::of_nothing());
    }
}
