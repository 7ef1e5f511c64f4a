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
fn a_wrapped_key_is_the_same_key_and_opens_only_where_it_was_wrapped() {
    let (master, key) = (SealingKey::random(), SealingKey::random());
    let wrapped = master.wrap(PLACE, &key);
    let opened = master.unwrapped(PLACE, &wrapped).unwrap();
    assert_eq!((opened.id(), opened.digest("body", b"Ada")), (key.id(), key.digest("body", b"Ada")));
    assert!(opened.open(PLACE, &key.seal(PLACE, b"Ada")).is_ok());
    assert_ne!(key.id(), master.id());
    assert!(master.unwrapped(SealedColumn { row: "2", ..PLACE }, &wrapped).is_err());
    assert!(SealingKey::random().unwrapped(PLACE, &wrapped).is_err());
    assert!(master.unwrapped(PLACE, &master.seal(PLACE, b"no key")).is_err());
}

#[test]
fn a_key_file_is_made_once_and_is_its_owners_alone() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("keys/ledger.key");
    let set_mode = |mode| std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
    assert!(matches!(KeyRing::load(&file), Err(SealingError::NoKey { .. })));
    let made = KeyRing::create(&file).unwrap();
    assert!(KeyRing::create(&file).is_err());
    let sealed = made.newest().seal(PLACE, b"Ada");
    assert!(KeyRing::load(&file).unwrap().newest().open(PLACE, &sealed).is_ok());
    set_mode(0o640);
    assert!(matches!(KeyRing::load(&file), Err(SealingError::Exposed { mode: 0o640, .. })));
    assert!(matches!(KeyRing::add(&file), Err(SealingError::Exposed { .. })));
    set_mode(0o600);
    std::fs::write(&file, "not a key").unwrap();
    assert!(matches!(KeyRing::load(&file), Err(SealingError::NotAKey { .. })));
    assert!(
        matches!(KeyRing::add(&file), Err(SealingError::NotAKey { .. })),
        "nothing is written below what is no key"
    );
    std::fs::write(&file, "\n\n").unwrap();
    assert!(matches!(KeyRing::load(&file), Err(SealingError::NotAKey { .. })));
}

#[test]
fn keys_are_added_below_those_that_stay() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("ledger.key");
    let first = KeyRing::add(&file).unwrap();
    // As earlier versions wrote it: without the end of its line.
    std::fs::write(&file, std::fs::read(&file).unwrap().trim_ascii()).unwrap();
    let second = KeyRing::add(&file).unwrap();
    let ring = KeyRing::load(&file).unwrap();
    assert_eq!((ring.ids(), ring.newest().id()), (vec![first.clone(), second.clone()], second));
    assert_eq!(ring.get(&first).unwrap().id(), first);
    assert!(ring.get(&KeyId::written("0123456789ab")).is_none());
    for _ in ring.ids().len()..error::MAX_KEYS {
        KeyRing::add(&file).unwrap();
    }
    assert!(matches!(KeyRing::add(&file), Err(SealingError::TooManyKeys { .. })));
    assert_eq!(KeyRing::load(&file).unwrap().ids().len(), error::MAX_KEYS);
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
}
