//! A request is known for what it is in every disguise, and what cannot be read is taken for what submits.

use hyper::Method;
use hyper::body::Bytes;
use hyper::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

use super::*;

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

/// A request, and what is expected of it.
struct Asked {
    method: Method,
    path: &'static str,
    query: Option<&'static str>,
    headers: HeaderMap,
    body: Bytes,
}

impl Asked {
    fn post(kind: &str, body: impl Into<Bytes>) -> Asked {
        let asked =
            Asked { method: Method::POST, path: "/apply", query: None, headers: HeaderMap::new(), body: body.into() };
        if kind.is_empty() { asked } else { asked.with(CONTENT_TYPE, kind) }
    }

    fn get(query: &'static str) -> Asked {
        Asked { method: Method::GET, query: Some(query), ..Asked::post("", "") }
    }

    fn with(mut self, name: HeaderName, value: &str) -> Asked {
        self.headers.append(name, HeaderValue::from_str(value).unwrap());
        self
    }

    fn to(self, path: &'static str) -> Asked {
        Asked { path, ..self }
    }

    fn by(self, method: Method) -> Asked {
        Asked { method, ..self }
    }

    fn judged_by(&self, rules: &RequestRules) -> Judgement {
        let head = RequestHead::new(&self.method, self.path, &self.headers);
        let content = match rules.look_into(&head) {
            true => RequestContent::with_body(self.query, &self.headers, self.body.clone()),
            false => RequestContent::of_query(self.query),
        };
        rules.judge(&head, &content)
    }
}

fn rule(path: &str, method: Option<RequestMethod>, body: &[BodyMatcher]) -> RequestRule {
    RequestRule::new(path.into(), method, body.to_vec())
}

fn field(name: &str, equals: &str) -> BodyMatcher {
    BodyMatcher::Field { name: name.to_owned(), equals: Some(equals.to_owned()) }
}

fn pointer(pointer: &str, equals: Option<Scalar>) -> BodyMatcher {
    BodyMatcher::Pointer { pointer: JsonPointer::try_from(pointer).unwrap(), equals }
}

fn text(text: &str) -> Option<Scalar> {
    Some(Scalar::Text(text.to_owned()))
}

/// Submits by one rule, and holds what nobody declared.
fn submits(rule: RequestRule) -> RequestRules {
    RequestRules { submits: vec![rule], unknown: UnknownRequests::Hold, ..RequestRules::default() }
}

#[track_caller]
fn check(rules: &RequestRules, asked: &Asked, expect: Judgement) {
    let body = String::from_utf8_lossy(&asked.body);
    assert_eq!(asked.judged_by(rules), expect, "{} {} {:?} {body}", asked.method, asked.path, asked.query);
}

#[test]
fn a_field_is_found_in_every_disguise() {
    let rules = submits(rule("/apply", None, &[field("__EVENTTARGET", "send")]));
    let submits = |asked: Asked| check(&rules, &asked, Judgement::Submits);
    let not = |asked: Asked| check(&rules, &asked, Judgement::Undeclared);
    submits(Asked::post(FORM, "a=1&__EVENTTARGET=send"));
    submits(Asked::post(&format!("{FORM}; charset=UTF-8"), "__EVENTTARGET=send"));
    submits(Asked::post(&format!("{FORM}; charset=windows-1252"), "__EVENTTARGET=send"));
    submits(Asked::post(FORM, "__EVENTTARGET=next&__EVENTTARGET=send"));
    submits(Asked::post(FORM, "%5f%5fEVENTTARGET=%73end"));
    submits(Asked::post(FORM, "\u{feff}__EVENTTARGET=send"));
    submits(Asked { query: Some("__EVENTTARGET=send"), ..Asked::post(FORM, "a=1") });
    // A label that is missing, or lies.
    for kind in ["", "text/plain;charset=UTF-8", "application/octet-stream", JSON] {
        submits(Asked::post(kind, "a=1&__EVENTTARGET=send"));
    }
    submits(Asked::post(FORM, r#"{"a": "&__EVENTTARGET=send&"}"#));
    submits(Asked::post("text/plain", "a=1\r\n__EVENTTARGET=send\r\n"));
    // In parts.
    let parts = "--B\r\nContent-Disposition: form-data; name=\"__EVENTTARGET\"\r\n\r\nsend\r\n--B--\r\n";
    submits(Asked::post("multipart/form-data; boundary=B", parts));
    // What cannot be read.
    submits(Asked::post("multipart/form-data; boundary=C", parts));
    submits(Asked::post("multipart/form-data", parts));
    submits(Asked::post("", parts));
    submits(Asked::post("multipart/form-data; boundary=B", parts.replace("--B--", "")));
    submits(Asked::post(FORM, "a=1").with(CONTENT_ENCODING, "gzip"));
    submits(Asked::post(FORM, "a=1").with(CONTENT_TYPE, JSON));
    submits(Asked::post(&format!("{FORM}; charset=utf-16"), "a=1"));
    submits(Asked::post(&format!("{FORM}; charset=ibm037"), "a=1"));
    submits(Asked::post(FORM, &b"\xff\xfea\0=\x001\0"[..]));
    submits(Asked::post("", &b"a\0=\x001\0"[..]));
    submits(Asked::post("application/grpc", &b"\0\0\0\0\x05\x0a\xff"[..]));
    submits(Asked::post(JSON, "{\"a\": "));
    // What it is not.
    not(Asked::post(FORM, "__EVENTTARGET=next"));
    not(Asked::post(FORM, "a=__EVENTTARGET%3Dsend"));
    not(Asked::post(FORM, ""));
    not(Asked::post(FORM, "a=1").with(CONTENT_ENCODING, "identity"));
    not(Asked::post(JSON, r#"{"__EVENTTARGET": "send"}"#));
    not(Asked::post("multipart/form-data; boundary=B", parts.replace("send", "next")));
    not(Asked::post(FORM, "__EVENTTARGET=send").to("/other"));
    check(&rules, &Asked::get("__EVENTTARGET=send"), Judgement::Reads);
}

#[test]
fn a_value_of_json_is_found_in_every_disguise() {
    let rules = submits(rule("/apply", None, &[pointer("/operationName", text("SubmitApplication"))]));
    let submits = |asked: Asked| check(&rules, &asked, Judgement::Submits);
    let not = |asked: Asked| check(&rules, &asked, Judgement::Undeclared);
    let sent = r#"{"operationName": "SubmitApplication", "query": "mutation …"}"#;
    submits(Asked::post(JSON, sent));
    submits(Asked::post(JSON, format!("\u{feff} \n{sent}")));
    submits(Asked::post(JSON, format!("[{{\"operationName\": \"Save\"}}, {sent}]")));
    submits(Asked::post(JSON, r#"{"operationName": "Save", "operationName": "SubmitApplication"}"#));
    submits(Asked::post(JSON, r#"{"operationName": "SubmitApplication", "operationName": "Save"}"#));
    submits(Asked::post(JSON, r#"{"OperationName": "SubmitApplication"}"#));
    submits(Asked::post(JSON, r#"{"operation\u004eame": "Submit\u0041pplication"}"#));
    for kind in ["", "text/plain", "application/graphql+json", FORM, "application/vnd.api+json; charset=utf-8"] {
        submits(Asked::post(kind, sent));
    }
    // In a field of a form: GraphQL's uploads, Salesforce's messages.
    let operations = format!("--B\r\nContent-Disposition: form-data; name=operations\r\n\r\n{sent}\r\n--B--");
    submits(Asked::post("multipart/form-data; boundary=B", operations));
    // The same as a script's own document, which comes with a file's name.
    let part = |headers: &str, content: &str| {
        let disposition = "Content-Disposition: form-data; name=operations; filename=blob";
        let body = format!("--B\r\n{disposition}\r\n{headers}\r\n\r\n{content}\r\n--B--");
        Asked::post("multipart/form-data; boundary=B", body)
    };
    submits(part("Content-Type: application/json", sent));
    submits(part("Content-Type: application/json", "{not JSON"));
    submits(part("Content-Type: application/json; charset=utf-16", sent));
    not(part("Content-Type: application/json", r#"{"operationName": "Save"}"#));
    not(part("Content-Type: application/pdf", sent));
    submits(Asked::post(FORM, "message=%7B%22operationName%22:%22SubmitApplication%22%7D&token=1"));
    // What cannot be read.
    submits(Asked::post(JSON, format!("{sent}{sent}")));
    submits(Asked::post(JSON, "[".repeat(200) + &"]".repeat(200)));
    submits(Asked::post(JSON, "not JSON"));
    submits(Asked::post("", "{not JSON"));
    submits(Asked::post(FORM, "{not JSON"));
    submits(Asked::post("application/json; charset=utf-16le", sent));
    submits(Asked::post(JSON, sent).with(CONTENT_ENCODING, "br"));
    submits(Asked::post(FORM, format!("a=[{}1]", "1,".repeat(1 << 19))));
    // What it is not.
    not(Asked::post(JSON, r#"{"operationName": "Save"}"#));
    not(Asked::post(JSON, r#"{"variables": {"operationName": "SubmitApplication"}}"#));
    not(Asked::post(JSON, r#"{"operationName": ["SubmitApplication"]}"#));
    not(Asked::post("text/plain", "operationName=SubmitApplication"));
    not(Asked::post(FORM, "operationName=SubmitApplication"));
    not(Asked::post(JSON, ""));
}

#[test]
fn values_are_compared_as_json_has_them() {
    let of = |value: Option<Scalar>| submits(rule("/apply", None, &[pointer("/a", value)]));
    let number = |number: i64| Some(Scalar::Number(number.into()));
    for (value, body, expect) in [
        (number(1), r#"{"a": 1.0}"#, Judgement::Submits),
        (number(1), r#"{"a": "1"}"#, Judgement::Undeclared),
        (number(1), r#"{"a": true}"#, Judgement::Undeclared),
        (Some(Scalar::Truth(true)), r#"{"a": true}"#, Judgement::Submits),
        (Some(Scalar::Truth(true)), r#"{"a": false}"#, Judgement::Undeclared),
        (None, r#"{"a": null}"#, Judgement::Submits),
        (None, r#"{"b": null}"#, Judgement::Undeclared),
    ] {
        check(&of(value), &Asked::post(JSON, body), expect);
    }
}

#[test]
fn a_text_is_found_in_the_body_as_it_is_and_in_its_encodings() {
    let rules = submits(rule("/apply", None, &[BodyMatcher::Contains("send it".into())]));
    let submits = |asked: Asked| check(&rules, &asked, Judgement::Submits);
    let not = |asked: Asked| check(&rules, &asked, Judgement::Undeclared);
    submits(Asked::post("text/xml", "<a>send it</a>"));
    submits(Asked::post(FORM, "a=send+it"));
    submits(Asked::post(FORM, "a=%73end%20it"));
    submits(Asked::post(JSON, r#"{"a": ["\u0073end it"]}"#));
    submits(Asked::post(JSON, "\x1f\u{8b}").with(CONTENT_ENCODING, "gzip"));
    not(Asked::post(JSON, r#"{"a": "send", "b": "it"}"#));
    not(Asked::post("text/xml", "<a>save it</a>"));
}

#[test]
fn all_of_several_have_to_hold() {
    let both = [field("action", "submit"), pointer("/step", None)];
    let rules = submits(rule("/apply", Some(RequestMethod::Post), &both));
    check(&rules, &Asked { query: Some("action=submit"), ..Asked::post(JSON, r#"{"step": 4}"#) }, Judgement::Submits);
    check(&rules, &Asked { query: Some("action=save"), ..Asked::post(JSON, r#"{"step": 4}"#) }, Judgement::Undeclared);
    check(&rules, &Asked { query: Some("action=submit"), ..Asked::post(JSON, "{}") }, Judgement::Undeclared);
    // One that does not hold outweighs one that cannot be read.
    check(&rules, &Asked { query: Some("action=save"), ..Asked::post(FORM, "{") }, Judgement::Undeclared);
    check(&rules, &Asked { query: Some("action=submit"), ..Asked::post(FORM, "{") }, Judgement::Submits);
}

#[test]
fn methods_are_the_declared_one_or_all_that_may_change_something() {
    let any = submits("/apply".into());
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::from_bytes(b"PROPPATCH").unwrap()]
    {
        check(&any, &Asked::post("", "").by(method), Judgement::Submits);
    }
    // It may be taken by reading, too, and is looked at for that.
    for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
        check(&any, &Asked::post("", "").by(method), Judgement::MaySubmit);
    }
    let put = submits(rule("/apply", Some(RequestMethod::Put), &[]));
    check(&put, &Asked::post("", "").by(Method::PUT), Judgement::Submits);
    check(&put, &Asked::post("", "").by(Method::from_bytes(b"put").unwrap()), Judgement::Submits);
    check(&put, &Asked::post("", ""), Judgement::Undeclared);
    check(&put, &Asked::get(""), Judgement::Reads);
    let overridden = HeaderName::from_static("x-http-method-override");
    check(&put, &Asked::post("", "").with(overridden.clone(), "PUT"), Judgement::Submits);
    check(&any, &Asked::get("").with(overridden.clone(), "PUT"), Judgement::Submits);
    check(&submits("/other".into()), &Asked::get("").with(overridden, "PUT"), Judgement::Undeclared);
    // By reading alone: a field of its query.
    let get = submits(rule("/apply", Some(RequestMethod::Get), &[field("do", "send")]));
    check(&get, &Asked::get("a=1&do=send"), Judgement::Submits);
    check(&get, &Asked::get("a=1&do=save"), Judgement::Reads);
    check(&get, &Asked::get("a=1&do=send").by(Method::HEAD), Judgement::Submits);
    check(&get, &Asked::get("a=1&do=save").by(Method::HEAD), Judgement::Reads);
    check(&get, &Asked::post(FORM, "do=send"), Judgement::Undeclared);
}

#[test]
fn what_submits_is_looked_at_before_steps() {
    let step = |request: RequestRule, delivery| Step { request, delivery };
    let rules = RequestRules {
        submits: vec![rule("/apply", None, &[field("do", "send")])],
        steps: vec![
            step(rule("/apply", Some(RequestMethod::Post), &[]), Delivery::Send),
            step(rule("/beacon", None, &[]), Delivery::Drop),
            step(rule("/pixel", Some(RequestMethod::Get), &[]), Delivery::Drop),
            step(rule("/graph", None, &[pointer("/operationName", text("Save"))]), Delivery::Send),
        ],
        unknown: UnknownRequests::Hold,
        ..RequestRules::default()
    };
    check(&rules, &Asked::post(FORM, "do=send"), Judgement::Submits);
    check(&rules, &Asked::post(FORM, "do=save"), Judgement::Step);
    check(&rules, &Asked::post("", "x").to("/beacon"), Judgement::Dropped);
    check(&rules, &Asked::get("").to("/pixel"), Judgement::Dropped);
    check(&rules, &Asked::post("", "").by(Method::DELETE), Judgement::Undeclared);
    check(&rules, &Asked::post("", "").to("/other"), Judgement::Undeclared);
    check(&rules, &Asked::get("").to("/other"), Judgement::Reads);
    check(&rules, &Asked::post(JSON, r#"{"operationName": "Save"}"#).to("/graph"), Judgement::Step);
    // What cannot be read is no step, and by no other method is one.
    check(&rules, &Asked::post(JSON, r#"{"operationName": "Save""#).to("/graph"), Judgement::Undeclared);
    let overridden = HeaderName::from_static("x-method-override");
    check(&rules, &Asked::post(FORM, "do=save").with(overridden, "DELETE"), Judgement::Undeclared);
    let lenient = RequestRules { unknown: UnknownRequests::Pass, ..rules };
    check(&lenient, &Asked::post("", "").to("/other"), Judgement::MaySubmit);
    assert_eq!(
        lenient.declared(),
        "POST /apply, /graph with “Save” at `/operationName`, /apply with the field `do` “send”"
    );
}

#[test]
fn encoded_dots_lead_to_what_submits_and_to_no_step() {
    let rules = RequestRules {
        submits: vec!["/apply/submit".into(), rule("/graph", None, &[field("do", "send")])],
        steps: vec![Step { request: "/apply/save".into(), delivery: Delivery::Send }],
        sockets: vec!["/live".into()],
        unknown: UnknownRequests::Hold,
    };
    check(&rules, &Asked::post("", "").to("/x%2F..%2Fapply%2Fsubmit"), Judgement::Submits);
    check(&rules, &Asked::get("").to("/x%2F..%2Fapply%2Fsubmit"), Judgement::MaySubmit);
    check(&rules, &Asked::post(FORM, "do=send").to("/x%5C%2e.%5Cgraph"), Judgement::Submits);
    check(&rules, &Asked::post(FORM, "do=save").to("/x%5C%2e.%5Cgraph"), Judgement::Undeclared);
    check(&rules, &Asked::post("", "").to("/apply/save"), Judgement::Step);
    check(&rules, &Asked::post("", "").to("/x%2F..%2Fapply%2Fsave"), Judgement::Undeclared);
    assert!(!rules.allow_socket("/x%2F..%2Flive"));
}

#[test]
fn a_body_that_cannot_be_read_is_no_step_and_may_submit() {
    let rules = RequestRules {
        submits: vec![rule("/apply", None, &[field("do", "send")])],
        steps: vec![Step { request: "/apply".into(), delivery: Delivery::Send }],
        ..RequestRules::default()
    };
    check(&rules, &Asked::post(FORM, "do=save"), Judgement::Step);
    check(&rules, &Asked::post(FORM, "do=save").with(CONTENT_ENCODING, "zstd"), Judgement::Submits);
}

#[test]
fn sockets_are_those_that_are_declared() {
    let rules = RequestRules { sockets: vec!["/live/*".into()], ..RequestRules::default() };
    assert!(rules.allow_socket("/live/17") && !rules.allow_socket("/live") && !rules.allow_socket("/other"));
}

/// Whatever bytes a page sends, they are judged, and a field that is in them is found.
#[test]
fn no_bytes_stop_the_reader() {
    let rules =
        submits(rule("/apply", None, &[field("do", "send"), pointer("/a", None), BodyMatcher::Contains("x".into())]));
    let kinds = ["", FORM, JSON, "multipart/form-data; boundary=B", "text/plain; charset=\"", "a/b; c=\"\\"];
    let pieces = [
        "--B",
        "\r\n",
        "{",
        "}",
        "[",
        "\"",
        "\\u",
        "%",
        "&",
        "=",
        ";",
        ":",
        "\u{feff}",
        "form-data",
        "do=send",
        "é",
        "\0",
    ];
    // A row of pieces for every number, as its digits.
    for number in 0..pieces.len().pow(3) {
        let digits = std::iter::successors(Some(number), |rest| (*rest > 0).then(|| rest / pieces.len()));
        let body: String = digits.map(|rest| pieces[rest % pieces.len()]).collect();
        let asked = Asked::post(kinds[number % kinds.len()], body);
        assert_ne!(asked.judged_by(&rules), Judgement::Reads);
    }
}
