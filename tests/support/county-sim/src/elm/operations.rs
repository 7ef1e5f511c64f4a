//! What each operation does: signing in, the form's questions, towns, saving a section, the household, the submission, and
//! finding an application again.

use axum::http::HeaderMap;
use serde::Deserialize;
use serde_json::{Value, json};

use super::pages::{all_towns, is_same, words};
use super::state::Elm;
use crate::change::Change;
use crate::draft::{Draft, Problem};
use crate::fault::{Lost, ONE_TIME_CODE};
use crate::field::{Field, Kind, Page};
use crate::form::Form;
use crate::session::{Ended, Session};
use crate::shown::{full_name, slashed};
use crate::values::Values;

const USERS: [&str; 2] = ["intake1", "intake2"];
const PASSWORD: &str = "elm-pass";
/// Towns in one answer at most.
const MOST_TOWNS: usize = 500;
const UPDATED: &str = "This application was started in another version. Please start again.";

/// What comes of an operation.
pub(super) enum Outcome {
    Data(Value),
    /// With the cookie of the new session.
    SignedIn(String, Value),
    Errors(Value),
    /// The county has it, and its answer is lost.
    Lost(Lost),
}

pub(super) fn run(elm: &Elm, headers: &HeaderMap, operation: &str, variables: &Value) -> Outcome {
    let given: Variables = match serde_json::from_value(variables.clone()) {
        Ok(given) => given,
        Err(error) => return wrong(&format!("Variables are not as the schema has them: {error}")),
    };
    match operation {
        "SignIn" => sign_in(elm, &given),
        "EnterCode" => enter_code(elm, headers, &given),
        "SignOut" => {
            elm.site.sessions.end(headers, Ended::Never);
            Outcome::Data(json!({ "signOut": true }))
        }
        "Session" => match elm.site.sessions.any(headers, |s| s.awaits_code) {
            Ok(true) => Outcome::Data(json!({ "session": { "state": "CODE" } })),
            Ok(false) => Outcome::Data(json!({ "session": { "state": "OPEN" }, "form": form(&elm.site.form()) })),
            Err(why) => signed_out(why),
        },
        _ => signed_in(elm, headers, operation, &given),
    }
}

/// Operations of somebody who is signed in.
fn signed_in(elm: &Elm, headers: &HeaderMap, operation: &str, given: &Variables) -> Outcome {
    let shown = elm.site.form();
    let done = elm.site.sessions.with(headers, |s| match operation {
        "StartApplication" => {
            s.draft = Draft::default();
            let id = s.issue("application");
            Outcome::Data(json!({ "startApplication": { "id": id }, "form": form(&shown) }))
        }
        "Towns" => towns(given),
        "SaveSection" => of_application(s, given, |s| save(&shown, s, given)),
        "AddPerson" => of_application(s, given, |s| match s.draft.add_member(&shown.member, &given.values) {
            Ok(()) => Outcome::Data(json!({ "addPerson": people(s) })),
            Err(problems) => refused(&problems),
        }),
        "RemovePerson" => of_application(s, given, |s| {
            s.draft.remove_member(given.index.unwrap_or(usize::MAX));
            Outcome::Data(json!({ "removePerson": people(s) }))
        }),
        _ if operation == submission(&shown) => of_application(s, given, |s| submit(elm, &shown, s, given)),
        "SubmissionStatus" => match elm.submissions.status(&given.reference) {
            Some(status) => Outcome::Data(json!({ "submissionStatus": status })),
            None => wrong("No such submission."),
        },
        "FindApplications" => find(elm, given),
        _ => wrong("Unknown operation."),
    });
    done.unwrap_or_else(signed_out)
}

/// The operation that submits.
fn submission(form: &Form) -> &'static str {
    form.submit_path("SubmitApplication", "SendApplication")
}

/// All that operations take; each its own.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Variables {
    user: String,
    password: String,
    code: String,
    id: String,
    section: String,
    values: Values,
    index: Option<usize>,
    reference: String,
    state: String,
    text: String,
    /// The worker was asked once more, and said yes.
    confirmed: bool,
}

fn wrong(message: &str) -> Outcome {
    Outcome::Errors(json!([{ "message": message, "extensions": { "code": "BAD_USER_INPUT" } }]))
}

fn refused(problems: &[Problem]) -> Outcome {
    let error =
        |p: &Problem| json!({ "message": p.message, "extensions": { "code": "BAD_USER_INPUT", "field": p.input } });
    Outcome::Errors(problems.iter().map(error).collect())
}

fn signed_out(why: Ended) -> Outcome {
    let message = match why {
        Ended::Never => "Please sign in.",
        Ended::Evicted | Ended::TimedOut => "Your session has ended. Please sign in again.",
    };
    Outcome::Errors(json!([{ "message": message, "extensions": { "code": "UNAUTHENTICATED" } }]))
}

fn sign_in(elm: &Elm, given: &Variables) -> Outcome {
    if !USERS.contains(&given.user.as_str()) || given.password != PASSWORD {
        return wrong("User or password is wrong.");
    }
    let asks = elm.site.faults.asks_code();
    let cookie = elm.site.sessions.open(&given.user, asks);
    let state = if asks { "CODE" } else { "OPEN" };
    Outcome::SignedIn(cookie, json!({ "signIn": { "state": state }, "form": form(&elm.site.form()) }))
}

fn enter_code(elm: &Elm, headers: &HeaderMap, given: &Variables) -> Outcome {
    if given.code != ONE_TIME_CODE {
        return wrong("That code is wrong.");
    }
    match elm.site.sessions.any(headers, |s| s.awaits_code = false) {
        Ok(()) => Outcome::Data(json!({ "enterCode": { "state": "OPEN" }, "form": form(&elm.site.form()) })),
        Err(why) => signed_out(why),
    }
}

/// The application that was started last, by its id; none of before a redesign, nor one that was sent.
fn of_application(s: &mut Session, given: &Variables, work: impl FnOnce(&mut Session) -> Outcome) -> Outcome {
    if s.knows("application", &given.id) { work(s) } else { wrong(UPDATED) }
}

fn save(form: &Form, s: &mut Session, given: &Variables) -> Outcome {
    let Some(page) = form.pages.iter().find(|page| page.id == given.section) else {
        return wrong(UPDATED);
    };
    if page.fields.is_empty() {
        s.draft.pass(page.id);
    } else if let Err(problems) = s.draft.save(page, &given.values, |values| mailing(page, values)) {
        return refused(&problems);
    }
    Outcome::Data(json!({ "saveSection": { "section": page.id } }))
}

/// Mail to another address needs the whole address; mail to the home takes none. Towns must be those of their state.
pub(crate) fn mailing(page: &Page, values: &mut Values) -> Vec<Problem> {
    let Some(asked) = page.fields.iter().find(|field| is_same(field.kind)) else {
        return Vec::new();
    };
    let other = values.get(&format!("?{}", asked.name)).map(String::as_str) == Some("other");
    if !other {
        values.retain(|path, _| !path.starts_with("mailing."));
    }
    let mut found = Vec::new();
    for field in page.fields.iter() {
        if other && field.path.starts_with("mailing.") && !values.contains_key(field.path) {
            found.push(Problem::new(field.name, format!("{} is required.", field.label)));
        }
        let state = values.get(&field.path.replace("city", "state"));
        if let (Kind::Typeahead, Some(town), Some(state)) = (field.kind, values.get(field.path), state)
            && !all_towns(state).contains(town)
        {
            found.push(Problem::new(field.name, format!("{}: pick a town from the list.", field.label)));
        }
    }
    found
}

fn towns(given: &Variables) -> Outcome {
    let typed = given.text.to_lowercase();
    let mut found = all_towns(&given.state);
    found.retain(|town| town.to_lowercase().starts_with(&typed));
    found.truncate(MOST_TOWNS);
    Outcome::Data(json!({ "towns": found }))
}

fn people(s: &Session) -> Value {
    let person = |member: &Values| {
        let born = slashed(member.get("birth_date").map_or("", String::as_str));
        json!({ "name": full_name(member, ""), "born": born, "relationship": member.get("relationship") })
    };
    s.draft.members().iter().map(person).collect()
}

fn submit(elm: &Elm, form: &Form, s: &mut Session, given: &Variables) -> Outcome {
    let all = &form.pages;
    if !s.draft.missing(all).is_empty() || all.iter().any(|page| !s.draft.has(page.id)) {
        return wrong("Some answers are missing. Nothing was sent.");
    }
    if form.has(Change::SecondConfirmation) && !given.confirmed {
        return wrong("The application has to be confirmed. Nothing was sent.");
    }
    let _ = s.redeem("application", &given.id);
    let draft = std::mem::take(&mut s.draft);
    match elm.site.accept(&s.name, &draft) {
        (_, Some(how)) => Outcome::Lost(how),
        (accepted, None) => {
            let reference = elm.submissions.register(&accepted.confirmation);
            Outcome::Data(json!({ "submitApplication": { "reference": reference, "status": "PROCESSING" } }))
        }
    }
}

fn find(elm: &Elm, given: &Variables) -> Outcome {
    let mut asked = Vec::new();
    for field in FIND {
        match field.read(&given.values) {
            Ok(value) => asked.push(value.unwrap_or_default()),
            Err(message) => return refused(&[Problem::new(field.name, message)]),
        }
    }
    let rows = elm
        .site
        .find(&asked[0], Some(&asked[1]))
        .iter()
        .map(|a| {
            json!({
                "confirmationNumber": a.confirmation,
                "name": full_name(&a.values, "applicant."),
                "born": slashed(a.value("applicant.birth_date")),
                "received": a.accepted_at.strftime("%m/%d/%Y %H:%M").to_string(),
            })
        })
        .collect::<Vec<_>>();
    Outcome::Data(json!({ "findApplications": rows }))
}

/// What applications are found by, in both designs.
const FIND: &[Field] = &[
    Field::new("applicant.name.last", "Last name", "findLast", Kind::Text).req().max(40),
    Field::new("applicant.birth_date", "Date of birth", "findBorn", Kind::DateText).req().max(10),
];

/// What the page draws from.
fn form(form: &Form) -> Value {
    let all = |fields: &[Field]| fields.iter().map(question).collect::<Vec<_>>();
    let section =
        |page: &Page| json!({ "id": page.id, "title": page.title, "fields": all(&page.fields), "notice": page.notice });
    let sections: Vec<_> = form.pages.iter().map(section).collect();
    let words = words(form.design.layout);
    let whom = if form.has(Change::Wording) {
        "All who live with the applicant."
    } else {
        "Everyone who lives with the applicant."
    };
    json!({
        "layout": form.design.layout, "sections": sections, "person": all(&form.member), "find": all(FIND),
        "submission": submission(form),
        "words": {
            "goOn": words.go_on, "submit": words.submit, "sent": words.sent, "whom": whom,
            "asks": words.asks || form.has(Change::SecondConfirmation),
        },
    })
}

fn question(field: &Field) -> Value {
    let (kind, choices) = match field.kind {
        Kind::Filtered(choices) => ("list", choices),
        Kind::Typeahead => ("town", &[][..]),
        Kind::Listbox(choices) => ("popup", choices),
        Kind::Radio(choices) => ("buttons", choices),
        Kind::DateNative => ("date", &[][..]),
        Kind::Check => ("switch", &[][..]),
        Kind::Area => ("area", &[][..]),
        _ => ("text", &[][..]),
    };
    let elsewhere = choices.iter().find(|c| c.0 == "other" && is_same(field.kind)).map(|c| c.1);
    let choices: Vec<_> = choices.iter().map(|c| json!({ "value": c.1, "text": c.2 })).collect();
    json!({
        "name": field.name, "label": field.label, "kind": kind, "choices": choices, "required": field.required,
        "max": field.max, "preset": field.preset, "mailing": field.path.starts_with("mailing."), "elsewhere": elsewhere,
    })
}
