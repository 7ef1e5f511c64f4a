//! An application's values by path, and what may be said of them without reading them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::field_kind::is_group;
use super::{Address, Application, Kind, Personal, PiecesPresent, Rule, RuleProblem, kind_of, without_indices};

/// Where the day of the signature stands.
const SIGNED_ON: &str = "signature.signed_on";

/// A path and the rules that shape its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    pub path: String,
    /// Applied first to last.
    pub rules: Vec<Rule>,
}

/// What can be said of a value without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Description {
    /// Whether the applicant gave it.
    pub present: bool,
    /// What sort it is.
    pub kind: Kind,
    /// Its length after the rules.
    pub length: usize,
    /// Items of a list.
    pub count: usize,
}

/// Why a reference gave no value. Never holds one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FieldError {
    /// There is no such path in any application.
    #[error("an application has no field `{0}`")]
    UnknownPath(String),
    /// The applicant did not give it.
    #[error("the applicant did not give `{0}`")]
    Absent(String),
    /// A rule could not represent it.
    #[error("rule {} (`{name}`) of `{path}`: {problem}", rule + 1)]
    Rule {
        path: String,
        /// Which rule, from 0.
        rule: usize,
        name: &'static str,
        problem: RuleProblem,
    },
}

/// Every value of one application by its path, derived ones included.
#[derive(Debug, Clone, Default)]
pub struct Fields {
    values: BTreeMap<String, (Kind, Personal)>,
    lists: BTreeMap<String, usize>,
}

impl Fields {
    /// Lays out an application by path. Documents' content is left out: it is never text.
    pub fn of(application: &Application) -> Self {
        let mut fields = Self { values: BTreeMap::new(), lists: BTreeMap::new() };
        let json = serde_json::to_value(application).unwrap_or_default();
        fields.lay_out("", &json);
        fields.derive_lines("home", &application.home);
        if let Some(mailing) = &application.mailing {
            fields.derive_lines("mailing", mailing);
        }
        fields
    }

    /// What stands at a reference, and whether every rule would succeed.
    pub fn describe(&self, reference: &Reference) -> Result<Description, FieldError> {
        let path = reference.path.as_str();
        let plain = |kind, present, count| Description { present, kind, length: 0, count };
        if let Some(count) = self.lists.get(path) {
            return Ok(plain(Kind::Many, true, *count));
        }
        if is_group(path) {
            let inside = format!("{path}.");
            let present = self.values.keys().any(|key| key.starts_with(&inside));
            return Ok(plain(Kind::Group, present, 0));
        }
        match self.resolve(reference) {
            Ok(value) => {
                let kind = kind_of(path).ok_or_else(|| FieldError::UnknownPath(path.to_owned()))?;
                Ok(Description { present: true, kind, length: value.length(), count: 0 })
            }
            Err(FieldError::Absent(_)) => {
                Ok(plain(kind_of(path).ok_or_else(|| FieldError::UnknownPath(path.to_owned()))?, false, 0))
            }
            Err(error) => Err(error),
        }
    }

    /// The value, shaped by the rules.
    pub fn resolve(&self, reference: &Reference) -> Result<Personal, FieldError> {
        let path = &reference.path;
        let Some((kind, value)) = self.values.get(path) else {
            return Err(match kind_of(path) {
                Some(_) => FieldError::Absent(path.clone()),
                None => FieldError::UnknownPath(path.clone()),
            });
        };
        Rule::shape(&reference.rules, *kind, value.reveal()).map_err(|(rule, problem)| FieldError::Rule {
            path: path.clone(),
            rule,
            name: reference.rules[rule].into_str(),
            problem,
        })
    }

    /// Which pieces of the value at a path these rules leave.
    pub fn pieces(&self, reference: &Reference) -> PiecesPresent {
        let value = self.values.get(&reference.path).map_or("", |(_, value)| value.reveal());
        PiecesPresent::of(&reference.rules, value)
    }

    /// Whether the applicant gave a value at this path.
    pub fn has(&self, path: &str) -> bool {
        self.values.contains_key(path)
    }

    /// The paths that have a value and fit a pattern in which `[]` stands for any index.
    pub fn matching(&self, pattern: &str) -> Vec<String> {
        self.values.keys().filter(|path| without_indices(path) == pattern).cloned().collect()
    }

    /// The leaves that a commit has to account for: those that the manifest requires, by pattern, where the applicant gave them,
    /// and each document, whatever the manifest says.
    pub fn to_account_for(&self, required: &[String]) -> Vec<String> {
        // The name goes with the document, and with nothing else.
        let patterns = required.iter().filter(|pattern| *pattern != "documents[].name");
        let count = self.lists.get("documents").copied().unwrap_or_default();
        let documents = (0..count).map(|at| format!("documents[{at}]"));
        patterns.flat_map(|pattern| self.matching(pattern)).chain(documents).collect()
    }

    /// Every value that says who somebody is: its path, its kind, the value. The day of the signature is not among them: it is
    /// mostly the day on which a county receives an application, and stands on everybody's pages.
    pub fn identifying(&self) -> impl Iterator<Item = (&str, Kind, &str)> {
        self.values
            .iter()
            .filter(|(path, (kind, _))| !kind.readable_by_default() && *path != SIGNED_ON)
            .map(|(path, (kind, value))| (path.as_str(), *kind, value.reveal()))
    }

    fn lay_out(&mut self, path: &str, json: &Value) {
        match json {
            Value::Object(entries) => {
                for (key, value) in entries {
                    let below = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    self.lay_out(&below, value);
                }
            }
            Value::Array(items) => {
                self.lists.insert(path.to_owned(), items.len());
                for (index, item) in items.iter().enumerate() {
                    self.lay_out(&format!("{path}[{index}]"), item);
                }
            }
            Value::String(text) => self.put(path, text),
            Value::Bool(flag) => self.put(path, if *flag { "true" } else { "false" }),
            Value::Null | Value::Number(_) => {}
        }
    }

    fn derive_lines(&mut self, at: &str, address: &Address) {
        let lines = address.lines();
        self.put(&format!("{at}.line1"), &lines.line1);
        if let Some(line2) = &lines.line2 {
            self.put(&format!("{at}.line2"), line2);
        }
        self.put(&format!("{at}.line"), &lines.joined());
    }

    fn put(&mut self, path: &str, text: &str) {
        if let Some(kind) = kind_of(path) {
            self.values.insert(path.to_owned(), (kind, Personal::new(text)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::submission::sample;

    fn fields() -> Fields {
        sample::fields(|json| {
            json["applicant"]["name"]["last"] = "Peña".into();
            let child = serde_json::json!({"first": "Bo", "last": "Peña"});
            json["household"] =
                serde_json::json!([{"name": child, "birth_date": "2010-05-06", "relationship": "child"}]);
        })
    }

    fn check(path: &str, rules: &[Rule], expect: Result<&str, &str>) {
        let reference = Reference { path: path.to_owned(), rules: rules.to_vec() };
        let resolved = fields().resolve(&reference);
        let resolved = resolved.as_ref().map(Personal::reveal).map_err(ToString::to_string);
        assert_eq!(resolved, expect.map_err(str::to_owned));
    }

    #[test]
    fn references_resolve_or_say_why_not() {
        use crate::submission::{CharacterSet, Part};
        check("applicant.name.last", &[Rule::Restrict(CharacterSet::Ascii)], Ok("Pena"));
        check("household[0].birth_date", &[Rule::Part(Part::Year)], Ok("2010"));
        check("home.line1", &[], Ok("1 Oak Ave"));
        check("home.line2", &[], Err("the applicant did not give `home.line2`"));
        check("applicant.shoe_size", &[], Err("an application has no field `applicant.shoe_size`"));
        check(
            "applicant.name.last",
            &[Rule::Part(Part::Year)],
            Err("rule 1 (`part`) of `applicant.name.last`: the rule does not apply to this kind of value"),
        );
    }

    #[test]
    fn lists_and_groups_are_described() {
        let of = |path: &str| fields().describe(&Reference { path: path.to_owned(), rules: vec![] }).unwrap();
        assert_eq!((of("household").kind, of("household").count), (Kind::Many, 1));
        assert_eq!((of("mailing").kind, of("mailing").present), (Kind::Group, false));
        assert_eq!(of("applicant.ssn").length, 9);
        assert_eq!(fields().matching("household[].name.first"), ["household[0].name.first"]);
    }

    #[test]
    fn each_document_is_to_be_accounted_for_whatever_the_manifest_says() {
        let mut fields = fields();
        let required = ["home.zip", "mailing.zip", "documents[].name", "documents[].kind"].map(str::to_owned);
        assert_eq!(fields.to_account_for(&required), ["home.zip"]);
        let document = |name| serde_json::json!({"kind": "income", "name": name});
        fields.lay_out("documents", &serde_json::json!([document("a.pdf"), document("b.pdf")]));
        // Handed over, a document has given its name, too; a name that was typed somewhere is no document.
        let expect = ["home.zip", "documents[0].kind", "documents[1].kind", "documents[0]", "documents[1]"];
        assert_eq!(fields.to_account_for(&required), expect);
        assert_eq!(fields.to_account_for(&[]), ["documents[0]", "documents[1]"]);
    }

    #[test]
    fn what_identifies_is_known_as_such() {
        let fields = fields();
        let values: Vec<_> = fields.identifying().map(|(_, _, value)| value).collect();
        assert!(values.contains(&"912345678") && values.contains(&"Peña") && values.contains(&"1980-01-02"));
        assert!(!values.contains(&"100.00") && !values.contains(&"mail") && !values.contains(&"2026-11-20"));
    }
}
