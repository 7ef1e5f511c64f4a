//! What the capabilities must hold for each browser.

use super::*;

#[test]
fn both_browsers_use_the_proxy_and_keep_dialogs_open() {
    for kind in [Kind::Firefox, Kind::Chromium] {
        let found = capabilities(kind, Path::new("/browser"), &Config::default());
        assert_eq!(found["proxy"]["httpProxy"], "127.0.0.1:3128", "{kind:?}");
        assert_eq!(found["proxy"]["sslProxy"], "127.0.0.1:3128", "{kind:?}");
        assert_eq!(found["unhandledPromptBehavior"], "ignore", "{kind:?}");
        assert_eq!(found["acceptInsecureCerts"], false, "{kind:?}");
        assert_eq!(found["timeouts"]["pageLoad"], 20_000, "{kind:?}");
    }
}

#[test]
fn firefox_gets_the_preferences_that_close_its_ways_around_the_proxy() {
    let found = capabilities(Kind::Firefox, Path::new("/browser"), &Config::default());
    let options = &found["moz:firefoxOptions"];
    assert_eq!(options["binary"], "/browser");
    assert_eq!(options["prefs"]["network.proxy.allow_hijacking_localhost"], true);
    assert_eq!(options["prefs"]["media.peerconnection.enabled"], false);
    assert_eq!(options["prefs"]["network.proxy.allow_bypass"], false);
}

#[test]
fn firefox_leaves_its_own_window_away_only_where_nobody_sees_it() {
    let profile = |headless| {
        let found = capabilities(Kind::Firefox, Path::new("/b"), &Config { headless, ..Config::default() });
        found["moz:firefoxOptions"]["profile"].clone()
    };
    assert!(profile(true).is_string());
    assert!(profile(false).is_null());
}

#[test]
fn chromium_shows_a_window_only_when_asked_to() {
    let headless = |headless| {
        let found = capabilities(Kind::Chromium, Path::new("/browser"), &Config { headless, ..Config::default() });
        let args = found["goog:chromeOptions"]["args"].as_array().unwrap().clone();
        args.iter().any(|arg| arg.as_str().unwrap().starts_with("--headless"))
    };
    assert!(headless(true));
    assert!(!headless(false));
    assert_eq!(
        capabilities(Kind::Chromium, Path::new("/b"), &Config::default())["proxy"]["noProxy"],
        json!(["<-loopback>"])
    );
}

#[test]
fn a_remote_browser_is_made_to_take_the_hosts_leafs() {
    let remote =
        |kind| remote_capabilities(kind, "10.0.0.7:1", &NetworkPolicy::default(), "aGFzaA==", &Config::default());
    let chromium = remote(Kind::Chromium);
    let listed = json!("--ignore-certificate-errors-spki-list=aGFzaA==");
    assert!(chromium["goog:chromeOptions"]["args"].as_array().unwrap().contains(&listed));
    assert_eq!(chromium["acceptInsecureCerts"], false, "it takes no others");
    assert_eq!(remote(Kind::Firefox)["acceptInsecureCerts"], true);
}
