//! Differences of a form as a person would say them.

use std::fmt;

use super::change::{Change, What};
use super::skeleton::{FormControl, FormOption};

/// Differences of one page that are named.
const MAX_SAID: usize = 24;
/// Options of one list that are named of those that came, went or changed.
const MAX_OPTIONS: usize = 5;

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Change { what, kind, label, .. } = self;
        match what {
            What::Renamed { from } => write!(f, "{kind} “{from}” is now “{label}”"),
            What::New { required, preset } => {
                let (required, preset) = (
                    if *required { "required " } else { "" },
                    if *preset { ", which comes with an answer" } else { "" },
                );
                write!(f, "new {required}{kind} “{label}”{preset}")
            }
            What::Gone => write!(f, "{kind} “{label}” is gone"),
            What::Required { now: true } => write!(f, "“{label}” is now required"),
            What::Required { now: false } => write!(f, "“{label}” is no longer required"),
            What::Preset { now: true } => write!(f, "“{label}” comes with an answer now"),
            What::Preset { now: false } => write!(f, "“{label}” comes without an answer now"),
            What::Fixed { now: true } => write!(f, "“{label}” cannot be changed any more"),
            What::Fixed { now: false } => write!(f, "“{label}” can be changed now"),
            What::Question { from, to } => {
                write!(f, "{kind} “{label}” stands under {} now, before under {}", quoted(to), quoted(from))
            }
            What::Options { new, gone } => {
                write!(f, "list “{label}” has other options")?;
                listed(f, "new", new)?;
                listed(f, "gone", gone)
            }
            What::Recoded(options) => {
                write!(f, "“{label}” is sent by other codes: ")?;
                each(f, options, |[text, before, now]| format!("“{text}” as “{now}”, before as “{before}”"))
            }
            What::Reworded(options) => {
                write!(f, "“{label}” says something else by the same codes: ")?;
                each(f, options, |[code, before, now]| format!("“{code}” is “{now}”, before “{before}”"))
            }
            What::Length { from, to } => {
                let most =
                    |most: &Option<u32>| most.map_or("any number of".to_owned(), |most| format!("at most {most}"));
                write!(f, "“{label}” takes {} characters now, before {}", most(to), most(from))
            }
            What::Takes { rule, from, to } => {
                write!(f, "the {rule} that “{label}” takes is {} now, before {}", quoted(to), quoted(from))
            }
            What::Sends { from, to } => write!(f, "{kind} “{label}” sends {} now, before {}", quoted(to), quoted(from)),
            What::Help { from, to } => {
                write!(f, "the help beside “{label}” is {} now, before {}", quoted(to), quoted(from))
            }
        }
    }
}

fn quoted(text: &str) -> String {
    if text.is_empty() { "nothing".to_owned() } else { format!("“{text}”") }
}

fn listed(f: &mut fmt::Formatter<'_>, which: &str, options: &[String]) -> fmt::Result {
    if options.is_empty() {
        return Ok(());
    }
    write!(f, "; {which}: {}", first_few(options, |option| format!("“{option}”")).join(", "))
}

fn each(f: &mut fmt::Formatter<'_>, options: &[[String; 3]], say: impl Fn(&[String; 3]) -> String) -> fmt::Result {
    f.write_str(&first_few(options, say).join("; "))
}

/// What is said of the first options, and how many more there are.
fn first_few<T>(options: &[T], say: impl Fn(&T) -> String) -> Vec<String> {
    let more = options.len().saturating_sub(MAX_OPTIONS);
    let few = options.iter().take(MAX_OPTIONS).map(say);
    few.chain((more > 0).then(|| format!("and {more} more"))).collect()
}

impl fmt::Display for FormControl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let FormControl { label, required, options, meaning, .. } = self;
        let meaning = meaning.clone().unwrap_or_default();
        write!(f, "{}{} “{label}”", if *required { "required " } else { "" }, self.what())?;
        let mut says =
            |what: &str, text: &str| if text.is_empty() { Ok(()) } else { write!(f, ", {what} “{text}”") };
        says("under", &meaning.question)?;
        says("named", &meaning.name)?;
        says("sent as", &meaning.code)?;
        says("sends", &meaning.sends)?;
        says("like", &meaning.pattern)?;
        if let Some(most) = meaning.maxlength {
            write!(f, ", at most {most} characters")?;
        }
        if meaning.preset == Some(true) {
            f.write_str(", comes with an answer")?;
        }
        let option = |option: &FormOption| format!("“{}” ({})", option.text, option.code);
        let options = options.iter().map(option).collect::<Vec<_>>();
        if options.is_empty() { Ok(()) } else { write!(f, ": {}", options.join(", ")) }
    }
}

/// Several of them as one text.
pub(super) fn describe_all<'c>(changes: impl IntoIterator<Item = &'c Change>) -> String {
    describe_each(changes).join("; ")
}

/// Each of them. What stands under another question together is said once.
pub(super) fn describe_each<'c>(changes: impl IntoIterator<Item = &'c Change>) -> Vec<String> {
    let changes: Vec<&Change> = changes.into_iter().collect();
    let together = |change: &Change| match &change.what {
        What::Question { .. } => changes.iter().filter(|other| other.what == change.what).copied().collect(),
        _ => Vec::new(),
    };
    let mut said = Vec::new();
    for (at, change) in changes.iter().enumerate() {
        match together(change).as_slice() {
            [] | [_] => said.push(change.to_string()),
            [first, others @ ..] => {
                let What::Question { from, to } = &change.what else { continue };
                let is_said = changes[..at].iter().any(|earlier| earlier.what == change.what);
                let others = others.iter().map(|other| format!(", “{}”", other.label)).collect::<String>();
                let (label, to, from) = (&first.label, quoted(to), quoted(from));
                let line = || format!("“{label}”{others} stand under {to} now, before under {from}");
                said.extend((!is_said).then(line));
            }
        }
    }
    let more = said.len().saturating_sub(MAX_SAID);
    said.truncate(MAX_SAID);
    said.extend((more > 0).then(|| format!("and {more} more")));
    said
}
