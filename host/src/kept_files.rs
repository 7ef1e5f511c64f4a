//! Files that are kept under a name of what is in them: evidence and components, in a folder or in an object store, where several hosts
//! find the same. A file appears whole or not at all and is never changed. What is read back is bounded and nothing more: whoever reads it
//! checks it by its digest or by its seal, for a store may answer anything.

mod credentials;
mod error;
mod folder;
mod objects;
mod place;
mod requests;

use std::sync::Arc;

use self::folder::Folder;
use self::objects::Objects;

pub use credentials::ObjectKeys;
pub use error::KeptFileError;
pub use place::{Config, InvalidPlace, Place};

/// Where files are kept. Clones share it.
#[derive(Clone)]
pub struct KeptFiles(Arc<Kept>);

enum Kept {
    Folder(Folder),
    Objects(Objects),
}

impl KeptFiles {
    /// Opens a place. A folder is made where there is none; an object store is asked nothing yet, and may be away.
    pub fn open(place: &Place) -> Result<Self, KeptFileError> {
        let kept = match place {
            Place::Folder(folder) => Kept::Folder(Folder::open(folder.clone())?),
            Place::Objects(bucket) => Kept::Objects(Objects::open(bucket)?),
        };
        Ok(Self(Arc::new(kept)))
    }

    /// Keeps a file; durable when it returns. One that is there already is replaced: by its name it has the same content.
    pub async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), KeptFileError> {
        match &*self.0 {
            Kept::Folder(folder) => folder.put(name, bytes).await,
            Kept::Objects(objects) => objects.put(name, bytes).await,
        }
    }

    /// A file's content, of at most so many bytes.
    pub async fn get(&self, name: &str, most: usize) -> Result<Vec<u8>, KeptFileError> {
        match &*self.0 {
            Kept::Folder(folder) => folder.get(name, most).await,
            Kept::Objects(objects) => objects.get(name, most).await,
        }
    }

    /// Whether there is such a file.
    pub async fn has(&self, name: &str) -> Result<bool, KeptFileError> {
        match &*self.0 {
            Kept::Folder(folder) => folder.has(name).await,
            Kept::Objects(objects) => objects.has(name).await,
        }
    }

    /// Removes a file. One that is not there is removed already.
    pub async fn remove(&self, name: &str) -> Result<(), KeptFileError> {
        match &*self.0 {
            Kept::Folder(folder) => folder.remove(name).await,
            Kept::Objects(objects) => objects.remove(name).await,
        }
    }

    /// Whether it can be worked with: writes a small file, reads it and removes it.
    pub async fn try_out(&self) -> Result<(), KeptFileError> {
        let (name, content) = (format!("try-{:016x}", rand::random::<u64>()), b"postrider doctor".to_vec());
        self.put(&name, content.clone()).await?;
        let read = self.get(&name, content.len()).await;
        self.remove(&name).await?;
        if read? == content { Ok(()) } else { Err(KeptFileError::Altered { place: self.full_name(&name) }) }
    }

    fn full_name(&self, name: &str) -> String {
        match &*self.0 {
            Kept::Folder(folder) => folder.full_name(name),
            Kept::Objects(objects) => objects.full_name(name),
        }
    }
}

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;
