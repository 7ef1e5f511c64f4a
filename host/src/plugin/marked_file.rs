//! Files that nobody but this host can have written: each begins with a mark that only the host's key makes, over all that comes
//! after it and over what the file is of. A file is read into memory as a whole, and what bears the mark is what was read: nobody
//! changes it between the look and the use.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use rustix::fs::OFlags;

use crate::file_error::{FileAction, FileError};
use crate::sealing::{MARK_BYTES, SealedColumn, SealingKey};

/// First bytes of every such file: what it is, and its layout.
const MAGIC: &[u8; 20] = b"postrider marked 1\n\0";
/// What stands before the content.
const HEAD_BYTES: usize = MAGIC.len() + MARK_BYTES;

/// What a file held that bears the mark of the place that it was read for.
pub(super) struct Marked(Vec<u8>);

/// Why a file's content is not used.
#[derive(Debug)]
pub(super) enum Unusable {
    /// There is none.
    Missing,
    /// It is not what this host wrote there: cut, changed, another's, or no file at all.
    Touched,
    /// It could not be read.
    Unreadable(FileError),
}

impl Marked {
    /// What was marked.
    pub(super) fn content(&self) -> &[u8] {
        &self.0[HEAD_BYTES..]
    }
}

/// Reads a file whole, if it has at most so many bytes of content and bears the mark. Waits for nothing but the disk: a pipe in its
/// place is no file.
pub(super) fn read(file: &Path, key: &SealingKey, at: SealedColumn<'_>, most: usize) -> Result<Marked, Unusable> {
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed();
    let opened = match OpenOptions::new().read(true).custom_flags(flags).open(file) {
        Ok(opened) => opened,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(Unusable::Missing),
        // A link is followed nowhere.
        Err(error) if error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()) => {
            return Err(Unusable::Touched);
        }
        Err(error) => return Err(Unusable::Unreadable(FileAction::Open.failed(file)(error))),
    };
    let unreadable = |error| Unusable::Unreadable(FileAction::Read.failed(file)(error));
    let about = opened.metadata().map_err(unreadable)?;
    let most = HEAD_BYTES + most;
    let size = usize::try_from(about.len()).unwrap_or(usize::MAX);
    if !about.is_file() || size > most {
        return Err(Unusable::Touched);
    }
    let mut whole = Vec::with_capacity(size);
    // It may grow meanwhile: one byte more than may be is enough to know.
    opened.take(most as u64 + 1).read_to_end(&mut whole).map_err(unreadable)?;
    if whole.len() <= most && bears_mark(&whole, key, at) { Ok(Marked(whole)) } else { Err(Unusable::Touched) }
}

fn bears_mark(whole: &[u8], key: &SealingKey, at: SealedColumn<'_>) -> bool {
    let marked = || {
        let (mark, content) = whole.strip_prefix(MAGIC)?.split_first_chunk::<MARK_BYTES>()?;
        Some(key.bears_mark(at, content, mark))
    };
    marked() == Some(true)
}

/// Writes content, given in parts, with its mark: for the file's owner alone, whole or not at all, on disk when it returns.
pub(super) fn write(file: &Path, key: &SealingKey, at: SealedColumn<'_>, content: &[&[u8]]) -> Result<(), FileError> {
    let beside = file.with_added_extension("part");
    let written = (|| {
        match std::fs::remove_file(&beside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        // Made anew: what somebody else put there is not written into.
        let mut out = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
        out.write_all(MAGIC)?;
        out.write_all(&key.mark(at, content))?;
        content.iter().try_for_each(|part| out.write_all(part))?;
        File::sync_all(&out)
    })();
    let placed = written
        .map_err(FileAction::Write.failed(&beside))
        .and_then(|()| std::fs::rename(&beside, file).map_err(FileAction::Create.failed(file)));
    if placed.is_err() {
        // Half a file on a full disk helps nobody; the error that counts is the first one.
        let _ = std::fs::remove_file(&beside);
    }
    placed
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    const AT: SealedColumn<'_> = SealedColumn { table: "compiled", row: "a", column: "code" };

    #[test]
    fn only_what_the_host_wrote_there_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let (file, key) = (folder.path().join("a"), SealingKey::random());
        let read = |at, most| read(&file, &key, at, most).map(|marked| marked.content().to_vec());
        assert!(matches!(read(AT, 100), Err(Unusable::Missing)));
        write(&file, &key, AT, &[b"machine ", b"code"]).unwrap();
        assert_eq!(read(AT, 12).unwrap(), b"machine code");
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(matches!(read(SealedColumn { row: "b", ..AT }, 100), Err(Unusable::Touched)));
        assert!(matches!(read(AT, 11), Err(Unusable::Touched)), "longer than it may be");
        let whole = std::fs::read(&file).unwrap();
        for at in 0..whole.len() {
            let mut touched = whole.clone();
            touched[at] ^= 1;
            std::fs::write(&file, touched).unwrap();
            assert!(matches!(read(AT, 100), Err(Unusable::Touched)), "byte {at}");
            std::fs::write(&file, &whole[..at]).unwrap();
            assert!(matches!(read(AT, 100), Err(Unusable::Touched)), "cut at {at}");
        }
        std::fs::write(&file, [whole.as_slice(), b"!"].concat()).unwrap();
        assert!(matches!(read(AT, 100), Err(Unusable::Touched)), "longer than it was");
        write(&file, &SealingKey::random(), AT, &[b"machine code"]).unwrap();
        assert!(matches!(read(AT, 100), Err(Unusable::Touched)), "another host's");
        write(&file, &key, AT, &[b"machine code"]).unwrap();
        assert_eq!(read(AT, 100).unwrap(), b"machine code", "written anew over what was there");
    }

    #[test]
    fn what_is_no_plain_file_is_neither_followed_nor_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let (file, key) = (folder.path().join("a"), SealingKey::random());
        let read = || read(&file, &key, AT, 100).map(|_| ());
        let whole = folder.path().join("whole");
        write(&whole, &key, AT, &[b"machine code"]).unwrap();
        std::os::unix::fs::symlink(&whole, &file).unwrap();
        assert!(matches!(read(), Err(Unusable::Touched)), "a link");
        std::fs::remove_file(&file).unwrap();
        let mode = rustix::fs::Mode::from_raw_mode(0o600);
        rustix::fs::mknodat(rustix::fs::CWD, &file, rustix::fs::FileType::Fifo, mode, 0).unwrap();
        assert!(matches!(read(), Err(Unusable::Touched)), "a pipe");
        std::fs::remove_file(&file).unwrap();
        std::fs::create_dir(&file).unwrap();
        assert!(matches!(read(), Err(Unusable::Touched)), "a folder");
    }
}
