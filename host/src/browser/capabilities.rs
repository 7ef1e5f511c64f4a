//! What the two drivers and browsers are started with: arguments, preferences, capabilities. Pure.

use std::ffi::OsString;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::config::Config;
use super::files::archived;
use super::kind::Kind;
use super::network_policy::NetworkPolicy;
use super::origin::{Origin, Scheme};
use super::relay::{DRIVER_PORT, PROXY_PORT};
use super::sandbox::DOWNLOADS_INSIDE;

/// Preferences with which Firefox was seen to ask nobody but the proxy, and the proxy for nothing but pages; and which keep no
/// page that was left (docs/decisions/0007-no-page-cache.md).
const FIREFOX_PREFS: &str = include_str!("firefox-prefs.json");
/// The same for Chromium.
const CHROMIUM_ARGS: &str = include_str!("chromium-args.json");
/// What Firefox leaves away of its own window when nobody sees it, and where in a profile it looks for that.
const FIREFOX_STYLE: &str = include_str!("firefox-window.css");
const FIREFOX_STYLE_AT: &str = "chrome/userChrome.css";
/// Chromium's argument that leaves the window away; the configuration decides on it.
const HEADLESS: &str = "--headless";
/// The window, in CSS pixels: wide enough for the desktop layout of every county seen, tall enough to scroll little.
const WINDOW: (u32, u32) = (1280, 1000);

/// The driver's command line after its own name.
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

/// The capabilities of a new session in a sandbox. The script limit is the page load's: `execute_async` sets its own.
pub(super) fn capabilities(kind: Kind, browser: &Path, config: &Config) -> Map<String, Value> {
    let proxy = format!("127.0.0.1:{PROXY_PORT}");
    let mut capabilities = of_any_session(kind, &proxy, config);
    let options = &mut capabilities[options_of(kind)];
    options["binary"] = json!(browser);
    match kind {
        Kind::Firefox => options["prefs"]["browser.download.dir"] = json!(DOWNLOADS_INSIDE),
        Kind::Chromium => options["prefs"]["download"]["default_directory"] = json!(DOWNLOADS_INSIDE),
    }
    map(capabilities)
}

/// The capabilities of a new session at a remote end, which knows its own browsers unless the configuration names one. No file
/// there makes them trust the host's authority. Chromium takes the hash of its leafs' key instead. Firefox has nothing of the kind:
/// it takes any certificate, so what guards is that its only way out is the proxy, which takes only right ones of the county.
pub(super) fn remote_capabilities(
    kind: Kind,
    proxy: &str,
    policy: &NetworkPolicy,
    leaf_key_hash: &str,
    config: &Config,
) -> Map<String, Value> {
    let mut capabilities = of_any_session(kind, proxy, config);
    // Selenium then keeps downloads, and hands them over by `se/files`.
    capabilities["se:downloadsEnabled"] = json!(true);
    let (browser, options) = match kind {
        Kind::Firefox => (&config.firefox, options_of(kind)),
        Kind::Chromium => (&config.chromium, options_of(kind)),
    };
    if let Some(browser) = browser {
        capabilities[options]["binary"] = json!(browser);
    }
    // In a sandbox a policy does this: a file from a county that speaks http is kept without asking a person who is not there.
    let plain: Vec<String> =
        policy.origins.iter().filter(|origin| origin.scheme == Scheme::Http).map(Origin::to_string).collect();
    match (kind, capabilities[options]["args"].as_array_mut()) {
        (Kind::Chromium, Some(args)) => {
            args.push(json!(format!("--ignore-certificate-errors-spki-list={leaf_key_hash}")));
            if !plain.is_empty() {
                args.push(json!(format!("--unsafely-treat-insecure-origin-as-secure={}", plain.join(","))));
            }
        }
        _ => capabilities["acceptInsecureCerts"] = json!(true),
    }
    map(capabilities)
}

fn of_any_session(kind: Kind, proxy: &str, config: &Config) -> Value {
    let limit_ms = u64::try_from(config.page_load.as_millis()).unwrap_or(u64::MAX);
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
    capabilities[options_of(kind)] = match kind {
        Kind::Firefox => firefox(config.headless),
        Kind::Chromium => chromium(proxy, config.headless),
    };
    capabilities
}

fn options_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Firefox => "moz:firefoxOptions",
        Kind::Chromium => "goog:chromeOptions",
    }
}

fn map(capabilities: Value) -> Map<String, Value> {
    match capabilities {
        Value::Object(capabilities) => capabilities,
        _ => Map::new(),
    }
}

fn firefox(headless: bool) -> Value {
    let prefs: Value =
        serde_json::from_str(FIREFOX_PREFS).expect("the file is part of the program and a test parses it");
    let (width, height) = WINDOW;
    let mut args = vec![format!("--width={width}"), format!("--height={height}")];
    let mut options = json!({ "prefs": prefs, "log": { "level": "fatal" } });
    if headless {
        args.push("-headless".to_owned());
        let profile = archived(FIREFOX_STYLE_AT, FIREFOX_STYLE.as_bytes()).expect("memory takes what is written");
        options["profile"] = json!(profile);
    }
    options["args"] = json!(args);
    options
}

fn chromium(proxy: &str, headless: bool) -> Value {
    let mut args: Vec<String> =
        serde_json::from_str(CHROMIUM_ARGS).expect("the file is part of the program and a test parses it");
    args.retain(|arg| headless || !arg.starts_with(HEADLESS));
    let (width, height) = WINDOW;
    args.push(format!("--window-size={width},{height}"));
    // Names are the proxy's to resolve; only its own is left to the browser.
    let host = proxy.rsplit_once(':').map_or(proxy, |(host, _)| host);
    args.push(format!("--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE {host}"));
    let prefs = json!({
        "download": { "prompt_for_download": false },
        "plugins": { "always_open_pdf_externally": true },
    });
    json!({ "args": args, "prefs": prefs })
}

#[cfg(test)]
mod tests;
