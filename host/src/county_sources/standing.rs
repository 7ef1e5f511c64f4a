//! How the sources stand: what of them does not count, and why, and where each county comes from. Plain values, for whoever asks.

use std::collections::{BTreeMap, BTreeSet};

use super::config_folder::shown;
use super::sources::Sources;
use crate::submission::CountyCode;

/// What is said of the sources.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Why what stands of a county somewhere does not count. What it was before goes on, if it was anything.
    pub problems: BTreeMap<CountyCode, String>,
    /// Where the settings that count come from.
    pub from: BTreeMap<CountyCode, String>,
    /// All that is wrong, also with what names no county.
    pub all_problems: BTreeSet<String>,
}

impl Standing {
    /// As it is now.
    pub fn of(sources: &Sources) -> Self {
        let mut standing = Self::default();
        let folder_problem = sources.folder.problem.as_ref();
        standing.all_problems.extend(folder_problem.cloned());
        for (code, kept) in &sources.configured {
            standing.county(code, Some("the configuration".to_owned()), kept.problem.as_ref());
        }
        for (code, set) in &sources.set {
            let kept = set.kept.as_ref().map(|(_, kept)| kept);
            let from = kept.map(|_| format!("set by {}", set.setting.who.name));
            standing.county(code, from, set.problem.as_ref().or(kept.and_then(|kept| kept.problem.as_ref())));
        }
        for (path, file) in &sources.folder.files {
            let problem = file.problem.as_ref().map(|(problem, _)| problem);
            for (code, kept) in &file.counties {
                standing.county(code, Some(shown(path)), problem.or(kept.problem.as_ref()).or(folder_problem));
            }
            for code in file.problem.iter().flat_map(|(_, named)| named) {
                standing.county(code, None, problem);
            }
            standing.all_problems.extend(problem.cloned());
        }
        standing
    }

    fn county(&mut self, code: &CountyCode, from: Option<String>, problem: Option<&String>) {
        if let Some(from) = from {
            self.from.insert(code.clone(), from);
        }
        if let Some(problem) = problem {
            self.problems.insert(code.clone(), problem.clone());
            self.all_problems.insert(problem.clone());
        }
    }

    /// In the log: what is wrong now, and what is right again.
    pub(super) fn say(&self, before: &Self) {
        for problem in self.all_problems.difference(&before.all_problems) {
            tracing::error!(problem, "settings of counties are not taken; what was before goes on");
        }
        for problem in before.all_problems.difference(&self.all_problems) {
            tracing::info!(problem, "what was wrong with settings of counties is mended");
        }
    }
}
