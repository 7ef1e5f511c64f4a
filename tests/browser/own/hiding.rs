//! What a control holds of a value that the plugin may not read is not disclosed, whatever was tried on it since.

use crate::case::cases;
use crate::shorthand::*;

cases! { "Hiding", settings;
    "fill-unread.html" a_look_that_fails: "a text that is looked for in vain leaves an unread value hidden, and its difference is not disclosed";
    "fill-unread.html" a_value_that_was_cut: "what a control made of an unread value is not disclosed, also when it is rendered anew";
    "fill-unread.html" a_fill_that_breaks_off: "an unread value whose typing a dialog interrupts is not disclosed";
    "fill-unread.html" an_unread_choice: "which radio button or option an unread value chose is not disclosed, also by switching off";
    "fill-unread.html" replaced_by_a_known_text: "a text of the plugin's own or a credential replaces an unread value at once, and clearing does";
    "fill-unread.html" a_credential_that_changes: "what a page made of a credential is not disclosed";
}

const HIDDEN: &str = "•••";

/// A value that may not be read.
pub(super) fn ssn(text: &str) -> Typed {
    unread("applicant.ssn", text)
}

fn credential(text: &str) -> Typed {
    Typed { text: Personal::new(text), holds: None, source: Source::Credential }
}

fn filling(target: Target, value: Typed) -> FillItem {
    FillItem { target, value, look_only: false }
}

async fn put(form: &mut Form, name: &str, value: Typed) -> Result<(), Failure> {
    form.fill(&filling(id(name), value)).await
}

async fn a_look_that_fails(form: &mut Form) {
    done(put(form, "plain", ssn("34")).await);
    for (tried, by) in [("x", Typed::literal("x")), ("34", Typed::literal("34")), ("3", Typed::field("needs", "3"))] {
        let look = FillItem { look_only: true, ..filling(id("plain"), by) };
        assert_eq!(altered(form.fill(&look).await), (AlterationKind::Different, HIDDEN.to_owned()), "{tried}");
        assert_eq!(value(form, id("plain")).await, HIDDEN, "{tried}");
    }
    let holds = Condition::Holds(id("plain"), Typed::field("needs", "34"));
    assert!(form.wait(&[holds], 200).await.is_err());
}

async fn a_value_that_was_cut(form: &mut Form) {
    for (name, shown) in [("short", "34"), ("anew", "912")] {
        assert_eq!(altered(put(form, name, ssn(shown)).await).1, HIDDEN, "{name}");
        assert_eq!(value(form, id(name)).await, HIDDEN, "{name}");
    }
    script(form, "renderAnew()").await;
    assert_eq!(value(form, id("anew")).await, HIDDEN);
}

async fn a_fill_that_breaks_off(form: &mut Form) {
    let asked = failed(put(form, "odd", ssn("34")).await);
    assert!(matches!(asked, ActionError::DialogOpen(_)), "{asked}");
    done(form.dialog(&DialogAnswer::Accept).await);
    assert_eq!(value(form, id("odd")).await, HIDDEN);
}

async fn an_unread_choice(form: &mut Form) {
    done(form.choose(&label("Day"), &[Choice::by_text(ssn("2"))]).await);
    done(form.choose(&label("Month"), &[Choice::by_text(ssn("May"))]).await);
    done(form.choose(&label("Year"), &[Choice::by_text(ssn("1980"))]).await);
    for name in ["day1", "day2", "day3", "may", "june"] {
        let off = failed(check(form, id(name), false).await);
        assert!(matches!(off, ActionError::Malformed(_)), "{name}: {off}");
        assert!(!done(form.state(&id(name)).await).checked, "{name}");
    }
    let chosen = done(form.read_options(&label("Year")).await).into_iter().find(|option| option.chosen);
    assert_eq!(chosen, None);
    // A choice of the plugin's own is disclosed again.
    done(check(form, id("day3"), true).await);
    assert!(done(form.state(&id("day3")).await).checked);
    done(choose(form, label("Month"), "June").await);
    assert!(done(form.state(&id("june")).await).checked);
    done(choose(form, label("Year"), "1979").await);
    assert_eq!(value(form, label("Year")).await, "1979");
}

async fn replaced_by_a_known_text(form: &mut Form) {
    for _ in 0..2 {
        done(put(form, "plain", ssn("34")).await);
        done(form.clear(&id("plain")).await);
        assert_eq!(value(form, id("plain")).await, "");
        done(put(form, "plain", ssn("34")).await);
        fills(form, id("plain"), "x").await;
        for text in ["worker", "worker"] {
            done(put(form, "plain", credential(text)).await);
            assert_eq!(value(form, id("plain")).await, HIDDEN);
        }
        done(form.fill_all(&[filling(id("plain"), Typed::literal("y")), filling(id("short"), ssn("3"))]).await);
        assert_eq!((value(form, id("plain")).await.as_str(), value(form, id("short")).await.as_str()), ("y", HIDDEN));
    }
}

async fn a_credential_that_changes(form: &mut Form) {
    done(put(form, "plain", credential("hunter!22x")).await);
    script(form, "document.getElementById('plain').value = 'hunter!22'").await;
    assert_eq!(altered(form.click(&button("Next"), None).await).1, HIDDEN);
    assert_eq!(value(form, id("plain")).await, HIDDEN);
}
