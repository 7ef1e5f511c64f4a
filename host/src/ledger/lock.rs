//! One host per ledger: an advisory lock beside the database, which the system lets go of when the process ends, however it ends.

use std::fs::File;
use std::io::{Read as _, Seek as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

use super::LedgerError;
use crate::file_error::FileAction;

/// Most bytes read of who has the lock; a process id has fewer.
const MAX_OWNER: u64 = 20;

/// The lock, held as long as this lives.
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of a database, or says who has it.
    pub(super) fn take(database: &Path) -> Result<Self, LedgerError> {
        let mut path = database.as_os_str().to_owned();
        path.push(".lock");
        let path = Path::new(&path);
        let mut file = std::fs::OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(path)
            .map_err(FileAction::Open.failed(path))?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {}
            Err(Errno::WOULDBLOCK) => {
                let mut pid = String::new();
                // Who has it is a courtesy: a lock that cannot be read is still a lock.
                let _ = (&file).take(MAX_OWNER).read_to_string(&mut pid);
                let pid = if pid.trim().is_empty() { "unknown".to_owned() } else { pid.trim().to_owned() };
                return Err(LedgerError::InUse { file: database.to_owned(), pid });
            }
            Err(errno) => return Err(FileAction::Lock.failed(path)(errno.into()).into()),
        }
        file.set_len(0).and_then(|()| file.rewind()).map_err(FileAction::Write.failed(path))?;
        writeln!(file, "{}", std::process::id()).map_err(FileAction::Write.failed(path))?;
        Ok(Self { _file: file })
    }
}
