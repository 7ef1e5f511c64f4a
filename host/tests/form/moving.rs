//! Pages, frames, windows, dialogs, waiting and reading.

use postrider::form::{Condition, DialogAnswer, Window};

use super::*;

fn framed(frames: &[&str], target: Target) -> Target {
    Target { frames: frames.iter().map(|name| Finder::Name((*name).to_owned())).collect(), ..target }
}

#[test]
fn the_action_after_a_click_sees_the_next_page() {
    in_both(settings(), async |form| {
        open(form, "steps.html").await;
        fill(form, label("One"), "x").await.unwrap();
        form.click(&button("Next"), None).await.unwrap();
        assert_eq!(form.current().await.unwrap().title, "step2");
        fill(form, label("One"), "y").await.unwrap();
        assert_eq!(form.back().await.unwrap().title, "Step 1");
        form.click(&role("link", "Third"), None).await.unwrap();
        fill(form, label("One"), "z").await.unwrap();
        assert_eq!(form.current().await.unwrap().title, "step3");
        open(form, "steps.html").await;
        form.choose(&label("Auto"), &[postrider::form::Choice::ByText(Typed::literal("B"))]).await.ok();
        form.wait(&[Condition::Title(exact("step4"))], 5_000).await.unwrap();
        open(form, "steps.html").await;
        form.click(&button("Later"), None).await.unwrap();
        assert_eq!(
            form.wait(&[Condition::Text(exact("nowhere")), Condition::Address("step5".into())], 5_000).await.unwrap(),
            1
        );
        open(form, "steps.html").await;
        form.click(&button("Hash"), None).await.unwrap();
        assert_eq!(form.current().await.unwrap().title, "Step 1");
        assert_eq!(form.reload().await.unwrap().title, "Step 1");
    });
}

#[test]
fn a_site_that_is_down_is_the_sites_doing() {
    in_both(settings(), async |form| {
        let opened = failed(form.open(&format!("{SITE}/down")).await);
        assert!(
            matches!(opened, ActionError::Unreachable { status: Some(503), retry_after_seconds: Some(120), .. }),
            "{opened:?}"
        );
        open(form, "steps.html").await;
        form.click(&role("link", "Down"), None).await.unwrap();
        let waited = failed(form.wait(&[Condition::Text(exact("Step 2"))], 20_000).await);
        assert!(matches!(waited, ActionError::Unreachable { status: Some(503), .. }), "{waited:?}");
        assert_eq!(form.which(&[Condition::Text(Text::Contains("back soon".into()))]).await.unwrap(), Some(0));
        let filled = failed(fill(form, label("One"), "x").await);
        assert!(
            matches!(filled, ActionError::Unreachable { status: Some(503), retry_after_seconds: Some(120), .. }),
            "{filled:?}"
        );
        assert!(matches!(failed(form.open("http://elsewhere.test/").await), ActionError::ForbiddenAddress(_)));
        assert!(matches!(failed(form.open("file:///etc/passwd").await), ActionError::ForbiddenAddress(_)));
        assert!(matches!(failed(form.open("find.html").await), ActionError::Malformed(_)));
    });
}

#[test]
fn frames_are_entered_and_left_by_the_target() {
    in_both(settings(), async |form| {
        open(form, "frames.html").await;
        fill(form, framed(&["main"], label("Inside")), "in").await.unwrap();
        fill(form, framed(&["main", "deep"], label("Deepest")), "deep").await.unwrap();
        fill(form, label("Outside"), "out").await.unwrap();
        let by_title = Target { frames: vec![Finder::Label(exact("Main part"))], ..button("Do") };
        form.click(&by_title, None).await.unwrap();
        form.wait(&[Condition::Visible(framed(&["main"], button("Done")))], 2_000).await.unwrap();
        form.click(&framed(&["main"], role("link", "Next part")), None).await.unwrap();
        fill(form, framed(&["main"], label("Second")), "2").await.unwrap();
        let gone = failed(fill(form, framed(&["nowhere"], label("Second")), "2").await);
        assert!(matches!(gone, ActionError::NoMatch(_)), "{gone}");
        assert_eq!(
            form.which(&[
                Condition::Visible(framed(&["nowhere"], label("X"))),
                Condition::Hidden(framed(&["nowhere"], label("X")))
            ])
            .await
            .unwrap(),
            Some(1)
        );
        assert_eq!(form.current().await.unwrap().title, "Frames");
    });
}

#[test]
fn windows_open_and_close() {
    in_both(settings(), async |form| {
        open(form, "windows.html").await;
        for name in ["Ada", "Bob"] {
            form.click(&button("Add member"), None).await.unwrap();
            assert_eq!(form.switch_window(&Window::Newest).await.unwrap().title, "Member");
            fill(form, label("Name"), name).await.unwrap();
            form.click(&button("Add"), None).await.unwrap();
            assert_eq!(form.close_window().await.unwrap().title, "Windows");
        }
        assert_eq!(form.read_text(&css("#members")).await.unwrap(), "Ada;Bob;");
        assert_eq!(form.which(&[Condition::Windows(1)]).await.unwrap(), Some(0));
        form.click(&button("Add member"), None).await.unwrap();
        form.switch_window(&Window::Titled(exact("Member"))).await.unwrap();
        form.switch_window(&Window::Main).await.unwrap();
        form.switch_window(&Window::Newest).await.unwrap();
        assert_eq!(form.close_window().await.unwrap().title, "Windows");
        assert!(matches!(failed(form.switch_window(&Window::Newest).await), ActionError::NothingThere(_)));
    });
}

#[test]
fn dialogs_are_answered_and_never_swallowed() {
    in_both(masked(), async |form| {
        open(form, "windows.html").await;
        form.click(&button("Remove"), None).await.unwrap();
        assert_eq!(form.dialog(&DialogAnswer::Accept).await.unwrap(), "Really remove •••?");
        assert_eq!(form.read_text(&css("#said")).await.unwrap(), "confirmed true");
        form.click(&button("Remove"), None).await.unwrap();
        form.dialog(&DialogAnswer::Dismiss).await.unwrap();
        assert_eq!(form.read_text(&css("#said")).await.unwrap(), "confirmed false");
        form.click(&button("Ask"), None).await.unwrap();
        form.dialog(&DialogAnswer::Enter(Typed::literal("1234"))).await.unwrap();
        assert_eq!(form.read_text(&css("#said")).await.unwrap(), "prompted 1234");
        form.click(&button("Surprise"), None).await.unwrap();
        assert_eq!(form.wait(&[Condition::Dialog], 2_000).await.unwrap(), 0);
        let open = failed(form.click(&button("Ask"), None).await);
        assert_eq!(open, ActionError::DialogOpen("Your session will end".into()));
        form.dialog(&DialogAnswer::Accept).await.unwrap();
        assert!(matches!(failed(form.dialog(&DialogAnswer::Accept).await), ActionError::NothingThere(_)));
    });
}

#[test]
fn conditions_say_which_came_true() {
    in_both(settings(), async |form| {
        open(form, "ready.html").await;
        let late = Condition::Visible(button("Late one"));
        let covered = Condition::Hidden(css("#veil"));
        assert_eq!(form.which(&[late.clone(), covered.clone()]).await.unwrap(), None);
        form.click(&button("Start"), None).await.unwrap();
        assert_eq!(form.wait(&[Condition::Title(exact("x")), late.clone()], 5_000).await.unwrap(), 1);
        form.wait(&[Condition::Enabled(css("#off"))], 5_000).await.unwrap();
        form.wait(&[Condition::Count(css("#late button"), 1)], 5_000).await.unwrap();
        form.wait(&[Condition::Holds(css("#ro"), Typed::literal("fixed"))], 5_000).await.unwrap();
        form.wait(&[Condition::Text(exact("Hover me"))], 5_000).await.unwrap();
        assert!(matches!(
            failed(form.wait(&[Condition::Dialog, Condition::Address("zzz".into())], 300).await),
            ActionError::TimedOut(_)
        ));
        assert!(matches!(failed(form.wait(&[late], 60_001).await), ActionError::Limit(_)));
    });
}

#[test]
fn what_is_read_comes_masked() {
    in_both(masked(), async |form| {
        open(form, "find.html").await;
        let table = form.read_table(&css("#people")).await.unwrap();
        assert_eq!(table[1], ["••• •••", "Self", "Change"]);
        assert_eq!(table[0], ["Name", "Relation", ""]);
        assert_eq!(
            form.read_attribute(&label("First name"), "placeholder").await.unwrap().as_deref(),
            Some("as on your ID")
        );
        assert_eq!(form.read_attribute(&label("First name"), "title").await.unwrap(), None);
        form.screenshot(None).await.unwrap();
        form.screenshot(Some(&css("#people"))).await.unwrap();
        assert!(form.evidence().iter().all(|shot| shot.bytes.starts_with(b"\x89PNG")));
    });
}

#[test]
fn a_signature_follows_the_form_and_not_its_values() {
    in_both(settings(), async |form| {
        open(form, "fields.html").await;
        let before = form.current().await.unwrap().signature;
        fill(form, label("Plain"), "other").await.unwrap();
        assert_eq!(form.current().await.unwrap().signature, before);
        open(form, "lists.html").await;
        assert_ne!(form.current().await.unwrap().signature, before);
    });
}
