//! What a session does while it works: pages, windows, dialogs and files, the network policy, and the submit gate.

use std::time::Duration;

use postrider::browser::{BrowserError, Kind};
use serde_json::json;
use url::Url;

use crate::fixture::{BOTH, TestFleet, at, find, text, until, walk};

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_read_written_and_shown() {
    let test = TestFleet::new();
    for kind in BOTH {
        let session = test.session(kind).await;
        session.open(&at("/")).await.unwrap();
        assert_eq!(session.title().await.unwrap(), "Alder");
        assert_eq!(session.url().await.unwrap(), at("/"));
        assert!(session.source().await.unwrap().contains("<h1>"));
        assert_eq!(session.last_visit(&at("/#part")).unwrap().status, 200);

        let name = find(&session, "#name").await;
        session.send_keys(&name, "Ana Lucía").await.unwrap();
        let value = session.execute("return arguments[0].value", vec![json!(name)]).await.unwrap();
        assert_eq!(value, "Ana Lucía");
        session.clear(&name).await.unwrap();
        assert_eq!(session.execute("return arguments[0].value", vec![json!(name)]).await.unwrap(), "");

        let actions = json!([{ "type": "pointer", "id": "mouse", "actions": [
            { "type": "pointerMove", "origin": find(&session, "#count").await, "x": 0, "y": 0 },
            { "type": "pointerDown", "button": 0 }, { "type": "pointerUp", "button": 0 } ] }]);
        session.perform(actions).await.unwrap();
        session.release_actions().await.unwrap();
        session.click(&find(&session, "#count").await).await.unwrap();
        assert_eq!(text(&session, "#count").await, "2 trusted");

        let later = "const done = arguments[arguments.length - 1]; setTimeout(() => done('late'), 20)";
        assert_eq!(session.execute_async(later, vec![], Duration::from_secs(2)).await.unwrap(), "late");
        let never = session.execute_async("", vec![], Duration::from_millis(50)).await;
        assert_eq!(never, Err(BrowserError::Timeout { command: "execute_async" }));
        let thrown = session.execute("throw new Error('Ana Lucía')", vec![]).await.unwrap_err();
        assert!(matches!(&thrown, BrowserError::Script { message } if message.reveal().contains("Ana")));
        assert!(!format!("{thrown} {thrown:?}").contains("Ana"));

        session.open(&at("/frames")).await.unwrap();
        assert_eq!(session.send_keys(&name, "x").await, Err(BrowserError::Stale));
        session.back().await.unwrap();
        assert_eq!(session.url().await.unwrap(), at("/"));
        session.forward().await.unwrap();
        session.reload().await.unwrap();
        assert_eq!(session.url().await.unwrap(), at("/frames"));

        if kind == Kind::Firefox {
            let own = session.execute("return outerHeight - innerHeight", vec![]).await.unwrap();
            assert_eq!(own, 0, "the browser draws so many pixels of its own window");
        }
        assert!(session.screenshot().await.unwrap().starts_with(b"\x89PNG"));
        let shown = session.element_screenshot(&find(&session, "h1").await).await.unwrap();
        assert!(shown.starts_with(b"\x89PNG"));
        assert!(session.print_pdf().await.unwrap().starts_with(b"%PDF"));
        assert_eq!(session.blocked(), Vec::<String>::new(), "{kind:?} asked for more than its pages");
        session.close().await;
    }
    assert_eq!(test.fleet.live(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_windows_and_dialogs() {
    let test = TestFleet::new();
    for kind in BOTH {
        let session = test.session(kind).await;
        session.open(&at("/frames")).await.unwrap();
        session.enter_frame(&find(&session, "iframe").await).await.unwrap();
        session.enter_frame(&find(&session, "iframe").await).await.unwrap();
        assert_eq!(text(&session, "h1").await, "Inmost");
        session.parent_frame().await.unwrap();
        assert_eq!(text(&session, "h1").await, "Inner");
        session.top_frame().await.unwrap();
        assert_eq!(text(&session, "h1").await, "Outer");
        let no_frame = session.enter_frame(&find(&session, "h1").await).await;
        assert_eq!(no_frame, Err(BrowserError::NoSuchFrame));

        session.open(&at("/")).await.unwrap();
        let first = session.current_window().await.unwrap();
        assert_eq!(session.windows().await.unwrap(), std::slice::from_ref(&first));
        session.click(&find(&session, "#popup").await).await.unwrap();
        until("the popup is there", async || session.windows().await.unwrap().len() == 2).await;
        let windows = session.windows().await.unwrap();
        let popup = windows.iter().find(|window| **window != first).unwrap();
        session.switch_window(popup).await.unwrap();
        until("the popup shows its page", async || session.title().await.unwrap() == "Frames").await;
        session.close_window().await.unwrap();
        assert_eq!(session.title().await, Err(BrowserError::NoSuchWindow));
        session.switch_window(&first).await.unwrap();

        assert_eq!(session.dialog_text().await.unwrap(), None);
        assert_eq!(session.dialog_accept().await, Err(BrowserError::NoDialog));
        session.click(&find(&session, "#confirm").await).await.unwrap();
        until("it is asked", async || session.dialog_text().await.unwrap().is_some()).await;
        assert_eq!(session.dialog_text().await.unwrap().as_deref(), Some("Send it for Ana?"));
        let surprised = session.title().await.unwrap_err();
        assert!(
            matches!(&surprised, BrowserError::DialogOpen { text } if text.reveal() == "Send it for Ana?"),
            "{kind:?}"
        );
        assert!(!format!("{surprised} {surprised:?}").contains("Ana"));
        session.dialog_dismiss().await.unwrap();
        assert_eq!(text(&session, "#answer").await, "false");
        session.click(&find(&session, "#prompt").await).await.unwrap();
        until("it is asked", async || session.dialog_text().await.unwrap().is_some()).await;
        session.dialog_type("four").await.unwrap();
        session.dialog_accept().await.unwrap();
        assert_eq!(text(&session, "#answer").await, "four");
        session.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_uploaded_under_their_own_names() {
    let test = TestFleet::new();
    let documents = tempfile::tempdir().unwrap();
    let file = documents.path().join("paso de nómina.pdf");
    std::fs::write(&file, b"%PDF-1.7 test").unwrap();
    for kind in BOTH {
        let session = test.session(kind).await;
        session.open(&at("/")).await.unwrap();
        let field = find(&session, "#file").await;
        session.upload(&field, std::slice::from_ref(&file)).await.unwrap();
        let read = "const done = arguments[1]; const f = arguments[0].files[0]; f.text().then(t => done([f.name, t]))";
        let held = session.execute_async(read, vec![json!(field)], Duration::from_secs(5)).await.unwrap();
        assert_eq!(held, json!(["paso de nómina.pdf", "%PDF-1.7 test"]));
        let absent = session.upload(&field, &[documents.path().join("absent.pdf")]).await.unwrap_err();
        assert!(matches!(absent, BrowserError::Upload { .. }));
        session.close().await;
    }
    let left = walk(test.scratch.path());
    assert!(left.iter().all(|path| path.ends_with("lock")), "left behind: {left:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_outside_the_policy_is_reached() {
    let test = TestFleet::new();
    for kind in BOTH {
        let session = test.session(kind).await;
        for outside in [
            "http://evil.test/",
            "https://alder.test/",
            "http://alder.test:81/",
            "file:///etc/hostname",
            "about:config",
            "data:text/html,x",
            "view-source:http://alder.test/",
        ] {
            let refused = session.open(&Url::parse(outside).unwrap()).await;
            assert!(matches!(refused, Err(BrowserError::Forbidden { .. })), "{outside}: {refused:?}");
        }
        session.open(&at("/")).await.unwrap();
        // What a page does of itself: to another host, to this machine, to the driver, and past the proxy.
        let reach = "const done = arguments[1]; \
            fetch(arguments[0], {mode: 'no-cors'}).then(r => r.text()).then(t => done('reached ' + t), e => done('refused'))";
        let direct = format!("http://{}/", test.county.address);
        for target in [
            "http://evil.test/x?ssn=1",
            direct.as_str(),
            "http://127.0.0.1:4444/status",
            "http://localhost:4444/status",
        ] {
            let before = test.county.requests();
            let answer = session.execute_async(reach, vec![json!(target)], Duration::from_secs(5)).await.unwrap();
            assert!(!answer.as_str().unwrap().contains("ready"), "{kind:?} {target}: {answer}");
            assert_eq!(test.county.requests(), before, "{kind:?} {target}");
        }
        let blocked = session.blocked();
        for host in ["evil.test", "127.0.0.1", "localhost"] {
            assert!(blocked.iter().any(|known| known == host), "{kind:?}: {host} not in {blocked:?}");
        }
        let away = session.open(&at("/away")).await;
        assert!(matches!(&away, Err(BrowserError::Forbidden { address }) if address == "http://evil.test"), "{away:?}");
        session.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_submit_passes_once_and_only_when_armed() {
    let test = TestFleet::new();
    for kind in BOTH {
        let session = test.session(kind).await;
        let before = test.county.submits();
        session.open(&at("/")).await.unwrap();
        session.click(&find(&session, "#send").await).await.unwrap();
        until("the gate has refused", async || session.submit_seen().refused == 1).await;
        assert_eq!(test.county.submits(), before);
        assert_eq!(session.disarm_submit().sent, 0);

        // Five at once, one passes.
        session.open(&at("/")).await.unwrap();
        session.arm_submit();
        let five = "const done = arguments[0]; Promise.all([1, 2, 3, 4, 5].map(i => \
            fetch('/apply/submit', {method: 'POST', body: 'i=' + i}).then(r => r.status))).then(s => done(s.sort()))";
        let answers = session.execute_async(five, vec![], Duration::from_secs(10)).await.unwrap();
        assert_eq!(answers, json!([200, 403, 403, 403, 403]));
        let seen = session.disarm_submit();
        assert_eq!((seen.sent, seen.refused, seen.answered), (1, 4, Some(200)));
        assert_eq!(test.county.submits(), before + 1);

        // As a form, then again by going back and by reloading.
        session.arm_submit();
        session.click(&find(&session, "#send").await).await.unwrap();
        until("the county answered", async || session.submit_seen().answered == Some(200)).await;
        assert_eq!(test.county.submits(), before + 2);
        // Firefox asks whether to send again, Chromium just does.
        let _ = session.reload().await;
        if session.dialog_text().await.unwrap().is_some() {
            session.dialog_accept().await.unwrap();
        }
        until("the gate has refused", async || session.submit_seen().refused > 0).await;
        assert_eq!(test.county.submits(), before + 2);
        assert_eq!(session.disarm_submit().sent, 1);

        // The county has it, and its answer is lost: the browser must not send again.
        session.open(&at("/")).await.unwrap();
        session.arm_submit();
        let _ = session.click(&find(&session, "#lose").await).await;
        until("the loss was seen", async || session.last_visit(&at("/apply/lost")).is_some()).await;
        assert!(session.last_visit(&at("/apply/lost")).unwrap().unreachable.is_some());
        let seen = session.disarm_submit();
        assert_eq!((seen.sent, seen.answered), (1, None));
        assert_eq!(test.county.submits(), before + 3);
        session.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_county_that_does_not_answer_is_distinguished() {
    let test = TestFleet::with(|config| config.page_load = Duration::from_secs(4));
    for kind in BOTH {
        let session = test.session(kind).await;
        let closed = session.open(&Url::parse("http://closed.test/").unwrap()).await;
        assert!(matches!(closed, Err(BrowserError::Unreachable { status: None, .. })), "{kind:?} {closed:?}");
        let dropped = session.open(&at("/drop")).await;
        assert!(matches!(dropped, Err(BrowserError::Unreachable { status: None, .. })), "{kind:?} {dropped:?}");
        let busy = session.open(&at("/busy")).await;
        let Err(BrowserError::Unreachable { status: Some(503), retry_after, .. }) = busy else {
            panic!("{kind:?} {busy:?}")
        };
        assert_eq!(retry_after, Some(Duration::from_secs(120)));
        let hanging = session.open(&at("/hang")).await;
        assert_eq!(hanging, Err(BrowserError::Timeout { command: "open" }), "{kind:?}");
        session.open(&at("/")).await.unwrap();
        assert_eq!(session.title().await.unwrap(), "Alder", "{kind:?} is usable after a timeout");
        session.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_sends_so_much_and_no_more() {
    let test = TestFleet::new();
    for kind in BOTH {
        let session = test.session(kind).await;
        session.open(&at("/")).await.unwrap();
        // Announced, it is refused before a byte of it comes; unannounced, it is cut off on its way.
        let get = "const done = arguments[1]; fetch(arguments[0]).then(async (answer) => { let bytes = 0; \
            try { for await (const piece of answer.body) bytes += piece.length; } catch (e) { bytes = -bytes; } done([answer.status, bytes]); })";
        let huge = session.execute_async(get, vec![json!("/huge")], Duration::from_secs(20)).await.unwrap();
        assert_eq!(huge[0], 502, "{kind:?} {huge}");
        // Three answers of 64 MiB, and what is left of the 200.
        for _ in 0..4 {
            let cut = session.execute_async(get, vec![json!("/endless")], Duration::from_secs(60)).await.unwrap();
            let bytes = cut[1].as_i64().unwrap();
            assert!(cut[0] == 200 && (-(64 << 20)..0).contains(&bytes), "{kind:?} {cut}");
        }
        let spent = session.open(&at("/")).await;
        assert!(
            matches!(&spent, Err(BrowserError::Unreachable { reason, .. }) if reason.contains("more than 200 MiB")),
            "{kind:?} {spent:?}"
        );
        session.close().await;
    }
}
