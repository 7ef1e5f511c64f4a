//! The pages' routes: each form's values go into the login's draft, each answer leads to the next page. Holds no page's text;
//! those stand beside this file.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Form, Multipart, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Json, Redirect, Response};
use axum::routing::{get, post};
use axum::{Router, middleware};

use super::books::Books;
use crate::form::job::{CITIES, PAPER, PAPER_WHOLE, PASSWORD, USER};

/// The name of the login's cookie.
const LOGIN: &str = "login";
/// How late the cities come: a county's server that is awake.
const CITIES_AFTER: Duration = Duration::from_millis(80);

type SharedBooks = State<Arc<Books>>;
type Values = Form<BTreeMap<String, String>>;

macro_rules! page {
    ($name:literal) => {
        include_str!(concat!("pages/", $name, ".html"))
    };
}

pub(super) fn router(books: Arc<Books>) -> Router {
    let shown = |page: &'static str| get(async move || Html(page));
    let forms = [
        ("/about", page!("about"), "/addresses"),
        ("/addresses", page!("addresses"), "/household"),
        ("/contact", page!("contact"), "/kept"),
        ("/household", page!("household"), "/papers"),
        ("/person", page!("person"), "/saved"),
    ];
    let mut router = Router::new();
    for (path, form, next) in forms {
        let kept = move |books: SharedBooks, login: HeaderMap, values: Values| async move {
            keep(&books, &login, values, next)
        };
        router = router.route(path, shown(form).post(kept));
    }
    router
        .route("/", shown(page!("login")))
        .route("/login", post(login))
        .route("/kept", shown(page!("kept")))
        .route("/saved", shown(page!("saved")))
        .route("/papers", shown(page!("papers")).post(papers))
        .route("/review", shown(page!("review")))
        .route("/submit", post(submit))
        .route("/cities", get(cities))
        .route("/style.css", get(async || ([(CONTENT_TYPE, "text/css")], include_str!("pages/style.css"))))
        .layer(middleware::map_response(async |mut answer: Response| {
            answer.headers_mut().insert(CACHE_CONTROL, axum::http::HeaderValue::from_static("no-store"));
            answer
        }))
        .with_state(books)
}

async fn login(State(books): SharedBooks, Form(values): Values) -> Response {
    let right = |name: &str, value: &str| values.get(name).is_some_and(|given| given == value);
    if !right("user", USER) || !right("password", PASSWORD) {
        return Redirect::to("/").into_response();
    }
    let cookie = format!("{LOGIN}={}; HttpOnly; Path=/", books.login(values));
    ([(SET_COOKIE, cookie)], Redirect::to("/about")).into_response()
}

/// Adds a page's values to the draft and leads on; whoever is not logged in goes to the login.
fn keep(books: &Books, headers: &HeaderMap, Form(values): Values, next: &str) -> Redirect {
    Redirect::to(if books.add(&cookie(headers), values) { next } else { "/" })
}

async fn papers(State(books): SharedBooks, headers: HeaderMap, mut parts: Multipart) -> Result<Redirect, StatusCode> {
    let mut values = BTreeMap::new();
    while let Some(part) = parts.next_field().await.map_err(|_| StatusCode::BAD_REQUEST)? {
        let name = part.name().unwrap_or_default().to_owned();
        let file = part.file_name().map(str::to_owned);
        let bytes = part.bytes().await.map_err(|_| StatusCode::BAD_REQUEST)?;
        let value = match file {
            Some(file) => format!("{file} {}", if bytes == PAPER { PAPER_WHOLE } else { "damaged" }),
            None => String::from_utf8_lossy(&bytes).into_owned(),
        };
        values.insert(name, value);
    }
    Ok(keep(&books, &headers, Form(values), "/review"))
}

async fn submit(State(books): SharedBooks, headers: HeaderMap) -> Html<String> {
    Html(match books.submit(&cookie(&headers)) {
        Ok(number) => page!("received").replace("NUMBER", &number),
        Err(why) => page!("refused").replace("WHY", &why),
    })
}

async fn cities(Query(asked): Query<BTreeMap<String, String>>) -> Json<Vec<&'static str>> {
    tokio::time::sleep(CITIES_AFTER).await;
    let known = asked.get("state").is_some_and(|state| state == "CA");
    Json(if known { CITIES.to_vec() } else { Vec::new() })
}

fn cookie(headers: &HeaderMap) -> String {
    let sent = headers.get(COOKIE).and_then(|sent| sent.to_str().ok()).unwrap_or_default();
    let of = |pair: &str| pair.trim().strip_prefix(LOGIN)?.strip_prefix('=').map(str::to_owned);
    sent.split(';').find_map(of).unwrap_or_default()
}
