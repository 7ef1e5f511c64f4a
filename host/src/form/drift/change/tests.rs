//! Differences between two forms, in words.

use super::*;
use crate::form::drift::said::describe_all;

const BEFORE: &str = "textbox\ttext\tStreet Address\t!\t\ntextbox\ttext\tCity\t!\t\ncombobox\tselect\tState\t!\tOregon|Nevada\n\
    textbox\ttel\tPhone\t\t\nbutton\tbutton\tNext\t\t";

#[track_caller]
fn check(now: &str, expect: &str) {
    let (before, now) = (Skeleton::from_lines(BEFORE), Skeleton::from_lines(now));
    assert_eq!(describe_all(&changes(&before, &now)), expect);
    assert_eq!(before.is_same(&now), expect.is_empty());
}

#[test]
fn differences_are_named_so_that_a_person_can_act() {
    check(BEFORE, "");
    check(
        &BEFORE
            .to_uppercase()
            .replace("TEXTBOX\tTEXT", "textbox\ttext")
            .replace("TEXTBOX\tTEL", "textbox\ttel")
            .replace("COMBOBOX\tSELECT", "combobox\tselect")
            .replace("BUTTON\tBUTTON", "button\tbutton"),
        "",
    );
    check(&BEFORE.replace("Street Address", "Street line"), "text box “Street Address” is now “Street line”");
    check(&BEFORE.replace("Next", "Save and continue"), "button “Next” is now “Save and continue”");
    let question = format!("{BEFORE}\ncombobox\tselect\tPreferred contact\t!\tMail|Phone");
    check(&question, "new required list “Preferred contact”");
    check(&BEFORE.replace("Phone\t\t", "Phone\t!\t"), "“Phone” is now required");
    check(
        &BEFORE.replace("Oregon|Nevada", "Nevada|Utah"),
        "list “State” has other options; new: “Utah”; gone: “Oregon”",
    );
    check(&BEFORE.replace("textbox\ttel\tPhone\t\t\n", ""), "text box “Phone” is gone");
    // Moved down and renamed by a word.
    let moved = "textbox\ttext\tCity\t!\t\ncombobox\tselect\tState\t!\tOregon|Nevada\ntextbox\ttel\tPhone\t\t\n\
        textbox\ttext\tYour street address\t!\t\nbutton\tbutton\tNext\t\t";
    check(moved, "text box “Street Address” is now “Your street address”");
}

// ---- What a control means ----------------------------------------------------------------------------------------------

fn radio(label: &str, code: &str, question: &str) -> FormControl {
    let meaning = Meaning {
        question: question.to_owned(),
        name: "citizen".to_owned(),
        code: code.to_owned(),
        ..Meaning::default()
    };
    FormControl {
        role: "radio".to_owned(),
        kind: "radio".to_owned(),
        label: label.to_owned(),
        meaning: Some(meaning),
        ..FormControl::default()
    }
}

fn list(options: &[(&str, &str)]) -> FormControl {
    let options = options.iter().map(|(text, code)| FormOption { text: (*text).to_owned(), code: (*code).to_owned() });
    FormControl {
        role: "combobox".to_owned(),
        kind: "select".to_owned(),
        label: "Marital status".to_owned(),
        options: options.collect(),
        meaning: Some(Meaning::default()),
        ..FormControl::default()
    }
}

fn text(change: impl FnOnce(&mut Meaning)) -> FormControl {
    let mut meaning = Meaning::default();
    change(&mut meaning);
    let (role, kind, label) = ("textbox".to_owned(), "text".to_owned(), "Last name".to_owned());
    FormControl { role, kind, label, meaning: Some(meaning), ..FormControl::default() }
}

#[track_caller]
fn differ(before: impl Into<Vec<FormControl>>, now: impl Into<Vec<FormControl>>, expect: &str) {
    assert_eq!(describe_all(&changes(&Skeleton(before.into()), &Skeleton(now.into()))), expect);
}

#[test]
fn a_question_that_is_turned_round_is_named() {
    let asked = |question| [radio("Yes", "1", question), radio("No", "0", question)];
    differ(
        asked("Is everyone a citizen?"),
        asked("Is anyone not a citizen?"),
        "“Yes”, “No” stand under “Is anyone not a citizen?” now, before under “Is everyone a citizen?”",
    );
    differ(asked("Is •••'s home shared?"), asked("Is Ada's home shared?"), "");
}

#[test]
fn codes_and_texts_that_are_paired_otherwise_are_named() {
    let before = [("Single", "1"), ("Married", "2"), ("•••", "3")];
    differ([list(&before)], [list(&[("Single", "1"), ("Married", "2"), ("Widowed", "3")])], "");
    differ(
        [list(&before)],
        [list(&[("Single", "2"), ("Married", "1"), ("•••", "3")])],
        "“Marital status” is sent by other codes: “Single” as “2”, before as “1”; “Married” as “1”, before as “2”; \
         “Marital status” says something else by the same codes: “1” is “Married”, before “Single”; “2” is “Single”, before “Married”",
    );
    differ(
        [radio("Yes", "Y", ""), radio("No", "N", "")],
        [radio("Yes", "N", ""), radio("No", "Y", "")],
        "“Yes” is sent by other codes: “Yes” as “N”, before as “Y”; “No” is sent by other codes: “No” as “Y”, before as “N”",
    );
    // However many there are: only what is said of them is cut.
    let towns = |code: &dyn Fn(usize) -> usize| {
        let towns: Vec<[String; 2]> = (0..300).map(|at| [format!("Town {at}"), code(at).to_string()]).collect();
        [list(&towns.iter().map(|[text, code]| (text.as_str(), code.as_str())).collect::<Vec<_>>())]
    };
    differ(
        towns(&|at| at),
        towns(&|at| if at == 250 { 999 } else { at }),
        "“Marital status” is sent by other codes: “Town 250” as “999”, before as “250”",
    );
    let moved = changes(&Skeleton(towns(&|at| at).into()), &Skeleton(towns(&|at| at + 1_000).into()));
    assert!(describe_all(&moved).ends_with("; and 295 more"), "{}", describe_all(&moved));
    // A code that stands for two, or that the site makes anew each time, says nothing.
    differ([list(&[("Single", ""), ("Married", "2")])], [list(&[("Single", "1"), ("Married", "2")])], "");
}

#[test]
fn what_a_control_takes_is_named() {
    differ(
        [text(|meaning| meaning.maxlength = Some(35))],
        [text(|meaning| meaning.maxlength = Some(12))],
        "“Last name” takes at most 12 characters now, before at most 35",
    );
    differ(
        [text(|_| {})],
        [text(|meaning| meaning.pattern = "[A-Z]+".to_owned())],
        "the pattern that “Last name” takes is “[A-Z]+” now, before nothing",
    );
    differ(
        [text(|meaning| meaning.preset = Some(false))],
        [text(|meaning| meaning.preset = Some(true))],
        "“Last name” comes with an answer now",
    );
    differ([text(|meaning| meaning.preset = None)], [text(|meaning| meaning.preset = Some(true))], "");
    differ(
        [text(|meaning| meaning.sends = "POST /a".to_owned())],
        [text(|meaning| meaning.sends = "POST /b".to_owned())],
        "text box “Last name” sends “POST /b” now, before “POST /a”",
    );
}
