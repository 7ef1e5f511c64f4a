//! What a page blanks, drops or takes along by itself is told before anything is sent; what an answer sent on is not.

use super::county::{County, settings};
use super::uploading::proof;
use crate::case::cases;
use crate::shorthand::*;
use crate::strain::bound;

cases! { "Undone by the page", settings;
    "reported/says-the-same.html" blanked_beside_the_same: "a control that a click blanks is `altered`, whatever on the page says the same as before: another control, a hidden one, an option, an item drawn anew";
    "reported/late-leave-choices.html" chosen_before_a_late_leave: "what was chosen or checked while a click was still to leave the page is `altered`, and the next page is not sent without it";
    "reported/tab-then-list.html" a_list_that_leads_on_after_a_click: "a list that sends the page on takes what was filled since a click along: nothing is `altered`";
    "reported/another-member.html" members_at_one_address: "an answer that leads on to a page of the same address and title sends what was filled: nothing is `altered`";
    "reported/upload-dropped.html" a_document_that_is_dropped_later: "a document whose field the page replaced is `altered` once the page lists it no more; another takes its place";
    "reported/groups-of-one.html" two_fields_for_one_group: "two fields for one group of radio buttons or boxes, or for one list that a widget stands for: the second is refused";
    "reported/form-in-a-list.html" a_form_that_is_one_list: "a box that is lost as another is switched on, in a list that holds more than boxes, is `altered`, and not superseded";
}

async fn blanked_beside_the_same(form: &mut Form) {
    let filled = [("Home ZIP", "55401"), ("Mailing ZIP", "55401"), ("Household size", "2")];
    for blanks in ["Check address", "Calculate"] {
        let county = County::of(form, "says-the-same").await;
        done(form.fill_all(&filled.map(|(name, text)| item(label(name), text))).await);
        click(form, button(blanks)).await;
        let (kind, _) = altered(form.click(&button("Send"), None).await);
        assert_eq!(kind, AlterationKind::Emptied, "{blanks}");
        county.has_nothing(form).await;
    }
}

async fn chosen_before_a_late_leave(form: &mut Form) {
    for (by_check, sent) in [(false, "step=2, state=Oregon"), (true, "step=2, state=, owner=yes")] {
        let county = County::of(form, "late-leave-choices").await;
        click(form, button("Next")).await;
        let answer = async |form: &mut Form| {
            done(if by_check {
                check(form, label("Owner"), true).await
            } else {
                choose(form, label("State"), "Oregon").await
            });
        };
        answer(form).await;
        done(form.wait(&[Condition::Title(holding("Step 2"))], bound(5_000)).await);
        // Where the next page came before it was answered, it holds the answer.
        if let Err(failure) = form.click(&button("Finish"), None).await {
            assert!(matches!(failure.error, ActionError::Altered { .. }), "{failure}");
            assert_eq!(county.has(), ["step=1, state="]);
            answer(form).await;
            click(form, button("Finish")).await;
        }
        county.confirms(form, &["step=1, state=", sent]).await;
    }
}

async fn a_list_that_leads_on_after_a_click(form: &mut Form) {
    let county = County::of(form, "tab-then-list").await;
    click(form, button("Details")).await;
    done(fill(form, label("Size"), "4").await);
    done(choose(form, label("County"), "Alder").await);
    done(fill(form, label("Number"), "7").await);
    county.gets(form, "Save", &["size=4, county=Alder", "number=7"]).await;
}

async fn members_at_one_address(form: &mut Form) {
    let county = County::of(form, "another-member").await;
    for (first, another) in [("Ann", true), ("Bob", true), ("Cid", false)] {
        done(fill(form, label("First name"), first).await);
        if another {
            done(choose(form, label("Another?"), "Yes").await);
        }
    }
    let sent = ["first=Ann, another=Yes", "first=Bob, another=Yes", "first=Cid, another=No"];
    county.gets(form, "Save", &sent).await;
}

async fn a_document_that_is_dropped_later(form: &mut Form) {
    let county = County::of(form, "upload-dropped").await;
    done(proof(form, label("Add a document"), &["a.pdf"]).await);
    script(form, "fails()").await;
    let (kind, _) = altered(form.click(&button("Send"), None).await);
    assert_eq!(kind, AlterationKind::Emptied);
    county.has_nothing(form).await;
    done(proof(form, label("Add a document"), &["b.pdf"]).await);
    script(form, "fails()").await;
    for name in ["c.pdf", "d.pdf"] {
        done(proof(form, label("Add a document"), &[name]).await);
    }
    county.gets(form, "Send", &["kept=c.pdf, kept=d.pdf"]).await;
}

/// Chooses for one field, and then something else for another, which is refused.
async fn two_fields(form: &mut Form, list: &str, first: &str, second: &str) {
    let choice = |path: &str, text: &str| [Choice::by_text(Typed::field(path, text))];
    done(form.choose(&label(list), &choice("finances.monthly_rent", first)).await);
    let refused = failed(form.choose(&label(list), &choice("finances.cash_on_hand", second)).await);
    assert!(matches!(refused, ActionError::ManyMatches(_)), "{list}: {refused}");
    // The same field may be answered otherwise.
    done(form.choose(&label(list), &choice("finances.monthly_rent", first)).await);
}

async fn two_fields_for_one_group(form: &mut Form) {
    let county = County::of(form, "groups-of-one").await;
    two_fields(form, "Pays rent", "Yes", "No").await;
    two_fields(form, "Needs", "Food", "Heat").await;
    county.gets(form, "Save", &["rent=yes, needs=food"]).await;
    let county = County::of(form, "clipped-list").await;
    two_fields(form, "Height", "5 ft 10 in", "6 ft").await;
    county.gets(form, "Save", &["height=5 ft 10 in"]).await;
}

async fn a_form_that_is_one_list(form: &mut Form) {
    let county = County::of(form, "form-in-a-list").await;
    for name in ["I certify", "Text me"] {
        done(check(form, label(name), true).await);
    }
    altered(form.click(&button("Save"), None).await);
    county.has_nothing(form).await;
}
