//! What is a difference of the site's, and what only another applicant, step or answer.

use super::*;
use crate::form::drift::measured::MeasuredControl;
use crate::form::drift::report::DriftReport;
use crate::form::drift::said::describe_all;
use crate::form::drift::skeleton::{Meaning, Use};
use crate::form::drift::watch::{DriftWatch, Watched};
use crate::form::types::{Finder, Target, Text};

const HOME: &str = "textbox\ttext\tStreet\t!\t\ncombobox\tselect\tCity\t!\t\nbutton\tsubmit\tNext\t\t";
const MAILING: &str = "textbox\ttext\tMailing street address\t!\t\ntextbox\ttext\tMailing ZIP\t!\t";
const PERSON: &str = "textbox\ttext\tFirst name\t!\t\ntextbox\ttext\tLast name\t!\t\nbutton\tsubmit\tAdd person\t\t\n\
    button\tsubmit\tNext\t\t";
const SEARCH: &str = "textbox\ttext\tConfirmation number\t!\t\nbutton\tsubmit\tLook up\t\t";

fn known(forms: &[&str]) -> KnownForms {
    KnownForms::from_lines(&forms.iter().map(|form| format!("/\n{form}")).collect::<Vec<_>>())
}

fn watch(known: KnownForms) -> DriftWatch {
    DriftWatch::new(Watched { known, ..Watched::default() })
}

fn page(form: &str) -> SeenPage {
    SeenPage { path: "/".into(), skeleton: Skeleton::from_lines(form), ..SeenPage::default() }
}

/// In what a page differs, as a person would say it.
fn said(known: &KnownForms, page: &SeenPage) -> String {
    match known.compare(page, &[]) {
        Beside::Known => String::new(),
        Beside::Changed(changes) => describe_all(&changes),
        Beside::NeverSeen(_) => "never seen".to_owned(),
    }
}

#[track_caller]
fn check(delivered: &[&str], now: &str, expect: &str) {
    assert_eq!(said(&known(delivered), &page(now)), expect, "{now}");
}

fn cities(options: &str) -> String {
    format!("combobox\tselect\tCity\t!\t{options}\nbutton\tsubmit\tNext\t\t")
}

#[test]
fn another_applicants_values_are_no_difference() {
    let before = cities("••• Creek|Fort •••|Weed");
    check(&[&before], &cities("Dogwood Creek|Fort Bragg|•••"), "");
    check(&[&cities("•••|Weed")], &cities("Eureka|•••"), "");
    // The household's members are listed.
    check(&[&cities("•••|•••")], &cities("•••|•••|•••"), "");
    check(
        &[&before],
        &cities("Dogwood Creek|•••|Arcata"),
        "list “City” has other options; new: “Arcata”; gone: “Weed”",
    );
    check(
        &[&before],
        &cities("Dogwood Creek|Camp Bragg|Weed"),
        "list “City” has other options; new: “Camp Bragg”; gone: “Fort •••”",
    );
    let radios =
        |eureka, weed| format!("radio\tradio\t{eureka}\t\t\nradio\tradio\t{weed}\t\t\nbutton\tsubmit\tNext\t\t");
    check(&[&radios("•••", "Weed")], &radios("Eureka", "•••"), "");
    check(&[&radios("•••", "Weed")], &radios("Eureka", "Arcata"), "radio button “Weed” is now “Arcata”");
    let own_path = SeenPage { path: "/•••/apply".into(), ..page(HOME) };
    assert_eq!(
        KnownForms::from_lines(&[format!("/dogwood/apply\n{HOME}")]).kept(&own_path).map(|kept| kept.path.clone()),
        Some("/dogwood/apply".to_owned())
    );
}

#[test]
fn another_step_of_one_path_is_no_difference() {
    let steps = [HOME, PERSON];
    check(&steps, SEARCH, "never seen");
    check(&steps, "button\tsubmit\tBack\t\t\nbutton\tsubmit\tNext\t\t", "never seen");
    check(&steps, PERSON, "");
    check(&steps, &PERSON.replace("Last name", "Family name"), "text box “Last name” is now “Family name”");
    check(&steps, &PERSON.replace("button\tsubmit\tAdd person\t\t\n", ""), "button “Add person” is gone");
    // Where a path has one form, another one there is a redesign.
    check(
        &[PERSON],
        SEARCH,
        "text box “First name” is now “Confirmation number”; text box “Last name” is gone; button “Add person” is gone; \
         button “Next” is gone; new button “Look up”",
    );
}

/// Two steps of one address with the same labels: the applicant, and somebody of the household.
#[test]
fn steps_with_the_same_labels_differ_by_what_stands_over_them() {
    let step = |heading: &str, question: &str, fields: &[&str]| {
        let control = |label: &&str| MeasuredControl {
            role: "textbox".into(),
            kind: "text".into(),
            label: (*label).into(),
            question: question.into(),
            ..MeasuredControl::default()
        };
        let controls: Vec<MeasuredControl> = fields.iter().map(control).collect();
        let skeleton = Skeleton::of(&controls, str::to_owned);
        SeenPage { path: "/".into(), headings: vec!["Alder".into(), heading.into()], skeleton, ..SeenPage::default() }
    };
    let applicant = step("Applicant", "", &["First name", "Last name", "Phone"]);
    let person = step("Household", "Person 1", &["First name", "Last name", "Income"]);
    let mut known = KnownForms::default();
    known.learn(&[applicant.clone(), person.clone()], &[]);
    assert_eq!(known.accepted.len(), 2);
    assert_eq!(said(&known, &step("Household", "Person 1", &["First name", "Income"])), "text box “Last name” is gone");
    // A question that is turned over the same fields of the same step is a difference of it.
    let turned = step("Applicant", "About the other parent", &["First name", "Last name", "Phone"]);
    assert!(said(&known, &turned).contains("stand under “About the other parent” now"));
    let mut attempt = watch(known);
    for page in [applicant, person] {
        attempt.see(page);
    }
    assert_eq!(attempt.pages().len(), 2);
}

#[test]
fn a_page_that_moved_is_compared_with_the_one_that_it_was() {
    let pages =
        [("/home", HOME), ("/person", PERSON), ("/search", SEARCH)].map(|(path, form)| format!("{path}\n{form}"));
    let moved = PERSON.replace("First", "Given");
    let known = KnownForms::from_lines(&pages);
    assert_eq!(said(&known, &page(&moved)), "text box “First name” is now “Given name”");
    assert_eq!(known.moved_from(&page(&moved), &[]), Some("/person"));
    assert_eq!(known.moved_from(&SeenPage { path: "/home".into(), ..page(HOME) }, &[]), None);
}

#[test]
fn what_a_delivery_has_shown_is_no_difference() {
    let (mailing, phone) = (format!("{HOME}\n{MAILING}"), format!("{HOME}\ntextbox\ttel\tPhone\t\t"));
    let seen = [HOME, &mailing, &phone];
    check(&seen, &format!("{HOME}\n{MAILING}\ntextbox\ttel\tPhone\t\t"), "");
    check(&seen[1..], HOME, "");
    check(
        &seen,
        &mailing.replace("Mailing ZIP", "Mailing postal code"),
        "text box “Mailing ZIP” is now “Mailing postal code”",
    );
    // Which cities there are depends on another list.
    check(&[&cities(""), &cities("Weed|Arcata")], &cities("Eureka|Ferndale"), "");
    check(
        &[&cities("Weed|Arcata")],
        &cities("Weed|Eureka"),
        "list “City” has other options; new: “Eureka”; gone: “Arcata”",
    );
}

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

// ---- What ends an attempt ----------------------------------------------------------------------------------------------

/// A page whose controls are called by their labels.
fn keyed(form: &str) -> SeenPage {
    let mut page = page(form);
    for control in &mut page.skeleton.0 {
        control.keys = vec![control.label.clone()];
    }
    page
}

fn judged(known: KnownForms, seen: &str, used: &[&str]) -> DriftReport {
    let mut attempt = watch(known);
    attempt.see(keyed(seen));
    use_each(&mut attempt, used);
    attempt.judge(false)
}

fn use_each(attempt: &mut DriftWatch, labels: &[&str]) {
    for label in labels {
        attempt.note_used(&[(*label).to_owned()], Use::Used, &labelled(label));
    }
}

fn labelled(label: &str) -> Target {
    Target::by(Finder::Label(Text::Exact(label.to_owned())))
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
fn what_was_listed_before_a_release_came_is_what_it_was_made_for() {
    let changed = page(&HOME.replace("Street", "Street address"));
    let mut known = known(&[HOME]);
    known.propose(std::slice::from_ref(&changed));
    assert_ne!(said(&known, &changed), "");
    let mut successor = known.for_successor();
    assert_eq!(said(&successor, &changed), "");
    assert!(successor.proposed.is_empty());
    let again = page(&HOME.replace("Street", "Road"));
    successor.propose(std::slice::from_ref(&again));
    assert_ne!(said(&successor, &again), "", "what its own attempts met is not");
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

// ---- What becomes known ------------------------------------------------------------------------------------------------

#[test]
fn a_form_is_kept_once_for_all_applicants() {
    let kept = cities("••• Creek|Weed");
    let mut known = known(&[&kept]);
    known.learn(&[page(&cities("Dogwood Creek|•••"))], &[]);
    assert_eq!(known.accepted.len(), 1);
}

#[test]
fn a_delivery_teaches_nothing_that_was_left_open_or_reads_otherwise() {
    let used = |form: &str, labels: &[&str]| {
        let mut page = keyed(form);
        page.skeleton.mark(|key| if labels.contains(&key) { Use::Used } else { Use::None });
        page
    };
    let now = format!("{HOME}\n{MAILING}");
    let all = ["Street", "City", "Mailing street address", "Mailing ZIP"];
    let learns = |page: SeenPage| {
        let mut known = known(&[HOME]);
        known.learn(&[page], &[]);
        known.accepted.len() > 1
    };
    assert!(learns(used(&now, &all)));
    assert!(!learns(used(&now, &all[..3])), "one is open");
    assert!(!learns(used(&HOME.replace("Street", "Road"), &["Road", "City"])), "it was called otherwise");
}

#[test]
fn a_release_begins_with_what_its_first_delivery_does_not_contradict() {
    let texts = [format!("/home\n{HOME}"), format!("/person\n{PERSON}")];
    let mut known = KnownForms::from_lines(&texts).for_successor();
    let now = SeenPage { path: "/home".into(), ..page(&HOME.replace("Street", "Street address")) };
    assert!(known.learn(std::slice::from_ref(&now), &[]));
    let origins: Vec<_> = known.accepted.iter().map(|form| (form.page.path.as_str(), form.by)).collect();
    assert_eq!(origins, [("/home", Origin::FirstDelivery), ("/person", Origin::ReleaseBefore)]);
    assert_eq!(known.release, ReleaseFit::Proven);
    assert_eq!(KnownForms::from_text(&known.to_text()).unwrap(), known);
}

#[test]
fn what_waits_is_accepted_by_its_id_and_takes_the_place_of_what_it_contradicts() {
    let mut known = known(&[HOME]);
    let now = page(&HOME.replace("Street", "Street address"));
    assert!(known.propose(&[page(HOME), now.clone()]));
    assert_eq!(known.proposed.len(), 1, "what is known waits for nobody");
    assert_eq!(known.accept(Some("no such")), 0);
    assert_eq!(known.accept(Some(&now.id()[..8])), 1);
    assert_eq!(said(&known, &now), "");
    assert_ne!(said(&known, &page(HOME)), "", "the form that it was is another now");
}

/// 3,144 counties that all have 60 pages take less than 100 MB where they are kept, packed.
#[test]
fn sixty_pages_of_a_county_take_little_room() {
    const WORDS: [&str; 16] = [
        "income",
        "household",
        "monthly",
        "address",
        "number",
        "received",
        "benefits",
        "member",
        "mailing",
        "employer",
        "shelter",
        "expense",
        "citizen",
        "student",
        "disability",
        "resource",
    ];
    let word = |at: usize| WORDS[at.wrapping_mul(2_654_435_761) / 97 % WORDS.len()];
    let text = |seed: usize| format!("{} {} {} {seed:x}", word(seed), word(seed + 7), word(seed + 31));
    let control = |seed: usize| MeasuredControl {
        role: "textbox".into(),
        kind: "text".into(),
        label: text(seed),
        question: text(seed / 4),
        name: format!("f{seed:x}"),
        required: seed.is_multiple_of(3),
        ..MeasuredControl::default()
    };
    let page = |page: usize| SeenPage {
        path: format!("/apply/{}", text(page).replace(' ', "-")),
        title: text(page),
        headings: vec![text(page + 1)],
        skeleton: Skeleton::of(&(0..25).map(|one| control(page * 25 + one)).collect::<Vec<_>>(), str::to_owned),
    };
    let mut known = KnownForms::default();
    known.learn(&(0..60).map(page).collect::<Vec<_>>(), &[]);
    assert_eq!(known.accepted.len(), 60);
    let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut packer, known.to_text().as_bytes()).unwrap();
    let packed = packer.finish().unwrap().len();
    assert!(packed * 3_144 < 100_000_000, "{packed} bytes");
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
    SeenPage { path: "/".into(), skeleton: Skeleton::of(&measured, str::to_owned), ..SeenPage::default() }
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
        page.skeleton = Skeleton::of(&many, str::to_owned);
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

#[test]
fn headings_that_change_each_time_fill_nothing() {
    let receipt = |number: &str| SeenPage {
        path: "/done".into(),
        headings: vec![format!("Application {number}")],
        ..page("button\tsubmit\tPrint\t\t")
    };
    let mut known = KnownForms::default();
    for letter in 'a'..='z' {
        known.learn(&[receipt(&letter.to_string().repeat(4))], &[]);
    }
    assert!(known.accepted.len() <= MOVING_HEADINGS, "{}", known.accepted.len());
}

#[test]
fn what_somebody_accepts_is_kept_also_where_deliveries_filled_the_room() {
    let at = |path: usize| SeenPage { path: format!("/{}", "x".repeat(path + 1)), ..page(HOME) };
    let mut known = KnownForms::default();
    known.learn(&[at(0)], &[]);
    let pages: Vec<SeenPage> = (1..MOST_FORMS + 20).map(at).collect();
    known.accept_all(&pages, Origin::Delivery);
    assert_eq!(known.accepted.len(), MOST_FORMS);
    let new = SeenPage { path: "/new".into(), ..page(PERSON) };
    assert!(known.propose(std::slice::from_ref(&new)));
    assert_eq!(known.accept(None), 1);
    assert_eq!((known.accepted.len(), said(&known, &new)), (MOST_FORMS, String::new()));
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
    attempt.see(SeenPage { path: "/".into(), skeleton: Skeleton::of(&[now], str::to_owned), ..SeenPage::default() });
    let report = attempt.judge(false);
    assert!(!report.forbids_commit() && !report.is_empty(), "{:?}", report.lines());
}
