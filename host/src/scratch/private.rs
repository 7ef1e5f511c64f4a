//! Makes folders and files that only this user can look into, whatever the umask, and never through a symbolic link.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

use rustix::fs::{Mode, OFlags};
use rustix::process::geteuid;

use super::error::ScratchError;
use crate::file_error::FileAction;

/// Permission bits of a folder: its owner's alone.
const FOLDER_MODE: u32 = 0o700;
/// Permission bits of a file: its owner's alone.
const FILE_MODE: u32 = 0o600;
/// Opening a symbolic link fails.
const NOFOLLOW: i32 = OFlags::NOFOLLOW.bits().cast_signed();
/// Permission bits that let others than the owner put something in, or take it away.
const OTHERS_WRITE: u32 = 0o022;

/// Makes a folder that outlives this process, or makes sure that in one which is there only this user can put and swap what lies
/// in it. What is made in it then is closed to others by its own mode.
pub fn ensure_private_folder(path: &Path) -> Result<(), ScratchError> {
    match DirBuilder::new().recursive(true).mode(FOLDER_MODE).create(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            return Err(FileAction::Create.failed(path)(error).into());
        }
        _ => {}
    }
    let folder = rustix::fs::open(path, OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC, Mode::empty());
    let folder = match folder {
        Ok(folder) => folder,
        Err(rustix::io::Errno::NOTDIR | rustix::io::Errno::LOOP) => {
            return Err(ScratchError::NotAFolder { path: path.to_owned() });
        }
        Err(error) => return Err(FileAction::Open.failed(path)(error.into()).into()),
    };
    let found = rustix::fs::fstat(folder).map_err(|error| FileAction::Inspect.failed(path)(error.into()))?;
    let (owner, this, mode) = (found.st_uid, geteuid().as_raw(), found.st_mode & 0o777);
    if owner != this {
        return Err(ScratchError::Foreign { path: path.to_owned(), owner, this });
    }
    if mode & OTHERS_WRITE != 0 {
        return Err(ScratchError::Exposed { path: path.to_owned(), mode });
    }
    Ok(())
}

/// Makes a folder that is this user's alone; it must not be there yet.
pub fn make_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().mode(FOLDER_MODE).create(path)
}

/// Writes a file that is this user's alone; never through a link.
pub fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    private_file(path)?.write_all(bytes)
}

/// Copies into a file that is this user's alone, whoever may read the original.
pub fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    io::copy(&mut File::open(from)?, &mut private_file(to)?).map(drop)
}

fn private_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(true).mode(FILE_MODE).custom_flags(NOFOLLOW).open(path)
}
