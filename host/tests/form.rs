//! Form actions in real browsers, each behaviour in both: pages of the tests' own under `form_pages`, served as
//! http://pages.test. Tests share one session a browser; a test that fails takes its session with it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::sync::{Mutex, OnceLock};

use postrider::browser::{Config, Fleet, Kind, Remote, Session, SignIn, Wall};
use postrider::form::{ActionError, Failure, Finder, Form, Settings, Target, Text, Typed};
use postrider::submission::{Mask, Personal};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

#[path = "form/server.rs"]
mod server;

#[path = "form/acting.rs"]
mod acting;
#[path = "form/choosing.rs"]
mod choosing;
#[path = "form/committing.rs"]
mod committing;
#[path = "form/drifting.rs"]
mod drifting;
#[path = "form/filling.rs"]
mod filling;
#[path = "form/finding.rs"]
mod finding;
#[path = "form/keeping.rs"]
mod keeping;
#[path = "form/measuring.rs"]
mod measuring;
#[path = "form/moving.rs"]
mod moving;

use server::Server;

pub(crate) const SITE: &str = "http://pages.test";
const BOTH: [Kind; 2] = [Kind::Firefox, Kind::Chromium];

/// What all tests share: the server, the browsers, and the runtime that their connections live in.
struct House {
    runtime: tokio::runtime::Runtime,
    fleet: Fleet,
    server: Server,
    idle: [tokio::sync::Mutex<Option<Session>>; 2],
}

fn house() -> &'static House {
    static HOUSE: OnceLock<House> = OnceLock::new();
    static BUILDING: Mutex<()> = Mutex::new(());
    let _one = BUILDING.lock();
    HOUSE.get_or_init(|| {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let scratch = std::env::temp_dir().join(format!("form-{}", std::process::id()));
        std::fs::create_dir_all(&scratch).unwrap();
        let config = Config {
            relay: Some(env!("CARGO_BIN_EXE_postrider").into()),
            scratch: Some(scratch),
            ..grid().unwrap_or_default()
        };
        let _inside = runtime.enter();
        let fleet = Fleet::new(config, TaskTracker::new(), CancellationToken::new()).unwrap();
        let server = runtime.block_on(Server::start());
        House { fleet, server, idle: [None, None].map(tokio::sync::Mutex::new), runtime }
    })
}

/// The same suite with a Selenium Grid's browsers, where one is named.
fn grid() -> Option<Config> {
    #[allow(clippy::disallowed_methods, reason = "which machine's browsers are tested is said from outside")]
    let url = std::env::var("POSTRIDER_TEST_GRID").ok()?;
    let remote = Remote { url: url.parse().unwrap(), proxy: "127.0.0.1".to_owned(), nodes: Vec::new() };
    Some(Config {
        remote: Some(remote),
        firefox: Some("/usr/bin/firefox-esr".into()),
        chromium: Some("/usr/lib/chromium/chromium".into()),
        ..Config::default()
    })
}

/// Runs a test in one browser after the other.
#[track_caller]
#[allow(clippy::needless_pass_by_value, reason = "a test says what it runs with where it runs")]
fn in_both(settings: Settings, test: impl AsyncFn(&mut Form)) {
    let house = house();
    for (kind, idle) in BOTH.into_iter().zip(&house.idle) {
        house.runtime.block_on(async {
            let mut idle = idle.lock().await;
            let session = match idle.take() {
                Some(session) if !session.is_lost() => session,
                _ => house.fleet.open(kind, wall(house)).await.unwrap(),
            };
            let mut form = Form::new(session, settings.clone());
            eprintln!("-- {}", kind.as_str());
            test(&mut form).await;
            *idle = Some(form.into_session());
        });
    }
}

fn wall(house: &House) -> Wall {
    Wall {
        origins: vec![SITE.parse().unwrap(), "http://members.test".parse().unwrap()],
        resolve: ["pages.test", "members.test"].map(|host| (host.to_owned(), house.server.address)).into(),
        submits: vec!["/county/submit".to_owned()],
        sign_ins: vec![SignIn {
            origin: "http://members.test".parse().unwrap(),
            user: Personal::new("worker"),
            password: Personal::new("s3cret"),
        }],
    }
}

fn settings() -> Settings {
    Settings {
        origins: vec![SITE.parse().unwrap()],
        action_bound: std::time::Duration::from_millis(1500),
        ..Settings::default()
    }
}

fn masked() -> Settings {
    Settings { mask: Mask::new(["Lovelace", "Ada", "1200 Oak Avenue", "900123456"]), ..settings() }
}

async fn open(form: &mut Form, page: &str) {
    form.open(&format!("{SITE}/{page}")).await.unwrap();
}

fn label(text: &str) -> Target {
    Target::by(Finder::Label(Text::Exact(text.to_owned())))
}

fn button(name: &str) -> Target {
    role("button", name)
}

fn role(role: &str, name: &str) -> Target {
    Target::by(Finder::Role { role: role.to_owned(), name: Some(Text::Exact(name.to_owned())) })
}

fn css(selector: &str) -> Target {
    Target::by(Finder::Css(selector.to_owned()))
}

fn within(scope: Finder, target: Target) -> Target {
    let mut target = target;
    target.scopes.push(scope);
    target
}

fn exact(text: &str) -> Text {
    Text::Exact(text.to_owned())
}

async fn fill(form: &mut Form, target: Target, text: &str) -> Result<(), Failure> {
    form.fill(&postrider::form::FillItem { target, value: Typed::literal(text), look_only: false }).await
}

/// What the page noted about what was done to it.
async fn out(form: &mut Form) -> String {
    form.read_text(&css("#out")).await.unwrap()
}

#[track_caller]
fn failed<T: std::fmt::Debug>(done: Result<T, Failure>) -> ActionError {
    done.unwrap_err().error
}
