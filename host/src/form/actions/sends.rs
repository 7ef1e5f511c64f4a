//! What a control would send, as its page has it, beside what the manifest declares as submitting. Pure.

use crate::browser::RequestRule;
use crate::form::page::protocol::answer::Sends;
use crate::form::types::Submit;
use crate::form::types::submit::short;

/// Whether a control is one that the manifest declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// By its name, or by where it sends.
    Declared,
    /// Its markup does not say; if it sends what is declared, the gate will see it.
    Unstated,
    /// It is another one.
    Undeclared,
}

/// Whether the manifest declares it, by its name or by where it would send. Not where what it sends decides: at one address for
/// every step only the gate can tell.
pub(super) fn hits(sends: &Sends, declared: &[Submit]) -> bool {
    declared.iter().any(|submit| match submit {
        Submit::Button(button) => !sends.name.is_empty() && fold(button) == fold(&sends.name),
        Submit::Request(rule) => rule.takes_any_body() && is_sent_to(sends, rule),
        Submit::Socket(_) => false,
    })
}

/// Whether a commit may be made by it.
pub(super) fn fit(sends: &Sends, declared: &[Submit]) -> Fit {
    if hits(sends, declared) || declared.iter().filter_map(Submit::request).any(|rule| is_sent_to(sends, rule)) {
        Fit::Declared
    } else if !sends.stated && declared.iter().any(|submit| !matches!(submit, Submit::Button(_))) {
        Fit::Unstated
    } else {
        Fit::Undeclared
    }
}

/// As in errors: `sends POST /apply/save`. Not masked.
pub(super) fn describe(sends: &Sends) -> String {
    match sends.paths.first() {
        Some(path) if sends.stated => format!("sends {} {}", sends.method.to_uppercase(), short(path)),
        _ => "does not say where it sends".to_owned(),
    }
}

/// Whether it goes where the rule says; by its method, where its markup says that.
fn is_sent_to(sends: &Sends, rule: &RequestRule) -> bool {
    sends.paths.iter().any(|path| match sends.stated {
        true => rule.may_be_sent_to(path, &sends.method),
        false => rule.watches(path),
    })
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::browser::{BodyMatcher, RequestMethod};
    use crate::form::types::submit::describe_all;

    fn sends(method: &str, paths: &[&str], name: &str, stated: bool) -> Sends {
        let paths = paths.iter().map(|path| (*path).to_owned()).collect();
        Sends { paths, name: name.to_owned(), method: method.to_owned(), stated }
    }

    #[track_caller]
    fn check(sends: &Sends, declared: &[Submit], expect: Fit) {
        assert_eq!(fit(sends, declared), expect, "{} with {}", describe(sends), describe_all(declared));
    }

    #[test]
    fn a_commit_is_made_by_what_is_declared() {
        let path = || Submit::Request("/apply/submit".into());
        let button = || Submit::Button("Submit  application".into());
        let posts = sends("post", &["/apply/submit"], "Go", true);
        check(&posts, &[path()], Fit::Declared);
        check(&posts, &[button()], Fit::Undeclared);
        let named = sends("get", &["/apply"], "submit application", false);
        check(&named, &[button(), path()], Fit::Declared);
        check(&sends("post", &["/apply/save"], "Save", true), &[button(), path()], Fit::Undeclared);
        check(&sends("get", &["/help"], "Help", true), &[path()], Fit::Undeclared);
        // A script sends: only where a request is declared can the gate tell, and over a socket nobody can.
        let scripted = sends("get", &[], "Send", false);
        check(&scripted, &[path()], Fit::Unstated);
        check(&scripted, &[Submit::Socket("/live".into())], Fit::Unstated);
        check(&scripted, &[button()], Fit::Undeclared);
        check(&scripted, &[], Fit::Undeclared);
    }

    #[test]
    fn at_one_address_for_every_step_the_gate_tells() {
        let send = BodyMatcher::Field { name: "__EVENTTARGET".into(), equals: Some("send".into()) };
        let one = [Submit::Request(RequestRule::new("/Apply.aspx".into(), None, vec![send]))];
        let next = sends("post", &["/Apply.aspx"], "Next", true);
        assert!(!hits(&next, &one), "a plain click goes on");
        check(&next, &one, Fit::Declared);
    }

    #[test]
    fn a_declared_method_is_looked_at_where_the_markup_says_one() {
        let by = |method| [Submit::Request(RequestRule::new("/apply".into(), Some(method), vec![]))];
        let opens = sends("get", &["/apply"], "Apply", true);
        let posts = sends("post", &["/apply"], "Go", true);
        let scripted = sends("get", &["/apply"], "Go", false);
        for (declared, sends, expect) in [
            (by(RequestMethod::Post), &opens, false),
            (by(RequestMethod::Post), &posts, true),
            (by(RequestMethod::Post), &scripted, true),
            (by(RequestMethod::Get), &opens, true),
            (by(RequestMethod::Get), &posts, false),
        ] {
            assert_eq!(hits(sends, &declared), expect, "{} with {}", describe(sends), describe_all(&declared));
        }
    }
}
