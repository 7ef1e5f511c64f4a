//! Dogwood: pages as WebForms makes them. Every step of an application and its submission go to one address, `/Apply.aspx`;
//! which it is stands in the body, beside a view state that is good once. A login may be used any number of times.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};

use crate::draft::{Draft, Problem};
use crate::fault::ONE_TIME_CODE;
use crate::session::{Ended, set_cookie};
use crate::site::Site;
use crate::values::Values;

pub(crate) mod addresses;
mod apply;
mod controls;
pub(crate) mod pages;
mod postback;
mod view;

use pages::FIND;
use postback::{Postback, turned_away};

const USERS: [&str; 2] = ["eligworker1", "eligworker2"];
const PASSWORD: &str = "dogwood-pass";

type Shared = State<Arc<Site>>;

pub(crate) fn router(site: Arc<Site>) -> Router {
    Router::new()
        .route("/", get(async || Redirect::to("/Default.aspx")))
        .route("/Login.aspx", get(login_page).post(login))
        .route("/Code.aspx", get(code_page).post(code))
        .route("/Logout.aspx", get(logout))
        .route("/Default.aspx", get(menu).post(start))
        .route(apply::STEPS, get(apply::shown).post(apply::posted))
        .route(apply::SUBMIT, post(apply::posted))
        .route("/Inquiry.aspx", get(inquiry_page).post(inquiry))
        .route("/KeepAlive.ashx", post(keep_alive))
        // What the pages report about themselves to a meter of the county's.
        .route("/Telemetry.axd", post(async || StatusCode::NO_CONTENT))
        .route(
            "/static/dogwood.css",
            get(async || ([(header::CONTENT_TYPE, "text/css")], include_str!("dogwood/dogwood.css"))),
        )
        .route(
            "/static/webforms.js",
            get(async || ([(header::CONTENT_TYPE, "text/javascript")], include_str!("dogwood/webforms.js"))),
        )
        .with_state(site)
}

async fn login_page(State(site): Shared, axum::extract::RawQuery(query): axum::extract::RawQuery) -> Response {
    let problem = query.is_some().then_some("Your session has ended. Please log in again.");
    view::login(site.layout(), problem).into_response()
}

async fn login(State(site): Shared, headers: HeaderMap, Form(raw): Form<Values>) -> Response {
    let post = Postback::read(site.layout(), &headers, &raw);
    let input = |name: &str| post.inputs.get(name).map(String::as_str).unwrap_or_default();
    let user = input("txtUser");
    if !USERS.contains(&user) || input("txtPassword") != PASSWORD {
        return view::login(site.layout(), Some("Your login attempt was not successful.")).into_response();
    }
    let asks = site.faults.asks_code();
    let cookie = site.sessions.open(user, asks);
    ([set_cookie(&cookie)], Redirect::to(if asks { "/Code.aspx" } else { "/Default.aspx" })).into_response()
}

async fn code_page(State(site): Shared) -> Response {
    view::code(site.layout(), None).into_response()
}

async fn code(State(site): Shared, headers: HeaderMap, Form(raw): Form<Values>) -> Response {
    let post = Postback::read(site.layout(), &headers, &raw);
    if post.inputs.get("txtCode").map(String::as_str) != Some(ONE_TIME_CODE) {
        return view::code(site.layout(), Some("The code is not valid.")).into_response();
    }
    match site.sessions.any(&headers, |s| s.awaits_code = false) {
        Ok(()) => Redirect::to("/Default.aspx").into_response(),
        Err(why) => turned_away(why, false),
    }
}

async fn logout(State(site): Shared, headers: HeaderMap) -> Response {
    site.sessions.end(&headers, Ended::Never);
    Redirect::to("/Login.aspx").into_response()
}

async fn menu(State(site): Shared, headers: HeaderMap) -> Response {
    let shown = site.sessions.with(&headers, |s| view::menu(site.layout(), &s.issue("menu")).into_response());
    shown.unwrap_or_else(|why| turned_away(why, false))
}

async fn start(State(site): Shared, headers: HeaderMap, Form(raw): Form<Values>) -> Response {
    let post = Postback::read(site.layout(), &headers, &raw);
    let started = site.sessions.with(&headers, |s| {
        if s.redeem("menu", &post.token) && post.is_by("lnkNew") {
            s.draft = Draft::default();
            return Redirect::to("/Apply.aspx").into_response();
        }
        Redirect::to("/Default.aspx").into_response()
    });
    started.unwrap_or_else(|why| turned_away(why, false))
}

/// The answer to "Stay signed in".
async fn keep_alive(State(site): Shared, headers: HeaderMap) -> StatusCode {
    match site.sessions.with(&headers, |s| s.noticed = true) {
        Ok(()) => StatusCode::NO_CONTENT,
        Err(_) => StatusCode::UNAUTHORIZED,
    }
}

async fn inquiry_page(State(site): Shared, headers: HeaderMap) -> Response {
    let shown = site.sessions.with(&headers, |s| {
        view::inquiry(site.layout(), &Values::new(), None, &s.issue("inquiry"), &[]).into_response()
    });
    shown.unwrap_or_else(|why| turned_away(why, false))
}

async fn inquiry(State(site): Shared, headers: HeaderMap, Form(raw): Form<Values>) -> Response {
    let layout = site.layout();
    let post = Postback::read(layout, &headers, &raw);
    let token = match site.sessions.with(&headers, |s| (s.redeem("inquiry", &post.token), s.issue("inquiry"))) {
        Ok((true, token)) => token,
        Ok((false, token)) => {
            let stale = [Problem::new("", apply::STALE)];
            return view::inquiry(layout, &Values::new(), None, &token, &stale).into_response();
        }
        Err(why) => return turned_away(why, false),
    };
    let asked: Result<Vec<_>, _> = FIND.iter().map(|field| field.read(&post.inputs)).collect();
    match asked {
        Ok(asked) => {
            let value = |n: usize| asked[n].as_deref().unwrap_or_default();
            let found = site.find(value(0), Some(value(1)));
            view::inquiry(layout, &post.inputs, Some(&found), &token, &[]).into_response()
        }
        Err(message) => view::inquiry(layout, &post.inputs, None, &token, &[Problem::new("", message)]).into_response(),
    }
}
