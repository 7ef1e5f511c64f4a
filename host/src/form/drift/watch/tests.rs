//! What ends an attempt before anything is sent.

use super::*;
use crate::form::drift::measured::MeasuredControl;
use crate::form::drift::sample::{HOME, MAILING, PERSON, SEARCH, keyed, known, labelled, page, use_each, watch};
use crate::form::drift::skeleton::Meaning;
use crate::form::types::{Mismatch, Text};

#[test]
fn what_an_answer_brings_first_is_not_said_at_sight() {
    let mut attempt = watch(known(&[HOME]));
    assert_eq!(attempt.see(page(HOME)), None);
    assert_eq!(attempt.see(page(&format!("{HOME}\n{MAILING}"))), None, "nobody was asked for it before");
    let mut attempt = watch(known(&[HOME, &format!("{HOME}\n{MAILING}")]));
    assert_eq!(attempt.see(page(HOME)), None);
    let redesigned = format!("{HOME}\n{}", MAILING.replace("ZIP", "postal code"));
    let changes = attempt.see(page(&redesigned));
    assert_eq!(changes.as_deref(), Some("text box “Mailing ZIP” is now “Mailing postal code”"));
    let mut attempt = watch(known(&[HOME]));
    let changes = attempt.see(page(&format!("{HOME}\n{MAILING}")));
    assert!(changes.is_some(), "a page that has them from its beginning is another");
}

fn judged(known: KnownForms, seen: &str, used: &[&str]) -> DriftReport {
    let mut attempt = watch(known);
    attempt.see(keyed(seen));
    use_each(&mut attempt, used);
    attempt.judge(false)
}

#[test]
fn a_control_that_nobody_answered_ends_an_attempt_and_one_that_was_used_does_not() {
    let now = format!("{HOME}\n{MAILING}");
    let all = ["Street", "City", "Mailing street address", "Mailing ZIP"];
    assert!(!judged(known(&[HOME]), &now, &all).forbids_commit());
    let open = judged(known(&[HOME]), &now, &all[..3]);
    assert!(open.forbids_commit());
    assert_eq!(
        open.lines(),
        ["/: new required text box “Mailing ZIP”; new required text box “Mailing street address”"],
        "what ends it stands first"
    );
    // What may stay empty is a part of what came with it, and a question of its own where nothing else came.
    let optional = |form: &str| form.replace("ZIP\t!", "line 2\t");
    assert!(!judged(known(&[HOME]), &optional(&now), &all[..3]).forbids_commit());
    let alone = format!("{HOME}\ntextbox\ttext\tOther names\t\t");
    assert!(judged(known(&[HOME]), &alone, &all[..2]).forbids_commit());
    // Nothing was ever accepted of this county: there is nothing to compare with.
    assert!(judged(KnownForms::default(), &now, &[]).is_empty());
}

#[test]
fn a_page_that_was_never_seen_ends_an_attempt_where_something_on_it_is_open() {
    let known = || known(&[HOME, PERSON]);
    assert!(judged(known(), SEARCH, &[]).forbids_commit());
    let worked = judged(known(), SEARCH, &["Confirmation number"]);
    assert!(!worked.forbids_commit() && !worked.is_empty(), "{worked:?}");
}

/// A household with a second member comes by a page of its own, much like the first one's.
#[test]
fn a_page_like_another_that_the_attempt_came_by_did_not_move() {
    let at = |path: &str, form: &str| SeenPage { path: path.into(), ..keyed(form) };
    let mut known = KnownForms::default();
    known.learn(&[at("/person", PERSON)], &[]);
    let second = at("/people", &format!("{PERSON}\ncombobox\tselect\tRelationship\t!\tChild|Parent"));
    assert_eq!(known.moved_from(&second, &[]), Some("/person"));
    let mut attempt = watch(known);
    attempt.see(at("/person", PERSON));
    attempt.see(second);
    use_each(&mut attempt, &["First name", "Last name", "Relationship"]);
    let report = attempt.judge(false);
    assert!(!report.forbids_commit());
    assert_eq!(report.lines(), ["/people: a page that was never seen, “”"]);
}

/// A page of text and a button to go on, as the others have it.
#[test]
fn a_notice_in_between_is_another_page_where_the_attempt_ended_on_it() {
    let notice = |heading: &str| SeenPage {
        path: "/".into(),
        headings: vec![heading.into()],
        ..keyed("button\tsubmit\tNext\t\t")
    };
    let known = || {
        let mut known = KnownForms::default();
        known.learn(&[notice("System notice"), SeenPage { headings: vec!["Home".into()], ..keyed(HOME) }], &[]);
        known
    };
    let judged = |page: SeenPage, used: bool| {
        let mut attempt = watch(known());
        attempt.see(page);
        if used {
            use_each(&mut attempt, &["Next"]);
        }
        attempt.judge(true)
    };
    assert!(judged(notice("System notice"), false).is_empty());
    let met = judged(notice("Rights and duties"), false);
    assert!(met.forbids_commit());
    assert_eq!(met.lines(), ["/: a page that was never seen, “Rights and duties”"]);
    assert!(!judged(notice("Rights and duties"), true).forbids_commit(), "the plugin knew how to go on");
}

#[test]
fn a_release_that_has_delivered_nothing_is_trusted_with_what_it_was_made_for() {
    let now = HOME.replace("Street", "Street address").replace("City", "Town");
    let known = || {
        let mut home = page(HOME);
        home.skeleton.0.iter_mut().for_each(|control| control.meaning = Some(Meaning::default()));
        let mut known = KnownForms::default();
        known.learn(&[home], &[]);
        known
    };
    let successor = known().for_successor();
    assert!(judged(known(), &now, &["Street address", "Town"]).forbids_commit());
    let trusted = judged(successor, &now, &["Street address", "Town"]);
    assert!(!trusted.forbids_commit() && !trusted.is_empty());
}

#[test]
fn a_question_that_was_turned_round_ends_an_attempt_unless_the_release_names_it() {
    let asked = |question: &str| {
        let mut page = keyed(HOME);
        let city = page.skeleton.0.iter_mut().find(|control| control.label == "City").unwrap();
        city.meaning = Some(Meaning { question: question.to_owned(), ..Meaning::default() });
        page
    };
    let judged = |scope: Option<&str>| {
        let mut known = KnownForms::default();
        known.learn(&[asked("Where do you live?")], &[]);
        let mut attempt = watch(known.for_successor());
        attempt.see(asked("Where did you live before?"));
        let scopes = scope.map(|text| Finder::Section(Text::Exact(text.to_owned()))).into_iter().collect();
        attempt.note_used(&["City".to_owned()], Use::Used, &Target { scopes, ..labelled("City") });
        attempt.judge(false).forbids_commit()
    };
    assert!(judged(None));
    assert!(judged(Some("Where do you live?")));
    assert!(!judged(Some("where did you live before?")));
}

#[test]
fn a_page_that_was_never_seen_is_set_beside_the_one_it_may_have_come_of() {
    let mut known = KnownForms::default();
    known.learn(&[SeenPage { path: "/home".into(), ..keyed(HOME) }], &[]);
    let now = HOME.replace("Street", "Road").replace("City", "Town").replace("Next", "Go on");
    let mut attempt = watch(known);
    attempt.see(SeenPage { path: "/address".into(), headings: vec!["Your home".into()], ..keyed(&now) });
    let report = attempt.judge(true);
    assert!(report.forbids_commit());
    assert_eq!(
        report.lines(),
        [
            "/address: a page that was never seen, “Your home”; of those that are known, most like /home; text box “Street” is \
          now “Road”; list “City” is now “Town”; button “Next” is now “Go on”"
        ]
    );
}

// ---- Questions with the same answers -----------------------------------------------------------------------------------

/// Yes-and-no questions, each with its name and its text.
fn asking(questions: &[(&str, &str)]) -> SeenPage {
    let measured: Vec<MeasuredControl> = questions
        .iter()
        .flat_map(|(name, question)| ["Yes", "No"].map(|label| (name, question, label)))
        .map(|(name, question, label)| MeasuredControl {
            role: "radio".into(),
            kind: "radio".into(),
            label: label.into(),
            name: (*name).into(),
            code: label.to_lowercase(),
            question: (*question).into(),
            group: (*question).into(),
            ..MeasuredControl::default()
        })
        .collect();
    SeenPage { path: "/".into(), skeleton: Skeleton::of(&measured, str::to_owned).0, ..SeenPage::default() }
}

/// The page after the answers to these questions.
fn judged_with(known: &[(&str, &str)], now: &[(&str, &str)], answered: &[(&str, &str)]) -> DriftReport {
    let mut forms = KnownForms::default();
    forms.learn(&[asking(known)], &[]);
    let mut attempt = watch(forms);
    attempt.see(asking(now));
    for key in asking(answered).skeleton.0.into_iter().flat_map(|control| control.keys) {
        attempt.note_used(&[key], Use::Used, &labelled("Yes"));
    }
    attempt.judge(false)
}

#[test]
fn a_new_question_with_answers_that_others_have_is_new() {
    let (rent, fled) = (("rent", "Do you rent?"), ("fled", "Has anyone fled a warrant?"));
    let report = judged_with(&[rent], &[rent, fled], &[rent]);
    assert!(report.forbids_commit());
    assert_eq!(report.lines(), ["/: new radio button “Yes”; new radio button “No”"]);
    // Also where the page gives it no name of its own.
    let unnamed = |question| ("", question);
    let (one, other) = (unnamed("Do you rent?"), unnamed("Has anyone fled a warrant?"));
    assert!(judged_with(&[one], &[one, other], &[one]).forbids_commit());
}

#[test]
fn two_questions_that_change_places_are_turned_round() {
    let before = [("q1", "Do you rent?"), ("q2", "Do you own a car?")];
    let now = [("q1", "Do you own a car?"), ("q2", "Do you rent?")];
    assert!(judged_with(&before, &before, &before).is_empty());
    let turned = judged_with(&before, &now, &now);
    assert!(turned.forbids_commit(), "{:?}", turned.lines());
}

#[test]
fn what_ends_an_attempt_is_not_lost_among_much_that_does_not() {
    let helped = |help: &str, question: &str| {
        let mut page = asking(&[]);
        let base = MeasuredControl { role: "textbox".into(), kind: "text".into(), ..MeasuredControl::default() };
        let many: Vec<MeasuredControl> = (0..30_u8)
            .map(|at| MeasuredControl {
                label: format!("Box {}", char::from(b'a' + at % 26).to_string().repeat(usize::from(at) / 26 + 1)),
                help: help.into(),
                question: if at == 29 { question.into() } else { String::new() },
                ..base.clone()
            })
            .collect();
        (page.skeleton, _) = Skeleton::of(&many, str::to_owned);
        page
    };
    let mut known = KnownForms::default();
    known.learn(&[helped("In dollars.", "Each month?")], &[]);
    let mut attempt = watch(known);
    let now = helped("In whole dollars.", "Each year?");
    let keys: Vec<String> = now.skeleton.0.iter().flat_map(|control| control.keys.clone()).collect();
    attempt.see(now);
    for key in keys {
        attempt.note_used(&[key], Use::Used, &labelled("Box"));
    }
    let report = attempt.judge(false);
    assert!(report.forbids_commit());
    let lines = report.lines();
    assert!(lines[0].contains("stands under “Each year?” now") && lines[0].ends_with("and 7 more"), "{lines:?}");
}

/// Whoever accepts the page as it became reads it.
#[test]
fn what_was_looked_for_in_vain_stands_with_the_page_that_it_was_looked_for_on() {
    let mut attempt = watch(known(&[HOME, PERSON]));
    let now = page(&PERSON.replace("Last name", "Family name"));
    attempt.see(page(HOME));
    let error = ActionError::NoMatch(Mismatch::new("text box “Last name”", Vec::new()));
    attempt.note_missed(&error, &now, str::to_owned);
    attempt.see(now);
    let missed: Vec<Vec<String>> = attempt.pages().into_iter().map(|page| page.missed).collect();
    assert_eq!(missed, [vec![], vec!["text box “last name”".to_owned()]]);
    assert_eq!(attempt.judge(false).missed(), ["text box “last name”"]);
}

/// An adult is asked what a child is not, and the child comes last.
#[test]
fn a_question_to_one_household_member_is_not_forgotten_for_the_next() {
    let (rent, job) = (("rent", "Does this person pay rent?"), ("job", "Does this person have a job?"));
    let mut known = KnownForms::default();
    known.learn(&[asking(&[rent])], &[]);
    let mut attempt = watch(known);
    attempt.see(asking(&[rent, job]));
    for key in asking(&[rent]).skeleton.0.into_iter().flat_map(|control| control.keys) {
        attempt.note_used(&[key], Use::Used, &labelled("Yes"));
    }
    attempt.see(asking(&[rent]));
    let report = attempt.judge(false);
    assert!(report.forbids_commit());
    assert_eq!(attempt.pages().len(), 1, "what becomes known is the page as it was last");
}

/// The same words elsewhere, of a question that was answered, do not stand for one that was left open.
#[test]
fn an_open_question_is_not_taken_for_an_answered_one_with_the_same_answers() {
    let [rent, job, school] = [("rent", "Pays rent?"), ("job", "Has a job?"), ("school", "Goes to school?")];
    let mut known = KnownForms::default();
    known.learn(&[asking(&[rent])], &[]);
    let mut attempt = watch(known);
    attempt.see(asking(&[rent, job]));
    for key in asking(&[rent, school]).skeleton.0.into_iter().flat_map(|control| control.keys) {
        attempt.note_used(&[key], Use::Used, &labelled("Yes"));
    }
    attempt.see(asking(&[rent, school]));
    assert!(attempt.judge(false).forbids_commit(), "{:?}", attempt.judge(false).lines());
}

/// What an earlier version kept named some controls otherwise than this one does.
#[test]
fn another_name_than_an_earlier_version_kept_ends_nothing() {
    let kept = KnownForms::from_lines(&["/\ntextbox\ttext\tfname\t!\t".to_owned()]);
    let now = MeasuredControl {
        role: "textbox".into(),
        kind: "text".into(),
        label: "First name".into(),
        name: "fname".into(),
        required: true,
        ..MeasuredControl::default()
    };
    let mut attempt = watch(kept);
    attempt.see(SeenPage { path: "/".into(), skeleton: Skeleton::of(&[now], str::to_owned).0, ..SeenPage::default() });
    let report = attempt.judge(false);
    assert!(!report.forbids_commit() && !report.is_empty(), "{:?}", report.lines());
}

/// Nobody can say of it that it is what it was.
#[test]
fn what_is_too_much_to_compare_is_not_passed_over() {
    let box_of = |name: &str| MeasuredControl {
        role: "textbox".into(),
        kind: "text".into(),
        label: format!("Income of {name}"),
        ..MeasuredControl::default()
    };
    let name =
        |at: usize| at.to_string().chars().map(|digit| char::from(b'a' + digit as u8 - b'0')).collect::<String>();
    let known = || {
        let mut known = KnownForms::default();
        known.learn(&[page(HOME)], &[]);
        known
    };

    let mut attempt = watch(known());
    for at in 0..MAX_PAGES {
        attempt.see(SeenPage { path: format!("/{}", name(at)), ..page(HOME) });
    }
    assert!(attempt.judge(false).uncompared().is_empty());
    attempt.see(SeenPage { path: "/beyond".into(), ..page(HOME) });
    assert!(attempt.judge(false).forbids_commit());
    assert_eq!(attempt.judge(false).uncompared().len(), 1);

    let asks = |most: usize| {
        let measured = (0..most).map(|at| box_of(&name(at))).collect::<Vec<_>>();
        let (skeleton, asks_too_much) = Skeleton::of(&measured, str::to_owned);
        SeenPage { skeleton, asks_too_much, ..page(HOME) }
    };
    let whole = asks(500);
    let mut known = KnownForms::default();
    known.learn(std::slice::from_ref(&whole), &[]);
    for (page, forbidden) in [(whole, false), (asks(501), true)] {
        let mut attempt = watch(known.clone());
        attempt.see(page);
        assert_eq!(attempt.judge(false).forbids_commit(), forbidden, "{:?}", attempt.judge(false).lines());
    }
}
