//! No circle of files: what a file uses never uses that file, directly or by others. Resolves the names that code writes, by
//! imports and re-exports, to the files that define them. Never sees what only a compiler knows: the methods of a value, and
//! what a macro makes.

mod module;
mod resolve;
mod uses;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::text::Source;
use super::violation::Violation;
use module::Crate;
use resolve::Uses;
pub(super) use uses::is_for_tests;

pub(super) fn check(sources: &[Source], found: &mut Vec<Violation>) {
    for circle in circles(sources, found) {
        let file = circle.files.first().cloned().unwrap_or_default();
        found.push(Violation { file, line: 0, rule: format!("a circle of files:\n{}", circle.ties.join("\n")) });
    }
}

/// Files each of which reaches all the others.
struct Circle {
    files: Vec<PathBuf>,
    /// Who uses whom, a line each, with the names.
    ties: Vec<String>,
}

fn circles(sources: &[Source], found: &mut Vec<Violation>) -> Vec<Circle> {
    Crate::all(sources, found).iter().flat_map(|of| circles_of(&resolve::uses_between_files(of))).collect()
}

fn circles_of(uses: &Uses) -> Vec<Circle> {
    let reached: BTreeMap<&Path, BTreeSet<&Path>> =
        uses.keys().map(|file| (file.as_path(), reached(uses, file))).collect();
    let reaches = |from: &Path, to: &Path| reached.get(from).is_some_and(|reached| reached.contains(to));
    let mut circles = Vec::new();
    let mut seen = BTreeSet::new();
    for file in uses.keys() {
        if !reaches(file, file) || !seen.insert(file.as_path()) {
            continue;
        }
        let others = uses.keys().filter(|other| reaches(file, other) && reaches(other, file));
        let files: Vec<PathBuf> = others.cloned().collect();
        seen.extend(uses.keys().map(PathBuf::as_path).filter(|other| files.iter().any(|file| file == other)));
        let mut ties = Vec::new();
        for from in &files {
            for (to, names) in uses[from].iter().filter(|(to, _)| files.contains(to)) {
                let names = names.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
                ties.push(format!("    {} uses {} for {names}", from.display(), to.display()));
            }
        }
        circles.push(Circle { files, ties });
    }
    circles
}

fn reached<'a>(uses: &'a Uses, from: &Path) -> BTreeSet<&'a Path> {
    let mut reached = BTreeSet::new();
    let mut open = vec![from];
    while let Some(file) = open.pop() {
        for next in uses.get(file).into_iter().flat_map(BTreeMap::keys) {
            if reached.insert(next.as_path()) {
                open.push(next);
            }
        }
    }
    reached
}

#[cfg(test)]
mod tests;
