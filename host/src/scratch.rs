//! Folders for what must not stay: documents in plain text, on their way into a browser. Only this user can look into them,
//! whatever the umask, and each goes when the value that stands for it is dropped, however the work on it ended.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags};
use rustix::process::geteuid;

/// Permission bits of a folder: its owner's alone.
const FOLDER_MODE: u32 = 0o700;
/// Permission bits of a file: its owner's alone.
const FILE_MODE: u32 = 0o600;
/// Opening a symbolic link fails.
const NOFOLLOW: i32 = OFlags::NOFOLLOW.bits().cast_signed();
/// Permission bits that let others than the owner put something in, or take it away.
const OTHERS_WRITE: u32 = 0o022;

/// A folder that documents cannot be trusted to. The machine's setup is to blame.
#[derive(Debug, thiserror::Error)]
pub enum ScratchError {
    /// The file system said no.
    #[error("{} cannot be made or looked at", path.display())]
    File {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// Whoever made a link could turn it elsewhere later.
    #[error("{} is no folder of its own but a file or a symbolic link: remove it, or name another folder", path.display())]
    NotAFolder {
        /// The path.
        path: PathBuf,
    },
    /// Its owner can read and swap what lies in it.
    #[error("{} belongs to user {owner}, and this is user {this}: remove it, or name another folder", path.display())]
    Foreign {
        /// The folder.
        path: PathBuf,
        /// Whose it is.
        owner: u32,
        /// Who this is.
        this: u32,
    },
    /// Others can swap what lies in it.
    #[error("others than its owner may write to {} (mode {mode:o}): chmod 700 it", path.display())]
    Exposed {
        /// The folder.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
}

/// Makes a folder that outlives this process, or makes sure that in one which is there only this user can put and swap what lies
/// in it. What is made in it then is closed to others by its own mode.
pub fn private_place(path: &Path) -> Result<(), ScratchError> {
    let failed = |source| ScratchError::File { path: path.to_owned(), source };
    match DirBuilder::new().recursive(true).mode(FOLDER_MODE).create(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(failed(error)),
        _ => {}
    }
    let folder = rustix::fs::open(path, OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC, Mode::empty());
    let folder = match folder {
        Ok(folder) => folder,
        Err(rustix::io::Errno::NOTDIR | rustix::io::Errno::LOOP) => {
            return Err(ScratchError::NotAFolder { path: path.to_owned() });
        }
        Err(error) => return Err(failed(error.into())),
    };
    let found = rustix::fs::fstat(folder).map_err(|error| failed(error.into()))?;
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

/// A folder that lives as long as this value.
#[derive(Debug)]
pub struct ScratchFolder(PathBuf);

impl ScratchFolder {
    /// Makes it; it must not be there yet.
    pub fn make(path: PathBuf) -> io::Result<Self> {
        make_folder(&path)?;
        Ok(Self(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for ScratchFolder {
    fn drop(&mut self) {
        // In place, not as a task: a task that the end of the host cuts off would leave documents behind.
        if let Err(error) = fs::remove_dir_all(&self.0)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "a scratch folder could not be removed; the next start removes it");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, chown, symlink};

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn what_is_made_is_its_owners_alone_and_goes_when_dropped() {
        let home = tempfile::tempdir().unwrap();
        let folder = ScratchFolder::make(home.path().join("attempt")).unwrap();
        let inner = folder.path().join("0");
        make_folder(&inner).unwrap();
        let file = inner.join("stub.pdf");
        write_file(&file, b"%PDF").unwrap();
        assert_eq!(mode(&file), 0o600);
        let copy = inner.join("copy.pdf");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        copy_file(&file, &copy).unwrap();
        assert_eq!((mode(folder.path()), mode(&inner), mode(&copy)), (0o700, 0o700, 0o600));
        symlink(&file, inner.join("link")).unwrap();
        assert!(write_file(&inner.join("link"), b"").is_err(), "nothing is written through a link");
        drop(folder);
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_place_that_is_not_ones_own_is_refused_in_words() {
        #[track_caller]
        fn check(path: &Path, expect: &str) {
            let said =
                private_place(path).err().map(|error| error.to_string().replace(path.to_str().unwrap(), "PLACE"));
            assert_eq!(said.as_deref().unwrap_or("fine"), expect);
        }
        let home = tempfile::tempdir().unwrap();
        let place = home.path().join("one/two");
        check(&place, "fine");
        assert_eq!((mode(&place), mode(&home.path().join("one"))), (0o700, 0o700));
        check(&place, "fine");
        fs::set_permissions(&place, fs::Permissions::from_mode(0o755)).unwrap();
        check(&place, "fine");
        fs::set_permissions(&place, fs::Permissions::from_mode(0o770)).unwrap();
        check(&place, "others than its owner may write to PLACE (mode 770): chmod 700 it");
        fs::set_permissions(&place, fs::Permissions::from_mode(0o1777)).unwrap();
        check(&place, "others than its owner may write to PLACE (mode 777): chmod 700 it");
        let link = home.path().join("link");
        symlink(home.path(), &link).unwrap();
        check(&link, "PLACE is no folder of its own but a file or a symbolic link: remove it, or name another folder");
        let file = home.path().join("file");
        fs::write(&file, "").unwrap();
        check(&file, "PLACE is no folder of its own but a file or a symbolic link: remove it, or name another folder");
        // Root owns everything it finds, and may give away; everybody else finds root's.
        let (foreign, owner) = if geteuid().is_root() { (place.as_path(), 65_534) } else { (Path::new("/usr"), 0) };
        if geteuid().is_root() {
            chown(foreign, Some(owner), None).unwrap();
        }
        let this = geteuid().as_raw();
        check(
            foreign,
            &format!("PLACE belongs to user {owner}, and this is user {this}: remove it, or name another folder"),
        );
    }
}
