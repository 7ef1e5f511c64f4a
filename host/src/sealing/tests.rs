//! Seals and key files, on a real disk.

use std::os::unix::fs::PermissionsExt as _;

use super::*;

const PLACE: SealedColumn<'_> = SealedColumn { table: "applications", row: "1", column: "body" };

#[test]
fn opens_only_with_its_key_at_its_place() {
    let key = SealingKey::random();
    let mut sealed = key.seal(PLACE, b"Ada");
    assert_eq!(*key.open(PLACE, &sealed).unwrap(), b"Ada");
    assert!(key.open(SealedColumn { row: "2", ..PLACE }, &sealed).is_err());
    assert!(SealingKey::random().open(PLACE, &sealed).is_err());
    for cut in [0, 1, 10, sealed.len() - 1] {
        assert!(key.open(PLACE, &sealed[..cut]).is_err(), "{cut}");
    }
    sealed[30] ^= 1;
    assert!(key.open(PLACE, &sealed).is_err());
}

#[test]
fn equal_values_look_different_and_digest_alike() {
    let key = SealingKey::random();
    assert_ne!(key.seal(PLACE, b"Ada"), key.seal(PLACE, b"Ada"));
    assert_eq!(key.digest("body", b"Ada"), key.digest("body", b"Ada"));
    assert_ne!(key.digest("body", b"Ada"), key.digest("key", b"Ada"));
    assert_ne!(key.digest("body", b"Ada"), SealingKey::random().digest("body", b"Ada"));
}

#[test]
fn a_mark_is_its_keys_its_places_and_its_bytes() {
    let key = SealingKey::random();
    let mark = key.mark(PLACE, &[b"A", b"da"]);
    assert!(key.bears_mark(PLACE, b"Ada", &mark), "however the bytes were given");
    assert!(!key.bears_mark(SealedColumn { row: "2", ..PLACE }, b"Ada", &mark));
    assert!(!SealingKey::random().bears_mark(PLACE, b"Ada", &mark));
    assert!(!key.bears_mark(PLACE, b"Adb", &mark) && !key.bears_mark(PLACE, b"Ad", &mark));
    for at in 0..MARK_BYTES {
        let mut touched = mark;
        touched[at] ^= 1;
        assert!(!key.bears_mark(PLACE, b"Ada", &touched), "{at}");
    }
}

#[test]
fn a_key_file_is_made_once_and_is_its_owners_alone() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("keys/ledger.key");
    let set_mode = |mode| std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
    assert!(matches!(SealingKey::load(&file), Err(SealingError::NoKey { .. })));
    let made = SealingKey::create(&file).unwrap();
    assert!(SealingKey::create(&file).is_err());
    let sealed = made.seal(PLACE, b"Ada");
    assert!(SealingKey::load(&file).unwrap().open(PLACE, &sealed).is_ok());
    set_mode(0o640);
    assert!(matches!(SealingKey::load(&file), Err(SealingError::Exposed { mode: 0o640, .. })));
    set_mode(0o600);
    std::fs::write(&file, "not a key").unwrap();
    assert!(matches!(SealingKey::load(&file), Err(SealingError::NotAKey { .. })));
}
