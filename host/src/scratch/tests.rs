//! Who can look into what was made, and which folders are refused.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, chown, symlink};
use std::path::Path;

use rustix::process::geteuid;

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
fn a_folder_of_somebody_else_is_refused_with_a_reason() {
    #[track_caller]
    fn check(path: &Path, expect: &str) {
        let reason =
            ensure_private_folder(path).err().map(|error| error.to_string().replace(path.to_str().unwrap(), "FOLDER"));
        assert_eq!(reason.as_deref().unwrap_or("fine"), expect);
    }
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("one/two");
    check(&path, "fine");
    assert_eq!((mode(&path), mode(&home.path().join("one"))), (0o700, 0o700));
    check(&path, "fine");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    check(&path, "fine");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o770)).unwrap();
    check(&path, "others than its owner may write to FOLDER (mode 770): chmod 700 it");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o1777)).unwrap();
    check(&path, "others than its owner may write to FOLDER (mode 777): chmod 700 it");
    let link = home.path().join("link");
    symlink(home.path(), &link).unwrap();
    check(&link, "FOLDER is no folder of its own but a file or a symbolic link: remove it, or name another folder");
    let file = home.path().join("file");
    fs::write(&file, "").unwrap();
    check(&file, "FOLDER is no folder of its own but a file or a symbolic link: remove it, or name another folder");
    // Root owns everything it finds, and may give away; everybody else finds root's.
    let (foreign, owner) = if geteuid().is_root() { (path.as_path(), 65_534) } else { (Path::new("/usr"), 0) };
    if geteuid().is_root() {
        chown(foreign, Some(owner), None).unwrap();
    }
    let this = geteuid().as_raw();
    check(
        foreign,
        &format!("FOLDER belongs to user {owner}, and this is user {this}: remove it, or name another folder"),
    );
}
