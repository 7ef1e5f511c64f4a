//! Each fault, as a worker meets it.

use std::time::Duration;

use county_sim::{Config, County, Fault, Lost, ONE_TIME_CODE, Outage, Plan, Sim};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::alder;
use crate::walker::Walker;

async fn with(plan: Plan) -> (Sim, Walker) {
    let sim = Sim::start(Config::http()).await.unwrap();
    sim.control().set_fault(County::Alder, &plan).await.unwrap();
    let walker = Walker::new(&sim, County::Alder);
    (sim, walker)
}

#[tokio::test]
async fn offline_closes_before_the_first_byte() {
    let (sim, walker) = with(Plan::once(Fault::Offline { how: Outage::Drop })).await;
    let mut raw = tokio::net::TcpStream::connect(sim.url(County::Alder).trim_start_matches("http://")).await.unwrap();
    raw.write_all(b"GET /login HTTP/1.1\r\nHost: alder.test\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    let _ = raw.read_to_end(&mut answer).await;
    assert!(answer.is_empty(), "{}", String::from_utf8_lossy(&answer));
    assert_eq!(walker.get("/login").await.status, 200, "once means once");
    sim.control().set_fault(County::Alder, &Plan::always(Fault::Offline { how: Outage::BadGateway })).await.unwrap();
    assert_eq!(walker.get("/login").await.status, 502);
    assert_eq!(walker.get("/static/alder-v1.css").await.status, 200);
}

#[tokio::test]
async fn every_answer_closes_its_connection() {
    let sim = Sim::start(Config::http()).await.unwrap();
    let answer = reqwest::get(format!("{}/login", sim.url(County::Alder))).await.unwrap();
    assert_eq!(answer.headers()["connection"], "close");
}

#[tokio::test]
async fn accepted_though_the_answer_is_lost() {
    for how in [Lost::Drop, Lost::BadGateway] {
        let (sim, walker) = with(Plan::once(Fault::AcceptedButAnswerLost { how })).await;
        let token = alder::up_to_review(&walker).await.hidden("_token");
        let answer = walker.try_post("/application/submit", &[("_token", &token)]).await;
        assert!(answer.is_err() || answer.is_ok_and(|seen| seen.status == 502));
        assert_eq!(sim.control().truth().await.unwrap().len(), 1);
        let wanted = [("last", "Pena"), ("born_month", "2"), ("born_day", "9"), ("born_year", "1980")];
        walker.post("/search", &wanted).await.shows("ALD-");
    }
}

#[tokio::test]
async fn accepted_and_the_answer_never_comes() {
    let (sim, walker) = with(Plan::once(Fault::AcceptedButAnswerLost { how: Lost::Hang })).await;
    let token = alder::up_to_review(&walker).await.hidden("_token");
    let inputs = [("_token", token.as_str())];
    let waiting = walker.try_post("/application/submit", &inputs);
    assert!(tokio::time::timeout(Duration::from_millis(300), waiting).await.is_err());
    assert_eq!(sim.control().truth().await.unwrap().len(), 1);
    sim.stop().await;
}

#[tokio::test]
async fn error_and_hang_strike_their_page_by_id_or_number() {
    let (sim, walker) = with(Plan::once(Fault::Error { page: "2".into() })).await;
    walker.post("/login", alder::LOGIN).await;
    walker.post("/application/new", &[]).await.shows("Page 1");
    assert_eq!(walker.get("/application/address").await.status, 500);
    assert_ne!(walker.get("/application/address").await.status, 500);
    sim.control().set_fault(County::Alder, &Plan::once(Fault::Hang { page: "search".into() })).await.unwrap();
    assert!(tokio::time::timeout(Duration::from_millis(300), walker.try_get("/search")).await.is_err());
    walker.get("/search").await.shows("Find an application");
}

#[tokio::test]
async fn an_evicted_session_lands_on_the_login() {
    let (_sim, walker) = with(Plan::once(Fault::SessionEvicted).after(2)).await;
    walker.post("/login", alder::LOGIN).await.shows("Main menu");
    walker.get("/home").await.shows("Main menu");
    walker.get("/home").await.shows("signed in elsewhere");
    walker.post("/login", alder::LOGIN).await.shows("Main menu");
}

#[tokio::test]
async fn a_code_is_asked_and_taken() {
    let (_sim, walker) = with(Plan::once(Fault::OneTimeCode)).await;
    walker.post("/login", alder::LOGIN).await.shows("Verification code");
    walker.get("/home").await.shows("Worker sign in");
    walker.post("/login/code", &[("code", "000000")]).await.shows("not correct");
    walker.post("/login/code", &[("code", ONE_TIME_CODE)]).await.shows("Main menu");
}

#[tokio::test]
async fn slow_throttled_and_maintenance() {
    let (sim, walker) = with(Plan::once(Fault::Slow { millis: 200 })).await;
    let started = tokio::time::Instant::now();
    walker.get("/login").await;
    assert!(started.elapsed() >= Duration::from_millis(200));
    let set = async |fault| {
        sim.control().set_fault(County::Alder, &Plan::once(fault)).await.unwrap();
    };
    set(Fault::Throttled { status: 429, retry_after: 7 }).await;
    assert_eq!(walker.get("/login").await.status, 429);
    set(Fault::Maintenance { retry_after: 60 }).await;
    let answer = reqwest::get(format!("{}/login", sim.url(County::Alder))).await.unwrap();
    assert_eq!((answer.status().as_u16(), &answer.headers()["retry-after"]), (503, &"60".parse().unwrap()));
    assert_eq!(walker.get("/login").await.status, 200);
}
