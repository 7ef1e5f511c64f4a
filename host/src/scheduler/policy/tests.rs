//! The table, row by row.

use super::verdict::{CLAIMED, MAX_ATTEMPTS};
use super::*;
use crate::form::{ActionError, Failure};
use crate::submission::{ApplicationId, Doubt, Drift, Finding, Hindrance, Problem, Receipt, Sending, Unavailability};

fn at(setbacks: u32, tries: u32) -> Moment {
    Moment {
        now: "2026-11-23T20:00:00Z".parse().unwrap(),
        deadline: "2026-11-24T01:00:00Z".parse().unwrap(),
        setbacks,
        tries,
        counts: Counts::default(),
        sending: None,
        chance: 0.5,
    }
}

fn policy() -> Policy {
    Policy::new(&Config::default())
}

fn receipt() -> Receipt {
    Receipt { number: "A-1".into(), text: String::new() }
}

fn said(verdict: &Verdict, at: Moment) -> String {
    let wait = verdict.not_before.map(|due| due.duration_since(at.now).as_secs());
    let next = match verdict.next {
        Next::Move(event) => event.to_string(),
        Next::AskAgain => "ask again".to_owned(),
        Next::CountyHasNone => "denied".to_owned(),
        Next::GivenUp => "given up".to_owned(),
    };
    format!("{next} {wait:?} {}", verdict.why)
}

#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "the tables below read better without borrows")]
fn check_at(at: Moment, answer: Result<Outcome, Fault>, progress: CommitProgress, lost: bool, expect: &str) {
    assert_eq!(said(&policy().after_submit(&answer, &progress, lost, at), at), expect);
}

#[track_caller]
fn check(answer: Result<Outcome, Fault>, progress: CommitProgress, lost: bool, expect: &str) {
    check_at(at(0, 1), answer, progress, lost, expect);
}

fn trap() -> Result<Outcome, Fault> {
    Err(Fault::Plugin("trap\n frames".into()))
}

fn unavailable(retry_after_seconds: Option<u32>) -> Result<Outcome, Fault> {
    Ok(Outcome::Unavailable(Unavailability { reason: "503".into(), retry_after_seconds }))
}

fn drifted() -> Result<Outcome, Fault> {
    Ok(Outcome::Drifted(Drift { expected: "a".into(), found: "b".into() }))
}

fn out_of_time() -> Fault {
    Fault::TimedOut("it took longer than 150 s".into())
}

#[test]
fn every_outcome_has_its_one_consequence() {
    let before = || CommitProgress::Before;
    let problem = |field: &str, message: &str| Problem { field: field.into(), message: message.into() };
    let refused = Ok(Outcome::Refused { problems: vec![problem("home.zip", "not here"), problem("", "too late")] });
    check(refused, before(), false, "escalate None the county will not take it as it is: home.zip: not here; too late");
    check(
        Ok(Outcome::Refused { problems: Vec::new() }),
        before(),
        false,
        "escalate None the county will not take it as it is: the plugin names no field",
    );
    check(unavailable(None), before(), false, "retry Some(5) the county cannot be used: 503");
    check(unavailable(Some(90)), before(), false, "retry Some(90) the county cannot be used: 503");
    check(drifted(), before(), false, "retry Some(5) the site drifted: expected a; found b");
    check(trap(), before(), false, "retry Some(5) plugin fault: trap");
    check(trap(), before(), true, "retry None the browser was lost");
    check_at(at(1, 2), trap(), before(), true, "retry Some(10) the browser was lost");
    check(
        Err(Fault::Host("no place".into())),
        before(),
        false,
        "retry Some(5) the host could not run the plugin: no place",
    );
}

/// Nobody else waits for an application that meets the same wall again and again, and it does not come again for ever.
#[test]
fn the_same_trouble_with_the_same_application_ends_in_front_of_a_person() {
    let with = |counts| Moment { counts, ..at(0, 2) };
    let before = || CommitProgress::Before;
    check_at(
        with(Counts { faults: 1, ..Counts::default() }),
        trap(),
        before(),
        false,
        "escalate None plugin fault: trap; for the second time with this application",
    );
    let drifts = |drifts| with(Counts { drifts, ..Counts::default() });
    check_at(drifts(1), drifted(), before(), false, "retry Some(5) the site drifted: expected a; found b");
    check_at(
        drifts(2),
        drifted(),
        before(),
        false,
        "escalate None the site drifted: expected a; found b; for the third time with this application",
    );
    let late = |time_outs| with(Counts { time_outs, ..Counts::default() });
    // The clock ran out inside an action: that the browser is lost then says nothing.
    check_at(late(1), Err(out_of_time()), before(), true, "retry Some(5) out of time: it took longer than 150 s");
    check_at(
        late(2),
        Err(out_of_time()),
        before(),
        true,
        "escalate None out of time: it took longer than 150 s; for the third time with this application",
    );
    check_at(
        at(0, MAX_ATTEMPTS),
        unavailable(None),
        before(),
        false,
        "escalate None 25 attempts came to nothing; the last: the county cannot be used: 503",
    );
}

fn not_clicked() -> CommitProgress {
    CommitProgress::Ended(CommitOutcome::NotClicked(Failure {
        error: ActionError::AlreadyCommitted,
        item: None,
        address: String::new(),
        title: String::new(),
        hint: String::new(),
    }))
}

/// Also what the host itself, or something that it lacks, makes fail again and again.
#[test]
fn every_way_back_to_the_queue_has_an_end() {
    let (nearly, at_last) = (at(0, MAX_ATTEMPTS - 1), at(0, MAX_ATTEMPTS));
    let ends = |retried: &dyn Fn(Moment) -> Verdict| {
        let [before, last] = [nearly, at_last].map(|at| retried(at).event());
        assert_eq!((before, last), (Some(Event::Retry), Some(Event::Escalate)));
    };
    ends(&|at| policy().later("no browser could be had", None, at));
    ends(&|at| policy().at_once("another release took over", Task::Submit, at));
    ends(&|at| policy().after_submit(&trap(), &CommitProgress::Before, false, at));
    let credential = Ok(Outcome::Credential { name: "portal".into(), problem: "locked".into() });
    ends(&|at| policy().after_submit(&credential, &CommitProgress::Before, false, at));
    let past = Moment { now: "2026-11-24T02:00:00Z".parse().unwrap(), ..at_last };
    let verdict = policy().later("no browser could be had", None, past);
    assert_eq!(said(&verdict, past), "escalate None 25 attempts came to nothing; the last: no browser could be had");
    let question = Task::Reconcile { committed_at: past.now };
    assert_eq!(policy().at_once("the host is stopping", question, past).next, Next::GivenUp);
}

/// A release is quarantined for what it is to blame for, and for nothing that a county or the host did.
#[test]
fn what_is_to_blame_is_marked() {
    #[track_caller]
    #[expect(clippy::needless_pass_by_value, reason = "the table below reads better without borrows")]
    fn check(answer: Result<Outcome, Fault>, lost: bool, expect: Option<Mark>) {
        let verdict = policy().after_submit(&answer, &CommitProgress::Before, lost, at(0, 1));
        assert_eq!(verdict.mark, expect, "{}", verdict.why);
    }
    check(trap(), false, Some(Mark::Fault));
    check(Ok(Outcome::Delivered { receipt: receipt() }), false, Some(Mark::Fault));
    check(Ok(Outcome::InDoubt(Doubt { reason: "?".into() })), true, Some(Mark::Fault));
    check(drifted(), false, Some(Mark::Drift));
    check(Err(out_of_time()), true, Some(Mark::TimeOut));
    check(Err(Fault::Host("no place".into())), false, None);
    check(unavailable(None), false, None);
    check(trap(), true, None);
}

#[test]
fn what_the_host_saw_outranks_what_the_plugin_says() {
    let claims = || Ok(Outcome::Delivered { receipt: receipt() });
    check(claims(), CommitProgress::Intended, false, "doubt None the attempt ended during its commit");
    let ended = CommitProgress::Ended;
    check(trap(), ended(CommitOutcome::Confirmed(receipt())), false, "confirm None the county confirmed: A-1");
    check(trap(), ended(CommitOutcome::InDoubt("silence".into())), true, "doubt None silence");
    let refused = || ended(CommitOutcome::Refused("Not in this county.".into()));
    check(claims(), refused(), false, "refuse None the county did not take it; its page says: Not in this county.");
    let problem = Problem { field: "home.zip".into(), message: "not here".into() };
    check(
        Ok(Outcome::Refused { problems: vec![problem] }),
        refused(),
        false,
        "refuse None the county refused it: home.zip: not here; its page says: Not in this county.",
    );
    check(unavailable(None), refused(), false, "doubt None the county took nothing: 503");
    let verdict = policy().after_submit(&trap(), &not_clicked(), false, at(0, 1));
    assert_eq!((verdict.event(), verdict.not_before.is_some()), (Some(Event::NotSent), true), "{}", verdict.why);
    assert!(verdict.why.starts_with("nothing was sent: "), "{}", verdict.why);
}

/// A claim of a send without a commit is never retried: it may be true, by a way that nobody declared.
#[test]
fn a_claim_without_a_commit_is_in_doubt() {
    let claims = || Ok(Outcome::Delivered { receipt: receipt() });
    let doubts = || Ok(Outcome::InDoubt(Doubt { reason: "?".into() }));
    let words = format!("doubt None {CLAIMED}");
    for lost in [false, true] {
        check(claims(), CommitProgress::Before, lost, &words);
        check(doubts(), CommitProgress::Before, lost, &words);
        check_at(at(0, MAX_ATTEMPTS), claims(), CommitProgress::Before, lost, &words);
        // That the host's own click was not made says nothing of another.
        check(claims(), not_clicked(), lost, &words);
        check(doubts(), not_clicked(), lost, &words);
    }
}

#[test]
fn a_confirmation_without_a_number_is_kept_as_one() {
    let empty = Receipt { number: "  ".into(), text: "Thank you".into() };
    for outcome in [CommitOutcome::Confirmed(empty), CommitOutcome::Unread("shows “—”".into())] {
        let verdict = policy().after_submit(&trap(), &CommitProgress::Ended(outcome), false, at(0, 1));
        assert_eq!((verdict.event(), verdict.mark), (Some(Event::Doubt), Some(Mark::NumberMissing)));
    }
}

/// A new required question must not cost one application after the other; what one applicant said wrong says nothing of the next.
#[test]
fn an_end_that_others_may_share_holds_the_county() {
    let refused = |field: &str, page: Option<&str>| {
        let problem = Problem { field: field.into(), message: "Do you own a boat?".into() };
        let progress =
            page.map_or(CommitProgress::Before, |page| CommitProgress::Ended(CommitOutcome::Refused(page.into())));
        policy().after_submit(&Ok(Outcome::Refused { problems: vec![problem] }), &progress, false, at(0, 1))
    };
    let by = |verdict: &Verdict| verdict.complaint.as_ref().map(|complaint| complaint.by);
    let (data, page) = (refused("home.zip", None), refused("", None));
    let committed = refused("home.zip", Some("Error 7"));
    let complainants = [by(&data), by(&page), by(&committed)];
    assert_eq!(complainants, [Some(Complainant::Plugin), Some(Complainant::Site), Some(Complainant::Site)]);
    let (words, id) = ("Do you own a boat?", ApplicationId::generate());
    let changed = ["/person: text box “Boat” is new".to_owned()];
    let twice = format!("two applications in a row were refused alike, the last of them {id}, ");
    let at_once =
        format!("application {id} was refused by a site that has changed; what it has changed:\n{}", changed[0]);
    for (verdict, changed, most, why) in [
        (&page, &[][..], 2, &twice),
        (&page, &changed, 1, &at_once),
        (&committed, &changed, 1, &at_once),
        // What its plugin finds wrong with one applicant's data is not made the site's by a change of it.
        (&data, &changed, 2, &twice),
    ] {
        let found = alike(verdict, changed, id).unwrap();
        assert!(matches!(found.what, Ended::Refused(said) if said.ends_with(words)) && found.most == most, "{found:?}");
        assert!(found.why.starts_with(why.as_str()) && !found.why.contains(words), "{found:?}");
    }
    let silence = CommitProgress::Ended(CommitOutcome::InDoubt("silence".into()));
    let doubt = policy().after_submit(&trap(), &silence, false, at(0, 1));
    let found = alike(&doubt, &changed, id).unwrap();
    assert_eq!((found.what, found.most), (Ended::InDoubt("silence"), 2));
    assert!(found.why.contains(&id.to_string()) && !found.why.contains("silence"), "{found:?}");
    for answer in [unavailable(None), drifted(), Ok(Outcome::NeedsPerson { question: "which?".into() })] {
        let verdict = policy().after_submit(&answer, &CommitProgress::Before, false, at(0, 1));
        assert_eq!(alike(&verdict, &changed, id), None, "{}", verdict.why);
    }
}

#[test]
fn waits_double_and_end_before_the_cutoff() {
    let wait = |moment: Moment| {
        let verdict = policy().after_submit(&unavailable(None), &CommitProgress::Before, false, moment);
        (verdict.event().unwrap(), verdict.not_before.map(|due| due.duration_since(moment.now).as_secs()))
    };
    assert_eq!(wait(at(3, 4)), (Event::Retry, Some(40)));
    assert_eq!(wait(at(30, 24)), (Event::Retry, Some(600)));
    let close = Moment { now: "2026-11-24T00:59:00Z".parse().unwrap(), ..at(9, 9) };
    assert_eq!(wait(close), (Event::Retry, Some(30)));
    let last = Moment { now: "2026-11-24T00:59:57Z".parse().unwrap(), ..at(9, 9) };
    assert_eq!(wait(last), (Event::Escalate, None));
    let after = Moment { now: "2026-11-24T01:00:01Z".parse().unwrap(), ..at(0, 9) };
    assert_eq!(wait(after), (Event::Retry, Some(5)));
}

#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "the tables below read better without borrows")]
fn asked(counts: Counts, sending: Sending, answer: Result<Finding, Fault>, expect: &str) {
    let at = Moment { counts, sending: Some(sending), ..at(0, 2) };
    let verdict = policy().after_reconcile(&answer, at);
    let said = said(&verdict, at);
    assert!(said.starts_with(expect), "{said}");
    let looks = said.contains("look at the county whether it has it");
    assert_eq!(looks, verdict.event() == Some(Event::Escalate), "a person learns what to do: {said}");
}

fn later() -> Result<Finding, Fault> {
    Ok(Finding::Later { what: Hindrance::Site, reason: "down".into(), retry_after_seconds: None })
}

#[test]
fn only_a_none_said_twice_returns_what_the_host_sent() {
    let fresh = Counts::default();
    let once = Counts { county_has_none: 1, ..fresh };
    let intended = Sending::Intended;
    asked(fresh, intended, Ok(Finding::Found(receipt())), "confirm None the county has it: A-1");
    asked(fresh, intended, Ok(Finding::None), "denied None the county says that it has no such application");
    asked(once, intended, Ok(Finding::None), "not_found None the county said 2 times");
    asked(once, intended, Ok(Finding::Found(receipt())), "confirm None");
    asked(once, intended, later(), "escalate None the county said once");
    asked(once, intended, Err(out_of_time()), "escalate None the county said once");
    asked(
        fresh,
        intended,
        Ok(Finding::Undecided { reason: "two".into() }),
        "escalate None the county's answer is unclear (two)",
    );
    let empty = Receipt { number: String::new(), text: "Case 12, received".into() };
    asked(
        fresh,
        intended,
        Ok(Finding::Found(empty)),
        "escalate None the county was found to have it, but its number is empty; what was seen: Case 12",
    );
    for sending in [Sending::Claimed, Sending::Confirmed] {
        asked(fresh, sending, Ok(Finding::None), "escalate None the county says that it has no such application");
        asked(once, sending, Ok(Finding::None), "escalate None");
        asked(fresh, sending, Ok(Finding::Found(receipt())), "confirm None");
    }
}

#[test]
fn a_question_that_gets_no_answer_is_asked_ever_more_rarely_and_then_by_a_person() {
    let asked_before = |unanswered| Counts { unanswered, ..Counts::default() };
    for (before, wait) in [(0, 5), (1, 10), (3, 40), (6, 320)] {
        asked(asked_before(before), Sending::Intended, later(), &format!("ask again Some({wait}) down"));
    }
    let trap = Err(Fault::Plugin("trap".into()));
    asked(
        asked_before(7),
        Sending::Intended,
        trap,
        "escalate None the county could not be asked 8 times; the last: plugin fault: trap",
    );
}
