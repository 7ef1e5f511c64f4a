//! An application while a worker types it in: what each page saved, the members and the uploads so far.
//! Nothing in it counts for the county until it is accepted.

use std::collections::BTreeSet;

use crate::field::{Field, Page, below};
use crate::truth::Document;
use crate::values::Values;

/// Most household members a county takes, the applicant not counted.
pub(crate) const MOST_MEMBERS: usize = 20;

/// What a county found wrong, for its banner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// Name of the input.
    pub(crate) input: String,
    pub(crate) message: String,
}

impl Problem {
    pub(crate) fn new(input: &str, message: impl Into<String>) -> Self {
        Self { input: input.to_owned(), message: message.into() }
    }
}

/// One application in the making.
#[derive(Debug, Clone, Default)]
pub(crate) struct Draft {
    held: Values,
    /// As typed, so that a page shown again shows it.
    pub(crate) raw: Values,
    members: Vec<Values>,
    documents: Vec<Document>,
    saved: BTreeSet<String>,
}

impl Draft {
    /// Saves a page, whole or not at all. `extra` checks what only the county knows.
    pub(crate) fn save(
        &mut self,
        page: &Page,
        raw: &Values,
        extra: impl FnOnce(&mut Values) -> Vec<Problem>,
    ) -> Result<(), Vec<Problem>> {
        let mut values = read_all(&page.fields, raw)?;
        let problems = extra(&mut values);
        if !problems.is_empty() {
            return Err(problems);
        }
        for field in page.fields.iter() {
            self.held.remove(field.path);
            for input in field.inputs() {
                self.raw.remove(&input);
                if let Some(typed) = raw.get(&input) {
                    self.raw.insert(input, typed.clone());
                }
            }
        }
        values.retain(|path, _| !path.starts_with('?'));
        self.held.extend(values);
        self.saved.insert(page.id.to_owned());
        Ok(())
    }

    /// Marks a page as done that has no inputs of its own.
    pub(crate) fn pass(&mut self, page: &str) {
        self.saved.insert(page.to_owned());
    }

    /// True once the page was saved.
    pub(crate) fn has(&self, page: &str) -> bool {
        self.saved.contains(page)
    }

    /// Adds a household member from the member form.
    pub(crate) fn add_member(&mut self, fields: &[Field], raw: &Values) -> Result<(), Vec<Problem>> {
        if self.members.len() >= MOST_MEMBERS {
            return Err(vec![Problem::new("", format!("No more than {MOST_MEMBERS} people can be listed."))]);
        }
        self.members.push(read_all(fields, raw)?);
        Ok(())
    }

    pub(crate) fn remove_member(&mut self, index: usize) {
        if index < self.members.len() {
            self.members.remove(index);
        }
    }

    pub(crate) fn clear_members(&mut self) {
        self.members.clear();
    }

    pub(crate) fn members(&self) -> &[Values] {
        &self.members
    }

    pub(crate) fn attach(&mut self, document: Document) {
        self.documents.push(document);
    }

    pub(crate) fn remove_document(&mut self, index: usize) {
        if index < self.documents.len() {
            self.documents.remove(index);
        }
    }

    pub(crate) fn documents(&self) -> Vec<Document> {
        self.documents.clone()
    }

    /// Everything said so far by canonical path, household included.
    pub(crate) fn held(&self) -> Values {
        let mut held = self.held.clone();
        for (index, member) in self.members.iter().enumerate() {
            let member =
                member.iter().map(|(path, value)| (below(&format!("household[{index}]"), path), value.clone()));
            held.extend(member);
        }
        held
    }

    /// Required fields that no page has filled yet: a redesign in between can leave some.
    pub(crate) fn missing<'p>(&self, pages: &'p [Page]) -> Vec<(&'p Page, &'p Field)> {
        let all = pages.iter().flat_map(|page| page.fields.iter().map(move |field| (page, field)));
        all.filter(|(_, f)| f.required && !f.path.is_empty() && !self.held.contains_key(f.path)).collect()
    }
}

/// Reads fields; the county's own questions come back under `?name`. The county joins what stands in two boxes for one value.
fn read_all(fields: &[Field], raw: &Values) -> Result<Values, Vec<Problem>> {
    let mut values = Values::new();
    let mut problems = Vec::new();
    for field in fields {
        match field.read(raw) {
            Ok(None) => {}
            Ok(Some(value)) => {
                let path = if field.path.is_empty() { format!("?{}", field.name) } else { field.path.to_owned() };
                let held = values.entry(path).or_default();
                if !held.is_empty() {
                    held.push(' ');
                }
                held.push_str(&value);
            }
            Err(message) => problems.push(Problem::new(&field.inputs()[0], message)),
        }
    }
    if problems.is_empty() { Ok(values) } else { Err(problems) }
}
