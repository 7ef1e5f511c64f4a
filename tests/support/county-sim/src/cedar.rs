//! Cedar: a frameset, a popup for each household member, dialogs, a calendar, uploads, and a receipt on paper.
//! A login may be used any number of times.

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Multipart, Path, State};
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

pub(crate) mod pages;
mod paper;
mod view;

const USERS: [&str; 2] = ["clerk1", "clerk2"];
const PASSWORD: &str = "cedar-pass";
/// Largest request: an upload one and a half times too large still gets Cedar's own answer.
const LARGEST_BODY: usize = paper::LARGEST * 3 / 2;
/// Where an application is submitted, as the first plugins know it, and where since that path was changed.
const SUBMIT: &str = "/main/submit";
const FILE: &str = "/main/file";
/// What the token of the second confirmation is for.
const CONFIRM: &str = "confirm";
/// Cases a list shows at most.
const CASES: usize = 50;

type Shared = State<Arc<Site>>;

pub(crate) fn router(site: Arc<Site>) -> Router {
    Router::new()
        .route("/", get(frames))
        .route("/login", get(login_page).post(login))
        .route("/login/code", get(code_page).post(code))
        .route("/logout", get(logout))
        .route("/menu", get(|State(site): Shared| async move { view::menu(site.layout()) }))
        .route("/main/welcome", get(welcome))
        .route("/main/new", get(start))
        .route("/main/cases", get(all_cases).post(cases))
        .route("/main/household/remove", post(remove_member))
        .route("/main/documents/upload", post(upload))
        .route("/main/documents/remove", post(remove_document))
        .route(SUBMIT, post(submit))
        .route(FILE, post(submit))
        .route("/main/{page}", get(page).post(save))
        .route("/popup/member", get(popup).post(add_member))
        .route("/receipt/{file}", get(receipt))
        .route(
            "/static/cedar.css",
            get(|| async { ([(header::CONTENT_TYPE, "text/css")], include_str!("cedar/cedar.css")) }),
        )
        .route(
            "/static/cedar.js",
            get(|| async { ([(header::CONTENT_TYPE, "text/javascript")], include_str!("cedar/cedar.js")) }),
        )
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(site)
}

fn turned_away(_: Ended) -> Response {
    Redirect::to("/login?off").into_response()
}

async fn frames(State(site): Shared, headers: HeaderMap) -> Response {
    match site.sessions.with(&headers, |_| ()) {
        Ok(()) => view::frames(site.layout()).into_response(),
        Err(_) => Redirect::to("/login").into_response(),
    }
}

async fn login_page(State(site): Shared, axum::extract::RawQuery(query): axum::extract::RawQuery) -> Response {
    let problem = query.is_some().then_some("YOU ARE NOT LOGGED ON. PLEASE LOG ON.");
    view::login(site.layout(), problem).into_response()
}

async fn login(State(site): Shared, Posted(raw): Posted<Values>) -> Response {
    let user = raw.get("USER").map_or("", String::as_str);
    if !USERS.contains(&user) || raw.get("PASS").map(String::as_str) != Some(PASSWORD) {
        return view::login(site.layout(), Some("INVALID USER OR PASSWORD.")).into_response();
    }
    let asks = site.faults.asks_code();
    let cookie = site.sessions.open(user, asks);
    ([set_cookie(&cookie)], Redirect::to(if asks { "/login/code" } else { "/" })).into_response()
}

async fn code_page(State(site): Shared) -> Response {
    view::code(site.layout(), None).into_response()
}

async fn code(State(site): Shared, headers: HeaderMap, Posted(raw): Posted<Values>) -> Response {
    if raw.get("CODE").map(String::as_str) != Some(ONE_TIME_CODE) {
        return view::code(site.layout(), Some("WRONG CODE.")).into_response();
    }
    match site.sessions.any(&headers, |s| s.awaits_code = false) {
        Ok(()) => Redirect::to("/").into_response(),
        Err(why) => turned_away(why),
    }
}

async fn logout(State(site): Shared, headers: HeaderMap) -> Response {
    site.sessions.end(&headers, Ended::Never);
    Redirect::to("/login").into_response()
}

async fn welcome(State(site): Shared, headers: HeaderMap) -> Response {
    match site.sessions.with(&headers, |s| s.name.clone()) {
        Ok(name) => view::welcome(site.layout(), name.split('-').next().unwrap_or_default()).into_response(),
        Err(why) => turned_away(why),
    }
}

async fn start(State(site): Shared, headers: HeaderMap) -> Response {
    match site.sessions.with(&headers, |s| s.draft = Draft::default()) {
        Ok(()) => Redirect::to("/main/person").into_response(),
        Err(why) => turned_away(why),
    }
}

fn next(form: &Form, id: &str) -> &'static str {
    form.position(id).and_then(|n| form.pages.get(n + 1)).map_or("sign", |p| p.id)
}

/// The path that submits.
fn submit_path(form: &Form) -> &'static str {
    form.submit_path(SUBMIT, FILE)
}

fn no_such_page() -> Response {
    gate::failure(StatusCode::NOT_FOUND, "NO SUCH PAGE.")
}

async fn page(State(site): Shared, headers: HeaderMap, Path(id): Path<String>) -> Response {
    let form = site.form();
    let Some(index) = form.position(&id) else {
        return no_such_page();
    };
    let all = &form.pages;
    let shown = site.sessions.with(&headers, |s| {
        // Pages with inputs come in order; the others may be passed over.
        if let Some(earlier) = all[..index].iter().find(|p| !p.fields.is_empty() && !s.draft.has(p.id)) {
            return Redirect::to(&format!("/main/{}", earlier.id)).into_response();
        }
        draw(&form, s, &all[index], None, &[])
    });
    shown.unwrap_or_else(turned_away)
}

fn draw(form: &Form, session: &mut Session, page: &Page, typed: Option<&Values>, problems: &[Problem]) -> Response {
    let layout = form.design.layout;
    let token = session.issue(page.id);
    let message = problems.first().map(|p| p.message.as_str());
    match page.id {
        "household" => view::household(layout, page, &session.draft, &token, next(form, page.id)),
        "documents" => view::documents(form, page, &session.draft, &token, next(form, page.id), message),
        _ if page.notice.is_some() => view::notice(layout, page, next(form, page.id)),
        _ => {
            let shown = page.shown(&session.draft.raw);
            view::form(layout, page, submit_path(form), typed.unwrap_or(&shown), &token, problems)
        }
    }
    .into_response()
}

fn token(raw: &Values) -> &str {
    raw.get("TOKEN").map_or("", String::as_str)
}

fn stale(form: &Form, session: &mut Session, page: &Page) -> Response {
    draw(form, session, page, None, &[Problem::new("", "PAGE EXPIRED. ENTER IT AGAIN.")])
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
        if !s.redeem(page.id, token(&raw)) {
            return stale(&form, s, page);
        }
        match s.draft.save(page, &raw, |values| mailing(page, values)) {
            Ok(()) => Redirect::to(&format!("/main/{}", next(&form, page.id))).into_response(),
            Err(problems) => draw(&form, s, page, Some(&raw), &problems),
        }
    });
    saved.unwrap_or_else(turned_away)
}

/// A mailing address is whole or absent.
pub(crate) fn mailing(page: &Page, values: &mut Values) -> Vec<Problem> {
    let parts = page.fields.iter().filter(|f| f.path.starts_with("mailing."));
    if !values.keys().any(|path| path.starts_with("mailing.")) {
        return Vec::new();
    }
    let missing = parts.filter(|f| f.path != "mailing.line2" && !values.contains_key(f.path));
    missing.map(|f| Problem::new(f.name, format!("{} is required.", f.label))).collect()
}

async fn popup(State(site): Shared, headers: HeaderMap) -> Response {
    let form = site.form();
    let shown = site.sessions.with(&headers, |s| {
        let token = s.issue("member");
        view::popup(&form, &Values::new(), &token, &[]).into_response()
    });
    shown.unwrap_or_else(|_| view::popup_lost(form.design.layout).into_response())
}

async fn add_member(State(site): Shared, headers: HeaderMap, Posted(raw): Posted<Values>) -> Response {
    let form = site.form();
    let layout = form.design.layout;
    let added = site.sessions.with(&headers, |s| {
        let found = if s.redeem("member", token(&raw)) {
            s.draft.add_member(&form.member, &raw)
        } else {
            Err(vec![Problem::new("", "PAGE EXPIRED. ENTER IT AGAIN.")])
        };
        match found {
            Ok(()) => view::popup_done(layout).into_response(),
            Err(problems) => {
                let token = s.issue("member");
                view::popup(&form, &raw, &token, &problems).into_response()
            }
        }
    });
    added.unwrap_or_else(|_| view::popup_lost(layout).into_response())
}

fn row(raw: &Values) -> usize {
    raw.get("ROW").and_then(|n| n.parse().ok()).unwrap_or(usize::MAX)
}

async fn remove_member(State(site): Shared, headers: HeaderMap, Posted(raw): Posted<Values>) -> Response {
    let removed = site.sessions.with(&headers, |s| {
        if s.redeem("household", token(&raw)) {
            s.draft.remove_member(row(&raw));
        }
    });
    removed.map_or_else(turned_away, |()| Redirect::to("/main/household").into_response())
}

async fn remove_document(State(site): Shared, headers: HeaderMap, Posted(raw): Posted<Values>) -> Response {
    let removed = site.sessions.with(&headers, |s| {
        if s.redeem("documents", token(&raw)) {
            s.draft.remove_document(row(&raw));
        }
    });
    removed.map_or_else(turned_away, |()| Redirect::to("/main/documents").into_response())
}

async fn upload(State(site): Shared, headers: HeaderMap, mut parts: Multipart) -> Response {
    let mut raw = Values::new();
    let mut file = (String::new(), Vec::new());
    while let Ok(Some(part)) = parts.next_field().await {
        let name = part.name().unwrap_or_default().to_owned();
        let file_name = part.file_name().map(str::to_owned);
        let Ok(bytes) = part.bytes().await else {
            return gate::failure(StatusCode::PAYLOAD_TOO_LARGE, "THE FILE IS LARGER THAN 5 MB.");
        };
        match file_name {
            Some(file_name) => file = (file_name, bytes.to_vec()),
            None => drop(raw.insert(name, String::from_utf8_lossy(&bytes).into_owned())),
        }
    }
    let form = site.form();
    let Some(page) = form.position("documents").map(|n| &form.pages[n]) else {
        return no_such_page();
    };
    let taken = site.sessions.with(&headers, |s| {
        if !s.redeem("documents", token(&raw)) {
            return stale(&form, s, page);
        }
        let kind = raw.get("DOCTYPE").and_then(|v| pages::KINDS.iter().find(|k| k.1 == v));
        let document = match kind {
            Some(kind) => paper::take(kind.0, &file.0, &file.1),
            None => Err("DOCUMENT TYPE is required."),
        };
        match document {
            Ok(document) => {
                s.draft.attach(document);
                Redirect::to("/main/documents").into_response()
            }
            Err(problem) => draw(&form, s, page, None, &[Problem::new("FILE", problem)]),
        }
    });
    taken.unwrap_or_else(turned_away)
}

async fn submit(State(site): Shared, headers: HeaderMap, uri: Uri, Posted(raw): Posted<Values>) -> Response {
    let form = site.form();
    if uri.path() != submit_path(&form) {
        return no_such_page();
    }
    let sign = &form.pages[form.pages.len() - 1];
    let taken = site.sessions.with(&headers, |s| {
        let confirmed = raw.contains_key("CONFIRMED");
        if !s.redeem(if confirmed { CONFIRM } else { sign.id }, token(&raw)) {
            return Err(Box::new(stale(&form, s, sign)));
        }
        // The second confirmation comes without the page's inputs, which were saved with the first.
        if !confirmed && let Err(problems) = s.draft.save(sign, &raw, |_| Vec::new()) {
            return Err(Box::new(draw(&form, s, sign, Some(&raw), &problems)));
        }
        let missing = s.draft.missing(&form.pages);
        if !missing.is_empty() {
            let named = |(page, field): &(&Page, &crate::field::Field)| {
                Problem::new(field.name, format!("{} is required ({}).", field.label, page.title))
            };
            let problems: Vec<_> = missing.iter().map(named).collect();
            return Err(Box::new(draw(&form, s, sign, Some(&raw), &problems)));
        }
        if form.has(Change::SecondConfirmation) && !confirmed {
            let page = view::confirm(form.design.layout, submit_path(&form), &s.issue(CONFIRM));
            return Err(Box::new(page.into_response()));
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

async fn receipt(State(site): Shared, headers: HeaderMap, Path(file): Path<String>) -> Response {
    if let Err(why) = site.sessions.with(&headers, |_| ()) {
        return turned_away(why);
    }
    let number = file.strip_suffix(".pdf").unwrap_or_default();
    let Some(accepted) = site.truth.of(site.county).into_iter().find(|a| a.confirmation == number) else {
        return gate::failure(StatusCode::NOT_FOUND, "NO SUCH RECEIPT.");
    };
    let name = format!("attachment; filename=\"receipt-{number}.pdf\"");
    let headers = [(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, name)];
    (headers, paper::receipt(&accepted)).into_response()
}

async fn all_cases(State(site): Shared, headers: HeaderMap) -> Response {
    list_cases(&site, &headers, "")
}

async fn cases(State(site): Shared, headers: HeaderMap, Posted(raw): Posted<Values>) -> Response {
    list_cases(&site, &headers, raw.get("FIND").map_or("", String::as_str))
}

fn list_cases(site: &Site, headers: &HeaderMap, last: &str) -> Response {
    if let Err(why) = site.sessions.with(headers, |_| ()) {
        return turned_away(why);
    }
    let mut found = if last.trim().is_empty() {
        let mut all = site.truth.of(site.county);
        all.reverse();
        all
    } else {
        site.find(last, None)
    };
    found.truncate(CASES);
    view::cases(site.layout(), last, &found).into_response()
}
