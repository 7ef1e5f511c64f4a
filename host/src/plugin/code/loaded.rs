//! What is loaded, up to a bound of bytes: what was not used for longest goes first. Pure.

use std::collections::HashMap;

use crate::submission::PluginDigest;

/// Things by the digest of their component, each with its size.
pub(super) struct Loaded<T> {
    entries: HashMap<PluginDigest, Entry<T>>,
    bytes: usize,
    most: usize,
    /// Counts uses: a larger number is a later one.
    uses: u64,
}

struct Entry<T> {
    value: T,
    bytes: usize,
    used: u64,
}

impl<T: Clone> Loaded<T> {
    /// Of at most so many bytes; one thing stays whatever its size.
    pub(super) fn new(most: usize) -> Self {
        Self { entries: HashMap::new(), bytes: 0, most, uses: 0 }
    }

    /// What is loaded of a component; from here on it was used last.
    pub(super) fn get(&mut self, digest: &PluginDigest) -> Option<T> {
        self.uses += 1;
        let entry = self.entries.get_mut(digest)?;
        entry.used = self.uses;
        Some(entry.value.clone())
    }

    /// Keeps what was loaded. Gives what goes for it: to be dropped where nobody waits for that.
    #[must_use]
    pub(super) fn put(&mut self, digest: &PluginDigest, value: T, bytes: usize) -> Vec<T> {
        self.uses += 1;
        let mut gone = Vec::new();
        let entry = Entry { value, bytes, used: self.uses };
        self.bytes += bytes;
        if let Some(before) = self.entries.insert(digest.clone(), entry) {
            self.bytes -= before.bytes;
            gone.push(before.value);
        }
        while self.bytes > self.most && self.entries.len() > 1 {
            let oldest = self.entries.iter().min_by_key(|(_, entry)| entry.used).map(|(digest, _)| digest.clone());
            let Some(entry) = oldest.and_then(|digest| self.entries.remove(&digest)) else { break };
            self.bytes -= entry.bytes;
            gone.push(entry.value);
        }
        gone
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_used_for_longest_goes_and_one_always_stays() {
        let digest = |name: &str| PluginDigest::of(name.as_bytes());
        let mut loaded = Loaded::new(10);
        let put = |loaded: &mut Loaded<&'static str>, name: &'static str, bytes| loaded.put(&digest(name), name, bytes);
        assert!(put(&mut loaded, "a", 4).is_empty() && put(&mut loaded, "b", 4).is_empty());
        assert_eq!(loaded.get(&digest("a")), Some("a"));
        assert_eq!(put(&mut loaded, "c", 4), ["b"], "`a` was used since");
        assert_eq!(put(&mut loaded, "c", 6), ["c"], "the same again takes its place, and both fit");
        assert_eq!(loaded.bytes, 10);
        assert_eq!(put(&mut loaded, "large", 99), ["a", "c"]);
        assert_eq!((loaded.get(&digest("large")), loaded.get(&digest("a"))), (Some("large"), None));
        assert_eq!(put(&mut loaded, "d", 1), ["large"]);
        assert_eq!(loaded.bytes, 1);
    }
}
