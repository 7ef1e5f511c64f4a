//! Kept answers within their bounds, of one owner and in all: what was used least recently goes first. Knows nothing of HTTP.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::answer::KeptAnswer;
use super::owner::Owner;
use super::rules::Key;

/// Bytes in all, with what keeping them takes.
const MOST_BYTES: usize = 64 << 20;
/// Bytes of one owner: a portal's scripts, styles and fonts are 1 to 8 MiB as they are sent.
const MOST_BYTES_OF_OWNER: usize = 16 << 20;

#[derive(Default)]
pub(super) struct Store {
    owners: HashMap<Owner, Shelf>,
    bytes: usize,
    /// Counts uses.
    uses: u64,
    generation: Generation,
}

/// What began in one generation may be kept in it alone: each clearing, of whichever county, begins the next. What another county
/// had under way just then is asked for once more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::browser) struct Generation(u64);

/// One owner's.
#[derive(Default)]
struct Shelf {
    kept: HashMap<Arc<Key>, Kept>,
    /// By their last use, the least recent first.
    by_use: BTreeMap<u64, Arc<Key>>,
    bytes: usize,
}

struct Kept {
    answer: Arc<KeptAnswer>,
    bytes: usize,
    used: u64,
}

impl Store {
    pub(super) fn find(&mut self, owner: &Owner, key: &Key) -> Option<Arc<KeptAnswer>> {
        self.uses += 1;
        self.owners.get_mut(owner)?.find(key, self.uses)
    }

    pub(super) fn insert(&mut self, owner: &Owner, key: Key, answer: KeptAnswer) {
        self.remove(owner, &key);
        self.uses += 1;
        let shelf = self.owners.entry(owner.clone()).or_default();
        self.bytes += shelf.insert(key, answer, self.uses);
        while shelf.bytes > MOST_BYTES_OF_OWNER {
            self.bytes -= shelf.remove_least_recent();
        }
        while self.bytes > MOST_BYTES {
            self.remove_least_recent();
        }
    }

    pub(super) fn remove(&mut self, owner: &Owner, key: &Key) {
        if let Some(shelf) = self.owners.get_mut(owner) {
            self.bytes -= shelf.remove(key);
        }
    }

    /// Removes all that an owner keeps under an address.
    pub(super) fn forget(&mut self, owner: &Owner, address: &str) {
        let Some(shelf) = self.owners.get_mut(owner) else { return };
        let keys: Vec<Arc<Key>> = shelf.kept.keys().filter(|key| key.address() == address).cloned().collect();
        for key in keys {
            self.bytes -= shelf.remove(&key);
        }
    }

    pub(super) fn generation(&self) -> Generation {
        self.generation
    }

    /// Removes all of a county's.
    pub(super) fn clear(&mut self, county: &str) {
        self.generation.0 += 1;
        let bytes = &mut self.bytes;
        self.owners.retain(|owner, shelf| {
            let stays = &*owner.county != county;
            if !stays {
                *bytes -= shelf.bytes;
            }
            stays
        });
    }

    fn remove_least_recent(&mut self) {
        let oldest = self.owners.iter().filter_map(|(owner, shelf)| Some((*shelf.by_use.first_key_value()?.0, owner)));
        let Some(owner) = oldest.min_by_key(|(used, _)| *used).map(|(_, owner)| owner.clone()) else { return };
        if let Some(shelf) = self.owners.get_mut(&owner) {
            self.bytes -= shelf.remove_least_recent();
            if shelf.kept.is_empty() {
                self.owners.remove(&owner);
            }
        }
    }
}

impl Shelf {
    fn find(&mut self, key: &Key, uses: u64) -> Option<Arc<KeptAnswer>> {
        let kept = self.kept.get_mut(key)?;
        if let Some(key) = self.by_use.remove(&kept.used) {
            self.by_use.insert(uses, key);
        }
        kept.used = uses;
        Some(Arc::clone(&kept.answer))
    }

    /// Gives the bytes that this takes.
    fn insert(&mut self, key: Key, answer: KeptAnswer, used: u64) -> usize {
        let bytes = key.bytes() + answer.bytes();
        let key = Arc::new(key);
        self.by_use.insert(used, Arc::clone(&key));
        self.kept.insert(key, Kept { answer: Arc::new(answer), bytes, used });
        self.bytes += bytes;
        bytes
    }

    /// Gives the bytes that this frees.
    fn remove(&mut self, key: &Key) -> usize {
        let Some(kept) = self.kept.remove(key) else { return 0 };
        self.by_use.remove(&kept.used);
        self.bytes -= kept.bytes;
        kept.bytes
    }

    fn remove_least_recent(&mut self) -> usize {
        let Some((_, key)) = self.by_use.pop_first() else { return 0 };
        self.remove(&key)
    }
}

#[cfg(test)]
mod tests;
