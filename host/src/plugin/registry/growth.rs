//! Whether a dropped file has stopped changing: one that is still being copied is not whole. Pure.

use std::collections::HashMap;
use std::ffi::OsString;
use std::time::SystemTime;

/// Looks in a row that must find a file as it was, before it is taken: one that is still being copied changes in between.
const STILL_LOOKS: u32 = 2;

/// The files as they were when last looked at, and how many looks found them so.
pub(super) type Seen = HashMap<OsString, (Look, u32)>;

/// What changes while a file is being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) size: u64,
    pub(super) modified: Option<SystemTime>,
}

/// Those of the files that enough looks in a row found unchanged; the others are remembered.
pub(super) fn settled(seen: &mut Seen, now: Vec<(OsString, Look)>) -> Vec<OsString> {
    let before = std::mem::take(seen);
    let mut ready = Vec::new();
    for (name, look) in now {
        let looks = match before.get(&name) {
            Some((earlier, looks)) if *earlier == look => looks + 1,
            _ => 0,
        };
        if looks >= STILL_LOOKS {
            ready.push(name);
        } else {
            seen.insert(name, (look, looks));
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
            let look = Look { size, modified: Some(SystemTime::UNIX_EPOCH) };
            settled(&mut seen, vec![("a.wasm".into(), look)]).len()
        };
        // It grows, stands still for one look, grows on, and is complete.
        assert_eq!([1, 2, 2, 3, 3, 3].map(&mut sweep), [0, 0, 0, 0, 0, 1]);
    }
}
