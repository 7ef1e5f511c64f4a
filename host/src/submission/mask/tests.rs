//! What is hidden, in which forms, and what stays.

use super::*;
use crate::submission::sample;

fn applied(change: impl FnOnce(&mut serde_json::Value)) -> Fields {
    sample::fields(|json| {
        json["applicant"]["name"] = serde_json::json!({"first": "José", "last": "Peña"});
        json["applicant"]["phone"] = "5105550123".into();
        json["applicant"]["email"] = "jose.pena@example.org".into();
        json["home"]["number"] = "12".into();
        json["home"]["street"] = "North Oak Avenue".into();
        json["home"]["zip"] = "95001-1234".into();
        change(json);
    })
}

fn check(text: &str, expect: &str) {
    assert_eq!(Mask::full(&applied(|_| {})).apply(text), expect, "{text}");
}

#[test]
fn every_usual_form_of_a_name_is_hidden() {
    for name in [
        "Peña",
        "PEÑA",
        "peña",
        "Pena",
        "Pen\u{303}a",
        "pe%C3%B1a",
        "Pe&ntilde;a",
        "Pe&#241;a",
        "Pe&#xF1;a",
        "Pe\\u00f1a",
        "José Peña",
        "Jose  Pena",
        "José\u{a0}Peña",
        "Peña, José",
        "jose+pena",
        "jose%20pena",
        "JosePena",
        "Pe\u{ad}ña",
        "Pe\\u{ad}ña",
        "Ｐｅｎａ",
    ] {
        let masked = Mask::full(&applied(|_| {})).apply(&format!("of {name}."));
        assert!(
            !masked.chars().filter(|c| c.is_alphanumeric()).collect::<String>().contains(|c| !"of".contains(c)),
            "{name}: {masked}"
        );
    }
    check("Penal code of Josephine", "Penal code of Josephine");
}

#[test]
fn every_usual_form_of_a_date_is_hidden() {
    for date in [
        "1980-01-02",
        "01/02/1980",
        "1/2/1980",
        "02.01.1980",
        "01-02-80",
        "1/2/80",
        "19800102",
        "01021980",
        "January 2, 1980",
        "Jan 2 1980",
        "Jan. 2nd, 1980",
        "2 January 1980",
        "2 de enero de 1980",
        "02-JAN-80",
        "enero 2, 1980",
        "01%2F02%2F1980",
        "01 / 02 / 1980",
    ] {
        check(&format!("born {date}!"), "born •••!");
    }
    check("on 01/03/1980 at 1:02, 1980", "on 01/03/1980 at 1:02, 1980");
    check("received 11/20/2026", "received 11/20/2026");
}

#[test]
fn every_usual_form_of_a_number_is_hidden() {
    for number in ["912345678", "912-34-5678", "912 34 5678", "912.34.5678", "912–34–5678", "5678", "912"] {
        check(&format!("SSN {number}."), "SSN •••.");
    }
    for number in
        ["5105550123", "(510) 555-0123", "510.555.0123", "+1 510 555 0123", "15105550123", "510-555-0123", "0123"]
    {
        let masked = Mask::full(&applied(|_| {})).apply(&format!("call {number} now"));
        assert!(!masked.contains(|c: char| c.is_ascii_digit()), "{masked}");
    }
    check("received 11/20/2026 10:34", "received 11/20/2026 10:34");
    check("SSN912345678", "SSN•••");
    check("9123456789 and 0912345678", "9123456789 and 0912345678");
}

#[test]
fn addresses_are_hidden_and_their_state_is_not() {
    check("12 North Oak Avenue, Alder, CA 95001", "•••, •••, CA •••");
    check("12 N OAK AVE", "•••");
    check("North  Oak\tAvenue", "•••");
    check("mail jose.pena@example.org or jose_pena", "mail ••• or •••");
    check("12 pages, CA", "12 pages, CA");
}

#[test]
fn short_names_are_words_and_common_words_need_a_capital() {
    let fields = applied(|json| {
        json["applicant"]["name"] = serde_json::json!({"first": "An", "last": "Wu"});
        json["household"] = serde_json::json!([{"name": {"first": "小明", "last": "王"}, "birth_date": "2010-05-06", "relationship": "child"}]);
    });
    let mask = Mask::full(&fields);
    assert_eq!(mask.apply("an answer of An Wu, WU"), "an answer of ••• •••, •••");
    assert_eq!(mask.apply("Wuthering"), "Wuthering");
    assert_eq!(mask.apply("王小明先生"), "•••先生");
}

#[test]
fn each_word_of_a_name_of_several_is_hidden_alone() {
    let fields = applied(|json| {
        json["applicant"]["name"] = serde_json::json!({"first": "María José", "last": "Montoya-Reyes"});
    });
    let mask = Mask::full(&fields);
    assert_eq!(mask.apply("Reyes, José; MONTOYA; Jo"), "•••, •••; •••; Jo");
}

#[test]
fn long_texts_are_hidden_in_pieces() {
    let fields = applied(|json| {
        json["notes"] = "My mother lives behind the school and I call her from 4155550199 on every other day.".into();
    });
    let mask = Mask::full(&fields);
    assert_eq!(mask.apply("Remarks: My mother lives behind the sch"), "Remarks: ••• sch");
    assert_eq!(mask.apply("number 415-555-0199"), "number •••");
    assert_eq!(mask.apply("my mother lives"), "my mother lives");
}

/// Pages make one space of several, and write in capitals.
#[test]
fn what_a_rule_put_far_apart_is_hidden_however_a_page_shows_it() {
    let long = "My mother lives behind the school and I call her on every other day. ".repeat(6);
    for apart in ["  - -  ", "-----", "_ _ _ _ _"] {
        let typed = long.trim().replace(' ', apart);
        let mut mask = Mask::new();
        mask.learn(Kind::FreeText, &typed);
        for closer in [apart, " ", "-", "- - - - - - - -"] {
            let shown = long.trim().trim_end_matches('.').replace(' ', closer).to_uppercase();
            assert_eq!(mask.apply(&shown), MASKED, "{apart} as {closer}");
        }
        assert_eq!(mask.apply("MY MOTHER LIVES"), "MY MOTHER LIVES");
    }
}

#[test]
fn what_is_granted_stays_and_what_was_typed_is_learnt() {
    let mut mask = Mask::hiding(&applied(|json| json["applicant"]["email"] = "ada@example.org".into()), |path| {
        path == "applicant.name.last"
    });
    assert_eq!(mask.apply("José Peña"), "••• Peña");
    assert_eq!(mask.apply("born in 1980"), "born in 1980");
    mask.learn(Kind::Date, "1980");
    mask.learn(Kind::Date, "2");
    mask.learn_secret(&Personal::new("p!"));
    mask.learn_secret(&Personal::new("worker1"));
    assert_eq!(mask.apply("born in 1980 on the 2nd by Worker1, p!"), "born in ••• on the 2nd by •••, •••");
}

#[test]
fn a_receipt_number_is_bounded_and_no_value() {
    let mask = Mask::full(&applied(|_| {}));
    for held in ["SSN:912-34-5678", "912345678/01", "ALD-912345678"] {
        let number = mask.number(held).unwrap();
        assert!(number.contains("•••") && !number.contains("5678"), "{held}: {number}");
    }
    assert_eq!(mask.number("ALD-912-000123").as_deref(), Some("ALD-912-000123"));
    assert_eq!(mask.number("Thank you, José Peña: 4711").as_deref(), Some("Thank you, •••: 4711"));
    assert_eq!(mask.number("912-34-5678"), None);
    assert_eq!(mask.number(&"x".repeat(9_000)).map(|number| number.len()), Some(MAX_NUMBER));
}

/// A form that begins everywhere and ends nowhere is the worst there is.
#[test]
fn its_time_grows_with_the_text_alone() {
    let fields = applied(|json| json["notes"] = "a ".repeat(1_999).trim().into());
    let mask = Mask::full(&fields);
    let masked = mask.apply(&"a b ".repeat(250_000));
    assert!(masked.starts_with("a b a b"));
    assert!(mask.apply(&"&%\\u".repeat(250_000)).starts_with("&%"));
    let letters = |fields: &Fields| Mask::full(fields).letters.len();
    let endless = applied(|json| json["notes"] = "1".repeat(3_999).into());
    assert_eq!(letters(&endless), letters(&applied(|_| {})), "too long to be a form");
}

#[test]
fn what_stands_behind_a_name_stays() {
    let fields = applied(|json| json["applicant"]["name"]["suffix"] = "Jr".into());
    let mask = Mask::full(&fields);
    assert_eq!(mask.apply("Suffix (Jr, Sr, III) of Peña Jr"), "Suffix (Jr, Sr, III) of ••• Jr");
}

/// Somebody who lives in the town that the county and its plugin are named after.
#[test]
fn the_countys_origins_and_lines_of_source_are_shown() {
    let fields = applied(|_| {});
    let mask = Mask::full(&fields)
        .showing_origins(["https://alder.test".to_owned(), "http://alder.test:8080".to_owned()])
        .showing_source_lines();
    for shown in [
        "on “Apply” (https://alder.test/Apply.aspx). No (alder/src/lib.rs:120)",
        "https://alder.test",
        "Go to https://alder.test. Or to http://alder.test:8080/",
        "(plugins/alder/src/pages/person.rs:7)",
    ] {
        assert_eq!(mask.apply(shown), shown);
    }
    for (text, expect) in [
        ("https://alder.test/alder?town=Alder", "https://alder.test/•••?town=•••"),
        ("https://alder.test.example/", "https://•••.test.example/"),
        ("https://alder.test:99/", "https://•••.test:99/"),
        ("https://my.alder.test/", "https://my.•••.test/"),
        ("https://alder.test@example.org/", "https://•••.test@example.org/"),
        ("http://alder.test/", "http://•••.test/"),
        ("ada@alder.test", "ada@•••.test"),
        ("Alder County Benefits", "••• County Benefits"),
        ("(Alder)", "(•••)"),
        ("(alder.rs:12)", "(•••.rs:12)"),
        ("(src/Alder: lib.rs:120)", "(src/•••: lib.rs:120)"),
        ("(src/lib.rs:x Alder)", "(src/lib.rs:x •••)"),
        ("alder/src/lib.rs:120", "•••/src/lib.rs:120"),
    ] {
        assert_eq!(mask.apply(text), expect);
    }
    // What a plugin reads is a page's word.
    assert_eq!(Mask::full(&fields).apply("(alder/src/lib.rs:120)"), "(•••/src/lib.rs:120)");
}
