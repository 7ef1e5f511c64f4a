//! Fields of an application changed by their paths, before it is parsed anew: as a person corrects what an applicant said.

use serde_json::{Map, Value};

use super::super::field_kind::{Kind, is_group, kind_of};
use super::super::{Problem, shown_key, suggest_field};
use super::content::MAX_PROBLEMS;

/// Most fields that one correction changes.
pub const MAX_CORRECTED: usize = 100;

/// Gives each field its new value; `null` removes one that may be absent. Gives the paths of those that had another value before, or
/// everything that is wrong with the paths. Whether the values can be right is seen where the whole is parsed.
pub fn correct(application: &mut Value, fields: &Map<String, Value>) -> Result<Vec<String>, Vec<Problem>> {
    let (mut changed, mut problems) = (Vec::new(), Vec::new());
    for (path, value) in fields.iter().take(MAX_CORRECTED) {
        match fitting(path, value).and_then(|value| set(application, path, value)) {
            Ok(true) => changed.push(path.clone()),
            Ok(false) => {}
            Err(message) => problems.push(Problem { field: shown_key(path), message }),
        }
    }
    if fields.len() > MAX_CORRECTED {
        let message = format!("has {} fields; at most {MAX_CORRECTED} are corrected together", fields.len());
        problems.push(Problem { field: "fields".to_owned(), message });
    }
    // An address of which nothing is left is none.
    if application["mailing"].as_object().is_some_and(Map::is_empty)
        && let Some(whole) = application.as_object_mut()
    {
        whole.remove("mailing");
    }
    changed.sort_unstable();
    problems.truncate(MAX_PROBLEMS);
    if problems.is_empty() { Ok(changed) } else { Err(problems) }
}

/// The value in the form that the field has, where the field is one that a person may correct.
fn fitting(path: &str, value: &Value) -> Result<Value, String> {
    if path.starts_with("documents") {
        return Err("documents are not corrected: the applicant sends others, or it is delivered by hand".to_owned());
    }
    if is_group(path) {
        return Err("holds further fields: name each that changes".to_owned());
    }
    let Some(kind) = kind_of(path) else {
        let meant = suggest_field(path).map(|meant| format!("; most like it is `{meant}`")).unwrap_or_default();
        return Err(format!("no application has this field{meant}"));
    };
    if path.starts_with("signature") {
        return Err("what the applicant signed is not corrected".to_owned());
    }
    if path.ends_with(".line") || path.ends_with(".line1") || path.ends_with(".line2") {
        return Err("is made of the address's other fields: correct those".to_owned());
    }
    if path.contains("[]") {
        return Err("say which one it is, from 0, as in `household[0].name.last`".to_owned());
    }
    match (kind, value) {
        (Kind::Group | Kind::Many, _) => Err("holds several: name the field of one that changes".to_owned()),
        (Kind::Boolean, Value::String(text)) => match text.as_str() {
            "true" => Ok(true.into()),
            "false" => Ok(false.into()),
            _ => Err("must be `true` or `false`".to_owned()),
        },
        (Kind::Boolean, Value::Bool(_)) | (_, Value::Null) => Ok(value.clone()),
        (Kind::Boolean, _) => Err("must be `true` or `false`".to_owned()),
        (_, Value::String(_)) => Ok(value.clone()),
        _ => Err("must be a text, or `null`, which removes it".to_owned()),
    }
}

/// Puts a value at a path. Whether another one stood there.
fn set(whole: &mut Value, path: &str, value: Value) -> Result<bool, String> {
    let mut at = whole;
    let (groups, last) = path.rsplit_once('.').map_or((None, path), |(groups, last)| (Some(groups), last));
    for part in groups.into_iter().flat_map(|groups| groups.split('.')) {
        let (name, index) = match part.split_once('[') {
            Some((name, index)) => (name, index.trim_end_matches(']').parse::<usize>().ok()),
            None => (part, None),
        };
        let Some(object) = at.as_object_mut() else { return Err("cannot stand here".to_owned()) };
        if value.is_null() && object.get(name).is_none_or(Value::is_null) {
            return Ok(false);
        }
        let below = object.entry(name).or_insert(Value::Null);
        if below.is_null() {
            *below = Value::Object(Map::new());
        }
        at = match (index, below) {
            (None, below) => below,
            (Some(index), Value::Array(items)) => {
                let count = items.len();
                items.get_mut(index).ok_or_else(|| format!("there are {count} of them, counted from 0"))?
            }
            (Some(_), _) => return Err("there is none of them".to_owned()),
        };
    }
    let Some(object) = at.as_object_mut() else { return Err("cannot stand here".to_owned()) };
    if value.is_null() {
        return Ok(object.remove(last).is_some());
    }
    if object.get(last) == Some(&value) {
        return Ok(false);
    }
    object.insert(last.to_owned(), value);
    Ok(true)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::submission::{Application, sample};

    #[track_caller]
    fn check(fields: Value, expect: Result<&[&str], (&str, &str)>) {
        let Value::Object(fields) = fields else { panic!("fields are an object") };
        let mut application = sample::application();
        application["household"] = json!([
            {"name": {"first": "Bo", "last": "Ash"}, "birth_date": "2010-01-01", "relationship": "child"}
        ]);
        match (correct(&mut application, &fields), expect) {
            (Ok(changed), Ok(expect)) => {
                assert_eq!(changed, expect);
                for path in changed.iter().filter(|path| fields[*path].is_string()) {
                    let pointer = format!("/{}", path.replace(['.', '['], "/").replace(']', ""));
                    assert_eq!(application.pointer(&pointer), Some(&fields[path]), "{path}");
                }
            }
            (Err(problems), Err((field, says))) => {
                assert_eq!(problems.len(), 1, "{problems:?}");
                assert_eq!(problems[0].field, field);
                assert!(problems[0].message.contains(says), "{problems:?}");
            }
            (found, expect) => panic!("{found:?}, not {expect:?}"),
        }
    }

    #[test]
    fn fields_are_changed_by_their_paths() {
        check(json!({"applicant.name.last": "Ibáñez", "home.zip": "97201"}), Ok(&["applicant.name.last", "home.zip"]));
        check(
            json!({"household[0].name.last": "Oak", "applicant.name.middle": "Q"}),
            Ok(&["applicant.name.middle", "household[0].name.last"]),
        );
        check(json!({"applicant.ssn": null, "mailing.city": null}), Ok(&["applicant.ssn"]));
        check(json!({"mailing.kind": "po_box", "mailing.city": "Alder"}), Ok(&["mailing.city", "mailing.kind"]));
        check(json!({}), Ok(&[]));
        let own = sample::application()["applicant"]["name"]["last"].clone();
        check(json!({"applicant.name.last": own}), Ok(&[]));
    }

    #[test]
    fn what_cannot_be_corrected_is_said_by_field() {
        check(
            json!({"applicant.name.frist": "x"}),
            Err(("applicant.name.frist", "most like it is `applicant.name.first`")),
        );
        check(json!({"shoe size": "44"}), Err(("shoe size", "no application has this field")));
        check(json!({"home": {"city": "x"}}), Err(("home", "holds further fields")));
        check(json!({"household[1].name.last": "x"}), Err(("household[1].name.last", "there are 1 of them")));
        check(json!({"household[].name.last": "x"}), Err(("household[].name.last", "say which one")));
        check(json!({"documents[0].name": "x"}), Err(("documents[0].name", "not corrected")));
        check(json!({"signature.signed_on": "2026-01-01"}), Err(("signature.signed_on", "signed")));
        check(json!({"home.line1": "x"}), Err(("home.line1", "other fields")));
        check(json!({"home.zip": 97201}), Err(("home.zip", "must be a text")));
        check(json!({"finances.pays_utilities": "perhaps"}), Err(("finances.pays_utilities", "`true` or `false`")));
        let many: Map<String, Value> =
            (0..=MAX_CORRECTED).map(|n| (format!("household[0].x{n}"), json!("x"))).collect();
        let problems = correct(&mut sample::application(), &many).unwrap_err();
        assert_eq!(problems.len(), MAX_PROBLEMS);
    }

    /// Whatever was removed or emptied, the parser has the last word.
    #[test]
    fn a_mailing_address_goes_as_a_whole() {
        let mut application = sample::application();
        application["mailing"] = json!({"kind": "po_box", "box": "7", "city": "Alder", "state": "CA", "zip": "95001"});
        let removed = ["kind", "box", "city", "state", "zip"].map(|part| (format!("mailing.{part}"), Value::Null));
        assert_eq!(correct(&mut application, &removed.into_iter().collect()).unwrap().len(), 5);
        let text = application.to_string();
        let parsed = Application::parse(text.as_bytes(), jiff::civil::date(2026, 11, 22)).unwrap();
        assert!(parsed.mailing.is_none());
    }
}
