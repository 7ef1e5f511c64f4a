//! Files in a folder of this machine's, or of a network file system: on disk when they are said to be, and nobody else's to read.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::error::KeptFileError;
use crate::file_error::{FileAction, FileError};

/// Where files stand until they are whole.
const INCOMING: &str = "incoming";
/// How old a half written file is when nobody writes it any more: another host may be at work in the same folder.
const ABANDONED: Duration = Duration::from_secs(60 * 60);

#[derive(Clone)]
pub(super) struct Folder(Arc<PathBuf>);

impl Folder {
    /// Makes the folder where there is none, and removes what killed hosts left half written.
    pub(super) fn open(folder: PathBuf) -> Result<Self, FileError> {
        let incoming = folder.join(INCOMING);
        make_folder(&incoming)?;
        for entry in std::fs::read_dir(&incoming).map_err(FileAction::Read.failed(&incoming))? {
            let entry = entry.map_err(FileAction::Read.failed(&incoming))?;
            let age = entry.metadata().and_then(|about| about.modified()).map(|modified| modified.elapsed());
            if age.is_ok_and(|age| age.is_ok_and(|age| age > ABANDONED)) {
                // Another host that starts may have removed it.
                remove_if_there(&entry.path())?;
            }
        }
        Ok(Self(Arc::new(folder)))
    }

    pub(super) async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), KeptFileError> {
        self.on_disk(name, FileAction::Write, move |folder, path| write(folder, path, &bytes).map_err(Into::into)).await
    }

    pub(super) async fn get(&self, name: &str, most: usize) -> Result<Vec<u8>, KeptFileError> {
        self.on_disk(name, FileAction::Read, move |_, path| read(path, most)).await
    }

    pub(super) async fn has(&self, name: &str) -> Result<bool, KeptFileError> {
        let look = |_: &Path, path: &Path| path.try_exists().map_err(|e| FileAction::Inspect.failed(path)(e).into());
        self.on_disk(name, FileAction::Inspect, look).await
    }

    pub(super) async fn remove(&self, name: &str) -> Result<(), KeptFileError> {
        self.on_disk(name, FileAction::Remove, |_, path| remove_if_there(path).map_err(Into::into)).await
    }

    pub(super) fn full_name(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }

    /// Disks block: work on them runs where blocking is meant to, and is waited for.
    async fn on_disk<T: Send + 'static>(
        &self,
        name: &str,
        action: FileAction,
        work: impl FnOnce(&Path, &Path) -> Result<T, KeptFileError> + Send + 'static,
    ) -> Result<T, KeptFileError> {
        let (folder, path) = (Arc::clone(&self.0), self.0.join(name));
        let place = path.clone();
        let done = tokio::task::spawn_blocking(move || work(&folder, &path)).await;
        done.unwrap_or_else(|_| Err(action.failed(&place)(io::Error::other("the host is stopping")).into()))
    }
}

fn write(folder: &Path, path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let within = path.parent().unwrap_or(folder);
    make_folder(within)?;
    let beside = folder.join(INCOMING).join(format!("{:016x}", rand::random::<u64>()));
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside);
    let mut file = file.map_err(FileAction::Create.failed(&beside))?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all()).map_err(FileAction::Write.failed(&beside));
    let whole = written.and_then(|()| std::fs::rename(&beside, path).map_err(FileAction::Create.failed(path)));
    if whole.is_err() {
        // A full disk is full of nothing that nobody can use.
        let _ = std::fs::remove_file(&beside);
    }
    whole?;
    // The folder and the one above it: both may hold a new name.
    for changed in [Some(within), (within != folder).then_some(folder)].into_iter().flatten() {
        make_names_durable(changed)?;
    }
    Ok(())
}

fn read(path: &Path, most: usize) -> Result<Vec<u8>, KeptFileError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(KeptFileError::Missing { place: path.display().to_string() });
        }
        Err(error) => return Err(FileAction::Open.failed(path)(error).into()),
    };
    let mut bytes = Vec::new();
    file.take(most as u64 + 1).read_to_end(&mut bytes).map_err(FileAction::Read.failed(path))?;
    if bytes.len() > most {
        return Err(KeptFileError::TooLarge { place: path.display().to_string(), most });
    }
    Ok(bytes)
}

/// Removes a file for good: whatever happens next, it does not come back.
fn remove_if_there(path: &Path) -> Result<(), FileError> {
    match std::fs::remove_file(path) {
        Ok(()) => path.parent().map_or(Ok(()), make_names_durable),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(FileAction::Remove.failed(path)(error)),
    }
}

fn make_folder(folder: &Path) -> Result<(), FileError> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(FileAction::Create.failed(folder))
}

/// A name lasts once its folder does: a file's own sync says nothing about it.
fn make_names_durable(folder: &Path) -> Result<(), FileError> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(FileAction::Write.failed(folder))
}
