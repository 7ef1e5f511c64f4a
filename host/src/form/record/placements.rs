//! Placements: which required fields were placed, read back, or ruled not applicable, and which documents were handed over. Pure.
//!
//! A field counts only after the page gave back what was typed; a control found changed later takes its field out again.

use std::collections::BTreeMap;

use crate::submission::{PiecesPresent, without_indices};

/// Names one placing of a value, given to the page so that it can say which one was undone.
pub(crate) type PlacingId = u64;

#[derive(Debug, Default)]
pub(crate) struct Placements {
    required: Vec<String>,
    placed: BTreeMap<PlacingId, Vec<(String, PiecesPresent)>>,
    ruled_out: BTreeMap<String, String>,
    next: PlacingId,
}

impl Placements {
    pub(crate) fn new(required: Vec<String>) -> Placements {
        Placements { required, ..Placements::default() }
    }

    /// A name for what is about to be placed.
    pub(crate) fn next_id(&mut self) -> PlacingId {
        self.next += 1;
        self.next
    }

    /// Notes that a value stands where it was put. A text of no field's counts for nothing.
    pub(crate) fn place(&mut self, id: PlacingId, field: Option<(&str, PiecesPresent)>) {
        if let Some((path, pieces)) = field {
            self.placed.entry(id).or_default().push((path.to_owned(), pieces));
        }
    }

    /// Whether anything of the application stands placed.
    pub(crate) fn has_placed(&self) -> bool {
        !self.placed.is_empty()
    }

    /// Whether a value would replace what another field, or another piece of the same, put there.
    pub(crate) fn stands_for_another(&self, id: PlacingId, field: Option<(&str, PiecesPresent)>) -> bool {
        let (Some(placed), Some((path, pieces))) = (self.placed.get(&id), field) else { return false };
        placed.iter().all(|(other, its)| {
            other != path || *its != pieces && *its != PiecesPresent::WHOLE && pieces != PiecesPresent::WHOLE
        })
    }

    /// What the page says was put into the same controls before, and is there no more.
    pub(crate) fn undo_all(&mut self, ids: &[PlacingId]) {
        for id in ids {
            self.undo(*id);
        }
    }

    /// Whether it was a field of the application that was placed there.
    pub(crate) fn undo(&mut self, id: PlacingId) -> bool {
        self.placed.remove(&id).is_some()
    }

    /// Notes that a field does not apply on this county's form.
    pub(crate) fn rule_out(&mut self, path: &str, reason: &str) {
        self.ruled_out.insert(path.to_owned(), reason.to_owned());
    }

    /// Required leaves that are neither placed, whole or in all their pieces, nor ruled out. Ruling out a group or list rules out
    /// what is in it; placing a line that was made of a group (`home.line1`) does not place the group's other leaves.
    pub(crate) fn missing(&self) -> Vec<String> {
        let mut placed: BTreeMap<&str, PiecesPresent> = BTreeMap::new();
        for (path, pieces) in self.placed.values().flatten() {
            let so_far = placed.entry(path).or_default();
            *so_far = so_far.and(*pieces);
        }
        self.required
            .iter()
            .filter(|path| {
                placed.get(path.as_str()) != Some(&PiecesPresent::WHOLE)
                    && !self.ruled_out.keys().any(|out| covers(out, path))
            })
            .cloned()
            .collect()
    }
}

/// Whether `group` is `path` or holds it; `[]` stands for every item of a list.
fn covers(group: &str, path: &str) -> bool {
    let holds = |path: &str| {
        path.strip_prefix(group).is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || rest.starts_with('['))
    };
    holds(path) || holds(&without_indices(path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::submission::{Part, Rule};

    #[test]
    fn a_required_field_is_missing_until_placed_or_ruled_out() {
        let mut placements = Placements::new(vec!["a.b".into(), "mailing.zip".into(), "household[1].ssn".into()]);
        let id = placements.next_id();
        placements.place(id, Some(("a.b", PiecesPresent::WHOLE)));
        placements.rule_out("mailing", "none given");
        assert_eq!(placements.missing(), ["household[1].ssn"]);
        placements.rule_out("household[1]", "too young");
        assert!(placements.missing().is_empty());
        placements.undo(id);
        assert_eq!(placements.missing(), ["a.b"]);
    }

    #[test]
    fn a_field_in_pieces_counts_when_all_of_them_are_there() {
        let mut placements = Placements::new(vec!["applicant.ssn".into()]);
        let mut ids = Vec::new();
        for part in [Part::SsnArea, Part::SsnGroup, Part::SsnSerial] {
            assert_eq!(placements.missing(), ["applicant.ssn"]);
            let id = placements.next_id();
            placements.place(id, Some(("applicant.ssn", PiecesPresent::of(&[Rule::Part(part)], "912345678"))));
            ids.push(id);
        }
        assert!(placements.missing().is_empty());
        placements.undo(ids[1]);
        assert_eq!(placements.missing(), ["applicant.ssn"]);
    }

    #[test]
    fn a_document_counts_when_it_was_handed_over_and_stands() {
        let documents = || (0..2).map(|at| format!("documents[{at}]")).collect();
        let mut placements = Placements::new(documents());
        let typed = placements.next_id();
        placements.place(typed, Some(("documents[0].name", PiecesPresent::WHOLE)));
        placements.rule_out("documents[1].name", "its name alone");
        assert_eq!(placements.missing(), ["documents[0]", "documents[1]"]);
        let uploaded = placements.next_id();
        placements.place(uploaded, Some(("documents[0]", PiecesPresent::WHOLE)));
        assert_eq!(placements.missing(), ["documents[1]"]);
        placements.undo(uploaded);
        assert_eq!(placements.missing(), ["documents[0]", "documents[1]"]);
        for all in ["documents", "documents[]"] {
            let mut placements = Placements::new(documents());
            placements.rule_out(all, "the form has no place for documents");
            assert!(placements.missing().is_empty(), "{all}");
        }
    }

    #[test]
    fn a_path_covers_what_is_in_it_and_not_its_namesakes() {
        assert!(covers("home", "home.zip") && covers("household", "household[2].ssn") && covers("a", "a"));
        assert!(!covers("home", "homestead.zip") && !covers("household[1]", "household[12].ssn"));
        assert!(covers("household[].ssn", "household[2].ssn") && !covers("household[].ssn", "household[2].name.first"));
    }
}
