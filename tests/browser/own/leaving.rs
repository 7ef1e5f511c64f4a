//! What was placed and is left, lost or blanked before the commit: by a step that goes, a page that renders anew, another document.

use postrider::form::CommitOutcome;

use super::committing::{COUNTY, committed, placed, request, submitting};
use crate::case::cases;
use crate::shorthand::*;
use crate::suite::suite;

cases! { "Leaving", submitting;
    "commit.html" what_another_document_blanks: "what was filled since the last click is placed no more after `reload`, `back` or `open`";
    "commit.html" nothing_loads_again_after_a_commit: "`reload` and `back` are refused once it was committed: they could send it again";
    "commit-steps.html" a_step_stays_left: "what a click led on from stays placed when another page is opened";
    "commit-steps.html" a_step_that_a_choice_leaves: "a step that a choice or a check takes away was left with what was filled in it";
    "commit-steps.html" a_choice_by_its_name: "a radio group named by its buttons is found again when it is rendered anew; one with another button on is not as it was";
    "commit-steps.html" a_file_that_vanishes: "a file field that goes was taken only where the page says its file";
    "choose-radios.html" another_of_a_group: "another radio button of an ARIA group replaces the first choice";
}

/// What is missing before a commit.
async fn lacking(form: &mut Form) -> Vec<String> {
    match failed(form.prepare_commit(request("Submit application")).await) {
        ActionError::Incomplete(missing) => missing,
        other => panic!("{other}"),
    }
}

async fn name_is_placed(form: &mut Form) {
    let value = Typed::field("applicant.name.first", "Ada");
    done(form.fill(&FillItem { target: label("Name"), value, look_only: false }).await);
}

async fn city_is_placed(form: &mut Form) {
    done(form.wait(&[Condition::Visible(label("City"))], 5_000).await);
    let value = Typed::field("home.city", "Alder");
    done(form.fill(&FillItem { target: label("City"), value, look_only: false }).await);
}

async fn what_another_document_blanks(form: &mut Form) {
    let both = ["applicant.name.first", "home.city"];
    placed(form, "take").await;
    done(form.prepare_commit(request("Submit application")).await);
    done(form.reload().await);
    assert_eq!(lacking(form).await, both);
    placed(form, "take").await;
    open(form, "commit.html").await;
    assert_eq!(lacking(form).await, both);
    open(form, "steps.html").await;
    open(form, "commit.html").await;
    placed(form, "take").await;
    done(form.back().await);
    open(form, "commit.html").await;
    assert_eq!(lacking(form).await, both);
    placed(form, "take").await;
    done(form.open(&format!("{}/commit.html#here", site())).await);
    done(form.prepare_commit(request("Submit application")).await);
}

async fn nothing_loads_again_after_a_commit(form: &mut Form) {
    let _one = COUNTY.lock().await;
    let before = suite().site().taken();
    placed(form, "take").await;
    let outcome = committed(form, request("Submit application")).await;
    assert!(matches!(outcome, CommitOutcome::Confirmed(_)), "{outcome:?}");
    let title = done(form.current().await).title;
    for refused in [form.reload().await, form.back().await] {
        let words = failed(refused).to_string();
        assert!(words.contains("could send it again"), "{words}");
    }
    assert_eq!(done(form.current().await).title, title);
    assert_eq!((suite().site().taken(), form.session().submit_seen().refused), (before + 1, 0));
}

async fn a_step_stays_left(form: &mut Form) {
    name_is_placed(form).await;
    done(form.click(&button("Next"), None).await);
    city_is_placed(form).await;
    open(form, "commit.html").await;
    assert_eq!(lacking(form).await, ["home.city"]);
}

async fn a_step_that_a_choice_leaves(form: &mut Form) {
    for by_check in [false, true] {
        open(form, "commit-steps.html").await;
        name_is_placed(form).await;
        if by_check {
            done(check(form, label("Alone"), true).await);
        } else {
            done(choose(form, label("Kind"), "Alone").await);
        }
        city_is_placed(form).await;
        done(form.prepare_commit(request("Submit application")).await);
    }
}

async fn a_choice_by_its_name(form: &mut Form) {
    form.not_applicable("applicant.name.first", "there is no box for it");
    let choose = [Choice::by_text(Typed::field("home.city", "Rented"))];
    for target in [name("home"), css("#home input"), label("Home")] {
        open(form, "commit-steps.html").await;
        done(form.choose(&target, &choose).await);
        script(form, "anew('home')").await;
        done(form.prepare_commit(request("Submit application")).await);
        // Also after a click: the group is still there, and says something else.
        done(form.click(&button("Help"), None).await);
        script(form, "document.querySelector('[value=o]').checked = true; anew('home')").await;
        let (kind, actual) = altered(form.prepare_commit(request("Submit application")).await);
        assert_eq!((kind, actual.as_str()), (AlterationKind::Different, "•••"), "{}", target.describe());
        assert_eq!(lacking(form).await, ["home.city"]);
    }
}

async fn a_file_that_vanishes(form: &mut Form) {
    form.not_applicable("applicant.name.first", "there is no box for it");
    let folder = Folder::new();
    let file = [UploadFile { field: Some("home.city".into()), ..folder.file("proof.pdf") }];
    for (says, lost) in [("", true), ("Received: proof.pdf", false)] {
        open(form, "commit-steps.html").await;
        done(form.upload(&label("Proof"), &file).await);
        script(form, &format!("document.getElementById('proof').outerHTML = '<p>{says}</p>'")).await;
        if lost {
            assert_eq!(altered(form.prepare_commit(request("Submit application")).await).0, AlterationKind::Emptied);
            assert_eq!(lacking(form).await, ["home.city"]);
        } else {
            done(form.prepare_commit(request("Submit application")).await);
        }
    }
}

async fn another_of_a_group(form: &mut Form) {
    for choice in ["No", "Yes"] {
        done(choose(form, label("Pays rent"), choice).await);
    }
    done(form.click(&css("legend"), None).await);
}
