//! Alder: pages made on the server, one form after the other, and a login that knows one session at a time.
//! Takes ASCII only. Never uses script.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form as Posted, Router};

use crate::change::Change;
use crate::draft::{Draft, Problem};
use crate::fault::ONE_TIME_CODE;
use crate::field::Page;
use crate::form::Form;
use crate::gate;
use crate::session::{Ended, Session, set_cookie};
use crate::site::Site;
use crate::values::Values;

mod controls;
pub(crate) mod pages;
pub(crate) mod rules;
pub(crate) mod view;

const USERS: [&str; 2] = ["worker1", "worker2"];
const PASSWORD: &str = "alder-pass";
/// Every third session of the county gets the notice, between its second and third page.
const NOTICE_EVERY: u64 = 3;
const NOTICE_BEFORE: usize = 2;
/// Where an application is submitted, as the first plugins know it, and where since that path was changed.
const SUBMIT: &str = "/application/submit";
const SEND: &str = "/application/send";
/// What the token of the second confirmation is for.
const CONFIRM: &str = "confirm";

type Shared = State<Arc<Site>>;

pub(crate) fn router(site: Arc<Site>) -> Router {
    Router::new()
        .route("/", get(|| async { Redirect::to("/home") }))
        .route("/login", get(login_page).post(login))
        .route("/login/code", get(code_page).post(code))
        .route("/logout", get(logout))
        .route("/home", get(home))
        .route("/notice", get(notice_page).post(notice))
        .route("/application/new", post(start))
        .route(SUBMIT, post(submit))
        .route(SEND, post(submit))
        .route("/application/{page}", get(page).post(save))
        .route("/search", get(search_page).post(search))
        .route(
            "/static/alder-v1.css",
            get(|| async { ([(header::CONTENT_TYPE, "text/css")], include_str!("alder/v1.css")) }),
        )
        .route(
            "/static/alder-v2.css",
            get(|| async { ([(header::CONTENT_TYPE, "text/css")], include_str!("alder/v2.css")) }),
        )
        .with_state(site)
}

/// Where a request without a live session lands, and why.
fn turned_away(why: Ended) -> Response {
    let to = match why {
        Ended::Never => "/login",
        Ended::Evicted => "/login?why=elsewhere",
        Ended::TimedOut => "/login?why=idle",
    };
    Redirect::to(to).into_response()
}

async fn login_page(State(site): Shared, axum::extract::RawQuery(query): axum::extract::RawQuery) -> Response {
    let problem = match query.as_deref() {
        Some("why=elsewhere") => Some("Your session was ended because this user signed in elsewhere."),
        Some("why=idle") => Some("Your session timed out. Please sign in again."),
        _ => None,
    };
    view::login(site.layout(), problem).into_response()
}

async fn login(State(site): Shared, Posted(raw): Posted<Values>) -> Response {
    let typed = |name: &str| raw.get(name).map_or("", String::as_str);
    let user = typed("username");
    if !USERS.contains(&user) || typed("password") != PASSWORD {
        return view::login(site.layout(), Some("User ID or password is incorrect.")).into_response();
    }
    let asks = site.faults.asks_code();
    let cookie = site.sessions.open(user, asks);
    ([set_cookie(&cookie)], Redirect::to(if asks { "/login/code" } else { "/home" })).into_response()
}

async fn code_page(State(site): Shared) -> Response {
    view::code(site.layout(), None).into_response()
}

async fn code(State(site): Shared, headers: HeaderMap, Posted(raw): Posted<Values>) -> Response {
    if raw.get("code").map(String::as_str) != Some(ONE_TIME_CODE) {
        return view::code(site.layout(), Some("That code is not correct.")).into_response();
    }
    match site.sessions.any(&headers, |s| s.awaits_code = false) {
        Ok(()) => Redirect::to("/home").into_response(),
        Err(why) => turned_away(why),
    }
}

async fn logout(State(site): Shared, headers: HeaderMap) -> Response {
    site.sessions.end(&headers, Ended::Never);
    Redirect::to("/login").into_response()
}

async fn home(State(site): Shared, headers: HeaderMap) -> Response {
    match site.sessions.with(&headers, |s| s.name.clone()) {
        Ok(name) => view::home(site.layout(), name.split('-').next().unwrap_or_default()).into_response(),
        Err(why) => turned_away(why),
    }
}

async fn notice_page(State(site): Shared, headers: HeaderMap) -> Response {
    match site.sessions.with(&headers, |_| ()) {
        Ok(()) => view::notice(site.layout()).into_response(),
        Err(why) => turned_away(why),
    }
}

async fn notice(State(site): Shared, headers: HeaderMap) -> Response {
    match site.sessions.with(&headers, |s| s.noticed = true) {
        Ok(()) => to_page(&site.form().pages[NOTICE_BEFORE]),
        Err(why) => turned_away(why),
    }
}

async fn start(State(site): Shared, headers: HeaderMap) -> Response {
    match site.sessions.with(&headers, |s| s.draft = Draft::default()) {
        Ok(()) => to_page(&site.form().pages[0]),
        Err(why) => turned_away(why),
    }
}

fn to_page(page: &Page) -> Response {
    Redirect::to(&format!("/application/{}", page.id)).into_response()
}

async fn page(State(site): Shared, headers: HeaderMap, Path(id): Path<String>) -> Response {
    let form = site.form();
    let Some(index) = form.position(&id) else {
        return no_such_page();
    };
    let shown = site.sessions.with(&headers, |s| {
        // Pages come in order: an unfinished earlier one is shown instead.
        if let Some(earlier) = form.pages[..index].iter().find(|p| !s.draft.has(p.id)) {
            return to_page(earlier);
        }
        if index == NOTICE_BEFORE && s.serial.is_multiple_of(NOTICE_EVERY) && !s.noticed {
            return Redirect::to("/notice").into_response();
        }
        draw(&form, s, index, None, &[])
    });
    shown.unwrap_or_else(turned_away)
}

/// Draws a page with a fresh token, showing `typed` or what was saved before.
fn draw(form: &Form, session: &mut Session, index: usize, typed: Option<&Values>, problems: &[Problem]) -> Response {
    let page = &form.pages[index];
    let token = session.issue(page.id);
    let draft = &session.draft;
    let nothing = Values::new();
    match page.id {
        "household" | "people" => view::household(form, index, draft, typed.unwrap_or(&nothing), &token, problems),
        "review" => view::review(form, index, draft, submit_path(form), &token, problems),
        _ => view::form(form, index, typed.unwrap_or(&page.shown(&draft.raw)), &token, problems),
    }
    .into_response()
}

async fn save(
    State(site): Shared,
    headers: HeaderMap,
    Path(id): Path<String>,
    Posted(raw): Posted<Values>,
) -> Response {
    let form = site.form();
    let Some(index) = form.position(&id) else {
        return no_such_page();
    };
    let page = &form.pages[index];
    let saved = site.sessions.with(&headers, |s| {
        if !s.redeem(page.id, raw.get("_token").map_or("", String::as_str)) {
            return expired(&form, s, index);
        }
        let people = matches!(page.id, "household" | "people");
        if people && let Some(row) = raw.get("remove") {
            s.draft.remove_member(row.parse().unwrap_or(usize::MAX));
            return draw(&form, s, index, None, &[]);
        }
        if people && raw.get("do").map(String::as_str) == Some("add") {
            let member = &form.member;
            let added = rules::plain(member, &raw).and_then(|()| s.draft.add_member(member, &raw));
            return match added {
                Ok(()) => draw(&form, s, index, None, &[]),
                Err(problems) => draw(&form, s, index, Some(&raw), &problems),
            };
        }
        if people {
            // A person typed but not added would be lost without a word; even Alder warns.
            let half = form.member.iter().flat_map(|f| f.inputs()).find(|i| raw.get(i).is_some_and(|v| !v.is_empty()));
            if let Some(input) = half {
                let problem = Problem::new(&input, "The person below has not been added yet.");
                return draw(&form, s, index, Some(&raw), &[problem]);
            }
        }
        if people || page.notice.is_some() {
            s.draft.pass(page.id);
            return to_page(&form.pages[index + 1]);
        }
        let kept = rules::plain(&page.fields, &raw)
            .and_then(|()| s.draft.save(page, &raw, |values| rules::addresses(page, values)));
        match kept {
            Ok(()) => to_page(form.pages.get(index + 1).unwrap_or(page)),
            Err(problems) => draw(&form, s, index, Some(&raw), &problems),
        }
    });
    saved.unwrap_or_else(turned_away)
}

fn no_such_page() -> Response {
    gate::failure(StatusCode::NOT_FOUND, "There is no such page.")
}

fn expired(form: &Form, session: &mut Session, index: usize) -> Response {
    let problem = Problem::new("", "This form has expired. Please fill it in again.");
    draw(form, session, index, None, &[problem])
}

/// The path that submits.
fn submit_path(form: &Form) -> &'static str {
    form.submit_path(SUBMIT, SEND)
}

async fn submit(State(site): Shared, headers: HeaderMap, uri: Uri, Posted(raw): Posted<Values>) -> Response {
    let form = site.form();
    if uri.path() != submit_path(&form) {
        return no_such_page();
    }
    let review = form.pages.len() - 1;
    let taken = site.sessions.with(&headers, |s| {
        let confirmed = raw.contains_key("confirmed");
        let token_is_of = if confirmed { CONFIRM } else { "review" };
        if !s.redeem(token_is_of, raw.get("_token").map_or("", String::as_str)) {
            return Err(Box::new(expired(&form, s, review)));
        }
        let missing = s.draft.missing(&form.pages);
        let mut problems: Vec<_> = missing
            .iter()
            .map(|(page, field)| {
                Problem::new(field.name, format!("{} is required (page {}).", field.label, page.title))
            })
            .collect();
        problems.extend(site.refused_as_duplicate(&s.draft));
        if !problems.is_empty() {
            return Err(Box::new(draw(&form, s, review, None, &problems)));
        }
        if form.has(Change::SecondConfirmation) && !confirmed {
            return Err(Box::new(view::confirm(&form, submit_path(&form), &s.issue(CONFIRM)).into_response()));
        }
        let draft = std::mem::take(&mut s.draft);
        Ok(site.accept(&s.name, &draft))
    });
    match taken {
        Ok(Ok((_, Some(how)))) => gate::lose(&site, how).await,
        Ok(Ok((accepted, None))) => view::received(form.design.layout, &accepted).into_response(),
        Ok(Err(page)) => *page,
        Err(why) => turned_away(why),
    }
}

async fn search_page(State(site): Shared, headers: HeaderMap) -> Response {
    match site.sessions.with(&headers, |_| ()) {
        Ok(()) => view::search(site.layout(), &Values::new(), None, &[]).into_response(),
        Err(why) => turned_away(why),
    }
}

async fn search(State(site): Shared, headers: HeaderMap, Posted(raw): Posted<Values>) -> Response {
    if let Err(why) = site.sessions.with(&headers, |_| ()) {
        return turned_away(why);
    }
    let mut problems = Vec::new();
    let mut asked = Vec::new();
    for field in view::SEARCH {
        match field.read(&raw) {
            Ok(value) => asked.push(value.unwrap_or_default()),
            Err(message) => problems.push(Problem::new(field.name, message)),
        }
    }
    let found = (asked.len() == view::SEARCH.len()).then(|| site.find(&asked[0], Some(&asked[1])));
    view::search(site.layout(), &raw, found.as_deref(), &problems).into_response()
}
