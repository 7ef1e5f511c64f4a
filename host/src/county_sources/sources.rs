//! What each source has, and what follows where two have the same county. Touches files, never the ledger or a release.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::config_folder::{self, ConfigFolder, called_after, shown};
use super::kept::{Candidate, Change, Kept, Source};
use crate::counties::{Counties, FileStamp, MAX_COUNTIES, Places, Trust, Written};
use crate::ledger::{CountySetting, Ledger, LedgerError};
use crate::submission::{CountyCode, InvalidCounty};

/// The sources of one host.
pub struct Sources {
    pub(super) places: Places,
    /// The `[[county]]`s of the configuration.
    pub(super) configured: BTreeMap<CountyCode, Kept>,
    /// What is set by command; none of it was read before the ledger was looked at.
    pub(super) set: BTreeMap<CountyCode, Set>,
    latest: Option<i64>,
    pub(super) folder: ConfigFolder,
    /// Which counties leave which files, as the last look found: another file may have them.
    leaving: BTreeSet<(PathBuf, CountyCode)>,
    has_looked: bool,
    /// Whether the last look found that anything stands otherwise than before, or is to be taken.
    pub(super) has_news: bool,
}

/// A county that is set by command.
pub(super) struct Set {
    pub(super) setting: CountySetting,
    /// The change of it that counts, and its county.
    pub(super) kept: Option<(i64, Kept)>,
    /// It stands there no more.
    is_gone: bool,
    pub(super) problem: Option<String>,
}

impl Sources {
    /// With the counties of the configuration, which nothing outranks, and the folder that the configuration names, or the usual one.
    pub fn new(
        places: Places,
        configured: Vec<Written>,
        (folder, is_named): (PathBuf, bool),
    ) -> Result<Self, InvalidCounty> {
        let mut kept = BTreeMap::new();
        for written in configured {
            let one = Kept::new(written, &places, Trust::Files)?;
            kept.insert(one.code().clone(), one);
        }
        let folder = ConfigFolder::new(folder, is_named);
        Ok(Self {
            places,
            configured: kept,
            set: BTreeMap::new(),
            latest: None,
            folder,
            leaving: BTreeSet::new(),
            has_looked: false,
            has_news: false,
        })
    }

    /// Reads the others: what is set by command, and the folder. What is wrong is noted, and its counties are not served.
    pub async fn read(mut self, ledger: &Ledger) -> Result<Self, LedgerError> {
        self.look_at_ledger(ledger).await?;
        self.read_files();
        Ok(self)
    }

    /// The same without the ledger.
    pub fn read_files(&mut self) {
        // What is set is taken before the folder is: it outranks it.
        for candidate in self.look() {
            match self.change(&candidate) {
                Ok(_) => self.accept(candidate),
                Err(problem) => self.refuse(candidate, problem),
            }
        }
    }

    /// The counties that are served by what was read.
    pub fn counties(&self) -> Counties {
        self.kept().map(|kept| kept.served.clone()).collect()
    }

    /// The keys of credentials that hold a secret itself, by what says them; of the host's own files alone, the ledger has none.
    pub fn plain_secrets(&self) -> Vec<(CountyCode, Vec<String>)> {
        let plain = self.kept().map(|kept| (kept.code().clone(), kept.written.plain_secrets()));
        plain.filter(|(_, keys)| !keys.is_empty()).collect()
    }

    /// Everything that serves.
    pub(super) fn kept(&self) -> impl Iterator<Item = &Kept> {
        let set = self.set.values().filter_map(|set| set.kept.as_ref().map(|(_, kept)| kept));
        self.configured.values().chain(set).chain(self.folder.files.values().flat_map(|file| file.counties.values()))
    }

    /// A county as it serves.
    fn of(&self, code: &CountyCode) -> Option<&Kept> {
        self.kept().find(|kept| kept.code() == code)
    }

    /// Reads what is set by command, where that has changed.
    pub(super) async fn look_at_ledger(&mut self, ledger: &Ledger) -> Result<(), LedgerError> {
        let latest = ledger.latest_county_setting().await?;
        if self.latest != Some(latest) {
            self.note_settings(latest, ledger.county_settings().await?);
        }
        Ok(())
    }

    /// Notes what is set by command now.
    pub(super) fn note_settings(&mut self, latest: i64, settings: Vec<CountySetting>) {
        self.set.values_mut().for_each(|set| set.is_gone = true);
        for setting in settings {
            match self.set.get_mut(&setting.county) {
                Some(set) => (set.setting, set.is_gone) = (setting, false),
                None => {
                    let code = setting.county.clone();
                    self.set.insert(code, Set { setting, kept: None, is_gone: false, problem: None });
                }
            }
        }
        self.latest = Some(latest);
    }

    /// What would change, source by source.
    pub(super) fn look(&mut self) -> Vec<Candidate> {
        let mut candidates = Vec::new();
        // First: what is taken of a file or the ledger after it was read as late.
        let places = self.places.clone();
        let mut has_news = false;
        for kept in self.kept_mut() {
            let problem = kept.problem.clone();
            let again = kept.look(&places);
            has_news |= kept.problem != problem;
            if let Some(again) = again {
                let code = again.code().clone();
                let source = Source::Reference(code.clone());
                candidates.push(Candidate { source, counties: Ok(vec![again]), named: vec![code] });
            }
        }
        for (code, set) in &self.set {
            let counts = set.kept.as_ref().is_some_and(|(change, _)| *change == set.setting.change);
            if set.is_gone {
                let source = Source::NotSet(code.clone());
                candidates.push(Candidate { source, counties: Ok(Vec::new()), named: Vec::new() });
            } else if !counts {
                let damaged = || "its settings in the ledger are damaged: set it again".to_owned();
                let text = set.setting.text.as_deref().ok_or_else(damaged);
                let kept = text.and_then(|text| Written::one(text).map_err(|error| error.to_string()));
                let kept = kept.and_then(|written| {
                    Kept::new(written, &self.places, Trust::Command).map_err(|error| error.to_string())
                });
                let counties = kept.map(|kept| vec![kept]);
                candidates.push(Candidate { source: Source::Set(code.clone()), counties, named: vec![code.clone()] });
            }
        }
        let problem = self.folder.problem.clone();
        let found = self.folder.look(!self.has_looked);
        has_news |= self.folder.problem != problem;
        self.has_looked = true;
        for (path, stamp) in found.changed {
            candidates.push(self.of_file(path, stamp));
        }
        // After those that changed: a county may have moved from one file into another.
        candidates.extend(found.vanished.into_iter().map(|path| Candidate {
            source: Source::Vanished(path),
            counties: Ok(Vec::new()),
            named: Vec::new(),
        }));
        self.leaving = candidates.iter().flat_map(|candidate| self.leaves(candidate)).collect();
        self.has_news = has_news || !candidates.is_empty();
        candidates
    }

    /// The counties that a candidate takes out of its file.
    fn leaves(&self, candidate: &Candidate) -> Vec<(PathBuf, CountyCode)> {
        let (Source::File(path, _) | Source::Vanished(path), Ok(stay)) = (&candidate.source, &candidate.counties)
        else {
            return Vec::new();
        };
        let had = self.folder.files.get(path).into_iter().flat_map(|file| file.counties.keys());
        let leave = had.filter(|code| !stay.iter().any(|kept| kept.code() == *code));
        leave.map(|code| (path.clone(), code.clone())).collect()
    }

    /// Another file than this that has a county, and does not let go of it.
    fn other_file(&self, path: &PathBuf, code: &CountyCode) -> Option<&PathBuf> {
        let has = |(other, file): &(&PathBuf, &config_folder::CountiesFile)| {
            *other != path
                && file.counties.contains_key(code)
                && !self.leaving.contains(&((*other).clone(), code.clone()))
        };
        self.folder.files.iter().find(has).map(|(other, _)| other)
    }

    fn of_file(&self, path: PathBuf, stamp: Option<FileStamp>) -> Candidate {
        let of = |problem: String| format!("{}: {problem}", shown(&path));
        let mut named = Vec::new();
        let counties = config_folder::read(&path).and_then(|text| {
            named = Written::codes_in(&text);
            let written = Written::of_toml(&text).map_err(|error| of(error.to_string()))?;
            let kept = written.into_iter().map(|one| Kept::new(one, &self.places, Trust::Files));
            kept.collect::<Result<Vec<_>, InvalidCounty>>().map_err(|error| of(error.to_string()))
        });
        let named = if named.is_empty() { called_after(&path) } else { named };
        Candidate { source: Source::File(path, stamp), counties, named }
    }

    /// What a candidate changes of the counties that serve, or why it may not.
    pub(super) fn change(&self, candidate: &Candidate) -> Result<Change, String> {
        let counties = candidate.counties.as_ref().map_err(Clone::clone)?;
        let mut change = Change::default();
        for kept in counties {
            if let Some(twice) = self.stands_elsewhere(kept.code(), &candidate.source) {
                return Err(twice);
            }
            let before = self.of(kept.code());
            if before.is_none_or(|before| !before.is(kept)) {
                change.next.push(kept.served.clone());
                let keys = kept.written.changed_since(before.map(|before| &before.written));
                change.keys.push((kept.code().clone(), keys));
            }
        }
        let before: Vec<&CountyCode> = match &candidate.source {
            Source::File(path, _) | Source::Vanished(path) => {
                self.folder.files.get(path).into_iter().flat_map(|file| file.counties.keys()).collect()
            }
            Source::NotSet(code) => {
                self.set.get(code).filter(|set| set.kept.is_some()).map(|_| code).into_iter().collect()
            }
            Source::Set(_) | Source::Reference(_) => Vec::new(),
        };
        let stays = |code: &CountyCode| counties.iter().any(|kept| kept.code() == code);
        let moved = |code: &CountyCode| match &candidate.source {
            Source::File(path, _) | Source::Vanished(path) => self.other_file(path, code).is_some(),
            Source::NotSet(_) | Source::Set(_) | Source::Reference(_) => false,
        };
        change.gone = before.into_iter().filter(|code| !stays(code) && !moved(code)).cloned().collect();
        let new = counties.iter().filter(|kept| self.of(kept.code()).is_none()).count();
        match self.kept().count() + new - change.gone.len() {
            count if count > MAX_COUNTIES && new > 0 => {
                Err(format!("with it there were {count} counties; {MAX_COUNTIES} are allowed"))
            }
            _ => Ok(change),
        }
    }

    /// Where else a county stands that a source brings, where that counts before it.
    fn stands_elsewhere(&self, code: &CountyCode, source: &Source) -> Option<String> {
        if matches!(source, Source::Reference(_)) {
            return None;
        }
        if self.configured.contains_key(code) {
            return Some(format!(
                "county {code} stands in the configuration, too, and that counts: take one of them out"
            ));
        }
        let Source::File(path, _) = source else { return None };
        if let Some(set) = self.set.get(code).filter(|set| !set.is_gone) {
            return Some(format!(
                "{}: county {code} is set by {} in the ledger, too, and that counts: `postrider county remove {code}`, or take it out of the file",
                shown(path),
                set.setting.who.name
            ));
        }
        let other = self.other_file(path, code)?;
        Some(format!("{}: county {code} stands in {}, too: take one of them out", shown(path), shown(other)))
    }

    /// The file of this host that a county stands in.
    pub(super) fn file_of(&self, code: &CountyCode) -> Option<String> {
        if self.configured.contains_key(code) {
            return Some("the configuration".to_owned());
        }
        let mut files = self.folder.files.iter();
        files.find(|(_, file)| file.counties.contains_key(code)).map(|(path, _)| path.display().to_string())
    }

    /// The candidate counts from here on.
    pub(super) fn accept(&mut self, candidate: Candidate) {
        let Candidate { source, counties, .. } = candidate;
        let Ok(mut counties) = counties else { return };
        match source {
            Source::File(path, stamp) => self.folder.files.entry(path).or_default().accept(stamp, counties),
            Source::Vanished(path) => drop(self.folder.files.remove(&path)),
            Source::NotSet(code) => drop(self.set.remove(&code)),
            Source::Set(code) => {
                for (path, file) in &mut self.folder.files {
                    if file.counties.remove(&code).is_some() {
                        let problem =
                            format!("{}: county {code} is set in the ledger now, and that counts", shown(path));
                        file.problem = Some((problem, vec![code.clone()]));
                    }
                }
                if let (Some(set), Some(kept)) = (self.set.get_mut(&code), counties.pop()) {
                    (set.kept, set.problem) = (Some((set.setting.change, kept)), None);
                }
            }
            Source::Reference(code) => {
                if let (Some(kept), Some(again)) = (self.kept_mut().find(|kept| *kept.code() == code), counties.pop()) {
                    *kept = again;
                }
            }
        }
    }

    /// What was before goes on, and why is noted.
    pub(super) fn refuse(&mut self, candidate: Candidate, problem: String) {
        match candidate.source {
            Source::File(path, stamp) => {
                self.folder.files.entry(path).or_default().refuse(stamp, problem, candidate.named);
            }
            Source::Set(code) | Source::NotSet(code) => {
                if let Some(set) = self.set.get_mut(&code) {
                    set.problem = Some(problem);
                }
            }
            Source::Reference(code) => {
                if let Some(kept) = self.kept_mut().find(|kept| *kept.code() == code) {
                    kept.problem = Some(problem);
                }
            }
            Source::Vanished(path) => {
                if let Some(file) = self.folder.files.get_mut(&path) {
                    file.problem = Some((problem, Vec::new()));
                }
            }
        }
    }

    fn kept_mut(&mut self) -> impl Iterator<Item = &mut Kept> {
        let set = self.set.values_mut().filter_map(|set| set.kept.as_mut().map(|(_, kept)| kept));
        let files = self.folder.files.values_mut().flat_map(|file| file.counties.values_mut());
        self.configured.values_mut().chain(set).chain(files)
    }

    /// What is set by command, by whoever holds the lock.
    pub(super) fn keep_set(&mut self, setting: CountySetting, kept: Kept) {
        let change = setting.change;
        let set = Set { setting, kept: Some((change, kept)), is_gone: false, problem: None };
        self.set.insert(set.setting.county.clone(), set);
    }
}
