//! Moving about: opening, going back, reloading, pages that come late, and addresses that are none of the plugin's.

use crate::case::cases;
use crate::scheme;
use crate::shorthand::*;

cases! { "Moving about", settings;
    "open.html" opening_gives_the_page: "`open` gives address, title, status and signature of the page";
    "back.html" back_and_reload: "`back` goes one step back, `reload` loads again; a hash is no page";
    "steps.html" the_action_after_a_click_sees_the_next_page: "after a click that sends a form or follows a link, the next action works on the next page";
    "navigates-later.html" a_page_that_leaves_by_itself_is_followed: "a page that leaves later, or when a list changes, is followed";
    "to-down.html" a_site_that_is_down_is_the_sites_doing: "a server's error is `unreachable` with status and retry-after, also after a click";
    "open.html" other_addresses_are_refused: "`javascript:`, `data:`, `file:`, `about:`, other origins and relative addresses are refused";
    "unsaved.html" a_page_that_asks_before_it_is_left: "a page that asks before it is left (beforeunload) is left";
    "signature.html" a_signature_follows_the_form: "the signature follows the form's controls, never its values";
}

async fn opening_gives_the_page(form: &mut Form) {
    let page = done(form.open(&format!("{}/open.html?x=1", site())).await);
    assert_eq!((page.address.clone(), page.title.as_str()), (format!("{}/open.html?x=1", site()), "Plain page"));
    assert_eq!((page.status, page.signature.len()), (Some(200), 16));
    assert_eq!(done(form.current().await), page);
}

async fn back_and_reload(form: &mut Form) {
    let loads: u32 = out(form).await.parse().unwrap();
    assert_eq!(done(form.reload().await).title, "Step 1");
    assert_eq!(out(form).await, (loads + 1).to_string());
    click(form, role("link", "On")).await;
    assert_eq!(done(form.current().await).title, "Plain page");
    assert_eq!(done(form.back().await).title, "Step 1");
    assert_eq!(out(form).await, (loads + 2).to_string());
    click(form, button("Hash")).await;
    assert_eq!(done(form.current().await).address, format!("{}/back.html#x", site()));
    assert_eq!(out(form).await, (loads + 2).to_string());
}

async fn the_action_after_a_click_sees_the_next_page(form: &mut Form) {
    done(fill(form, label("One"), "x").await);
    click(form, button("Next")).await;
    assert_eq!(done(form.current().await).title, "step2");
    done(fill(form, label("One"), "y").await);
    assert_eq!(done(form.back().await).title, "Step 1");
    click(form, role("link", "Third")).await;
    done(fill(form, label("One"), "z").await);
    assert_eq!(done(form.current().await).title, "step3");
}

async fn a_page_that_leaves_by_itself_is_followed(form: &mut Form) {
    done(choose(form, label("Auto"), "B").await);
    done(form.wait(&[Condition::Title(exact("step4"))], 5_000).await);
    open(form, "navigates-later.html").await;
    click(form, button("Later")).await;
    let conditions = [Condition::Text(exact("nowhere")), Condition::Address("step5".into())];
    assert_eq!(done(form.wait(&conditions, 5_000).await), 1);
}

async fn a_site_that_is_down_is_the_sites_doing(form: &mut Form) {
    #[track_caller]
    fn down(error: &ActionError) {
        let seen = matches!(error, ActionError::Unreachable { status: Some(503), .. });
        assert!(seen, "{error:?}");
    }
    click(form, role("link", "Down")).await;
    down(&failed(form.wait(&[Condition::Text(exact("Step 2"))], 20_000).await));
    assert_eq!(done(form.which(&[Condition::Text(holding("back soon"))]).await), Some(0));
    let filled = failed(fill(form, label("One"), "x").await);
    assert!(matches!(filled, ActionError::Unreachable { retry_after_seconds: Some(120), .. }), "{filled:?}");
    down(&failed(form.open(&format!("{}/down", site())).await));
}

async fn other_addresses_are_refused(form: &mut Form) {
    for address in [
        "javascript:alert(1)",
        "data:text/html,hello",
        "file:///etc/passwd",
        "about:blank",
        &format!("view-source:{}/open.html", site()),
        "chrome://version",
        "http://elsewhere.test/",
        &format!("{}/open.html", scheme::not_at("pages.test")),
        &format!("{}:8080/", site()),
    ] {
        let refused = failed(form.open(address).await);
        assert!(matches!(refused, ActionError::ForbiddenAddress(_)), "{address}: {refused}");
    }
    for address in ["open.html", "", "//pages.test/open.html"] {
        assert!(matches!(failed(form.open(address).await), ActionError::Malformed(_)), "{address}");
    }
    assert_eq!(done(form.current().await).title, "Plain page");
}

async fn a_page_that_asks_before_it_is_left(form: &mut Form) {
    done(fill(form, label("Name"), "Bob").await);
    click(form, role("link", "Leave")).await;
    assert_eq!(done(form.current().await).title, "Plain page");
    open(form, "unsaved.html").await;
    done(fill(form, label("Name"), "Bob").await);
    open(form, "open.html").await;
    assert_eq!(done(form.current().await).title, "Plain page");
}

async fn a_signature_follows_the_form(form: &mut Form) {
    let before = done(form.current().await).signature;
    done(fill(form, label("Name"), "other").await);
    done(choose(form, label("State"), "CO").await);
    assert_eq!(done(form.current().await).signature, before);
    click(form, button("More")).await;
    assert_ne!(done(form.current().await).signature, before);
}
