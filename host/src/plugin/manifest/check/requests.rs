//! Checks of what a manifest says about requests: what submits, and what else a walk sends. Each entry says one thing, can be
//! compared with what a browser does, and can match.

use super::checker::{Checked, Checker};
use super::site::path_problem;
use crate::browser::{BodyMatcher, Delivery, JsonPointer, PathPattern, RequestMethod, RequestRule, Scalar, Step};
use crate::form::Submit;
use crate::plugin::manifest::error::ManifestError;
use crate::plugin::manifest::lines::Step as Way;
use crate::plugin::manifest::lines::Step::{Item, Key};
use crate::plugin::manifest::requests::{BodyEntry, StepEntry, SubmitEntry};

/// Longest name of a field or text that a request holds, in characters.
const MAX_TEXT: usize = 1_000;

/// The part of an entry that says what a request looks like.
struct Written<'a> {
    path: &'a str,
    method: Option<RequestMethod>,
    body: &'a [BodyEntry],
}

impl Checker<'_> {
    /// What submits, read.
    pub(super) fn submits(&self, entries: &[SubmitEntry]) -> Result<Vec<Submit>, ManifestError> {
        if entries.is_empty() {
            let problem = "must name what submits: a `path`, a `button`, a `socket`, or several".to_owned();
            return Err(self.wrong(&[Key("submits")], problem));
        }
        self.no_twice("submits", entries)?;
        entries.iter().enumerate().map(|(at, entry)| self.submit(entry, at)).collect()
    }

    fn submit(&self, entry: &SubmitEntry, at: usize) -> Result<Submit, ManifestError> {
        let way = [Key("submits"), Item(at)];
        let SubmitEntry { path, method, body, button, socket, contains } = entry;
        let is_given = [("path", path.is_some()), ("button", button.is_some()), ("socket", socket.is_some())];
        self.exactly_one(&way, &is_given)?;
        self.goes_with(&way, "method", method.is_some(), "path", path.is_some())?;
        self.goes_with(&way, "body", !body.is_empty(), "path", path.is_some())?;
        self.goes_with(&way, "contains", contains.is_some(), "socket", socket.is_some())?;
        if let Some(path) = path {
            return self.request(&way, &Written { path, method: *method, body }).map(Submit::Request);
        }
        if let Some(name) = button {
            self.name(&[way[0], way[1], Key("button")], name)?;
            return Ok(Submit::Button(name.clone()));
        }
        contains.iter().try_for_each(|text| self.text(&[way[0], way[1], Key("contains")], text))?;
        self.path(&way, "socket", socket.as_deref().unwrap_or_default()).map(Submit::Socket)
    }

    /// What else a walk sends, and the sockets that it opens. Nothing in it is hidden behind what submits, or behind what stands
    /// before it.
    pub(super) fn steps(
        &self,
        entries: &[StepEntry],
        submits: &[Submit],
    ) -> Result<(Vec<Step>, Vec<PathPattern>), ManifestError> {
        self.no_twice("steps", entries)?;
        let (mut steps, mut sockets): (Vec<Step>, Vec<PathPattern>) = (Vec::new(), Vec::new());
        for (at, entry) in entries.iter().enumerate() {
            let way = [Key("steps"), Item(at)];
            let StepEntry { path, method, body, socket, drop } = entry;
            self.exactly_one(&way, &[("path", path.is_some()), ("socket", socket.is_some())])?;
            for (key, is_given) in [("method", method.is_some()), ("body", !body.is_empty()), ("drop", *drop)] {
                self.goes_with(&way, key, is_given, "path", path.is_some())?;
            }
            let Some(path) = path else {
                sockets.push(self.path(&way, "socket", socket.as_deref().unwrap_or_default())?);
                continue;
            };
            let request = self.request(&way, &Written { path, method: *method, body })?;
            if let Some(method) = method.filter(|method| method.is_safe() && !drop) {
                let problem = format!(
                    "a {} is never held: declare what may change something, or say `drop = true`",
                    method.as_str()
                );
                return Err(self.wrong(&[way[0], way[1], Key("method")], problem));
            }
            let before = submits.iter().filter_map(|submit| match submit {
                Submit::Request(rule) => Some((rule, "`submits`")),
                Submit::Button(_) | Submit::Socket(_) => None,
            });
            let mut before = before.chain(steps.iter().map(|step| (&step.request, "a step before it")));
            if let Some((_, which)) = before.find(|(rule, _)| rule.covers(&request)) {
                return Err(self.wrong(&way, format!("can never match: {which} takes every such request first")));
            }
            steps.push(Step { request, delivery: if *drop { Delivery::Drop } else { Delivery::Send } });
        }
        Ok((steps, sockets))
    }

    fn request(&self, way: &[Way<'_>; 2], written: &Written<'_>) -> Result<RequestRule, ManifestError> {
        let path = self.path(way, "path", written.path)?;
        let mut body = Vec::new();
        for (at, entry) in written.body.iter().enumerate() {
            let way = [way[0], way[1], Key("body"), Item(at)];
            let matcher = self.matcher(&way, entry)?;
            if let Some(method) = written.method.filter(|method| method.is_safe() && !matcher.fits_a_query()) {
                let problem = format!(
                    "can never match: a {} has no body, only a `field` of its query can be asked for",
                    method.as_str()
                );
                return Err(self.wrong(&way, problem));
            }
            body.push(matcher);
        }
        Ok(RequestRule::new(path, written.method, body))
    }

    fn matcher(&self, way: &[Way<'_>; 4], entry: &BodyEntry) -> Result<BodyMatcher, ManifestError> {
        let BodyEntry { field, pointer, contains, equals, present } = entry;
        let inside = |key: &'static str| [way[0], way[1], way[2], way[3], Key(key)];
        let is_given = [("field", field.is_some()), ("pointer", pointer.is_some()), ("contains", contains.is_some())];
        self.exactly_one(way, &is_given)?;
        if let Some(text) = contains {
            self.goes_with(way, "equals", equals.is_some(), "field` or `pointer", false)?;
            self.goes_with(way, "present", present.is_some(), "field` or `pointer", false)?;
            self.text(&inside("contains"), text)?;
            return Ok(BodyMatcher::Contains(text.clone()));
        }
        self.exactly_one(way, &[("equals", equals.is_some()), ("present", present.is_some())])?;
        if *present == Some(false) {
            let problem = "must be `true`: what a request does not hold cannot be asked for".to_owned();
            return Err(self.wrong(&inside("present"), problem));
        }
        if let Some(pointer) = pointer {
            let pointer = JsonPointer::try_from(pointer.as_str())
                .map_err(|error| self.wrong(&inside("pointer"), error.to_string()))?;
            let equals = equals.as_ref().map(|value| {
                scalar(value).ok_or_else(|| {
                    let problem = "must be a text, a number, `true` or `false`".to_owned();
                    self.wrong(&inside("equals"), problem)
                })
            });
            return Ok(BodyMatcher::Pointer { pointer, equals: equals.transpose()? });
        }
        let name = field.clone().unwrap_or_default();
        self.text(&inside("field"), &name)?;
        match equals {
            None => Ok(BodyMatcher::Field { name, equals: None }),
            Some(toml::Value::String(text)) => Ok(BodyMatcher::Field { name, equals: Some(text.clone()) }),
            Some(_) => {
                let problem = "must be a text, as every field of a form is: `equals = \"1\"`".to_owned();
                Err(self.wrong(&inside("equals"), problem))
            }
        }
    }

    fn path(&self, way: &[Way<'_>; 2], key: &'static str, path: &str) -> Result<PathPattern, ManifestError> {
        match path_problem(path) {
            Some(problem) => Err(self.wrong(&[way[0], way[1], Key(key)], problem)),
            None => Ok(path.into()),
        }
    }

    /// An entry says one thing.
    fn exactly_one(&self, way: &[Way<'_>], keys: &[(&str, bool)]) -> Checked {
        let listed = |keys: &[&str]| keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>();
        let given: Vec<&str> = keys.iter().filter(|(_, is_given)| *is_given).map(|(key, _)| *key).collect();
        match given.as_slice() {
            [_] => Ok(()),
            [] => {
                let all: Vec<&str> = keys.iter().map(|(key, _)| *key).collect();
                Err(self.wrong(way, format!("must have {}", listed(&all).join(" or "))))
            }
            several => Err(self.wrong(way, format!("has {}: write one entry for each", listed(several).join(" and ")))),
        }
    }

    fn goes_with(&self, way: &[Way<'_>], key: &str, is_given: bool, with: &str, has: bool) -> Checked {
        if is_given && !has {
            Err(self.wrong(way, format!("has `{key}`, which goes with `{with}` alone")))
        } else {
            Ok(())
        }
    }

    fn text(&self, way: &[Way<'_>], text: &str) -> Checked {
        match text.chars().count() {
            0 => Err(self.wrong(way, "must not be empty".to_owned())),
            length if length > MAX_TEXT => Err(self.wrong(way, format!("is longer than {MAX_TEXT} characters"))),
            _ => Ok(()),
        }
    }
}

fn scalar(value: &toml::Value) -> Option<Scalar> {
    match value {
        toml::Value::String(text) => Some(Scalar::Text(text.clone())),
        toml::Value::Boolean(truth) => Some(Scalar::Truth(*truth)),
        toml::Value::Integer(number) => Some(Scalar::Number((*number).into())),
        toml::Value::Float(number) => serde_json::Number::from_f64(*number).map(Scalar::Number),
        _ => None,
    }
}
