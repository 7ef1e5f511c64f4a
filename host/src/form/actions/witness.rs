//! What the submit gate can tell of a click: whether anything left, and whether a page that confirms is contradicted. Pure.

use crate::browser::{RequestFate, RequestRule, SubmitSeen, UnsafeRequest};
use crate::form::page::protocol::answer::Sends;
use crate::form::types::Submit;

/// What the gate can tell of a click.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Witness {
    /// The click sends a form to declared paths, so its silence proves that nothing left.
    complete: bool,
    /// What submits goes through as `sent`; otherwise it is among the `possible_submits`, as all is that goes over a socket.
    by_path: bool,
    /// Something submits over a socket: that something went over it is seen, and never what.
    by_socket: bool,
}

impl Witness {
    pub(super) fn of(sends: &Sends, declared: &[Submit]) -> Witness {
        let rules: Vec<&RequestRule> = declared.iter().filter_map(Submit::request).collect();
        let by_socket = declared.iter().any(|submit| matches!(submit, Submit::Socket(_)));
        let posts = sends.method == "post";
        let all_go_to = |takes: &dyn Fn(&RequestRule, &str) -> bool| {
            !sends.paths.is_empty() && sends.paths.iter().all(|path| rules.iter().any(|rule| takes(rule, path)))
        };
        let watched = all_go_to(&|rule, path| rule.watches(path));
        let submits_by_reading = all_go_to(&|rule, path| rule.reads() && rule.watches(path));
        let reads = sends.stated && !posts && watched && !submits_by_reading;
        let by_path = !rules.is_empty() && !reads && !by_socket;
        Witness { complete: posts && watched, by_path, by_socket }
    }

    /// Nothing left that this click could have sent. It is also proof that what it did send was held, and nothing else left.
    pub(super) fn proves_nothing_left(self, seen: &SubmitSeen, held_undeclared: bool) -> bool {
        let complete = self.complete || held_undeclared;
        complete && seen.nothing_left()
    }

    /// A page that confirms is contradicted: what submits would have been seen, and was not.
    pub(super) fn contradicts(self, seen: &SubmitSeen) -> bool {
        seen.sent == 0 && (self.by_path || seen.possible_submits == 0)
    }

    /// What confirms has no other witness than the page: it went over a socket, if it went.
    pub(super) fn sees_no_submission(self, seen: &SubmitSeen) -> bool {
        self.by_socket && seen.sent == 0
    }

    /// What was seen, as a sentence.
    pub(super) fn account(self, seen: &SubmitSeen) -> String {
        let answered = match seen.answered {
            Some(status) => format!(", answered with status {status}"),
            None if seen.lost => ", its answer lost".to_owned(),
            None => String::new(),
        };
        let none =
            if self.sees_no_submission(seen) { "no witness: what goes over a socket is not looked into; " } else { "" };
        let undeclared = match seen.undeclared {
            0 => String::new(),
            held => format!("; held back because nobody declared them: {held}"),
        };
        format!(
            "{none}requests that submit: {}{answered}; others that could: {}; reads that could have submitted it: {}; held back: {}{undeclared}",
            seen.sent, seen.possible_submits, seen.reads_with_possible_effect, seen.refused
        )
    }
}

/// Which of the requests of a session was the submission that the gate let through: the one from `armed_at` on that went to a
/// declared path. None where several did, and the county's answers do not tell them apart.
pub(super) fn submission(
    requests: &[UnsafeRequest],
    armed_at: usize,
    declared: &[Submit],
    seen: &SubmitSeen,
) -> Option<usize> {
    let answered_like_it = |fate: RequestFate| match fate {
        RequestFate::Answered(status) => seen.answered == Some(status),
        RequestFate::Sent | RequestFate::Unanswered => seen.answered.is_none(),
        RequestFate::Dropped | RequestFate::Held | RequestFate::Undeclared => false,
    };
    let goes_there = |request: &str| {
        let path = request.split_once(' ').map_or(request, |(_, path)| path);
        declared.iter().filter_map(Submit::request).any(|rule| rule.watches(path))
    };
    let since = requests.iter().enumerate().skip(armed_at);
    let mut like_it = since.filter(|(_, made)| answered_like_it(made.fate) && goes_there(&made.request));
    let (at, _) = like_it.next().filter(|_| seen.sent > 0)?;
    like_it.next().is_none().then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::browser::RequestMethod;

    fn path() -> Submit {
        Submit::Request("/apply/submit".into())
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
            let found = (witness.proves_nothing_left(&seen, false), witness.contradicts(&seen));
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

    #[test]
    fn what_was_held_is_proof_and_what_goes_over_a_socket_has_none() {
        let scripted = sends("get", &[], "Send", false);
        let held = SubmitSeen { undeclared: 1, ..SubmitSeen::default() };
        let none = SubmitSeen::default();
        let witness = Witness::of(&scripted, &[path()]);
        assert!(witness.proves_nothing_left(&held, true) && !witness.proves_nothing_left(&held, false));
        assert!(!witness.proves_nothing_left(&SubmitSeen { possible_submits: 1, ..held }, true));
        // A beacon was held, and its script may have submitted by reading.
        assert!(!witness.proves_nothing_left(&SubmitSeen { reads_with_possible_effect: 1, ..held }, true));
        assert!(witness.account(&held).ends_with("held back because nobody declared them: 1"));
        // Over a socket something left, nobody knows what; or nothing did, and a page that confirms is contradicted.
        let socket = Witness::of(&scripted, &[path(), Submit::Socket("/live".into())]);
        let said = SubmitSeen { possible_submits: 1, ..none };
        assert!(!socket.proves_nothing_left(&said, false) && !socket.contradicts(&said) && socket.contradicts(&none));
        assert!(socket.account(&said).starts_with("no witness"));
    }

    #[test]
    fn the_submission_is_known_among_requests_to_its_path() {
        let made = |request: &str, fate| UnsafeRequest { request: request.to_owned(), fate };
        let step = || made("POST /apply/submit", RequestFate::Answered(200));
        let declared = [button(), path()];
        let sent = SubmitSeen { sent: 1, answered: Some(302), ..SubmitSeen::default() };
        let requests = [
            step(),
            step(),
            made("POST /beacon", RequestFate::Answered(302)),
            made("POST /apply/submit", RequestFate::Dropped),
            made("POST /apply/submit", RequestFate::Answered(302)),
            made("POST /apply/submit", RequestFate::Held),
        ];
        assert_eq!(submission(&requests, 2, &declared, &sent), Some(4));
        assert_eq!(submission(&requests, 2, &declared, &SubmitSeen { sent: 0, ..sent }), None);
        assert_eq!(
            submission(&requests, 0, &declared, &SubmitSeen { answered: Some(200), ..sent }),
            None,
            "which one?"
        );
        let lost = [step(), made("POST /apply/submit", RequestFate::Unanswered)];
        assert_eq!(submission(&lost, 0, &declared, &SubmitSeen { answered: None, lost: true, ..sent }), Some(1));
    }

    #[test]
    fn what_submits_by_reading_is_seen_as_sent() {
        let by_get = RequestRule::new("/apply/submit".into(), Some(RequestMethod::Get), vec![]);
        let link = sends("get", &["/apply/submit"], "Go", true);
        let witness = Witness::of(&link, &[Submit::Request(by_get)]);
        assert!(witness.contradicts(&SubmitSeen { possible_submits: 1, ..SubmitSeen::default() }));
        assert!(!witness.contradicts(&SubmitSeen { sent: 1, ..SubmitSeen::default() }));
    }
}
