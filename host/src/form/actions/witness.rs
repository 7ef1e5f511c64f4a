//! What the submit gate can tell of a click: whether anything left, and whether a page that confirms is contradicted. Pure.

use super::sends::declared_paths;
use crate::browser::SubmitSeen;
use crate::form::page::protocol::answer::Sends;
use crate::form::types::Submit;

/// What the gate can tell of a click.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Witness {
    /// The click sends a form to declared paths, so its silence proves that nothing left.
    complete: bool,
    /// What submits goes through as `sent`; otherwise it is among the `possible_submits`.
    by_path: bool,
}

impl Witness {
    pub(super) fn of(sends: &Sends, declared: &[Submit]) -> Witness {
        let paths = declared_paths(declared);
        let posts = sends.method == "post";
        let watched = !sends.paths.is_empty() && sends.paths.iter().all(|path| paths.matches(path));
        let reads = sends.stated && !posts && watched;
        Witness { complete: posts && watched, by_path: !paths.is_empty() && !reads }
    }

    /// Nothing left that this click could have sent.
    pub(super) fn proves_nothing_left(self, seen: &SubmitSeen) -> bool {
        self.complete && seen.sent == 0 && seen.possible_submits == 0 && seen.reads_with_possible_effect == 0
    }

    /// A page that confirms is contradicted: what submits would have been seen, and was not.
    pub(super) fn contradicts(self, seen: &SubmitSeen) -> bool {
        seen.sent == 0 && (self.by_path || seen.possible_submits == 0)
    }

    /// What was seen, as a sentence.
    pub(super) fn account(seen: &SubmitSeen) -> String {
        let answered = match seen.answered {
            Some(status) => format!(", answered with status {status}"),
            None if seen.lost => ", its answer lost".to_owned(),
            None => String::new(),
        };
        format!(
            "requests that submit: {}{answered}; others that could: {}; reads that could have submitted it: {}; held back: {}",
            seen.sent, seen.possible_submits, seen.reads_with_possible_effect, seen.refused
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path() -> Submit {
        Submit::Path("/apply/submit".into())
    }

    fn button() -> Submit {
        Submit::Button("Submit  application".into())
    }

    fn sends(method: &str, paths: &[&str], name: &str, stated: bool) -> Sends {
        let paths = paths.iter().map(|path| (*path).to_owned()).collect();
        Sends { paths, name: name.to_owned(), method: method.to_owned(), stated }
    }

    #[test]
    fn what_the_gate_can_tell_depends_on_what_it_can_see() {
        let none = SubmitSeen::default();
        let sent = SubmitSeen { sent: 1, ..none };
        let other = SubmitSeen { possible_submits: 1, ..none };
        let posts = sends("post", &["/apply/submit"], "Go", true);
        let scripted = sends("get", &[], "Send", false);
        #[track_caller]
        fn check(witness: Witness, seen: SubmitSeen, nothing_left: bool, contradicts: bool) {
            let found = (witness.proves_nothing_left(&seen), witness.contradicts(&seen));
            assert_eq!(found, (nothing_left, contradicts), "{witness:?} {seen:?}");
        }
        let by_path = Witness::of(&posts, &[path()]);
        check(by_path, none, true, true);
        check(by_path, sent, false, false);
        check(by_path, other, false, true);
        // A script behind the form may send it by reading: that is no proof, and no submission either.
        let read = SubmitSeen { reads_with_possible_effect: 1, ..none };
        check(by_path, read, false, true);
        // Its script may have sent it in a way that nobody declared: silence contradicts a page, and proves nothing.
        let by_script = Witness::of(&scripted, &[path()]);
        check(by_script, none, false, true);
        check(by_script, sent, false, false);
        // Without a path, whatever could submit counts.
        let by_name = Witness::of(&posts, &[button()]);
        check(by_name, none, false, true);
        check(by_name, other, false, false);
        // A form or link that sends by GET is among the `possible_submits`.
        let by_get = Witness::of(&sends("get", &["/apply/submit"], "Go", true), &[path()]);
        check(by_get, other, false, false);
        check(by_get, none, false, true);
    }
}
