//! The master keys of a key file, a line each: the last one is for what is new, those before it only open.

use std::path::Path;

use super::error::SealingError;
use super::key_id::KeyId;
use super::{SealingKey, key_file, random_key};

/// The keys of a file. Cheap to clone; cannot print them.
#[derive(Debug, Clone)]
pub struct KeyRing {
    /// Oldest first.
    older: Vec<SealingKey>,
    newest: SealingKey,
}

impl KeyRing {
    /// Reads the keys that [`KeyRing::create`], [`KeyRing::add`] or an operator wrote.
    pub fn load(file: &Path) -> Result<Self, SealingError> {
        let mut keys: Vec<_> = key_file::read(file)?.iter().map(|bytes| SealingKey::from_bytes(bytes)).collect();
        let newest = keys.pop().ok_or_else(|| SealingError::NotAKey { file: file.to_owned() })?;
        Ok(Self { older: keys, newest })
    }

    /// Makes a first key and writes it where there is no file, for its owner only; on disk when it returns.
    pub fn create(file: &Path) -> Result<Self, SealingError> {
        let bytes = random_key();
        key_file::write(file, &bytes)?;
        Ok(Self { older: Vec::new(), newest: SealingKey::from_bytes(&bytes) })
    }

    /// Makes a key and writes it below those of a file, or into a new one. What stands there stays.
    pub fn add(file: &Path) -> Result<KeyId, SealingError> {
        let bytes = random_key();
        match Self::load(file) {
            Ok(_) => key_file::append(file, &bytes)?,
            Err(SealingError::NoKey { .. }) => key_file::write(file, &bytes)?,
            Err(error) => return Err(error),
        }
        Ok(SealingKey::from_bytes(&bytes).id())
    }

    /// The last one.
    pub fn newest(&self) -> &SealingKey {
        &self.newest
    }

    pub fn get(&self, id: &KeyId) -> Option<&SealingKey> {
        self.keys().find(|key| key.id() == *id)
    }

    /// All of them, oldest first.
    pub fn keys(&self) -> impl Iterator<Item = &SealingKey> {
        self.older.iter().chain([&self.newest])
    }

    /// Their names, oldest first.
    pub fn ids(&self) -> Vec<KeyId> {
        self.keys().map(SealingKey::id).collect()
    }
}
