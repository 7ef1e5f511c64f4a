//! What cannot be right in a manifest, each with its line: refused at install, where its author sees it, and not by the first
//! application.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::lines::Step::{Item, Key};
use super::lines::{Lines, Step};
use super::{CredentialEntry, FieldEntries, INTERFACE, LimitEntries, Manifest, ManifestError, Raw, SubmitEntry, clip};
use crate::browser::{Origin, Scheme};
use crate::submission::{InvalidId, kind_of, suggest_field, without_indices};

/// Most of anything a manifest lists.
const MAX_ENTRIES: usize = 500;
/// Longest name, button or part, in characters.
const MAX_NAME: usize = 100;
/// Longest version, in bytes.
const MAX_VERSION: usize = 64;
/// Longest path that submits, in bytes.
const MAX_PATH: usize = 2_000;
/// Most sessions at once of one login: as many as a county may be worked by.
const MAX_SESSIONS: u32 = 64;
/// Longest spacing between two attempts' starts, in milliseconds: an hour.
const MAX_SPACING_MS: u32 = 3_600_000;
/// Most memory a plugin may ask for, in MiB.
const MAX_MEMORY_MIB: u32 = 64;
/// Most actions an attempt may ask for.
pub(super) const MAX_ACTIONS: u32 = 2_000;
/// Longest attempt, in seconds.
const MAX_SECONDS: u32 = 900;
/// Browsers there are.
const BROWSERS: [&str; 2] = ["firefox", "chromium"];

/// One entry's check: what is wrong with it, and what would be right.
type Checked = Result<(), ManifestError>;

/// Checks what a text was read as.
pub(super) fn check(raw: Raw, text: &str) -> Result<Manifest, ManifestError> {
    let check = Check { lines: Lines::of(text) };
    let county = raw.county.parse().map_err(|error: InvalidId| check.wrong(&[Key("county")], error.to_string()))?;
    check.words(&raw)?;
    let origins = check.origins(&raw.origins)?;
    check.submits(&raw.submits)?;
    check.fields(&raw.fields)?;
    check.credentials(&raw.credentials, &origins)?;
    check.numbers(&raw)?;
    Ok(Manifest {
        county,
        name: raw.name,
        version: raw.version,
        origins,
        zone: raw.zone,
        browsers: raw.browsers,
        submits: raw.submits,
        fields: raw.fields,
        credentials: raw.credentials,
        pace: raw.pace,
        hours: raw.hours,
        limits: raw.limits,
    })
}

struct Check<'a> {
    lines: Lines<'a>,
}

impl Check<'_> {
    fn wrong(&self, way: &[Step<'_>], problem: String) -> ManifestError {
        let keys = way.iter().filter_map(|step| match step {
            Key(key) => Some(clip(key)),
            Item(_) => None,
        });
        ManifestError::Entry { entry: keys.collect::<Vec<_>>().join("."), line: self.lines.line(way), problem }
    }

    fn words(&self, raw: &Raw) -> Checked {
        if raw.interface != INTERFACE {
            let problem = format!("this host speaks {INTERFACE}, not `{}`", clip(&raw.interface));
            return Err(self.wrong(&[Key("interface")], problem));
        }
        self.name(&[Key("name")], &raw.name)?;
        if !is_version(&raw.version) {
            let problem = format!(
                "must be a semantic version like 1.2.0 of at most {MAX_VERSION} characters, not `{}`",
                clip(&raw.version)
            );
            return Err(self.wrong(&[Key("version")], problem));
        }
        TimeZone::get(&raw.zone)
            .map_err(|_| self.wrong(&[Key("zone")], format!("`{}` is no IANA time zone", clip(&raw.zone))))?;
        self.no_twice("browsers", &raw.browsers)?;
        match raw.browsers.iter().position(|browser| !BROWSERS.contains(&browser.as_str())) {
            None => Ok(()),
            Some(at) => {
                let problem = format!("`{}` is none of {}", clip(&raw.browsers[at]), BROWSERS.join(" and "));
                Err(self.wrong(&[Key("browsers"), Item(at)], problem))
            }
        }
    }

    fn origins(&self, written: &[String]) -> Result<Vec<Origin>, ManifestError> {
        if written.is_empty() {
            return Err(self.wrong(&[Key("origins")], "must name at least one".to_owned()));
        }
        self.no_twice("origins", written)?;
        let origin = |(at, text): (usize, &String)| {
            text.parse::<Origin>().map_err(|_| {
                let problem =
                    format!("`{}` is no origin: write scheme and host, as `https://apply.oak.gov`", clip(text));
                self.wrong(&[Key("origins"), Item(at)], problem)
            })
        };
        written.iter().enumerate().map(origin).collect()
    }

    fn submits(&self, submits: &[SubmitEntry]) -> Checked {
        if submits.is_empty() {
            let problem = "must name what submits: a `path`, a `button`, or both".to_owned();
            return Err(self.wrong(&[Key("submits")], problem));
        }
        self.no_twice("submits", submits)?;
        for (at, entry) in submits.iter().enumerate() {
            match entry {
                SubmitEntry::Button(name) => self.name(&[Key("submits"), Item(at), Key("button")], name)?,
                SubmitEntry::Path(path) => {
                    if let Some(problem) = path_problem(path) {
                        return Err(self.wrong(&[Key("submits"), Item(at), Key("path")], problem));
                    }
                }
            }
        }
        Ok(())
    }

    fn fields(&self, fields: &FieldEntries) -> Checked {
        for (list, paths) in [("fill", &fields.fill), ("read", &fields.read), ("required", &fields.required)] {
            if paths.len() > MAX_ENTRIES {
                return Err(self.wrong(&[Key("fields"), Key(list)], format!("lists more than {MAX_ENTRIES}")));
            }
            for (at, path) in paths.iter().enumerate() {
                let problem = if kind_of(path).is_none() {
                    let meant = suggest_field(path).map(|meant| format!("; most like it is `{meant}`"));
                    format!("an application has no field `{}`{}", clip(path), meant.unwrap_or_default())
                } else if without_indices(path) != *path {
                    format!("`{}` names one of many: write `{}`, for each", clip(path), clip(&without_indices(path)))
                } else if paths[..at].contains(path) {
                    format!("`{path}` stands in it twice")
                } else if list == "required" && !fields.fill.contains(path) {
                    format!("`{path}` is not in `fields.fill`, so it can never be placed: add it there")
                } else {
                    continue;
                };
                return Err(self.wrong(&[Key("fields"), Key(list), Item(at)], problem));
            }
        }
        Ok(())
    }

    fn credentials(&self, credentials: &BTreeMap<String, CredentialEntry>, origins: &[Origin]) -> Checked {
        for (name, credential) in credentials {
            let way = [Key("credentials"), Key(name)];
            self.name(&way, name)?;
            let inside = |key: &'static str| [way[0], way[1], Key(key)];
            if credential.parts.is_empty() {
                let problem = "must name its parts: `parts = [\"user\", \"password\"]`".to_owned();
                return Err(self.wrong(&inside("parts"), problem));
            }
            for (at, part) in credential.parts.iter().enumerate() {
                let way = [way[0], way[1], Key("parts"), Item(at)];
                self.name(&way, part)?;
                if credential.parts[..at].contains(part) {
                    return Err(self.wrong(&way, format!("`{part}` stands in it twice")));
                }
            }
            self.range(&inside("sessions"), credential.sessions, 1, MAX_SESSIONS)?;
            if let Some(origin) = &credential.http_auth {
                sign_in_origin(origin, origins, credential)
                    .map_err(|problem| self.wrong(&inside("http_auth"), problem))?;
            }
        }
        Ok(())
    }

    fn numbers(&self, raw: &Raw) -> Checked {
        let LimitEntries { memory_mib, actions, seconds } = raw.limits;
        self.range(&[Key("pace"), Key("spacing_ms")], raw.pace.spacing_ms, 0, MAX_SPACING_MS)?;
        self.range(&[Key("limits"), Key("memory_mib")], memory_mib, 1, MAX_MEMORY_MIB)?;
        self.range(&[Key("limits"), Key("actions")], actions, 1, MAX_ACTIONS)?;
        self.range(&[Key("limits"), Key("seconds")], seconds, 1, MAX_SECONDS)
    }

    fn range(&self, way: &[Step<'_>], value: u32, least: u32, most: u32) -> Checked {
        if (least..=most).contains(&value) {
            return Ok(());
        }
        Err(self.wrong(way, format!("must be {least} to {most}, not {value}")))
    }

    /// A name that people and pages use: there, short, on one line.
    fn name(&self, way: &[Step<'_>], name: &str) -> Checked {
        let problem = if name.trim().is_empty() {
            "must not be empty"
        } else if name.chars().count() > MAX_NAME {
            return Err(self.wrong(way, format!("is longer than {MAX_NAME} characters")));
        } else if name.chars().any(char::is_control) {
            "must be one line"
        } else {
            return Ok(());
        };
        Err(self.wrong(way, problem.to_owned()))
    }

    fn no_twice<T: PartialEq>(&self, list: &str, items: &[T]) -> Checked {
        if items.len() > MAX_ENTRIES {
            return Err(self.wrong(&[Key(list)], format!("lists more than {MAX_ENTRIES}")));
        }
        match (1..items.len()).find(|at| items[..*at].contains(&items[*at])) {
            None => Ok(()),
            Some(at) => Err(self.wrong(&[Key(list), Item(at)], "stands in it twice".to_owned())),
        }
    }
}

/// Paths are compared with a request's own: they have no origin and no query.
fn path_problem(path: &str) -> Option<String> {
    let written = clip(path);
    if let Some((_, rest)) = path.split_once("://") {
        let alone = rest.find('/').map_or("/", |at| &rest[at..]);
        return Some(format!("`{written}` is a whole address: write its path alone, `{}`", clip(alone)));
    }
    if !path.starts_with('/') {
        return Some(format!("`{written}` must begin with `/`: the path of the request that submits"));
    }
    if let Some(at) = path.find(['?', '#']) {
        return Some(format!("`{written}` has a query: write the path alone, `{}`", clip(&path[..at])));
    }
    if path.len() > MAX_PATH || path.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Some(format!("`{written}` is no path of at most {MAX_PATH} characters without spaces"));
    }
    None
}

fn sign_in_origin(text: &str, origins: &[Origin], credential: &CredentialEntry) -> Result<(), String> {
    let origin = text.parse::<Origin>().map_err(|_| format!("`{}` is no origin", clip(text)))?;
    if !origins.contains(&origin) {
        return Err(format!("{origin} is not in `origins`"));
    }
    if origin.scheme == Scheme::Https {
        return Err(format!("{origin} is sealed between browser and county: this host signs in over http only"));
    }
    match ["user", "password"].into_iter().find(|part| !credential.parts.iter().any(|known| known == part)) {
        Some(part) => Err(format!("needs the part `{part}`")),
        None => Ok(()),
    }
}

fn is_version(text: &str) -> bool {
    let core = text.split(['-', '+']).next().unwrap_or_default();
    let numbers: Vec<&str> = core.split('.').collect();
    text.len() <= MAX_VERSION
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'+'))
        && numbers.len() == 3
        && numbers.iter().all(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}
