//! Bad input: what each failure says. Its text is part of the product, so it is kept as a snapshot, the same in both browsers.

use crate::case::cases;
use crate::shorthand::*;

cases! { "Bad input", masked;
    "fail-targets.html" targets_that_match_none_or_many: "a target that matches none or many: the nearest labels, the several matches, and what to try";
    "fail-states.html" elements_that_are_never_ready: "hidden, disabled, covered, moving, replaced again and again, read-only: which it was, and what covers";
    "fill-drops.html" values_that_are_not_kept: "a value that is cut, dropped, rejected or replaced: how it differs";
    "choose-native.html" choices_that_are_not_offered: "an option that is not offered or not enabled: what is";
    "dialogs.html" things_that_are_not_there: "a dialog, window, frame or document that is not there";
    "open.html" arguments_that_make_no_sense: "malformed selectors, keys and addresses, and bounds of the contract";
}

fn texts_of(failures: &[Failure]) -> String {
    over_http(&failures.iter().map(Failure::to_string).collect::<Vec<_>>().join("\n\n"))
}

async fn targets_that_match_none_or_many(form: &mut Form) {
    let none = form.click(&label("Frist name"), None).await.unwrap_err();
    let unlabelled = fill(form, label("Middle initial"), "x").await.unwrap_err();
    let no_role = form.click(&role("button", "Contineu"), None).await.unwrap_err();
    let no_kind = form.click(&role("tab", "Income"), None).await.unwrap_err();
    let no_css = form.click(&css("#nothing"), None).await.unwrap_err();
    let many = form.click(&button("Edit"), None).await.unwrap_err();
    let scope = form.click(&within(section("Pets"), label("Name")), None).await.unwrap_err();
    let scoped = form.click(&within(section("Home"), label("City")), None).await.unwrap_err();
    let nth = form.click(&Target { nth: Some(2), ..button("Edit") }, None).await.unwrap_err();
    let texts = texts_of(&[none, unlabelled, no_role, no_kind, no_css, many, scope, scoped, nth]);
    insta::assert_snapshot!("targets_that_match_none_or_many", texts);
}

async fn elements_that_are_never_ready(form: &mut Form) {
    assert_eq!(missing(form.click(&id("hidden"), None).await), Readiness::Visible);
    let mut failures = Vec::new();
    for target in [id("hidden"), id("off"), id("under"), id("mover"), css("#churn button")] {
        failures.push(form.click(&target, None).await.unwrap_err());
    }
    for target in [label("Read only"), label("Switched off"), id("off")] {
        failures.push(fill(form, target, "x").await.unwrap_err());
    }
    insta::assert_snapshot!("elements_that_are_never_ready", texts_of(&failures));
}

async fn values_that_are_not_kept(form: &mut Form) {
    let mut failures = Vec::new();
    for (name, text) in [("Short", "1200 Oak Avenue"), ("Digits", "12a34"), ("Picky", "x1"), ("Guess", "Shelbyville")] {
        failures.push(fill(form, label(name), text).await.unwrap_err());
    }
    failures
        .push(form.fill_all(&[item(label("Guess"), "Springfield"), item(label("Digits"), "1-2")]).await.unwrap_err());
    failures.push(fill(form, label("Digits"), "1\n2").await.unwrap_err());
    insta::assert_snapshot!("values_that_are_not_kept", texts_of(&failures));
}

async fn choices_that_are_not_offered(form: &mut Form) {
    let failures = vec![
        choose(form, label("State"), "Californa").await.unwrap_err(),
        form.choose(&label("State"), &[by_code("NY")]).await.unwrap_err(),
        form.choose(&label("State"), &[Choice::by_text(Typed::field("home.state", "Ada"))]).await.unwrap_err(),
        choose(form, label("State"), "Nevada").await.unwrap_err(),
        form.choose(&label("State"), &[by_text("California"), by_text("Colorado")]).await.unwrap_err(),
        choose(form, id("out"), "California").await.unwrap_err(),
    ];
    insta::assert_snapshot!("choices_that_are_not_offered", texts_of(&failures));
}

async fn things_that_are_not_there(form: &mut Form) {
    let gone = UploadFile { path: "/nowhere/id.pdf".into(), field: Some("documents[0]".into()) };
    let failures = vec![
        form.dialog(&DialogAnswer::Accept).await.unwrap_err(),
        form.switch_window(&Window::Newest).await.unwrap_err(),
        form.switch_window(&Window::Titled(exact("Member"))).await.unwrap_err(),
        fill(form, framed(&["main"], label("Name")), "x").await.unwrap_err(),
        form.upload(&label("Warns"), std::slice::from_ref(&gone)).await.unwrap_err(),
        {
            open(form, "upload.html").await;
            form.upload(&label("Proof"), &[gone]).await.unwrap_err()
        },
    ];
    insta::assert_snapshot!("things_that_are_not_there", texts_of(&failures));
}

async fn arguments_that_make_no_sense(form: &mut Form) {
    let failures = vec![
        form.click(&css("p >"), None).await.unwrap_err(),
        form.click(&Target::by(Finder::XPath("//p[".into())), None).await.unwrap_err(),
        form.click(&Target::by(Finder::XPath("//p/text()".into())), None).await.unwrap_err(),
        form.press(None, "Return").await.unwrap_err(),
        form.open("open.html").await.unwrap_err(),
        form.open("javascript:alert(1)").await.unwrap_err(),
        form.open("http://elsewhere.test/a?b=c").await.unwrap_err(),
        form.wait(&[], 10).await.unwrap_err(),
        form.wait(&[Condition::Dialog], 60_001).await.unwrap_err(),
        fill(form, label("Name"), &"x".repeat(100_001)).await.unwrap_err(),
    ];
    insta::assert_snapshot!("arguments_that_make_no_sense", texts_of(&failures));
}
