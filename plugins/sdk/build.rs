//! Makes the typed field accessors from the application's JSON Schema, so that a plugin cannot name a field that does
//! not exist. Writes only to `OUT_DIR`; decides nothing about values.
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, fs};

use serde_json::{Map, Value};

/// Where the host keeps the schema that it makes from its own types.
const SCHEMA: &str = "../../wit/v1/application.schema.json";

/// Lines that the host derives for every address by USPS Publication 28; they are no part of what an applicant sends.
const ADDRESS_LINES: [(&str, &str); 3] = [
    ("line1", "First delivery line by USPS Publication 28, such as `1200 Oak Ave` or `PO BOX 482`. Derived."),
    ("line2", "Second delivery line, such as `Apt 4`; often absent. Derived."),
    ("line", "Both delivery lines in one. Derived."),
];

fn main() {
    println!("cargo:rerun-if-changed={SCHEMA}");
    println!("cargo:rerun-if-changed=build.rs");
    let text = fs::read_to_string(SCHEMA).expect("the contract's folder holds application.schema.json");
    let schema: Value = serde_json::from_str(&text).expect("the schema is JSON");
    let mut accessors = Accessors { root: &schema, types: BTreeMap::new() };
    accessors.group("Application", &Shape::of(&schema, &schema));
    let code: String = accessors.types.into_values().collect();
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("application.rs");
    fs::write(out, code).expect("OUT_DIR can be written");
}

/// The accessor types made so far, by name.
struct Accessors<'a> {
    root: &'a Value,
    types: BTreeMap<String, String>,
}

impl Accessors<'_> {
    /// One type with one method per key of the group.
    fn group(&mut self, name: &str, shape: &Shape) {
        if self.types.contains_key(name) {
            return;
        }
        self.types.insert(name.to_owned(), String::new());
        let mut methods = String::new();
        for (key, schema) in &shape.properties {
            let schemas: Vec<&Value> = schema.iter().collect();
            methods += &self.method(key, &Shape::of_all(self.root, &schemas));
        }
        if shape.properties.contains_key("zip") && shape.properties.contains_key("kind") {
            for (key, doc) in ADDRESS_LINES {
                methods += &leaf(key, doc);
            }
        }
        let doc = sentence(&shape.description, "A group of fields.");
        self.types.insert(
            name.to_owned(),
            format!(
                "/// {doc}\n#[derive(Debug, Clone)]\npub struct {name}(String);\n\nimpl {name} {{\n{}{methods}}}\n\n",
                if name == "Application" { ROOT } else { GROUP }
            ),
        );
    }

    fn method(&mut self, key: &str, shape: &Shape) -> String {
        let doc = sentence(&shape.description, "As the applicant gave it.");
        if let Some(items) = &shape.items {
            let items = Shape::of(self.root, items);
            let name = items.name.clone().unwrap_or_else(|| pascal(key));
            self.group(&name, &items);
            let list = pascal(key);
            self.list(&list, key, &name, &doc);
            return format!(
                "    /// {doc}\n    pub fn {key}(&self) -> {list} {{ {list}(join(&self.0, \"{key}\")) }}\n"
            );
        }
        if shape.properties.is_empty() {
            return leaf(key, &doc);
        }
        let name = shape.name.clone().unwrap_or_else(|| pascal(key));
        self.group(&name, shape);
        format!("    /// {doc}\n    pub fn {key}(&self) -> {name} {{ {name}(join(&self.0, \"{key}\")) }}\n")
    }

    /// The type of a list: how many, one, each.
    fn list(&mut self, list: &str, key: &str, item: &str, doc: &str) {
        let one = singular(key, item);
        self.types.insert(
            list.to_owned(),
            format!(
                "/// {doc}\n#[derive(Debug, Clone)]\npub struct {list}(String);\n\nimpl {list} {{\n{GROUP}\
                 \x20   /// How many there are.\n    #[track_caller]\n    pub fn count(&self) -> u32 {{ self.group().count() }}\n\
                 \x20   /// One of them, from 0.\n    pub fn {one}(&self, index: u32) -> {item} {{ \
                 {item}(item(&self.0, index)) }}\n\
                 \x20   /// Each of them.\n    #[track_caller]\n    pub fn {one}s(&self) -> Vec<{item}> {{ \
                 let count = self.count(); (0..count).map(|index| self.{one}(index)).collect() }}\n}}\n\n"
            ),
        );
    }
}

/// Keys that are words of Rust; their methods end in an underscore: `home().box_()`.
const RESERVED: [&str; 3] = ["box", "type", "use"];

/// Methods that the root has.
const ROOT: &str = "    /// The application of this call.\n    pub(crate) fn new() -> Self { Self(String::new()) }\n";

/// Methods that every group has.
const GROUP: &str = "    /// The group itself, as a field: to ask whether it is there.\n    \
    pub fn group(&self) -> Field { Field::of(&self.0) }\n";

fn leaf(key: &str, doc: &str) -> String {
    let method = if RESERVED.contains(&key) { format!("{key}_") } else { key.to_owned() };
    format!("    /// {doc}\n    pub fn {method}(&self) -> Field {{ at(&self.0, \"{key}\") }}\n")
}

/// What a schema allows, with references followed and alternatives laid over each other.
#[derive(Default)]
struct Shape {
    name: Option<String>,
    description: String,
    properties: BTreeMap<String, Vec<Value>>,
    items: Option<Value>,
    codes: Vec<String>,
}

impl Shape {
    fn of(root: &Value, schema: &Value) -> Self {
        Self::of_all(root, &[schema])
    }

    fn of_all(root: &Value, schemas: &[&Value]) -> Self {
        let mut shape = Self::default();
        for schema in schemas {
            shape.lay(root, schema);
        }
        if !shape.codes.is_empty() {
            shape.codes.dedup();
            let codes: Vec<String> = shape.codes.iter().map(|code| format!("`{code}`")).collect();
            let _ = write!(shape.description, " One of {}.", codes.join(", "));
        }
        shape
    }

    fn lay(&mut self, root: &Value, schema: &Value) {
        let Some(schema) = schema.as_object() else { return };
        if self.description.is_empty() {
            self.description = text(schema, "description");
        }
        if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
            let pointer = target.strip_prefix('#').expect("references stay inside the schema");
            let definition = root.pointer(pointer).expect("a reference leads to a definition");
            self.name = self.name.take().or_else(|| pointer.rsplit('/').next().map(str::to_owned));
            self.lay(root, definition);
        }
        for key in ["oneOf", "anyOf", "allOf"] {
            for alternative in schema.get(key).and_then(Value::as_array).into_iter().flatten() {
                self.lay(root, alternative);
            }
        }
        for (key, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            self.properties.entry(key.clone()).or_default().push(property.clone());
        }
        self.items = self.items.take().or_else(|| schema.get("items").cloned());
        let codes = schema.get("enum").and_then(Value::as_array).into_iter().flatten().chain(schema.get("const"));
        self.codes.extend(codes.filter_map(Value::as_str).map(str::to_owned));
    }
}

fn text(schema: &Map<String, Value>, key: &str) -> String {
    schema.get(key).and_then(Value::as_str).unwrap_or_default().trim().replace('\n', " ")
}

fn sentence(description: &str, otherwise: &str) -> String {
    let text = if description.trim().is_empty() { otherwise } else { description.trim() };
    if text.ends_with('.') { text.to_owned() } else { format!("{text}.") }
}

fn pascal(key: &str) -> String {
    key.split('_').map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}

/// What one item is called: `household` holds each `member`, `documents` each `document`.
fn singular(key: &str, item: &str) -> String {
    key.strip_suffix('s').map_or_else(|| item.to_lowercase(), str::to_owned)
}
