//! The file that keys lie in, a line each: its owner's alone. Keys are added below those that stand there, and never written over.

use std::io::Write as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use zeroize::Zeroizing;

use super::error::{MAX_KEYS, SealingError};
use crate::file_error::FileAction;

/// Bytes of a key.
pub(super) const KEY_BYTES: usize = 32;
/// A longer file holds no keys, in bytes: as many lines as it may have, with room for empty ones.
const MAX_KEY_FILE: u64 = 2048;

/// The keys in a file that only its owner can read, in the order of its lines.
pub(super) fn read(file: &Path) -> Result<Vec<Zeroizing<[u8; KEY_BYTES]>>, SealingError> {
    let metadata = match std::fs::metadata(file) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(SealingError::NoKey { file: file.to_owned() });
        }
        Err(error) => return Err(FileAction::Inspect.failed(file)(error).into()),
    };
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(SealingError::Exposed { file: file.to_owned(), mode });
    }
    let not_a_key = || SealingError::NotAKey { file: file.to_owned() };
    if metadata.len() > MAX_KEY_FILE {
        return Err(not_a_key());
    }
    let text = Zeroizing::new(std::fs::read(file).map_err(FileAction::Read.failed(file))?);
    let lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    let keys = lines
        .map(|line| {
            let mut bytes = Zeroizing::new([0; KEY_BYTES]);
            hex::decode_to_slice(line, bytes.as_mut_slice()).map_err(|_| not_a_key())?;
            Ok(bytes)
        })
        .collect::<Result<Vec<_>, SealingError>>()?;
    if (1..=MAX_KEYS).contains(&keys.len()) { Ok(keys) } else { Err(not_a_key()) }
}

/// Writes a key below those of a file; on disk when it returns. The line is written at once: whoever reads meanwhile finds it, or not.
pub(super) fn append(file: &Path, bytes: &[u8; KEY_BYTES]) -> Result<(), SealingError> {
    if read(file)?.len() >= MAX_KEYS {
        return Err(SealingError::TooManyKeys { file: file.to_owned() });
    }
    let ends_a_line = std::fs::read(file).map(Zeroizing::new).map_err(FileAction::Read.failed(file))?.ends_with(b"\n");
    let line =
        Zeroizing::new(format!("{}{}\n", if ends_a_line { "" } else { "\n" }, *Zeroizing::new(hex::encode(bytes))));
    let mut out = std::fs::OpenOptions::new().append(true).open(file).map_err(FileAction::Open.failed(file))?;
    out.write_all(line.as_bytes()).and_then(|()| out.sync_all()).map_err(FileAction::Write.failed(file))?;
    Ok(())
}

/// Writes a key where there is none, for its owner only; on disk when it returns.
pub(super) fn write(file: &Path, bytes: &[u8; KEY_BYTES]) -> Result<(), SealingError> {
    let text = Zeroizing::new(format!("{}\n", *Zeroizing::new(hex::encode(bytes))));
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(FileAction::Create.failed(folder))?;
    // Written beside and linked into place: a crash never leaves half a key under the key's name.
    let mut beside = file.as_os_str().to_owned();
    beside.push(".new");
    let beside = Path::new(&beside);
    let mut out = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(beside)
        .map_err(FileAction::Create.failed(beside))?;
    out.write_all(text.as_bytes()).and_then(|()| out.sync_all()).map_err(FileAction::Write.failed(beside))?;
    // Unlike a rename, a link refuses a name that is taken.
    std::fs::hard_link(beside, file).map_err(FileAction::Create.failed(file))?;
    std::fs::remove_file(beside).map_err(FileAction::Remove.failed(beside))?;
    std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(FileAction::Write.failed(folder))?;
    Ok(())
}
