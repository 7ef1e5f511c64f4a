//! Evidence on a real disk and in a real object store.

use rstest::rstest;

use super::*;
use crate::kept_files::sample::{On, TestPlace};

fn open(test: &TestPlace) -> Evidence {
    Evidence::open(&test.place).unwrap()
}

#[tokio::test]
async fn a_panic_is_the_hosts_fault_and_no_stop() {
    let error = off_the_runtime::<()>(|| panic!("on a picture")).await.unwrap_err();
    assert!(matches!(error, EvidenceError::Broken), "{error:?}");
}

#[rstest]
#[tokio::test]
async fn what_is_kept_comes_back_and_equal_bytes_are_kept_once(#[values(On::Folder, On::Objects)] on: On) {
    let test = TestPlace::new(on);
    let (evidence, key) = (open(&test), SealingKey::random());
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

#[rstest]
#[tokio::test]
async fn files_show_nothing_and_open_with_their_key_only(#[values(On::Folder, On::Objects)] on: On) {
    let test = TestPlace::new(on);
    let (evidence, key) = (open(&test), SealingKey::random());
    let kept = evidence.keep(&key, Kind::Source, b"<p>Ada Lovelace</p>".to_vec()).await.unwrap();
    let lies_in = test.file(&file(&kept.digest));
    let sealed = std::fs::read(&lies_in).unwrap();
    assert!(!sealed.windows(3).any(|window| window == b"Ada"));
    let other = SealingKey::random();
    assert!(matches!(evidence.read(&other, &kept).await, Err(EvidenceError::Sealed(_))));
    let others = evidence.keep(&other, Kind::Source, b"<p>Ada Lovelace</p>".to_vec()).await.unwrap();
    assert_ne!(others.digest, kept.digest, "what is another's is another file");
    let mut changed = sealed.clone();
    changed[sealed.len() / 2] ^= 1;
    for instead in [&changed[..], &sealed[..sealed.len() - 1], &sealed[..1], &[]] {
        std::fs::write(&lies_in, instead).unwrap();
        assert!(matches!(evidence.read(&key, &kept).await, Err(EvidenceError::Sealed(_))));
    }
    std::fs::write(&lies_in, &sealed).unwrap();
    assert_eq!(evidence.read(&key, &kept).await.unwrap(), b"<p>Ada Lovelace</p>");
    std::fs::write(&lies_in, vec![0; MAX_EVIDENCE + MOST_SEAL + 1]).unwrap();
    let said = evidence.read(&key, &kept).await.unwrap_err().to_string();
    assert!(said.contains("it is not what a host wrote there"), "{said}");
}

#[test]
fn the_largest_piece_can_be_read_when_it_is_sealed() {
    assert!(SealingKey::random().seal(place(Kind::Pdf, "0"), &[]).len() <= MOST_SEAL);
}

#[tokio::test]
async fn evidence_that_cannot_be_kept_is_an_error_that_passes() {
    let mut test = TestPlace::new(On::Objects);
    let (evidence, key) = (open(&test), SealingKey::random());
    test.server.as_mut().unwrap().stop();
    let said = evidence.keep(&key, Kind::Trace, b"{}".to_vec()).await.unwrap_err().to_string();
    assert!(said.contains("the object store s3://benefits/shared") && said.contains("is not reached"), "{said}");
}

#[rstest]
#[tokio::test]
async fn what_is_removed_is_gone_and_what_is_not_there_is_no_fault(#[values(On::Folder, On::Objects)] on: On) {
    let test = TestPlace::new(on);
    let (evidence, key) = (open(&test), SealingKey::random());
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

#[rstest]
#[tokio::test]
async fn what_is_not_there_too_large_or_no_digest_is_said(#[values(On::Folder, On::Objects)] on: On) {
    let test = TestPlace::new(on);
    let (evidence, key) = (open(&test), SealingKey::random());
    let digest = |digest: &str| EvidenceRef { kind: Kind::Pdf, digest: digest.into(), size: 0, label: String::new() };
    assert!(matches!(evidence.read(&key, &digest(&"0".repeat(64))).await, Err(EvidenceError::Missing { .. })));
    assert!(matches!(evidence.read(&key, &digest("../../ledger.key")).await, Err(EvidenceError::NotADigest(_))));
    let large = evidence.keep(&key, Kind::Screenshot, vec![0; MAX_EVIDENCE + 1]).await;
    assert!(matches!(large, Err(EvidenceError::TooLarge { .. })));
}
