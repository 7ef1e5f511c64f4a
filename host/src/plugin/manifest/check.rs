//! What cannot be right in a manifest, each with its line: refused at install, where its author sees it, and not by the first
//! application.

mod checker;
mod credentials;
mod fields;
mod requests;
mod site;

use jiff::tz::TimeZone;

use self::checker::{Checked, Checker};
use super::declared::DeclaredRequests;
use super::entries::{LimitEntries, MAX_ACTIONS};
use super::error::{ManifestError, clip};
use super::lines::Step::{Item, Key};
use super::raw::RawManifest;
use super::{INTERFACE, Manifest};
use crate::browser::Kind;
use crate::submission::InvalidId;

/// Longest version, in bytes.
const MAX_VERSION: usize = 64;
/// Longest spacing between two attempts' starts, in milliseconds: an hour.
const MAX_SPACING_MS: u32 = 3_600_000;
/// Most memory a plugin may ask for, in MiB.
const MAX_MEMORY_MIB: u32 = 64;
/// Most controls that a release leaves alone, and the longest label of one, in characters.
const MAX_IGNORED: usize = 100;
const MAX_LABEL: usize = 80;
/// Longest attempt, in seconds.
const MAX_SECONDS: u32 = 900;
/// Longest that a site may take to show what was sent, in seconds: as the host's own setting.
const MAX_SETTLING_SECONDS: u32 = 3_600;

/// Checks what a text was read as.
pub(super) fn check(raw: RawManifest, text: &str) -> Result<Manifest, ManifestError> {
    let check = Checker::of(text);
    let county = raw.county.parse().map_err(|error: InvalidId| check.wrong(&[Key("county")], error.to_string()))?;
    check_identity(&check, &raw)?;
    let origins = check.origins(&raw.origins)?;
    let submits = check.submits(&raw.submits)?;
    let (steps, sockets) = check.steps(&raw.steps, &submits)?;
    check.fields(&raw.fields)?;
    check.credentials(&raw.credentials, &origins)?;
    check_numbers(&check, &raw)?;
    check_ignored(&check, &raw.ignored_controls)?;
    Ok(Manifest {
        county,
        name: raw.name,
        version: raw.version,
        origins,
        zone: raw.zone,
        browsers: raw.browsers,
        submits: raw.submits,
        steps: raw.steps,
        unknown_requests: raw.unknown_requests,
        declared: DeclaredRequests { submits, steps, sockets },
        fields: raw.fields,
        credentials: raw.credentials,
        pace: raw.pace,
        hours: raw.hours,
        limits: raw.limits,
        ignored_controls: raw.ignored_controls,
        look_up: raw.look_up,
        settling_seconds: raw.settling_seconds,
    })
}

/// What it is, for whom, and what it was tested with.
fn check_identity(check: &Checker<'_>, raw: &RawManifest) -> Checked {
    if raw.interface != INTERFACE {
        let problem = format!("this host speaks {INTERFACE}, not `{}`", clip(&raw.interface));
        return Err(check.wrong(&[Key("interface")], problem));
    }
    check.name(&[Key("name")], &raw.name)?;
    if !is_version(&raw.version) {
        let problem = format!(
            "must be a semantic version like 1.2.0 of at most {MAX_VERSION} characters, not `{}`",
            clip(&raw.version)
        );
        return Err(check.wrong(&[Key("version")], problem));
    }
    TimeZone::get(&raw.zone)
        .map_err(|_| check.wrong(&[Key("zone")], format!("`{}` is no IANA time zone", clip(&raw.zone))))?;
    check.no_twice("browsers", &raw.browsers)?;
    match raw.browsers.iter().position(|browser| !Kind::ALL.iter().any(|kind| kind.as_str() == *browser)) {
        None => Ok(()),
        Some(at) => {
            let problem =
                format!("`{}` is none of {}", clip(&raw.browsers[at]), Kind::ALL.map(Kind::as_str).join(" and "));
            Err(check.wrong(&[Key("browsers"), Item(at)], problem))
        }
    }
}

/// Labels as a page shows them.
fn check_ignored(check: &Checker<'_>, labels: &[String]) -> Checked {
    check.no_twice("ignored_controls", labels)?;
    if labels.len() > MAX_IGNORED {
        let problem = format!("has {} labels, and {MAX_IGNORED} are the most", labels.len());
        return Err(check.wrong(&[Key("ignored_controls")], problem));
    }
    match labels.iter().position(|label| label.trim().is_empty() || label.chars().count() > MAX_LABEL) {
        None => Ok(()),
        Some(at) => {
            let problem = format!("must be a label of 1 to {MAX_LABEL} characters, as the page shows it");
            Err(check.wrong(&[Key("ignored_controls"), Item(at)], problem))
        }
    }
}

fn check_numbers(check: &Checker<'_>, raw: &RawManifest) -> Checked {
    let LimitEntries { memory_mib, actions, seconds } = raw.limits;
    check.range(&[Key("pace"), Key("spacing_ms")], raw.pace.spacing_ms, 0, MAX_SPACING_MS)?;
    check.range(&[Key("limits"), Key("memory_mib")], memory_mib, 1, MAX_MEMORY_MIB)?;
    check.range(&[Key("limits"), Key("actions")], actions, 1, MAX_ACTIONS)?;
    check.range(&[Key("limits"), Key("seconds")], seconds, 1, MAX_SECONDS)?;
    raw.settling_seconds
        .map_or(Ok(()), |settling| check.range(&[Key("settling_seconds")], settling, 1, MAX_SETTLING_SECONDS))
}

fn is_version(text: &str) -> bool {
    let core = text.split(['-', '+']).next().unwrap_or_default();
    let numbers: Vec<&str> = core.split('.').collect();
    text.len() <= MAX_VERSION
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'+'))
        && numbers.len() == 3
        && numbers.iter().all(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}
