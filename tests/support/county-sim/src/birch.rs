//! Birch: one page that a script draws from what its API says. The server checks each step again and keeps the draft.
//! Answers of its lists come late on purpose.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::change::Change;
use crate::draft::{Draft, Problem};
use crate::fault::ONE_TIME_CODE;
use crate::field::{Field, Kind, Page};
use crate::form::Form;
use crate::gate;
use crate::session::{Ended, set_cookie};
use crate::shown::{full_name, slashed};
use crate::site::Site;
use crate::values::Values;

pub(crate) mod pages;

const PIN: &str = "birch-pin";
/// Who the truth names: Birch knows a shared PIN, no users.
const LOGIN: &str = "pin";
/// Where an application is submitted, as the first plugins know it, and where since that path was changed.
const SUBMIT: &str = "/api/submit";
const SEND: &str = "/api/send";
/// How late lists arrive.
const STATES_LATE: Duration = Duration::from_millis(180);
const CITIES_LATE: Duration = Duration::from_millis(220);
const OFFICES_LATE: Duration = Duration::from_millis(300);
/// Suggestions a typeahead shows at most.
const SUGGESTIONS: usize = 8;

type Shared = State<Arc<Site>>;
type Answer = (StatusCode, Json<Value>);

pub(crate) fn router(site: Arc<Site>) -> Router {
    Router::new()
        .route("/", get(page))
        .route("/api/session", get(session))
        .route("/api/unlock", post(unlock))
        .route("/api/code", post(code))
        .route("/api/lock", post(lock))
        .route("/api/start", post(start))
        .route("/api/options/states", get(states))
        .route("/api/options/cities", get(cities))
        .route("/api/options/offices", get(offices))
        .route("/api/check/{page}", post(check))
        .route(SUBMIT, post(submit))
        .route(SEND, post(submit))
        .route("/api/search", post(search))
        .route(
            "/static/birch.css",
            get(|| async { ([(header::CONTENT_TYPE, "text/css")], include_str!("birch/birch.css")) }),
        )
        .route("/static/widgets.js", get(|| async { script(include_str!("birch/widgets.js")) }))
        .route("/static/app.js", get(|| async { script(include_str!("birch/app.js")) }))
        .with_state(site)
}

fn script(text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], text).into_response()
}

async fn page(State(site): Shared) -> Html<String> {
    Html(include_str!("birch/index.html").replace("{{layout}}", &site.layout().to_string()))
}

fn locked(why: Ended) -> Answer {
    let message = match why {
        Ended::Never => "Please enter the PIN.",
        Ended::Evicted => "Your session has ended. Please enter the PIN again.",
        Ended::TimedOut => "You were away for too long. Please enter the PIN again.",
    };
    (StatusCode::UNAUTHORIZED, Json(json!({ "message": message })))
}

fn problem(message: &str) -> Answer {
    problems(&[Problem::new("", message)])
}

fn problems(problems: &[Problem]) -> Answer {
    let errors: Vec<_> = problems.iter().map(|p| json!({ "name": p.input, "message": p.message })).collect();
    (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "errors": errors })))
}

fn fine(body: Value) -> Answer {
    (StatusCode::OK, Json(body))
}

async fn session(State(site): Shared, headers: HeaderMap) -> Answer {
    match site.sessions.any(&headers, |s| s.awaits_code) {
        Ok(true) => fine(json!({ "state": "code" })),
        Ok(false) => fine(json!({ "state": "open", "form": form(&site.form()) })),
        Err(why) => locked(why),
    }
}

#[derive(Deserialize)]
struct Secret {
    value: String,
}

async fn unlock(State(site): Shared, Json(pin): Json<Secret>) -> Response {
    if pin.value != PIN {
        return problem("That PIN is not right.").into_response();
    }
    let asks = site.faults.asks_code();
    let cookie = site.sessions.open(LOGIN, asks);
    let body = if asks { json!({ "state": "code" }) } else { json!({ "state": "open", "form": form(&site.form()) }) };
    ([set_cookie(&cookie)], Json(body)).into_response()
}

async fn code(State(site): Shared, headers: HeaderMap, Json(code): Json<Secret>) -> Answer {
    if code.value != ONE_TIME_CODE {
        return problem("That code is not right.");
    }
    match site.sessions.any(&headers, |s| s.awaits_code = false) {
        Ok(()) => fine(json!({ "state": "open", "form": form(&site.form()) })),
        Err(why) => locked(why),
    }
}

async fn lock(State(site): Shared, headers: HeaderMap) -> Answer {
    site.sessions.end(&headers, Ended::Never);
    fine(json!({}))
}

async fn start(State(site): Shared, headers: HeaderMap) -> Answer {
    let started = site.sessions.with(&headers, |s| {
        s.draft = Draft::default();
        s.issue("form")
    });
    match started {
        Ok(token) => fine(json!({ "token": token, "form": form(&site.form()) })),
        Err(why) => locked(why),
    }
}

async fn states(State(site): Shared) -> Json<Value> {
    late(&site, STATES_LATE).await;
    Json(crate::field::STATES.iter().map(|s| json!({ "value": s.1, "text": s.2 })).collect())
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    state: String,
    #[serde(default)]
    text: String,
}

async fn cities(State(site): Shared, Query(asked): Query<Asked>) -> Json<Value> {
    late(&site, CITIES_LATE).await;
    let typed = asked.text.to_lowercase();
    let known = pages::cities(&asked.state).iter().filter(|c| c.to_lowercase().starts_with(&typed));
    Json(known.take(SUGGESTIONS).map(|c| json!(c)).collect())
}

async fn offices(State(site): Shared, Query(asked): Query<Asked>) -> Json<Value> {
    late(&site, OFFICES_LATE).await;
    Json(pages::offices(&asked.text).into_iter().map(|(value, text)| json!({ "value": value, "text": text })).collect())
}

async fn late(site: &Site, by: Duration) {
    tokio::select! { () = tokio::time::sleep(by) => {}, () = site.stop.cancelled() => {} }
}

#[derive(Deserialize)]
struct Step {
    token: String,
    #[serde(default)]
    values: Values,
    #[serde(default)]
    people: Vec<Values>,
    /// The worker was asked once more, and said yes.
    #[serde(default)]
    confirmed: bool,
}

const UPDATED: &str = "This form was updated. Please reload the page and start again.";

async fn check(State(site): Shared, headers: HeaderMap, Path(id): Path<String>, Json(step): Json<Step>) -> Answer {
    let form = site.form();
    let Some(page) = form.pages.iter().find(|p| p.id == id) else {
        return problem(UPDATED);
    };
    let kept = site.sessions.with(&headers, |s| {
        if !s.knows("form", &step.token) {
            return Err(vec![Problem::new("", UPDATED)]);
        }
        if !page.fields.is_empty() {
            return s.draft.save(page, &step.values, |values| mailing(page, values));
        }
        if page.notice.is_none() {
            s.draft.clear_members();
        }
        for (index, person) in step.people.iter().enumerate() {
            let added = s.draft.add_member(&form.member, person);
            added.map_err(|found| {
                let found = found.into_iter();
                found
                    .map(|p| {
                        Problem::new(
                            &format!("person{}-{}", index + 1, p.input),
                            format!("Person {}: {}", index + 1, p.message),
                        )
                    })
                    .collect::<Vec<_>>()
            })?;
        }
        s.draft.pass(page.id);
        Ok(())
    });
    match kept {
        Ok(Ok(())) => fine(json!({ "ok": true })),
        Ok(Err(found)) => problems(&found),
        Err(why) => locked(why),
    }
}

/// Mail to another address needs the whole address; mail to the home takes none. Picked towns must be known.
pub(crate) fn mailing(page: &Page, values: &mut Values) -> Vec<Problem> {
    let mut found = Vec::new();
    let asked = page.fields.iter().find(|f| is_same(f.kind));
    let other = asked.is_some_and(|f| values.get(&format!("?{}", f.name)).map(String::as_str) == Some("other"));
    if !other {
        values.retain(|path, _| !path.starts_with("mailing."));
    }
    for field in page.fields.iter().filter(|f| other && f.path.starts_with("mailing.")) {
        if !values.contains_key(field.path) {
            found.push(Problem::new(field.name, format!("{} is required.", field.label)));
        }
    }
    for who in ["home", "mailing"] {
        let (state, city) = (values.get(&format!("{who}.state")), values.get(&format!("{who}.city")));
        let path = format!("{who}.city");
        if let (Some(state), Some(city), Some(field)) = (state, city, page.fields.iter().find(|f| f.path == path))
            && !pages::cities(state).contains(&city.as_str())
        {
            found.push(Problem::new(field.name, format!("{}: choose a city from the list.", field.label)));
        }
    }
    found
}

/// The question whether mail goes to the home.
fn is_same(kind: Kind) -> bool {
    matches!(kind, Kind::Radio(choices) if choices.iter().any(|c| c.0 == "same"))
}

/// The path that submits.
fn submit_path(form: &Form) -> &'static str {
    form.submit_path(SUBMIT, SEND)
}

async fn submit(State(site): Shared, headers: HeaderMap, uri: Uri, Json(step): Json<Step>) -> Response {
    let form = site.form();
    if uri.path() != submit_path(&form) {
        return (StatusCode::NOT_FOUND, problem("There is no such page.").1).into_response();
    }
    let taken = site.sessions.with(&headers, |s| {
        if !s.knows("form", &step.token) {
            return Err(problem(UPDATED));
        }
        if !s.draft.missing(&form.pages).is_empty() || form.pages.iter().any(|p| !s.draft.has(p.id)) {
            return Err(problem("Some answers are missing. Please go back and complete every step."));
        }
        if form.has(Change::SecondConfirmation) && !step.confirmed {
            return Err(problem("Please say that the application is to be sent."));
        }
        let _ = s.redeem("form", &step.token);
        let draft = std::mem::take(&mut s.draft);
        Ok(site.accept(&s.name, &draft))
    });
    match taken {
        Ok(Ok((_, Some(how)))) => gate::lose(&site, how).await,
        Ok(Ok((accepted, None))) => fine(json!({ "confirmation": accepted.confirmation })).into_response(),
        Ok(Err(answer)) => answer.into_response(),
        Err(why) => locked(why).into_response(),
    }
}

async fn search(State(site): Shared, headers: HeaderMap, Json(step): Json<Step>) -> Answer {
    if let Err(why) = site.sessions.with(&headers, |_| ()) {
        return locked(why);
    }
    let mut asked = Vec::new();
    for field in SEARCH {
        match field.read(&step.values) {
            Ok(value) => asked.push(value.unwrap_or_default()),
            Err(message) => return problems(&[Problem::new(field.name, message)]),
        }
    }
    let found = site.find(&asked[0], Some(&asked[1]));
    let rows = found.iter().map(|a| {
        json!({
            "confirmation": a.confirmation,
            "name": full_name(&a.values, "applicant."),
            "born": slashed(a.value("applicant.birth_date")),
            "received": a.accepted_at.strftime("%m/%d/%Y %H:%M").to_string(),
        })
    });
    fine(json!({ "rows": rows.collect::<Vec<_>>() }))
}

/// The status page asks these, in both designs.
pub(crate) const SEARCH: &[Field] = &[
    Field::new("applicant.name.last", "Applicant's last name", "findLast", Kind::Text).req(),
    Field::new("applicant.birth_date", "Applicant's date of birth", "findBorn", Kind::DateMask).req(),
];

/// What the script draws from.
fn form(form: &Form) -> Value {
    let all = |fields: &[Field]| fields.iter().map(field).collect::<Vec<_>>();
    let pages: Vec<_> = form
        .pages
        .iter()
        .map(|p| json!({ "id": p.id, "title": p.title, "fields": all(&p.fields), "notice": p.notice }))
        .collect();
    let whom = if form.has(Change::Wording) {
        "Please add everyone who lives with you, but not yourself."
    } else {
        "Add everyone who lives with you. Leave yourself out."
    };
    json!({
        "layout": form.design.layout, "pages": pages, "person": all(&form.member), "search": all(SEARCH),
        "whom": whom, "asks": form.has(Change::SecondConfirmation), "submit": submit_path(form),
    })
}

fn field(field: &Field) -> Value {
    let (kind, choices) = match field.kind {
        Kind::Select(choices) => ("select", choices),
        Kind::LateSelect(choices) if choices.iter().any(|c| c.1 == "any") => ("office", &[][..]),
        Kind::LateSelect(choices) if choices.len() > 20 => ("state", &[][..]),
        Kind::LateSelect(choices) => ("lateselect", choices),
        Kind::Radio(choices) if is_same(field.kind) => ("mailto", choices),
        Kind::Radio(choices) => ("radio", choices),
        Kind::Listbox(choices) => ("listbox", choices),
        Kind::Typeahead => ("city", &[][..]),
        Kind::ShadowEmail => ("shadow", &[][..]),
        Kind::SsnMask => ("ssn", &[][..]),
        Kind::PhoneMask => ("phone", &[][..]),
        Kind::DateMask => ("date", &[][..]),
        Kind::DateNative => ("nativedate", &[][..]),
        Kind::Check => ("check", &[][..]),
        Kind::Money => ("money", &[][..]),
        Kind::Zip => ("zip", &[][..]),
        _ => ("text", &[][..]),
    };
    let elsewhere = choices.iter().find(|c| c.0 == "other" && is_same(field.kind)).map(|c| c.1);
    let choices: Vec<_> = choices.iter().map(|c| json!({ "value": c.1, "text": c.2 })).collect();
    json!({
        "name": field.name, "label": field.label, "kind": kind, "choices": choices, "required": field.required,
        "max": field.max, "preset": field.preset, "mailing": field.path.starts_with("mailing."), "elsewhere": elsewhere,
    })
}
