//! A click that was given up and comes all the same: on a machine with too much to do a driver says done before the page has heard of
//! it. It goes nowhere, for the click was made again, or its failure told. What the pointer does later is somebody's own.

use std::time::{Duration, Instant};

use postrider::browser::{PooledSession, Session};
use postrider::form::{Finder, Form, Settings, Target};
use serde_json::json;

use crate::fixture::{BOTH, TestFleet, at, find, text};

/// A button that counts its clicks and is elsewhere whenever the pointer comes, as long as the page says so.
const FLEEING: &str = "document.body.innerHTML = '<button id=flees style=\"position: absolute; top: 60px; left: 0\">0</button>'; \
    const button = document.getElementById('flees'); \
    button.onclick = () => { button.textContent = Number(button.textContent) + 1; }; \
    document.body.dataset.flees = 1; \
    button.onpointermove = () => { if (document.body.dataset.flees) button.style.left = button.style.left === '0px' ? '400px' : '0px'; };";

/// For longer than a click that was given up is held back.
const LATER: Duration = Duration::from_secs(6);
/// For less than that.
const AT_ONCE: Duration = Duration::from_secs(2);

async fn press_and_let_go(session: &Session) {
    let on = find(session, "#flees").await;
    let actions = json!([{ "type": "pointer", "id": "mouse", "actions": [
        { "type": "pointerMove", "origin": on, "x": 0, "y": 0 },
        { "type": "pointerDown", "button": 0 }, { "type": "pointerUp", "button": 0 } ] }]);
    session.perform(actions).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_click_that_was_given_up_goes_nowhere_when_it_comes() {
    let test = TestFleet::new();
    for kind in BOTH {
        let mut session = PooledSession::from(test.session(kind).await);
        session.open(&at("/")).await.unwrap();
        // On a machine with too much to do it comes too late to be told from somebody's own: then once more.
        for tries in 1.. {
            session.execute(FLEEING, vec![]).await.unwrap();
            let given_up;
            (session, given_up) = click_in_vain(&test, session).await;
            session.execute("delete document.body.dataset.flees", vec![]).await.unwrap();
            press_and_let_go(&session).await;
            if given_up.elapsed() < AT_ONCE {
                break;
            }
            assert!(tries < 5, "{kind:?}: this machine is too slow to show it");
        }
        assert_eq!(text(&session, "#flees").await, "0", "{kind:?}: the late click reached the page");
        tokio::time::sleep(LATER).await;
        press_and_let_go(&session).await;
        assert_eq!(text(&session, "#flees").await, "1", "{kind:?}: what somebody else clicks later is theirs");
        session.close().await;
    }
}

/// Clicks what flees, and says since when that is given up.
async fn click_in_vain(test: &TestFleet, session: PooledSession) -> (PooledSession, Instant) {
    let mut form = Form::new(session, Settings { origins: test.policy().origins, ..Settings::default() });
    let button = Target::by(Finder::Id("flees".to_owned()));
    let failure = form.click(&button, None).await.expect_err("it fled each time");
    assert!(failure.to_string().contains("covered"), "{failure}");
    (form.into_session(), Instant::now())
}
