//! The folder of counties' files: which of them changed, and which are gone. A file is taken when it stands still; a folder that cannot be
//! read, or is empty all at once, takes nothing away: a disk may be missing.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::kept::Kept;
use crate::counties::{FileStamp, MAX_COUNTIES};
use crate::file_error::FileAction;
use crate::submission::{CountyCode, excerpt};

/// Bytes of one file, as of a configuration.
pub const MAX_FILE_BYTES: u64 = 4 << 20;
/// Files of the folder: one a county at the most.
const MAX_FILES: usize = MAX_COUNTIES;
/// Looks in a row that have to miss a file before it is gone: editors write another one and rename it.
const MISSED: u32 = 2;
/// Characters shown of a file's name.
const MAX_NAME: usize = 120;

/// The folder, as it was looked at last.
pub(super) struct ConfigFolder {
    path: PathBuf,
    /// Whether the configuration names it: then it has to be there.
    is_named: bool,
    pub(super) files: BTreeMap<PathBuf, CountiesFile>,
    /// Why it could not be looked into.
    pub(super) problem: Option<String>,
}

/// A file of it.
#[derive(Default)]
pub(super) struct CountiesFile {
    /// As it was at the last look, and how many looks have missed it since.
    seen: Option<FileStamp>,
    missed: u32,
    /// As it was when it was read, right or wrong.
    read: Option<FileStamp>,
    /// What counts of it.
    pub(super) counties: BTreeMap<CountyCode, Kept>,
    /// Why what stands there now does not count, and which counties it names.
    pub(super) problem: Option<(String, Vec<CountyCode>)>,
}

impl CountiesFile {
    /// What stands there now counts.
    pub(super) fn accept(&mut self, read: Option<FileStamp>, counties: Vec<Kept>) {
        self.counties = counties.into_iter().map(|kept| (kept.code().clone(), kept)).collect();
        (self.read, self.problem) = (read, None);
    }

    /// What counted before goes on.
    pub(super) fn refuse(&mut self, read: Option<FileStamp>, problem: String, named: Vec<CountyCode>) {
        (self.read, self.problem) = (read, Some((problem, named)));
    }
}

/// What a look found.
#[derive(Default)]
pub(super) struct Found {
    pub(super) changed: Vec<(PathBuf, Option<FileStamp>)>,
    pub(super) vanished: Vec<PathBuf>,
}

impl ConfigFolder {
    pub(super) fn new(path: PathBuf, is_named: bool) -> Self {
        Self { path, is_named, files: BTreeMap::new(), problem: None }
    }

    /// What is to be read, and what is gone. At the first look whatever is there is taken as it is.
    pub(super) fn look(&mut self, is_first: bool) -> Found {
        let paths = match self.paths() {
            Ok(paths) => paths,
            Err(problem) => {
                self.problem = Some(format!("{problem}; its counties stay as they are"));
                return Found::default();
            }
        };
        self.problem = None;
        let mut found = Found::default();
        let stamps: BTreeMap<_, _> = paths.into_iter().map(|path| (path.clone(), FileStamp::of(&path))).collect();
        for (path, file) in self.files.iter_mut().filter(|(path, _)| !stamps.contains_key(*path)) {
            file.missed += 1;
            if file.missed >= MISSED {
                found.vanished.push(path.clone());
            }
        }
        for (path, stamp) in stamps {
            let file = self.files.entry(path.clone()).or_default();
            let stands = is_first || file.seen == stamp;
            (file.seen, file.missed) = (stamp, 0);
            if stands && (file.read != stamp || file.problem.is_some() || stamp.is_none()) {
                found.changed.push((path, stamp));
            }
        }
        found
    }

    /// The files that end so, by name. Hidden ones are an editor's.
    fn paths(&self) -> Result<Vec<PathBuf>, String> {
        let said = |problem: &str| format!("the folder {} {problem}", self.path.display());
        let entries = match std::fs::read_dir(&self.path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !self.is_named && self.files.is_empty() => {
                return Ok(Vec::new());
            }
            Err(error) => return Err(format!("the folder {}", FileAction::Read.failed(&self.path)(error))),
        };
        let mut paths = Vec::new();
        for entry in entries {
            let name = entry.map_err(|error| FileAction::Read.failed(&self.path)(error).to_string())?.file_name();
            let name = Path::new(&name);
            if name.extension().is_some_and(|end| end == "toml") && !name.to_string_lossy().starts_with('.') {
                paths.push(self.path.join(name));
            }
            if paths.len() > MAX_FILES {
                return Err(said(&format!("has more than {MAX_FILES} files")));
            }
        }
        let had_some = self.files.values().any(|file| !file.counties.is_empty());
        if paths.is_empty() && had_some {
            return Err(said(
                "is empty all at once (to take its last county out, leave a file with `county = []` there)",
            ));
        }
        paths.sort();
        Ok(paths)
    }
}

/// What stands in a file.
pub(super) fn read(path: &Path) -> Result<String, String> {
    let failed = |error| FileAction::Read.failed(path)(error).to_string();
    // What is no file may keep whoever opens it.
    if !std::fs::metadata(path).map_err(failed)?.is_file() {
        return Err(format!("{} is no file", shown(path)));
    }
    let mut text = String::new();
    std::fs::File::open(path).map_err(failed)?.take(MAX_FILE_BYTES + 1).read_to_string(&mut text).map_err(failed)?;
    if text.len() as u64 > MAX_FILE_BYTES {
        return Err(format!("{} is too large: {MAX_FILE_BYTES} bytes are allowed", shown(path)));
    }
    Ok(text)
}

/// The county that a file is called after, `99001.toml`: said where nothing else can be read of it.
pub(super) fn called_after(path: &Path) -> Vec<CountyCode> {
    path.file_stem().and_then(|stem| stem.to_str()?.parse().ok()).into_iter().collect()
}

/// A file's name, bounded, control characters made visible.
pub(super) fn shown(path: &Path) -> String {
    excerpt(&path.file_name().unwrap_or_default().to_string_lossy(), MAX_NAME)
}
