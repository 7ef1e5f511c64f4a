//! What a county's release history says: where a rollback leads, which release a person means, which one is out of service,
//! and what the county is held for. Pure.

use jiff::Timestamp;

use crate::ledger::{ReleaseMove, ReleaseRow};
use crate::submission::PluginDigest;

/// Fewest digits by which a digest is named; fewer are a slip of the hand.
const MIN_DIGITS: usize = 6;
/// Releases that an error names.
const MAX_NAMED: usize = 20;

/// Which release a person means.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    One(PluginDigest),
    /// None. What there is: version and digest of each.
    None(Vec<String>),
    /// Several. Which: version and digest of each.
    Several(Vec<String>),
}

/// The release that a rollback leads to: walking the history back as a stack of activations, so that two rollbacks in a row
/// go two releases back and not to and fro. Where none serves, it is the last that did and is not out of service.
pub(super) fn previous<'a>(
    history: impl Iterator<Item = (ReleaseMove, &'a PluginDigest)>,
    current: Option<&PluginDigest>,
) -> Option<PluginDigest> {
    let mut served: Vec<&PluginDigest> = Vec::new();
    for (what, digest) in history {
        match what {
            ReleaseMove::Activated => {
                served.retain(|earlier| *earlier != digest);
                served.push(digest);
            }
            ReleaseMove::RolledBack => {
                while served.last().is_some_and(|last| *last != digest) {
                    served.pop();
                }
            }
            ReleaseMove::Quarantined => served.retain(|earlier| *earlier != digest),
            ReleaseMove::Installed => {}
        }
    }
    if current.is_some() && served.last().copied() == current {
        served.pop();
    }
    served.last().map(|digest| (*digest).clone())
}

/// Whether a release ever served.
pub(super) fn served(history: &[ReleaseRow], digest: &PluginDigest) -> bool {
    history.iter().any(|row| row.digest == *digest && begins_to_serve(row.what))
}

/// Why a release is out of service for its faults, if it is.
pub(super) fn quarantined(history: &[ReleaseRow], digest: &PluginDigest) -> Option<String> {
    let decided = |row: &&ReleaseRow| begins_to_serve(row.what) || row.what == ReleaseMove::Quarantined;
    let last = history.iter().filter(|row| row.digest == *digest).rfind(decided)?;
    (last.what == ReleaseMove::Quarantined).then(|| last.why.clone())
}

/// Whether a hold that began at a moment is the one that a quarantine brings: no release serves since one was quarantined, and
/// the county was not held before that.
pub(super) fn held_by_quarantine(history: &[ReleaseRow], since: Timestamp) -> bool {
    let decided = |row: &&ReleaseRow| begins_to_serve(row.what) || row.what == ReleaseMove::Quarantined;
    history.iter().rfind(decided).is_some_and(|last| last.what == ReleaseMove::Quarantined && last.at <= since)
}

/// The kept release of that version, or whose digest begins so.
pub(super) fn named(history: &[ReleaseRow], wanted: &str) -> Found {
    let mut kept: Vec<&ReleaseRow> = Vec::new();
    for row in history.iter().rev().filter(|row| row.what == ReleaseMove::Installed) {
        if !kept.iter().any(|earlier| earlier.digest == row.digest) {
            kept.push(row);
        }
    }
    let listed = |rows: &[&ReleaseRow]| -> Vec<String> {
        rows.iter().take(MAX_NAMED).map(|row| format!("{} ({})", row.version, row.digest.short())).collect()
    };
    let by_digest = |row: &&&ReleaseRow| wanted.len() >= MIN_DIGITS && row.digest.as_str().starts_with(wanted);
    let fitting: Vec<&ReleaseRow> = match kept.iter().filter(|row| row.version == wanted).copied().collect::<Vec<_>>() {
        none if none.is_empty() => kept.iter().filter(by_digest).copied().collect(),
        some => some,
    };
    match fitting.as_slice() {
        [] => Found::None(listed(&kept)),
        [one] => Found::One(one.digest.clone()),
        several => Found::Several(listed(several)),
    }
}

fn begins_to_serve(what: ReleaseMove) -> bool {
    matches!(what, ReleaseMove::Activated | ReleaseMove::RolledBack)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Who;
    use ReleaseMove::{Activated, Installed, Quarantined, RolledBack};

    fn digests() -> [PluginDigest; 3] {
        [b"a", b"b", b"c"].map(|bytes| PluginDigest::of(bytes))
    }

    fn row(second: i64, what: ReleaseMove, digest: &PluginDigest, version: &str) -> ReleaseRow {
        ReleaseRow {
            seq: second.unsigned_abs(),
            at: Timestamp::from_second(second).unwrap(),
            county: "99001".parse().unwrap(),
            digest: digest.clone(),
            version: version.to_owned(),
            what,
            who: Who::host("test"),
            why: format!("step {second}"),
            manifest: serde_json::Value::Null,
        }
    }

    #[test]
    fn rollbacks_walk_back_and_not_to_and_fro() {
        let [a, b, c] = digests();
        let check = |history: &[(ReleaseMove, &PluginDigest)],
                     current: Option<&PluginDigest>,
                     expect: Option<&PluginDigest>| {
            assert_eq!(previous(history.iter().copied(), current).as_ref(), expect);
        };
        check(&[(Activated, &a)], Some(&a), None);
        check(&[(Activated, &a), (Activated, &b)], Some(&b), Some(&a));
        check(&[(Activated, &a), (Activated, &b), (Activated, &c), (RolledBack, &b)], Some(&b), Some(&a));
        check(&[(Activated, &a), (Quarantined, &a), (Activated, &b)], Some(&b), None);
        // Nothing serves after a quarantine: back to the one before it.
        check(&[(Activated, &a), (Activated, &b), (Quarantined, &b)], None, Some(&a));
        check(&[(Activated, &a), (Quarantined, &a)], None, None);
    }

    #[test]
    fn a_quarantine_lasts_until_somebody_puts_the_release_back() {
        let [a, b, _] = digests();
        let mut history = vec![row(1, Installed, &a, "1"), row(2, Activated, &a, "1"), row(3, Quarantined, &a, "1")];
        assert_eq!(quarantined(&history, &a).as_deref(), Some("step 3"));
        assert_eq!((quarantined(&history, &b), served(&history, &a), served(&history, &b)), (None, true, false));
        history.push(row(4, Installed, &a, "1"));
        assert_eq!(quarantined(&history, &a).as_deref(), Some("step 3"));
        history.push(row(5, Activated, &a, "1"));
        assert_eq!(quarantined(&history, &a), None);
    }

    #[test]
    fn a_hold_is_the_quarantines_own_or_older() {
        let [a, b, _] = digests();
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut history = vec![row(2, Activated, &a, "1"), row(5, Quarantined, &a, "1")];
        assert!(held_by_quarantine(&history, at(5)) && held_by_quarantine(&history, at(6)));
        assert!(!held_by_quarantine(&history, at(4)), "the county was held for its drift before");
        history.push(row(7, Activated, &b, "2"));
        assert!(!held_by_quarantine(&history, at(8)), "what came after it is about the release that serves");
    }

    #[test]
    fn a_release_is_named_by_its_version_or_the_beginning_of_its_digest() {
        let [a, b, c] = digests();
        let history = [row(1, Installed, &a, "1.0.0"), row(2, Installed, &b, "2.0.0"), row(3, Installed, &c, "2.0.0")];
        assert_eq!(named(&history, "1.0.0"), Found::One(a.clone()));
        assert_eq!(named(&history, b.short()), Found::One(b.clone()));
        assert_eq!(named(&history, c.as_str()), Found::One(c.clone()));
        assert!(matches!(named(&history, "2.0.0"), Found::Several(fitting) if fitting.len() == 2));
        assert!(matches!(named(&history, "3"), Found::None(kept) if kept.len() == 3));
        assert!(matches!(named(&history, &a.as_str()[..3]), Found::None(_)), "three digits are too few");
    }
}
