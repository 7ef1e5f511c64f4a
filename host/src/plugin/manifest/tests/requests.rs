//! What a manifest is refused for in what it says about requests; what is made of it, and what ops are told.

use super::*;
use crate::browser::{Delivery, RequestRules, UnknownRequests};

const SUBMITS: &str = "[{ path = \"/submit\" }, { button = \"Send\" }]";

/// Of a manifest in which this stands for what submits, and this behind it.
#[track_caller]
fn refused(submits: &str, more: &str, expect: &str) {
    let text = GOOD.replacen(SUBMITS, submits, 1).replacen("[fields]", &format!("{more}\n[fields]"), 1);
    let said = Manifest::parse(text.as_bytes()).map(|_| "fine".to_owned()).unwrap_or_else(|error| error.to_string());
    assert_eq!(said, format!("{}{expect}", if expect == "fine" { "" } else { "the manifest" }));
}

#[test]
fn each_entry_says_one_thing() {
    let check = |submits: &str, expect: &str| refused(&format!("[{submits}]"), "", expect);
    check("{ path = \"/a\", method = \"POST\" }, { socket = \"/live\", contains = \"submit\" }", "fine");
    check(
        "{ path = \"/a\", button = \"Send\" }",
        "'s `submits`, line 8: has `path` and `button`: write one entry for each",
    );
    check("{ method = \"POST\" }", "'s `submits`, line 8: must have `path` or `button` or `socket`");
    check(
        "{ button = \"Send\", method = \"POST\" }",
        "'s `submits`, line 8: has `method`, which goes with `path` alone",
    );
    check(
        "{ button = \"Send\", body = { contains = \"x\" } }",
        "'s `submits`, line 8: has `body`, which goes with `path` alone",
    );
    check(
        "{ path = \"/a\", contains = \"x\" }",
        "'s `submits`, line 8: has `contains`, which goes with `socket` alone",
    );
    check(
        "{ socket = \"wss://a.test/live\" }",
        "'s `submits.socket`, line 8: `wss://a.test/live` is a whole address: write its path alone, `/live`",
    );
    check(
        "{ path = \"/a\", method = \"post\" }",
        ", line 8: unknown variant `post`, expected one of `GET`, `HEAD`, `POST`, `PUT`, `PATCH`, `DELETE`",
    );
    refused(
        SUBMITS,
        "[[steps]]\npath = \"/a\"\nsocket = \"/b\"",
        "'s `steps`, line 9: has `path` and `socket`: write one entry for each",
    );
    refused(
        SUBMITS,
        "[[steps]]\nsocket = \"/b\"\ndrop = true",
        "'s `steps`, line 9: has `drop`, which goes with `path` alone",
    );
    refused(
        SUBMITS,
        "unknown_requests = \"holds\"",
        ", line 9: unknown variant `holds`, expected `pass` or `hold`; most like it is `hold`",
    );
}

#[test]
fn what_a_request_holds_can_be_looked_for() {
    let check = |body: &str, expect: &str| refused(&format!("[{{ path = \"/a\", body = {body} }}]"), "", expect);
    check("{ field = \"a\", equals = \"b\" }", "fine");
    check("[{ field = \"a\", present = true }, { pointer = \"/b/0\", equals = 3 }, { contains = \"c\" }]", "fine");
    check("[{ pointer = \"\", present = true }]", "fine");
    check(
        "{ pointer = \"operationName\", equals = \"Submit\" }",
        "'s `submits.body.pointer`, line 8: a JSON pointer (RFC 6901) begins with `/`, as `/operationName`",
    );
    check(
        "{ pointer = \"/a~b\", equals = \"Submit\" }",
        "'s `submits.body.pointer`, line 8: in a JSON pointer (RFC 6901) `~` is written `~0`, and `/` in a name `~1`",
    );
    check(
        "[{ field = \"a\", pointer = \"/b\", present = true }]",
        "'s `submits.body`, line 8: has `field` and `pointer`: write one entry for each",
    );
    check("[{ equals = \"b\" }]", "'s `submits.body`, line 8: must have `field` or `pointer` or `contains`");
    check("{ field = \"a\" }", "'s `submits.body`, line 8: must have `equals` or `present`");
    check(
        "{ field = \"a\", equals = \"b\", present = true }",
        "'s `submits.body`, line 8: has `equals` and `present`: write one entry for each",
    );
    check(
        "{ field = \"a\", present = false }",
        "'s `submits.body.present`, line 8: must be `true`: what a request does not hold cannot be asked for",
    );
    check(
        "{ field = \"a\", equals = 1 }",
        "'s `submits.body.equals`, line 8: must be a text, as every field of a form is: `equals = \"1\"`",
    );
    check(
        "{ pointer = \"/a\", equals = [1] }",
        "'s `submits.body.equals`, line 8: must be a text, a number, `true` or `false`",
    );
    check("{ contains = \"\" }", "'s `submits.body.contains`, line 8: must not be empty");
    check(
        "{ contains = \"a\", equals = \"a\" }",
        "'s `submits.body`, line 8: has `equals`, which goes with `field` or `pointer` alone",
    );
    check(
        "{ feild = \"a\" }",
        ", line 8: unknown field `feild`, expected one of `field`, `pointer`, `contains`, `equals`, `present`; most like it is `field`",
    );
    check("\"a\"", ", line 8: invalid type: string \"a\", expected `{ … }` or `[{ … }, { … }]`");
}

#[test]
fn what_can_never_match_is_refused() {
    let get = |body: &str| format!("[{{ path = \"/a\", method = \"GET\", body = {body} }}]");
    refused(&get("{ field = \"do\", equals = \"send\" }"), "", "fine");
    for body in ["{ contains = \"x\" }", "{ pointer = \"/a\", present = true }"] {
        let expect = "'s `submits.body`, line 8: can never match: a GET has no body, only a `field` of its query can be asked for";
        refused(&get(body), "", expect);
    }
    let step = |step: &str, expect: &str| refused(SUBMITS, &format!("[[steps]]\n{step}"), expect);
    step("path = \"/save\"", "fine");
    step("path = \"/submit\"", "'s `steps`, line 9: can never match: `submits` takes every such request first");
    step(
        "path = \"/submit\"\nmethod = \"PUT\"",
        "'s `steps`, line 9: can never match: `submits` takes every such request first",
    );
    step("path = \"/*\"", "fine");
    step(
        "path = \"/*\"\n[[steps]]\npath = \"/save\"\ndrop = true",
        "'s `steps`, line 11: can never match: a step before it takes every such request first",
    );
    step("path = \"/save\"\nmethod = \"POST\"\n[[steps]]\npath = \"/save\"", "fine");
    step(
        "path = \"/save\"\nmethod = \"GET\"",
        "'s `steps.method`, line 11: a GET is never held: declare what may change something, or say `drop = true`",
    );
    step("path = \"/pixel\"\nmethod = \"GET\"\ndrop = true", "fine");
    let by_body = "[{ path = \"/submit\", body = { field = \"do\", equals = \"send\" } }]";
    refused(by_body, "[[steps]]\npath = \"/submit\"", "fine");
}

#[test]
fn an_older_manifest_is_read_as_before_and_is_lenient() {
    let manifest = Manifest::parse(GOOD.as_bytes()).unwrap();
    let rules = manifest.requests(&county("").grant);
    assert_eq!(rules, RequestRules::of_paths(["/submit"]));
    assert_eq!(
        serde_json::to_value(&manifest).unwrap()["submits"],
        serde_json::json!([{ "path": "/submit" }, { "button": "Send" }])
    );
    assert_eq!(manifest.notes().len(), 1);
    assert!(
        manifest.notes()[0].starts_with("lenient: ") && manifest.notes()[0].contains("`unknown_requests = \"hold\"`")
    );
}

#[test]
fn a_socket_is_opened_where_ops_granted_it_and_has_no_witness() {
    let text = GOOD.replacen(SUBMITS, "[{ socket = \"/live\" }]", 1).replacen(
        "[fields]",
        "unknown_requests = \"hold\"\n[[steps]]\nsocket = \"/push\"\n[[steps]]\npath = \"/t\"\ndrop = true\n[fields]",
        1,
    );
    let manifest = Manifest::parse(text.as_bytes()).unwrap();
    let not_granted = |path: &str, list: &str| {
        format!(
            "the socket {path} of the manifest's `{list}` is not granted: the county's `grant.sockets` is not true (what goes over a socket is seen by nobody)"
        )
    };
    let expect = [not_granted("/live", "submits"), not_granted("/push", "steps")];
    assert_eq!(manifest.differences(&county("")), expect);
    assert!(manifest.requests(&county("").grant).sockets.is_empty());
    let granted = county("grant.sockets = true");
    assert_eq!(manifest.differences(&granted), [""; 0]);
    let rules = manifest.requests(&granted.grant);
    assert_eq!((rules.sockets.len(), rules.unknown), (2, UnknownRequests::Hold));
    assert_eq!((rules.steps.len(), rules.steps[0].delivery), (1, Delivery::Drop));
    let notes = manifest.notes();
    assert_eq!(notes.len(), 2);
    assert!(notes[0].starts_with("no witness: it submits over the socket /live"), "{notes:?}");
    assert!(notes[1].starts_with("no witness: it opens the socket /push"), "{notes:?}");
}

fn county(more: &str) -> County {
    let text = format!(
        "code = '99001'\nname = 'Alder'\nzone = 'America/Los_Angeles'\ngrant.origins = ['http://alder.test']\n\
         credentials.worker.first = {{ user = 'u', password = 'p' }}\n{more}"
    );
    County::try_from(toml::from_str::<CountyConfig>(&text).unwrap()).unwrap()
}
