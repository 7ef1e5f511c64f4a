//! A county as it was taken from a source, and one that would be taken. Plain values.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::counties::{FileStamp, Places, ServedCounty, Trust, Written};
use crate::submission::{CountyCode, InvalidCounty};

type Stamps = BTreeMap<PathBuf, Option<FileStamp>>;

/// A county that serves as its source says it.
pub(super) struct Kept {
    pub(super) written: Written,
    pub(super) served: Arc<ServedCounty>,
    trust: Trust,
    digest: [u8; 32],
    /// What it refers to, as it was read.
    read: Stamps,
    /// The same as it was at the last look.
    seen: Stamps,
    /// Why what it refers to could not be read again.
    pub(super) problem: Option<String>,
}

impl Kept {
    /// With what it refers to.
    pub(super) fn new(written: Written, places: &Places, trust: Trust) -> Result<Self, InvalidCounty> {
        let resolved = written.resolve(places, trust)?;
        let (served, digest, read) = (resolved.served, resolved.digest, resolved.files);
        Ok(Self { written, served, trust, digest, seen: read.clone(), read, problem: None })
    }

    pub(super) fn code(&self) -> &CountyCode {
        &self.served.code
    }

    /// Whether it is the same county in everything.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.digest == other.digest
    }

    /// The same settings with what they refer to read again, where that has changed, and no more since the last look. What cannot be read
    /// is noted, and tried again at every look.
    pub(super) fn look(&mut self, places: &Places) -> Option<Self> {
        let now: Stamps = self.read.keys().map(|path| (path.clone(), FileStamp::of(path))).collect();
        let stands = now == self.seen;
        let differs = now != self.read || self.problem.is_some();
        self.seen = now;
        if !(stands && differs) {
            return None;
        }
        match Self::new(self.written.clone(), places, self.trust) {
            Ok(again) => Some(again),
            Err(error) => {
                self.problem = Some(format!("{error}; what it was before stays in use"));
                None
            }
        }
    }
}

/// Which source would change something.
pub(super) enum Source {
    /// A file of the folder, as it was when it was read.
    File(PathBuf, Option<FileStamp>),
    /// A file that is gone.
    Vanished(PathBuf),
    /// What is set by command.
    Set(CountyCode),
    /// What is set no more.
    NotSet(CountyCode),
    /// What a county refers to.
    Reference(CountyCode),
}

/// What a source would have: its counties, or what is wrong with them.
pub(super) struct Candidate {
    pub(super) source: Source,
    pub(super) counties: Result<Vec<Kept>, String>,
    /// Counties that it names, also where they cannot be used.
    pub(super) named: Vec<CountyCode>,
}

/// What would change of the counties that serve.
#[derive(Default)]
pub(super) struct Change {
    pub(super) next: Vec<Arc<ServedCounty>>,
    pub(super) gone: Vec<CountyCode>,
    /// By county, the keys that differ; none where what it refers to does.
    pub(super) keys: Vec<(CountyCode, Vec<String>)>,
}

impl Change {
    pub(super) fn is_empty(&self) -> bool {
        self.next.is_empty() && self.gone.is_empty()
    }

    /// In the log, by keys and without values.
    pub(super) fn say(&self) {
        for (county, keys) in &self.keys {
            let changed = if keys.is_empty() { "a file that it refers to".to_owned() } else { keys.join(", ") };
            tracing::info!(%county, changed, "the settings of a county were taken");
        }
        for county in &self.gone {
            tracing::warn!(%county, "a county was taken out; what is under way is finished, the rest of its work waits");
        }
    }
}
