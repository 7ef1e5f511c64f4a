//! What is a difference of the site's, and what only another applicant, step or answer; and what becomes known.

use super::*;
use crate::form::drift::measured::MeasuredControl;
use crate::form::drift::said::describe_all;
use crate::form::drift::sample::{HOME, MAILING, PERSON, SEARCH, keyed, known, page, watch};
use crate::form::drift::skeleton::Use;

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
        let (skeleton, _) = Skeleton::of(&controls, str::to_owned);
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
    assert_eq!(known.accept(Some("no such")), []);
    let accepted = known.accept(Some(&now.id()[..8].to_uppercase()));
    let forgotten: Vec<_> = accepted.iter().flat_map(|form| &form.forgotten).map(|known| &known.page).collect();
    assert_eq!((accepted.len(), forgotten), (1, vec![&page(HOME)]));
    assert_eq!(said(&known, &now), "");
    assert_ne!(said(&known, &page(HOME)), "", "the form that it was is another now");
}

/// Somebody may have read it in a list.
#[test]
fn what_waits_keeps_its_id_when_another_applicant_meets_it() {
    let titled = |title: &str| SeenPage { title: title.into(), ..page(&HOME.replace("Street", "Street address")) };
    let mut known = known(&[HOME]);
    known.propose(&[titled("••• County")]);
    let id = known.proposed[0].page.id();
    assert_ne!(titled("Alder County").id(), id);
    assert!(known.propose(&[titled("Alder County")]));
    assert_eq!((known.proposed.len(), known.accept(Some(&id)).len()), (1, 1));
}

/// The site was changed and put back: to accept what it was meanwhile would forget the true form.
#[test]
fn what_a_delivery_disproves_waits_no_longer() {
    let changed = || page(&HOME.replace("Street", "Street address"));
    let waiting = |accepted: &[&str], delivered: &[SeenPage]| {
        let mut known = known(accepted);
        known.propose(&[changed()]);
        assert_eq!(known.proposed.len(), 1);
        (known.learn(delivered, &[]), known.proposed.len())
    };
    assert_eq!(waiting(&[HOME], &[page(HOME)]), (true, 0));
    assert_eq!(waiting(&[HOME, PERSON], &[page(PERSON), page(HOME)]), (true, 0));
    assert_eq!(waiting(&[HOME, PERSON], &[page(PERSON)]).1, 1, "another step of its path says nothing of it");
    let elsewhere = SeenPage { path: "/other".into(), ..page(HOME) };
    assert_eq!(waiting(&[HOME], &[elsewhere]).1, 1, "nor does another page");
    assert_eq!(waiting(&[HOME], &[page(HOME), changed()]).1, 1, "what the delivery met itself is there");
}

/// Where the county goes on all the same (`on_drift = "note"`), and where another applicant's name stood in the title.
#[test]
fn what_a_delivery_made_known_waits_no_longer() {
    let titled = |title: &str| {
        let mut page = SeenPage { title: title.into(), ..keyed(&format!("{HOME}\n{MAILING}")) };
        page.skeleton.mark(|_| Use::Used);
        page
    };
    let mut known = known(&[HOME]);
    known.propose(&[titled("••• County")]);
    assert_eq!(known.proposed.len(), 1);
    assert!(known.learn(&[titled("Alder County")], &[]));
    assert_eq!((known.proposed.len(), known.accepted.len()), (0, 2));
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
        skeleton: Skeleton::of(&(0..25).map(|one| control(page * 25 + one)).collect::<Vec<_>>(), str::to_owned).0,
        ..SeenPage::default()
    };
    let mut known = KnownForms::default();
    known.learn(&(0..60).map(page).collect::<Vec<_>>(), &[]);
    assert_eq!(known.accepted.len(), 60);
    let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut packer, known.to_text().as_bytes()).unwrap();
    let packed = packer.finish().unwrap().len();
    assert!(packed * 3_144 < 100_000_000, "{packed} bytes");
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
    assert_eq!(known.accept(None).len(), 1);
    assert_eq!((known.accepted.len(), said(&known, &new)), (MOST_FORMS, String::new()));
}
