//! What went wrong in an action, said so that a plugin's author can act on it. The texts are part of the product; personal
//! values never stand in them.

use std::fmt;

/// What stands for the content of a control that the plugin may not read.
pub(super) const HIDDEN: &str = "•••";

/// A state an action waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is a word of the contract")]
pub enum Readiness {
    Attached,
    Visible,
    Enabled,
    Editable,
    Still,
    Uncovered,
}

/// Nothing matched, or too much did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// What was looked for, in words.
    pub wanted: String,
    /// What the page has instead; masked.
    pub found: Vec<String>,
    /// What to try, where more is known than the error alone says.
    pub advice: Option<&'static str>,
}

impl Mismatch {
    /// What was looked for, and what there is.
    pub fn new(wanted: impl Into<String>, found: Vec<String>) -> Mismatch {
        Mismatch { wanted: wanted.into(), found, advice: None }
    }
}

/// How a control's content differs from what was put there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlterationKind {
    /// The beginning of it.
    Cut,
    /// The same letters and digits.
    Reformatted,
    /// Nothing.
    Emptied,
    /// Something else.
    Different,
}

impl AlterationKind {
    /// How `actual` differs from `expected`.
    pub fn of(expected: &str, actual: &str) -> AlterationKind {
        let essence =
            |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
        if actual.trim().is_empty() {
            AlterationKind::Emptied
        } else if essence(expected) == essence(actual) && !essence(actual).is_empty() {
            AlterationKind::Reformatted
        } else if expected.starts_with(actual) {
            AlterationKind::Cut
        } else {
            AlterationKind::Different
        }
    }
}

/// Why an action failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActionError {
    /// No element is what the target says.
    NoMatch(Mismatch),
    /// Several elements are.
    ManyMatches(Mismatch),
    /// The element did not become ready within the bound.
    NotReady {
        /// What was looked for.
        wanted: String,
        /// Which state was missing.
        missing: Readiness,
        /// What covers it, where that was the reason.
        covered_by: Option<String>,
    },
    /// The list does not offer this.
    NoSuchOption(Mismatch),
    /// The control holds something else than what was typed.
    Altered {
        /// The control, in words.
        control: String,
        /// How it differs.
        kind: AlterationKind,
        /// What it holds; masked.
        actual: String,
        /// Its length in characters.
        actual_length: u32,
    },
    /// None of the conditions came true in time; what stands there instead.
    TimedOut(Mismatch),
    /// A dialog stands open; its text, masked.
    DialogOpen(String),
    /// There is no dialog, window or frame of that kind.
    NothingThere(String),
    /// The site does not answer, or answers with an error.
    Unreachable {
        /// Without its query.
        address: String,
        /// Where there was an answer.
        status: Option<u16>,
        /// What the site asked for, in seconds.
        retry_after_seconds: Option<u32>,
        /// In words.
        reason: String,
    },
    /// An address outside the manifest's origins.
    ForbiddenAddress(String),
    /// What submits was about to be done plainly, or was done by the page and held back.
    Submits {
        /// What the action was done to, in words.
        wanted: String,
        /// The request that the gate held back, method and path, masked; none where the action itself was refused.
        held: Option<String>,
    },
    /// `commit` refused: these required fields were not placed.
    Incomplete(Vec<String>),
    /// `commit` was called before.
    AlreadyCommitted,
    /// The target, selector or argument is malformed.
    Malformed(String),
    /// A bound was reached.
    Limit(String),
    /// This host does not do that yet.
    Unsupported(String),
    /// The browser is gone, or did what none of its kind does.
    BrowserLost,
}

impl ActionError {
    /// Every text in it that a page may have said.
    pub(super) fn texts(&mut self) -> Vec<&mut String> {
        match self {
            ActionError::NoMatch(found)
            | ActionError::ManyMatches(found)
            | ActionError::NoSuchOption(found)
            | ActionError::TimedOut(found) => std::iter::once(&mut found.wanted).chain(&mut found.found).collect(),
            ActionError::NotReady { wanted, covered_by, .. } => {
                std::iter::once(wanted).chain(covered_by.as_mut()).collect()
            }
            ActionError::Altered { control, actual, .. } => vec![control, actual],
            ActionError::DialogOpen(text)
            | ActionError::NothingThere(text)
            | ActionError::ForbiddenAddress(text)
            | ActionError::Malformed(text)
            | ActionError::Limit(text)
            | ActionError::Unsupported(text) => vec![text],
            ActionError::Unreachable { address, reason, .. } => vec![address, reason],
            ActionError::Submits { wanted, held } => std::iter::once(wanted).chain(held.as_mut()).collect(),
            ActionError::Incomplete(_) | ActionError::AlreadyCommitted | ActionError::BrowserLost => Vec::new(),
        }
    }

    /// How long a value is that the plugin may not read, only the control's own limit tells.
    pub(super) fn without_hidden_length(mut self) -> ActionError {
        if let ActionError::Altered { kind, actual, actual_length, .. } = &mut self
            && actual == HIDDEN
            && *kind != AlterationKind::Cut
        {
            *actual_length = 0;
        }
        self
    }

    /// The error's name in the contract, as in the trace.
    pub fn name(&self) -> &'static str {
        match self {
            ActionError::NoMatch(_) => "no-match",
            ActionError::ManyMatches(_) => "many-matches",
            ActionError::NotReady { .. } => "not-ready",
            ActionError::NoSuchOption(_) => "no-such-option",
            ActionError::Altered { .. } => "altered",
            ActionError::TimedOut(_) => "timed-out",
            ActionError::DialogOpen(_) => "dialog-open",
            ActionError::NothingThere(_) => "nothing-there",
            ActionError::Unreachable { .. } => "unreachable",
            ActionError::ForbiddenAddress(_) => "forbidden-address",
            ActionError::Submits { .. } => "submits",
            ActionError::Incomplete(_) => "incomplete",
            ActionError::AlreadyCommitted => "already-committed",
            ActionError::Malformed(_) => "malformed",
            ActionError::Limit(_) => "limit",
            ActionError::Unsupported(_) => "unsupported",
            ActionError::BrowserLost => "browser-lost",
        }
    }

    /// What to try next.
    pub fn hint(&self) -> &'static str {
        match self {
            ActionError::NoMatch(Mismatch { advice: Some(advice), .. }) => advice,
            ActionError::NoMatch(mismatch) if mismatch.found.is_empty() => {
                "the page has nothing of this kind: is it the page you expect? follow what comes with `see`"
            }
            ActionError::NoMatch(_) => "if one of these is meant, the site was reworded: use its text",
            ActionError::ManyMatches(_) => "narrow it by `within` (a section, a row), or say which by `nth`",
            ActionError::NotReady { missing, .. } => match missing {
                Readiness::Attached => "the page replaces it again and again: `wait_for` what makes it settle",
                Readiness::Visible => "something before it opens it, or the target names a hidden twin",
                Readiness::Enabled => "the page wants something else first; `wait_for` it to be enabled",
                Readiness::Editable => "it shows a value and takes none: is another control meant, or `verify`?",
                Readiness::Still => "it never stopped moving: `wait_for` what ends the animation",
                Readiness::Uncovered => "close what covers it, or `wait_for` it to be hidden",
            },
            ActionError::NoSuchOption(_) => "use one of these, or map the application's code to it by a rule",
            ActionError::Altered { kind, .. } => match kind {
                AlterationKind::Cut => {
                    "the control has a length limit: shape the value by `fit`, or leave the case to a person"
                }
                AlterationKind::Reformatted => "a mask rewrote it: say what it will hold by `holding`",
                AlterationKind::Emptied => "the page dropped it: wait until the page is done, or shape what it rejects",
                AlterationKind::Different => "the page put something else there: a person has to look if it stays",
            },
            ActionError::TimedOut(_) => {
                "another condition may be the one to wait for: name every page that may come, with `see`"
            }
            ActionError::DialogOpen(_) => "answer it by `accept_dialog` or `dismiss_dialog`",
            ActionError::NothingThere(_) => "nothing opened it, or it was closed",
            ActionError::Unreachable { .. } => "return `unavailable`",
            ActionError::ForbiddenAddress(_) => "add the origin to the manifest and have it granted",
            ActionError::Submits { held: None, .. } => "use `commit`",
            ActionError::Submits { held: Some(_), .. } => {
                "make what sends this by `commit`; if it is no submission, declare only what is one in the manifest's `submits`"
            }
            ActionError::Incomplete(_) => "place these fields, or rule them out by `not-applicable`",
            ActionError::AlreadyCommitted => "return what the first commit said",
            ActionError::Malformed(_) | ActionError::Limit(_) => "a mistake in the plugin",
            ActionError::Unsupported(_) => "this host cannot do it: choose another way",
            ActionError::BrowserLost => "return at once; the host retries",
        }
    }
}

impl fmt::Display for ActionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ActionError::NoMatch(m) if m.found.is_empty() => write!(f, "nothing is {}", m.wanted),
            ActionError::NoMatch(m) => write!(f, "nothing is {}; there is {}", m.wanted, quoted(&m.found)),
            ActionError::ManyMatches(m) => write!(f, "several are {}: {}", m.wanted, m.found.join("; ")),
            ActionError::NotReady { wanted, missing, covered_by } => {
                write!(f, "{wanted} did not become ready: {}", missing.complaint())?;
                covered_by.as_ref().map_or(Ok(()), |cover| write!(f, " by {cover}"))
            }
            ActionError::NoSuchOption(m) if m.found.is_empty() => {
                write!(f, "{} is not offered; the list has no options", m.wanted)
            }
            ActionError::NoSuchOption(m) => write!(f, "{} is not offered; the list has {}", m.wanted, quoted(&m.found)),
            ActionError::Altered { control, kind, actual, actual_length } => {
                let how = match kind {
                    AlterationKind::Cut => "holds only the beginning",
                    AlterationKind::Reformatted => "holds it in another form",
                    AlterationKind::Emptied => "is empty",
                    AlterationKind::Different => "holds something else",
                };
                write!(f, "{control} {how}")?;
                match kind {
                    AlterationKind::Emptied => Ok(()),
                    AlterationKind::Reformatted | AlterationKind::Different if actual == HIDDEN => Ok(()),
                    _ => write!(f, ": “{actual}” ({actual_length} characters)"),
                }
            }
            ActionError::TimedOut(m) => {
                write!(f, "none of these came true in time: {}", m.wanted)?;
                if m.found.is_empty() { Ok(()) } else { write!(f, "; instead: {}", m.found.join("; ")) }
            }
            ActionError::DialogOpen(text) => write!(f, "a dialog stands open: “{text}”"),
            ActionError::NothingThere(what) => write!(f, "there is no {what}"),
            ActionError::Unreachable { address, reason, .. } => write!(f, "{address} is unavailable: {reason}"),
            ActionError::ForbiddenAddress(address) => write!(f, "{address} is not on an origin of the manifest"),
            ActionError::Submits { wanted, held: None } => write!(f, "{wanted} submits, says the manifest"),
            ActionError::Submits { wanted, held: Some(request) } => write!(
                f,
                "the page tried to send {request}, which submits, at or before the action on {wanted}; it was held back, and the county has nothing of it"
            ),
            ActionError::Incomplete(paths) => write!(f, "not placed and not ruled out: {}", paths.join(", ")),
            ActionError::AlreadyCommitted => write!(f, "this attempt has committed before"),
            ActionError::Malformed(what) | ActionError::Limit(what) => f.write_str(what),
            ActionError::Unsupported(what) => write!(f, "this host does not do that yet: {what}"),
            ActionError::BrowserLost => write!(f, "the browser is gone"),
        }
    }
}

impl Readiness {
    fn complaint(self) -> &'static str {
        match self {
            Readiness::Attached => "it does not stay in the page",
            Readiness::Visible => "it is hidden",
            Readiness::Enabled => "it is disabled",
            Readiness::Editable => "it is read-only",
            Readiness::Still => "it keeps moving",
            Readiness::Uncovered => "it is covered",
        }
    }

    /// From the page's script.
    pub(super) fn parse(word: &str) -> Readiness {
        match word {
            "visible" => Readiness::Visible,
            "enabled" => Readiness::Enabled,
            "editable" => Readiness::Editable,
            "still" => Readiness::Still,
            "uncovered" => Readiness::Uncovered,
            _ => Readiness::Attached,
        }
    }
}

/// An action that failed, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{error}{}; {hint}", self.place())]
pub struct Failure {
    /// Why.
    pub error: ActionError,
    /// For `fill_all`: which item, from 0.
    pub item: Option<u32>,
    /// The page's address, without its query.
    pub address: String,
    /// The page's title, masked.
    pub title: String,
    /// What to try next.
    pub hint: String,
}

impl Failure {
    /// Where it happened, as far as that could be asked.
    fn place(&self) -> String {
        if self.address.is_empty() { String::new() } else { format!(" — at {} “{}”", self.address, self.title) }
    }
}

fn quoted(texts: &[String]) -> String {
    texts.iter().map(|text| format!("“{text}”")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alteration_is_named_by_what_became_of_the_value() {
        #[track_caller]
        fn check(expected: &str, actual: &str, kind: AlterationKind) {
            assert_eq!(AlterationKind::of(expected, actual), kind, "{expected} -> {actual}");
        }
        check("1200 Oak Avenue", "1200 Oak", AlterationKind::Cut);
        check("900123456", "900-12-3456", AlterationKind::Reformatted);
        check("O'Neil", "ONEIL", AlterationKind::Reformatted);
        check("Ada", "", AlterationKind::Emptied);
        check("Ada", "Bob", AlterationKind::Different);
        check("--", "-", AlterationKind::Cut);
    }

    #[test]
    fn errors_read_as_sentences() {
        let all = [
            ActionError::NoMatch(Mismatch::new(
                "the control labelled “Street Address”",
                vec!["Street line 1".into(), "City".into()],
            )),
            ActionError::NoMatch(Mismatch::new("the button named “Next”", vec![])),
            ActionError::ManyMatches(Mismatch::new(
                "the button named “Edit”",
                vec!["<button> “Edit”".into(), "<button id=\"two\"> “Edit”".into()],
            )),
            ActionError::TimedOut(Mismatch::new("the title is “Done”", vec!["the title is “Sign in”".into()])),
            ActionError::NotReady {
                wanted: "the button named “Save”".into(),
                missing: Readiness::Uncovered,
                covered_by: Some("<div id=\"busy\"> “Please wait”".into()),
            },
            ActionError::NoSuchOption(Mismatch::new("“Alder”", vec!["Birch".into(), "Cedar".into()])),
            ActionError::Altered {
                control: "<input id=\"street\"> “Street”".into(),
                kind: AlterationKind::Cut,
                actual: "•••".into(),
                actual_length: 8,
            },
            ActionError::Altered {
                control: "<input id=\"street\"> “Street”".into(),
                kind: AlterationKind::Emptied,
                actual: String::new(),
                actual_length: 0,
            },
            ActionError::Incomplete(vec!["applicant.ssn".into(), "home.line1".into()]),
            ActionError::Submits { wanted: "the button named “Send”".into(), held: None },
            ActionError::Submits { wanted: "the link “Next”".into(), held: Some("POST /apply/submit".into()) },
        ];
        let text = all.iter().map(|e| format!("{e}\n  -> {}\n", e.hint())).collect::<String>();
        insta::assert_snapshot!(text);
    }
}
