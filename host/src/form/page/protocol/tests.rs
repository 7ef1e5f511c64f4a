//! The protocol beside the page's script: every request has a handler, every answer the fields that the script gives, every finder,
//! condition and state a place in the script.

use std::collections::BTreeSet;

use serde::de::value::Error;
use serde::de::{DeserializeOwned, Deserializer, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Map, Value, json};

use super::answer::{
    CheckFacts, Content, FileFacts, FillFacts, Instead, InsteadKind, ListFacts, ReadBackResult, Sends, TimeField,
    TimeKind,
};
use super::dates::{DatePart, FoundBy, FoundDatePart};
use super::problem::{Alike, Problem};
use super::request::{self, AskedCondition, ForPage, ListKind, VisitAnswers, Want};
use crate::form::drift::{MeasuredControl, MeasuredOption};
use crate::form::page::script::{ANSWERS, part};
use crate::form::types::{Condition, ControlState, Finder, ListOption, Readiness, Target, Text, Typed};
use crate::submission::Personal;

// ---- What the script declares ------------------------------------------------------------------------------------------

fn declared() -> Value {
    serde_json::from_str(ANSWERS).unwrap()
}

/// The keys of a table of the script's: what stands quoted at the beginning of its lines, or bare.
fn keys_of(file: &str, opening: &str) -> BTreeSet<String> {
    let script = part(file);
    let start = script.find(opening).unwrap_or_else(|| panic!("{file} has no `{opening}`")) + opening.len();
    let table = &script[start..start + script[start..].find("\n}").unwrap()];
    let key = |line: &str| Some(line.strip_prefix("  ")?.split_once(':')?.0.trim_matches('"').to_owned());
    table
        .lines()
        .filter(|line| !line.starts_with("   ") && !line.starts_with("  }"))
        .filter_map(key)
        .filter(|key| key != "__proto__")
        .collect()
}

/// The cases of a function of the script's that has a `switch`.
fn cases_of(file: &str, opening: &str) -> BTreeSet<String> {
    let script = part(file);
    let start = script.find(opening).unwrap_or_else(|| panic!("{file} has no `{opening}`"));
    let body = &script[start..start + script[start..].find("\n}").unwrap()];
    body.split("case \"").skip(1).map(|rest| rest[..rest.find('"').unwrap()].to_owned()).collect()
}

fn kebab(name: &str) -> String {
    let mut kebab = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.extend(letter.to_lowercase());
    }
    kebab
}

fn set<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    names.into_iter().map(str::to_owned).collect()
}

// ---- What the host's types have ----------------------------------------------------------------------------------------

/// A deserializer that only says which fields a struct asks for.
struct Fields<'a>(&'a mut Option<&'static [&'static str]>);

impl<'de> Deserializer<'de> for Fields<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(serde::de::Error::custom("no struct"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Error> {
        *self.0 = Some(fields);
        Err(serde::de::Error::custom("the fields are known"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

fn fields_of<A: DeserializeOwned>() -> BTreeSet<String> {
    let mut fields = None;
    let _ = A::deserialize(Fields(&mut fields));
    set(fields.expect("an answer is a struct").iter().copied())
}

/// Something of a declared kind; nothing where it may be nothing and `full` is not asked for.
fn sample(kind: &Value, full: bool) -> Value {
    let kind = match kind {
        Value::Array(of) => return json!([sample(&of[0], full)]),
        other => other.as_str().unwrap(),
    };
    let (name, optional) = kind.strip_suffix('?').map_or((kind, false), |name| (name, true));
    if optional && !full {
        return Value::Null;
    }
    if let Some(part) = kind.strip_prefix("written ") {
        let one = if full { sample(&json!(part), full) } else { json!({}) };
        return json!(json!([one]).to_string());
    }
    let element = json!({ "element-6066-11e4-a52e-4f735466cecf": "e" });
    match name {
        "text" => json!("x"),
        "flag" => json!(true),
        "number" => json!(1),
        "element" => element,
        "point" => json!([1, -2, element]),
        "readiness" => json!("visible"),
        "list-kind" => json!("native-many"),
        "instead-kind" => json!("reads"),
        "time-kind" => json!("datetime-local"),
        "date-part-name" => json!("month"),
        "found-by" => json!("css"),
        "pair" => json!([1.5, 2]),
        part => {
            let declared = declared();
            let fields = declared["parts"].get(part).or_else(|| declared["answers"].get(part));
            sample_of(fields.unwrap_or_else(|| panic!("answers.json has no part `{part}`")), full)
        }
    }
}

fn sample_of(fields: &Value, full: bool) -> Value {
    fields
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, kind)| (name.clone(), sample(kind, full)))
        .collect::<Map<_, _>>()
        .into()
}

/// The fields of a type are those declared, and what is declared can be read as it.
#[track_caller]
fn compare<A: DeserializeOwned>(name: &str, fields: &Value) {
    let names = fields.as_object().unwrap_or_else(|| panic!("answers.json has no `{name}`")).keys();
    assert_eq!(fields_of::<A>(), names.cloned().collect(), "the fields of `{name}`: host, script");
    for full in [true, false] {
        let sample = sample_of(fields, full);
        if let Err(error) = serde_json::from_value::<A>(sample.clone()) {
            panic!("`{name}` does not take {sample}: {error}");
        }
    }
}

/// Compares each request's answer, and keeps the requests' names.
#[derive(Default)]
struct Compared(BTreeSet<String>);

impl VisitAnswers for Compared {
    fn answer<A: DeserializeOwned>(&mut self, request: &str) {
        let name = kebab(request);
        compare::<A>(&name, &declared()["answers"][&name]);
        self.0.insert(name);
    }
}

// ---- The comparisons ---------------------------------------------------------------------------------------------------

#[test]
fn each_request_has_a_handler_and_the_answer_that_the_script_gives() {
    let mut compared = Compared::default();
    request::each(&mut compared);
    assert_eq!(compared.0, keys_of("main.js", "const REQUESTS = {\n"), "requests: host, main.js");
    let answers = declared()["answers"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(compared.0, answers, "requests: host, answers.json");
}

#[test]
fn parts_of_answers_have_the_fields_that_the_script_gives() {
    let all = declared()["parts"].clone();
    let mut known = BTreeSet::new();
    macro_rules! parts {
        ($($name:literal => $part:ty),* $(,)?) => {$(
            compare::<$part>($name, &all[$name]);
            known.insert($name.to_owned());
        )*};
    }
    parts! {
        "alike" => Alike, "sends" => Sends, "fill" => FillFacts, "time" => TimeField, "check" => CheckFacts, "list" => ListFacts,
        "date-part" => FoundDatePart,
        "file" => FileFacts, "content" => Content, "result" => ReadBackResult, "instead" => Instead,
        "option" => ListOption, "state" => ControlState, "form-control" => MeasuredControl, "form-option" => MeasuredOption,
    }
    assert_eq!(known, all.as_object().unwrap().keys().cloned().collect());
}

#[test]
fn each_problem_of_the_script_is_one_of_the_hosts() {
    let problems = declared()["problems"].clone();
    for (name, fields) in problems.as_object().unwrap() {
        for full in [true, false] {
            let mut sample = sample_of(fields, full);
            sample["error"] = json!(name);
            assert!(Problem::of(&sample).is_some(), "{sample}");
        }
    }
    // Serde says which variants there are.
    let unknown = serde_json::from_value::<Problem>(json!({ "error": "?" })).unwrap_err().to_string();
    let hosts = unknown.split_once("expected one of").unwrap().1.split('`').skip(1).step_by(2);
    assert_eq!(set(hosts), problems.as_object().unwrap().keys().cloned().collect(), "{unknown}");
}

#[test]
fn each_finder_condition_and_wanted_state_is_in_the_script() {
    let text = || Text::Exact("x".to_owned());
    let name = || "x".to_owned();
    let target = || Target::by(Finder::Id(name()));
    let kind = |value: Value| value["kind"].as_str().unwrap().to_owned();
    let finders = [
        Finder::Label(text()),
        Finder::Role { role: name(), name: None },
        Finder::Text(text()),
        Finder::Placeholder(text()),
        Finder::Name(name()),
        Finder::Id(name()),
        Finder::TestId(name()),
        Finder::Css(name()),
        Finder::XPath(name()),
        Finder::AfterText(text()),
        Finder::Section(text()),
        Finder::Row(vec![text()]),
    ];
    let kinds: BTreeSet<String> = finders.iter().map(|finder| kind(json!(ForPage(finder)))).collect();
    assert_eq!(kinds, keys_of("find.js", "const FINDERS = {\n"), "finders: host, find.js");
    let conditions = [
        Condition::Visible(target()),
        Condition::Hidden(target()),
        Condition::Enabled(target()),
        Condition::Holds(target(), Typed::literal("x")),
        Condition::Count(target(), 1),
        Condition::Text(text()),
        Condition::Address(name()),
        Condition::Title(text()),
        Condition::PageLeft,
    ];
    let kinds = conditions.iter().map(|condition| kind(json!(AskedCondition::new(0, condition).unwrap()))).collect();
    assert_eq!(cases_of("look.js", "function holdsNow(condition) {"), kinds, "conditions: look.js, host");
    let wants = [
        Want::Fill,
        Want::Click,
        Want::Press,
        Want::Hover,
        Want::Check,
        Want::List,
        Want::File,
        Want::Frame,
        Want::Look,
        Want::ListLook,
        Want::FillLook,
    ];
    let names = wants.iter().map(|want| json!(want).as_str().unwrap().to_owned()).collect();
    assert_eq!(keys_of("ready.js", "const NEEDS = {\n"), names, "what is wanted: ready.js, host");
}

/// What the script says in one word is a word that the host knows.
#[test]
fn words_of_the_script_are_the_hosts() {
    #[track_caller]
    fn known<T: DeserializeOwned>(words: &[&str], files: &[&str]) {
        for word in words {
            assert!(serde_json::from_value::<T>(json!(word)).is_ok(), "{word}");
            assert!(files.iter().any(|file| part(file).contains(&format!("\"{word}\""))), "{word} is in no script");
        }
    }
    known::<ListKind>(&["native", "native-many", "radios", "checks", "listbox", "typeahead", "popup"], &["list.js"]);
    known::<TimeKind>(&["date", "month", "week", "time", "datetime-local"], &["ready.js"]);
    known::<DatePart>(&["year", "month", "day"], &["dates.js"]);
    known::<FoundBy>(&["label", "id", "name", "css"], &["dates.js"]);
    known::<Readiness>(&["attached", "visible", "enabled", "editable", "still", "uncovered"], &["ready.js"]);
    known::<InsteadKind>(
        &["none", "visible", "hidden", "disabled", "holds", "count", "reads", "address", "title", "same-page"],
        &["look.js"],
    );
}

#[test]
fn a_target_is_written_without_its_frames() {
    let written = json!(ForPage(&Target {
        frames: vec![Finder::Name("main".to_owned())],
        scopes: vec![Finder::Row(vec![Text::ValueOf(Personal::new("Lovelace"))])],
        by: Finder::Role { role: "button".to_owned(), name: Some(Text::Contains("Edit".to_owned())) },
        nth: Some(1),
    }));
    let expect = json!({
        "scopes": [{ "kind": "row", "argument": "", "texts": [{ "how": "contains", "text": "Lovelace" }] }],
        "by": { "kind": "role", "argument": "button", "texts": [{ "how": "contains", "text": "Edit" }] },
        "nth": 1,
    });
    assert_eq!(written, expect);
}
