//! Whether a dropped file has stopped changing: one that is still being copied is not whole. Pure.

use std::collections::HashMap;
use std::ffi::OsString;
use std::time::SystemTime;

/// How many sweeps in a row must find a file unchanged before it is taken: one that is still being copied changes in
/// between.
const STABLE_SWEEPS: u32 = 2;

/// The files as the last sweep found them, and how many sweeps found them so.
pub(super) type Seen = HashMap<OsString, (FileStamp, u32)>;

/// What changes while a file is being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FileStamp {
    pub(super) size: u64,
    pub(super) modified: Option<SystemTime>,
}

/// The files that have stopped changing: enough sweeps in a row found them unchanged. The others are remembered.
pub(super) fn stable_files(seen: &mut Seen, now: Vec<(OsString, FileStamp)>) -> Vec<OsString> {
    let before = std::mem::take(seen);
    let mut ready = Vec::new();
    for (name, stamp) in now {
        let sweeps = match before.get(&name) {
            Some((earlier, sweeps)) if *earlier == stamp => sweeps + 1,
            _ => 0,
        };
        if sweeps >= STABLE_SWEEPS {
            ready.push(name);
        } else {
            seen.insert(name, (stamp, sweeps));
        }
    }
    ready
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_taken_once_it_has_stopped_changing() {
        let mut seen = Seen::new();
        let mut sweep = |size| {
            let stamp = FileStamp { size, modified: Some(SystemTime::UNIX_EPOCH) };
            stable_files(&mut seen, vec![("a.wasm".into(), stamp)]).len()
        };
        // It grows, stands still for one sweep, grows on, and is complete.
        assert_eq!([1, 2, 2, 3, 3, 3].map(&mut sweep), [0, 0, 0, 0, 0, 1]);
    }
}
