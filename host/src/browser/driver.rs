//! What the two drivers and browsers are told at the start: arguments, preferences, capabilities. Pure.

use std::ffi::OsString;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::config::{Config, Kind};
use super::relay::{DRIVER_PORT, PROXY_PORT};
use super::sandbox::DOWNLOADS_INSIDE;

/// Preferences with which Firefox was seen to ask nobody but the proxy, and the proxy for nothing but pages; and which keep no
/// page that was left (docs/decisions/0007-no-page-cache.md).
const FIREFOX_PREFS: &str = include_str!("firefox-prefs.json");
/// The same for Chromium.
const CHROMIUM_ARGS: &str = include_str!("chromium-args.json");
/// Chromium's argument that leaves the window away; the configuration decides on it.
const HEADLESS: &str = "--headless";
/// The window, in CSS pixels: wide enough for the desktop layout of every county seen, tall enough to scroll little.
const WINDOW: (u32, u32) = (1280, 1000);

/// The driver's command line behind its own name.
pub(super) fn arguments(kind: Kind, browser: &Path) -> Vec<OsString> {
    match kind {
        Kind::Firefox => vec![
            "--host".into(),
            "127.0.0.1".into(),
            "--port".into(),
            DRIVER_PORT.to_string().into(),
            "--binary".into(),
            browser.into(),
            "--log".into(),
            "fatal".into(),
            // What makes a used browser forget runs with its own rights; pages never reach the driver.
            "--allow-system-access".into(),
        ],
        Kind::Chromium => vec![format!("--port={DRIVER_PORT}").into(), "--log-level=SEVERE".into()],
    }
}

/// The capabilities of a new session. The script limit is the page load's: `execute_async` sets its own.
pub(super) fn capabilities(kind: Kind, browser: &Path, config: &Config) -> Map<String, Value> {
    let limit_ms = u64::try_from(config.page_load.as_millis()).unwrap_or(u64::MAX);
    let proxy = format!("127.0.0.1:{PROXY_PORT}");
    let mut capabilities = json!({
        "browserName": match kind { Kind::Firefox => "firefox", Kind::Chromium => "chrome" },
        "acceptInsecureCerts": false,
        "pageLoadStrategy": "normal",
        "unhandledPromptBehavior": "ignore",
        "timeouts": { "pageLoad": limit_ms, "script": limit_ms, "implicit": 0 },
        "proxy": {
            "proxyType": "manual",
            "httpProxy": proxy,
            "sslProxy": proxy,
            // Without this Chromium goes to loopback directly. Firefox has a preference for it.
            "noProxy": match kind { Kind::Firefox => json!([]), Kind::Chromium => json!(["<-loopback>"]) },
        },
    });
    capabilities[match kind {
        Kind::Firefox => "moz:firefoxOptions",
        Kind::Chromium => "goog:chromeOptions",
    }] = match kind {
        Kind::Firefox => firefox(browser, config.headless),
        Kind::Chromium => chromium(browser, config.headless),
    };
    match capabilities {
        Value::Object(capabilities) => capabilities,
        _ => Map::new(),
    }
}

fn firefox(browser: &Path, headless: bool) -> Value {
    let mut prefs: Value =
        serde_json::from_str(FIREFOX_PREFS).expect("the file is part of the program and a test parses it");
    prefs["browser.download.dir"] = json!(DOWNLOADS_INSIDE);
    let (width, height) = WINDOW;
    let mut args = vec![format!("--width={width}"), format!("--height={height}")];
    if headless {
        args.push("-headless".to_owned());
    }
    json!({ "binary": browser, "args": args, "prefs": prefs, "log": { "level": "fatal" } })
}

fn chromium(browser: &Path, headless: bool) -> Value {
    let mut args: Vec<String> =
        serde_json::from_str(CHROMIUM_ARGS).expect("the file is part of the program and a test parses it");
    args.retain(|arg| headless || !arg.starts_with(HEADLESS));
    let (width, height) = WINDOW;
    args.push(format!("--window-size={width},{height}"));
    let prefs = json!({
        "download": { "default_directory": DOWNLOADS_INSIDE, "prompt_for_download": false },
        "plugins": { "always_open_pdf_externally": true },
    });
    json!({ "binary": browser, "args": args, "prefs": prefs })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_browsers_are_told_to_use_the_proxy_and_keep_dialogs() {
        for kind in [Kind::Firefox, Kind::Chromium] {
            let told = capabilities(kind, Path::new("/browser"), &Config::default());
            assert_eq!(told["proxy"]["httpProxy"], "127.0.0.1:3128", "{kind:?}");
            assert_eq!(told["proxy"]["sslProxy"], "127.0.0.1:3128", "{kind:?}");
            assert_eq!(told["unhandledPromptBehavior"], "ignore", "{kind:?}");
            assert_eq!(told["acceptInsecureCerts"], false, "{kind:?}");
            assert_eq!(told["timeouts"]["pageLoad"], 20_000, "{kind:?}");
        }
    }

    #[test]
    fn firefox_gets_the_preferences_that_close_its_ways_around_the_proxy() {
        let told = capabilities(Kind::Firefox, Path::new("/browser"), &Config::default());
        let options = &told["moz:firefoxOptions"];
        assert_eq!(options["binary"], "/browser");
        assert_eq!(options["prefs"]["network.proxy.allow_hijacking_localhost"], true);
        assert_eq!(options["prefs"]["media.peerconnection.enabled"], false);
        assert_eq!(options["prefs"]["network.proxy.allow_bypass"], false);
    }

    #[test]
    fn chromium_shows_a_window_only_when_told() {
        let headless = |headless| {
            let told = capabilities(Kind::Chromium, Path::new("/browser"), &Config { headless, ..Config::default() });
            let args = told["goog:chromeOptions"]["args"].as_array().unwrap().clone();
            args.iter().any(|arg| arg.as_str().unwrap().starts_with("--headless"))
        };
        assert!(headless(true));
        assert!(!headless(false));
        assert_eq!(
            capabilities(Kind::Chromium, Path::new("/b"), &Config::default())["proxy"]["noProxy"],
            json!(["<-loopback>"])
        );
    }
}
