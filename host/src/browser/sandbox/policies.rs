//! What a sandboxed browser's maker calls policies: files in `/etc` by which it trusts the host's own authority, and which switch
//! off what no command makes it forget. They join what this machine's administrator wrote for Firefox; they never change a file
//! of this machine. Pure but for that reading.

use std::path::Path;

use serde_json::{Value, json};

/// Where Firefox looks first, and where else: in its own folder.
const FIREFOX_SYSTEM: &str = "/etc/firefox/policies/policies.json";
const FIREFOX_OWN: &str = "distribution/policies.json";

/// Chromium's, with the authority's certificate: DER in base64. Nothing makes it forget a sign-in that a page's script did by
/// itself, so it does none; at sites that ask for one the proxy answers. A file from a county that speaks http is kept without
/// asking a person who is not there, and no page opens a dialog to print itself.
pub(super) fn chromium(certificate: &str) -> String {
    let policy = json!({
        "AuthSchemes": "none",
        "InsecureContentAllowedForUrls": ["http://*"],
        "PrintingEnabled": false,
        "CACertificates": [certificate],
    });
    policy.to_string()
}

/// Firefox's, with the path inside of the authority's certificate. It reads one file, so the machine's own goes on in it.
pub(super) fn firefox(machines: Option<&str>, certificate: &str) -> String {
    let mut file: Value = machines.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    if !file.is_object() {
        file = json!({});
    }
    let policies = &mut file["policies"];
    if !policies.is_object() {
        *policies = json!({});
    }
    let certificates = &mut policies["Certificates"];
    if !certificates.is_object() {
        *certificates = json!({});
    }
    let install = &mut certificates["Install"];
    match install.as_array_mut() {
        Some(install) => install.push(json!(certificate)),
        None => *install = json!([certificate]),
    }
    file.to_string()
}

/// What this machine says to this Firefox.
pub(super) fn machines(firefox: &Path) -> Option<String> {
    let own = firefox.parent().map(|folder| folder.join(FIREFOX_OWN));
    let read = |path: &Path| std::fs::read_to_string(path).ok();
    read(Path::new(FIREFOX_SYSTEM)).or_else(|| read(&own?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn firefox_trusts_one_more_and_keeps_what_the_machine_says() {
        #[track_caller]
        fn check(machines: Option<&str>, expect: &Value) {
            let file: Value = serde_json::from_str(&firefox(machines, "/run/ca.pem")).unwrap();
            assert_eq!(file, *expect, "{machines:?}");
        }
        let alone = json!({ "policies": { "Certificates": { "Install": ["/run/ca.pem"] } } });
        check(None, &alone);
        check(Some("no JSON"), &alone);
        check(Some("[1]"), &alone);
        check(Some(r#"{ "policies": 7 }"#), &alone);
        check(Some(r#"{ "policies": { "Certificates": 7 } }"#), &alone);
        check(
            Some(
                r#"{ "policies": { "DisablePocket": true,
                     "Certificates": { "ImportEnterpriseRoots": true, "Install": ["/etc/county.pem"] } } }"#,
            ),
            &json!({ "policies": { "DisablePocket": true,
                "Certificates": { "ImportEnterpriseRoots": true, "Install": ["/etc/county.pem", "/run/ca.pem"] } } }),
        );
    }

    #[test]
    fn chromium_trusts_the_authority_and_signs_in_nowhere() {
        let policy: Value = serde_json::from_str(&chromium("MIIB")).unwrap();
        assert_eq!((&policy["CACertificates"], &policy["AuthSchemes"]), (&json!(["MIIB"]), &json!("none")));
    }
}
