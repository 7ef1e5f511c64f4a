//! What a control would send, as its page has it, beside what the manifest declares as submitting. Pure.

use crate::browser::SubmitPaths;
use crate::form::page::protocol::answer::Sends;
use crate::form::types::Submit;
use crate::form::types::submit::short;

/// Whether a control is one that the manifest declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// By its name, or by where it sends.
    Declared,
    /// Its markup does not say; if it sends to a declared path, the gate will see it.
    Unstated,
    /// It is another one.
    Undeclared,
}

/// Whether the manifest declares it, by its name or by where it would send.
pub(super) fn hits(sends: &Sends, declared: &[Submit]) -> bool {
    declared.iter().any(|submit| match submit {
        Submit::Button(button) => !sends.name.is_empty() && fold(button) == fold(&sends.name),
        Submit::Path(_) => sends.paths.iter().any(|path| declared_paths(std::slice::from_ref(submit)).matches(path)),
    })
}

/// Whether a commit may be made by it.
pub(super) fn fit(sends: &Sends, declared: &[Submit]) -> Fit {
    if hits(sends, declared) {
        Fit::Declared
    } else if !sends.stated && declared.iter().any(|submit| matches!(submit, Submit::Path(_))) {
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

/// The declared paths, compared as the gate compares them.
pub(super) fn declared_paths(declared: &[Submit]) -> SubmitPaths {
    let paths = declared.iter().filter_map(|submit| match submit {
        Submit::Path(path) => Some(path),
        Submit::Button(_) => None,
    });
    paths.collect()
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::types::submit::describe_all;

    fn sends(method: &str, paths: &[&str], name: &str, stated: bool) -> Sends {
        let paths = paths.iter().map(|path| (*path).to_owned()).collect();
        Sends { paths, name: name.to_owned(), method: method.to_owned(), stated }
    }

    #[test]
    fn a_commit_is_made_by_what_is_declared() {
        #[track_caller]
        fn check(sends: &Sends, declared: &[Submit], expect: Fit) {
            assert_eq!(fit(sends, declared), expect, "{} with {}", describe(sends), describe_all(declared));
        }
        let path = || Submit::Path("/apply/submit".into());
        let button = || Submit::Button("Submit  application".into());
        let posts = sends("post", &["/apply/submit"], "Go", true);
        check(&posts, &[path()], Fit::Declared);
        check(&posts, &[button()], Fit::Undeclared);
        let named = sends("get", &["/apply"], "submit application", false);
        check(&named, &[button(), path()], Fit::Declared);
        check(&sends("post", &["/apply/save"], "Save", true), &[button(), path()], Fit::Undeclared);
        check(&sends("get", &["/help"], "Help", true), &[path()], Fit::Undeclared);
        // A script sends: only where a path is declared can the gate tell.
        let scripted = sends("get", &[], "Send", false);
        check(&scripted, &[path()], Fit::Unstated);
        check(&scripted, &[button()], Fit::Undeclared);
        check(&scripted, &[], Fit::Undeclared);
    }
}
