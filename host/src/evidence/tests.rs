//! Evidence on a real disk.

use super::*;

fn place_of(dir: &Path) -> Evidence {
    Evidence::new(Config { dir: dir.to_owned() }).unwrap()
}

#[tokio::test]
async fn a_panic_is_the_hosts_fault_and_no_stop() {
    let error = off_the_runtime::<()>(|| panic!("on a picture")).await.unwrap_err();
    assert!(matches!(error, EvidenceError::Broken), "{error:?}");
}

#[tokio::test]
async fn what_is_kept_comes_back_and_equal_bytes_are_kept_once() {
    let dir = tempfile::tempdir().unwrap();
    let (evidence, key) = (place_of(dir.path()), SealingKey::random());
    let first = evidence.keep(&key, Kind::Receipt, b"Ada Lovelace".to_vec()).await.unwrap();
    let again = evidence.keep(&key, Kind::Receipt, b"Ada Lovelace".to_vec()).await.unwrap();
    assert_eq!(first, again);
    assert_eq!(first.size, 12);
    assert_eq!(evidence.read(&key, &first).await.unwrap(), b"Ada Lovelace");
    let other = evidence.keep(&key, Kind::Trace, b"Ada Lovelace".to_vec()).await.unwrap();
    assert_ne!(first.digest, other.digest);
    let wrong_kind = EvidenceRef { kind: Kind::Trace, ..first };
    assert!(matches!(evidence.read(&key, &wrong_kind).await, Err(EvidenceError::Sealed(_))));
}

#[tokio::test]
async fn files_show_nothing_and_open_with_their_key_only() {
    let dir = tempfile::tempdir().unwrap();
    let (evidence, key, other) = (place_of(dir.path()), SealingKey::random(), SealingKey::random());
    let kept = evidence.keep(&key, Kind::Source, b"<p>Ada Lovelace</p>".to_vec()).await.unwrap();
    let file = std::fs::read(path(&evidence.0, &kept.digest)).unwrap();
    assert!(!file.windows(3).any(|window| window == b"Ada"));
    assert!(matches!(evidence.read(&other, &kept).await, Err(EvidenceError::Sealed(_))));
    let others = evidence.keep(&other, Kind::Source, b"<p>Ada Lovelace</p>".to_vec()).await.unwrap();
    assert_ne!(others.digest, kept.digest, "what is another's is another file");
}

#[tokio::test]
async fn what_is_removed_is_gone_and_what_is_not_there_is_no_fault() {
    let dir = tempfile::tempdir().unwrap();
    let (evidence, key) = (place_of(dir.path()), SealingKey::random());
    let kept = evidence.keep(&key, Kind::Source, b"<p>Ada Lovelace</p>".to_vec()).await.unwrap();
    let stays = evidence.keep(&key, Kind::Trace, b"a click".to_vec()).await.unwrap();
    for _ in 0..2 {
        evidence.remove(&kept).await.unwrap();
        assert!(matches!(evidence.read(&key, &kept).await, Err(EvidenceError::Missing { .. })));
    }
    assert_eq!(evidence.read(&key, &stays).await.unwrap(), b"a click");
    let outside = EvidenceRef { digest: "../../ledger.key".to_owned(), ..kept };
    assert!(matches!(evidence.remove(&outside).await, Err(EvidenceError::NotADigest(_))));
}

#[tokio::test]
async fn what_is_not_there_too_large_or_no_digest_is_said() {
    let dir = tempfile::tempdir().unwrap();
    let (evidence, key) = (place_of(dir.path()), SealingKey::random());
    let digest = |digest: &str| EvidenceRef { kind: Kind::Pdf, digest: digest.into(), size: 0, label: String::new() };
    assert!(matches!(evidence.read(&key, &digest(&"0".repeat(64))).await, Err(EvidenceError::Missing { .. })));
    assert!(matches!(evidence.read(&key, &digest("../../ledger.key")).await, Err(EvidenceError::NotADigest(_))));
    let large = evidence.keep(&key, Kind::Screenshot, vec![0; MAX_EVIDENCE + 1]).await;
    assert!(matches!(large, Err(EvidenceError::TooLarge { .. })));
}

#[tokio::test]
async fn what_a_killed_host_left_half_written_is_removed() {
    let dir = tempfile::tempdir().unwrap();
    let half = dir.path().join(INCOMING).join("0");
    place_of(dir.path());
    std::fs::write(&half, "half").unwrap();
    place_of(dir.path());
    assert!(!half.exists());
}
