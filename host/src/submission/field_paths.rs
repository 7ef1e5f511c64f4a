//! The paths of all fields of an application that have a value of their own: what a misspelt path is compared with.

/// Every field that has a value of its own; `[]` stands for any index. [`kind_of`](super::kind_of) knows what each is.
pub(super) const FIELDS: [&str; 61] = [
    "applicant.name.first",
    "applicant.name.middle",
    "applicant.name.last",
    "applicant.name.suffix",
    "applicant.birth_date",
    "applicant.ssn",
    "applicant.phone",
    "applicant.email",
    "applicant.language",
    "applicant.marital_status",
    "home.kind",
    "home.number",
    "home.street",
    "home.unit",
    "home.box",
    "home.pmb",
    "home.hall",
    "home.room",
    "home.route",
    "home.urbanization",
    "home.description",
    "home.city",
    "home.state",
    "home.zip",
    "home.line1",
    "home.line2",
    "home.line",
    "mailing.kind",
    "mailing.number",
    "mailing.street",
    "mailing.unit",
    "mailing.box",
    "mailing.pmb",
    "mailing.hall",
    "mailing.room",
    "mailing.route",
    "mailing.urbanization",
    "mailing.description",
    "mailing.city",
    "mailing.state",
    "mailing.zip",
    "mailing.line1",
    "mailing.line2",
    "mailing.line",
    "household[].name.first",
    "household[].name.middle",
    "household[].name.last",
    "household[].name.suffix",
    "household[].birth_date",
    "household[].ssn",
    "household[].relationship",
    "household[].monthly_income",
    "finances.monthly_income",
    "finances.cash_on_hand",
    "finances.monthly_rent",
    "finances.pays_utilities",
    "contact_preference",
    "notes",
    "documents[].name",
    "documents[].kind",
    "signature.signed_on",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::submission::kind_of;

    /// Both ways: what an application can hold is suggested, and nothing else is.
    #[test]
    fn the_fields_are_those_of_the_schema_and_the_derived_lines() {
        let schema = include_str!("../../../wit/v1/application.schema.json");
        let schema: serde_json::Value = serde_json::from_str(schema).unwrap();
        let mut paths = Vec::new();
        leaves(&schema, &schema, "", &mut paths);
        for address in ["home", "mailing"] {
            paths.extend(["line1", "line2", "line"].map(|line| format!("{address}.{line}")));
        }
        paths.retain(|path| kind_of(path).is_some());
        paths.sort();
        paths.dedup();
        let mut listed = FIELDS.to_vec();
        listed.sort_unstable();
        assert_eq!(listed, paths);
    }

    fn leaves(root: &serde_json::Value, schema: &serde_json::Value, path: &str, found: &mut Vec<String>) {
        if let Some(pointer) = schema["$ref"].as_str().and_then(|target| target.strip_prefix('#')) {
            return leaves(root, root.pointer(pointer).unwrap(), path, found);
        }
        let alternatives = ["oneOf", "anyOf"].into_iter().filter_map(|key| schema[key].as_array()).flatten();
        alternatives.for_each(|alternative| leaves(root, alternative, path, found));
        if schema["items"].is_object() {
            leaves(root, &schema["items"], &format!("{path}[]"), found);
        }
        for (key, property) in schema["properties"].as_object().into_iter().flatten() {
            let below = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            leaves(root, property, &below, found);
        }
        found.push(path.to_owned());
    }
}
