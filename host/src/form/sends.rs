//! What a control would send, as its page has it, beside what the manifest declares as submitting; and what the gate can
//! tell of a click on it. Pure.

use serde_json::Value;

use super::Submit;
use crate::browser::{Origin, Scheme, SubmitPaths, SubmitSeen};

/// Characters of a path or name that stand in an error.
const MAX_SHOWN: usize = 100;

/// What an activation of a control would send, as far as the page's markup says.
#[derive(Debug, Default)]
pub(super) struct Sends {
    /// Where a form goes, or a link leads.
    paths: Vec<String>,
    /// The control's accessible name.
    name: String,
    /// In capitals.
    method: String,
    /// The markup says where it sends. Where it does not, a script may send anything anywhere.
    stated: bool,
}

/// Whether a control is one that the manifest declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// By its name, or by where it sends.
    Declared,
    /// Its markup does not say; if it sends to a declared path, the gate will see it.
    Untold,
    /// It is another one.
    Undeclared,
}

impl Sends {
    /// From what the page's script said of a control.
    pub(super) fn of(facts: &Value) -> Sends {
        let text = |key: &str| facts[key].as_str().unwrap_or_default().to_owned();
        let paths = facts["paths"].as_array().into_iter().flatten().filter_map(Value::as_str);
        Sends {
            paths: paths.map(str::to_owned).collect(),
            name: text("name"),
            method: text("method").to_uppercase(),
            stated: facts["stated"] == true,
        }
    }

    /// Whether the manifest declares it, by its name or by where it would send.
    pub(super) fn hits(&self, declared: &[Submit]) -> bool {
        declared.iter().any(|submit| match submit {
            Submit::Button(button) => !self.name.is_empty() && fold(button) == fold(&self.name),
            Submit::Path(_) => self.paths.iter().any(|path| submit_paths(std::slice::from_ref(submit)).matches(path)),
        })
    }

    /// Whether a commit may be made by it.
    pub(super) fn fit(&self, declared: &[Submit]) -> Fit {
        if self.hits(declared) {
            Fit::Declared
        } else if !self.stated && declared.iter().any(|submit| matches!(submit, Submit::Path(_))) {
            Fit::Untold
        } else {
            Fit::Undeclared
        }
    }

    /// In words: `sends POST /apply/save`. Not masked.
    pub(super) fn describe(&self) -> String {
        match self.paths.first() {
            Some(path) if self.stated => format!("sends {} {}", self.method, short(path)),
            _ => "does not say where it sends".to_owned(),
        }
    }
}

/// What the manifest declares, in words.
pub(super) fn declared_words(declared: &[Submit]) -> String {
    let words: Vec<String> = declared
        .iter()
        .map(|submit| match submit {
            Submit::Path(path) => format!("the path {}", short(path)),
            Submit::Button(button) => format!("the button “{}”", short(button)),
        })
        .collect();
    if words.is_empty() { "nothing".to_owned() } else { words.join(", ") }
}

/// What the gate can tell of a click.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Witness {
    /// Every request that the pages make is seen: all origins are `http`.
    sees: bool,
    /// The click sends a form to declared paths, so its silence proves that nothing left.
    complete: bool,
    /// What submits goes through as `sent`; otherwise it is among the others.
    by_path: bool,
}

impl Witness {
    pub(super) fn of(sends: &Sends, declared: &[Submit], origins: &[Origin]) -> Witness {
        let sees = origins.iter().all(|origin| origin.scheme == Scheme::Http);
        let submit_paths = submit_paths(declared);
        let posts = sends.method == "POST";
        let watched = !sends.paths.is_empty() && sends.paths.iter().all(|path| submit_paths.matches(path));
        let reads = sends.stated && !posts && watched;
        Witness { sees, complete: sees && posts && watched, by_path: !submit_paths.is_empty() && !reads }
    }

    /// Nothing left that this click could have sent.
    pub(super) fn proves_nothing_left(self, seen: &SubmitSeen) -> bool {
        self.complete && seen.sent == 0 && seen.others == 0 && seen.asked == 0
    }

    /// A page that confirms is contradicted: what submits would have been seen, and was not.
    pub(super) fn contradicts(self, seen: &SubmitSeen) -> bool {
        self.sees && seen.sent == 0 && (self.by_path || seen.others == 0)
    }

    /// What was seen, in words.
    pub(super) fn account(self, seen: &SubmitSeen) -> String {
        if !self.sees {
            return "what was sent could not be watched, for the county is on https".to_owned();
        }
        let answered = match seen.answered {
            Some(status) => format!(", answered with status {status}"),
            None if seen.lost => ", its answer lost".to_owned(),
            None => String::new(),
        };
        format!(
            "requests that submit: {}{answered}; others that could: {}; reads that could have told it: {}; held back: {}",
            seen.sent, seen.others, seen.asked, seen.refused
        )
    }
}

fn submit_paths(declared: &[Submit]) -> SubmitPaths {
    let paths = declared.iter().filter_map(|submit| match submit {
        Submit::Path(path) => Some(path),
        Submit::Button(_) => None,
    });
    paths.collect()
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn short(text: &str) -> String {
    text.chars().take(MAX_SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn path() -> Submit {
        Submit::Path("/apply/submit".into())
    }

    fn button() -> Submit {
        Submit::Button("Submit  application".into())
    }

    fn sends(method: &str, paths: &[&str], name: &str, stated: bool) -> Sends {
        Sends::of(&json!({ "method": method, "paths": paths, "name": name, "stated": stated }))
    }

    #[test]
    fn a_commit_is_made_by_what_is_declared() {
        #[track_caller]
        fn check(sends: &Sends, declared: &[Submit], expect: Fit) {
            assert_eq!(sends.fit(declared), expect, "{} with {}", sends.describe(), declared_words(declared));
        }
        let posts = sends("post", &["/apply/submit"], "Go", true);
        check(&posts, &[path()], Fit::Declared);
        check(&posts, &[button()], Fit::Undeclared);
        let named = sends("get", &["/apply"], "submit application", false);
        check(&named, &[button(), path()], Fit::Declared);
        check(&sends("post", &["/apply/save"], "Save", true), &[button(), path()], Fit::Undeclared);
        check(&sends("get", &["/help"], "Help", true), &[path()], Fit::Undeclared);
        // A script sends: only where a path is declared can the gate tell.
        let scripted = sends("get", &[], "Send", false);
        check(&scripted, &[path()], Fit::Untold);
        check(&scripted, &[button()], Fit::Undeclared);
        check(&scripted, &[], Fit::Undeclared);
    }

    #[test]
    fn what_the_gate_can_tell_depends_on_what_it_can_see() {
        let http: Origin = "http://alder.test".parse().unwrap();
        let https: Origin = "https://alder.test".parse().unwrap();
        let none = SubmitSeen::default();
        let sent = SubmitSeen { sent: 1, ..none };
        let other = SubmitSeen { others: 1, ..none };
        let posts = sends("post", &["/apply/submit"], "Go", true);
        let scripted = sends("get", &[], "Send", false);
        #[track_caller]
        fn check(witness: Witness, seen: SubmitSeen, nothing_left: bool, contradicts: bool) {
            let told = (witness.proves_nothing_left(&seen), witness.contradicts(&seen));
            assert_eq!(told, (nothing_left, contradicts), "{witness:?} {seen:?}");
        }
        let by_path = Witness::of(&posts, &[path()], std::slice::from_ref(&http));
        check(by_path, none, true, true);
        check(by_path, sent, false, false);
        check(by_path, other, false, true);
        // A script behind the form may send it by reading: that is no proof, and no submission either.
        let asked = SubmitSeen { asked: 1, ..none };
        check(by_path, asked, false, true);
        // Its script may have sent it in a way that nobody declared: silence contradicts a page, and proves nothing.
        let by_script = Witness::of(&scripted, &[path()], std::slice::from_ref(&http));
        check(by_script, none, false, true);
        check(by_script, sent, false, false);
        // Without a path, whatever could submit counts.
        let by_name = Witness::of(&posts, &[button()], std::slice::from_ref(&http));
        check(by_name, none, false, true);
        check(by_name, other, false, false);
        // A form or link that sends by GET is among the others.
        let by_get = Witness::of(&sends("get", &["/apply/submit"], "Go", true), &[path()], std::slice::from_ref(&http));
        check(by_get, other, false, false);
        check(by_get, none, false, true);
        let sealed = Witness::of(&posts, &[path()], &[http, https]);
        for seen in [none, sent, other] {
            check(sealed, seen, false, false);
        }
        assert!(sealed.account(&none).contains("https"));
    }
}
