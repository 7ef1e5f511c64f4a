//! Short words for what behaviours say again and again: targets, and the actions with a literal text. Nothing here decides
//! whether a behaviour holds.

use std::time::Duration;

pub(crate) use postrider::form::{
    ActionError, AlterationKind, Choice, ClickOptions, Condition, DateStyle, DialogAnswer, Failure, FillItem, Finder,
    Form, Readiness, Settings, Source, Target, Text, Typed, UploadFile, Window,
};
pub(crate) use postrider::submission::{Kind, Mask, Personal};

use postrider::form::{Disclosure, Mismatch};
use postrider::submission::PiecesPresent;

use crate::scheme;
use crate::site::DOCUMENT;
use crate::strain::bound;

/// Where the pages are, over this behaviour's scheme.
pub(crate) fn site() -> String {
    scheme::at("pages.test")
}

/// The same pages from another origin.
pub(crate) fn other() -> String {
    scheme::at("other.test")
}

/// The same pages from an origin that the session says by HTTP itself who it is.
pub(crate) fn members() -> String {
    scheme::at("members.test")
}

/// An error's words with the addresses of http, so that they read the same over both schemes.
pub(crate) fn over_http(words: &str) -> String {
    words.replace("https://", "http://")
}

// ---- Settings ----------------------------------------------------------------------------------------------------------

pub(crate) fn settings() -> Settings {
    Settings {
        origins: [site(), other(), members()].map(|origin| origin.parse().unwrap()).to_vec(),
        action_bound: Duration::from_millis(bound(3_000).into()),
        ..Settings::default()
    }
}

/// For what is waited for in vain.
pub(crate) fn quick() -> Settings {
    Settings { action_bound: Duration::from_millis(bound(400).into()), ..settings() }
}

/// With values of an applicant's that no page may show.
pub(crate) fn masked() -> Settings {
    let mut mask = Mask::new();
    for (kind, text) in [
        (Kind::Name, "Lovelace"),
        (Kind::Name, "Ada"),
        (Kind::Address, "1200 Oak Avenue"),
        (Kind::Identifier, "900123456"),
    ] {
        mask.learn(kind, text);
    }
    Settings { full_mask: mask.clone(), mask, ..quick() }
}

// ---- Targets -----------------------------------------------------------------------------------------------------------

pub(crate) fn exact(text: &str) -> Text {
    Text::Exact(text.to_owned())
}

pub(crate) fn holding(text: &str) -> Text {
    Text::Contains(text.to_owned())
}

pub(crate) fn label(text: &str) -> Target {
    Target::by(Finder::Label(exact(text)))
}

pub(crate) fn role(role: &str, name: &str) -> Target {
    Target::by(Finder::Role { role: role.to_owned(), name: Some(exact(name)) })
}

pub(crate) fn button(name: &str) -> Target {
    role("button", name)
}

pub(crate) fn css(selector: &str) -> Target {
    Target::by(Finder::Css(selector.to_owned()))
}

pub(crate) fn id(id: &str) -> Target {
    Target::by(Finder::Id(id.to_owned()))
}

pub(crate) fn name(name: &str) -> Target {
    Target::by(Finder::Name(name.to_owned()))
}

pub(crate) fn shown(text: &str) -> Target {
    Target::by(Finder::Text(exact(text)))
}

pub(crate) fn section(text: &str) -> Finder {
    Finder::Section(exact(text))
}

pub(crate) fn row(texts: &[&str]) -> Finder {
    Finder::Row(texts.iter().map(|text| holding(text)).collect())
}

pub(crate) fn within(scope: Finder, mut target: Target) -> Target {
    target.scopes.insert(0, scope);
    target
}

pub(crate) fn framed(frames: &[&str], target: Target) -> Target {
    Target { frames: frames.iter().map(|name| Finder::Name((*name).to_owned())).collect(), ..target }
}

// ---- Actions -----------------------------------------------------------------------------------------------------------

/// Done, or the failure in its own words.
#[track_caller]
pub(crate) fn done<T>(done: Result<T, Failure>) -> T {
    match done {
        Ok(value) => value,
        Err(failure) => panic!("{failure}"),
    }
}

#[track_caller]
pub(crate) fn failed<T: std::fmt::Debug>(done: Result<T, Failure>) -> ActionError {
    done.unwrap_err().error
}

#[track_caller]
pub(crate) fn missing<T: std::fmt::Debug>(done: Result<T, Failure>) -> Readiness {
    match failed(done) {
        ActionError::NotReady { missing, .. } => missing,
        other => panic!("not a missing state: {other}"),
    }
}

#[track_caller]
pub(crate) fn altered<T: std::fmt::Debug>(done: Result<T, Failure>) -> (AlterationKind, String) {
    match failed(done) {
        ActionError::Altered { kind, actual, .. } => (kind, actual),
        other => panic!("not an alteration: {other}"),
    }
}

/// What a list has in place of an option that it does not offer.
#[track_caller]
pub(crate) fn not_offered<T: std::fmt::Debug>(done: Result<T, Failure>) -> Mismatch {
    match failed(done) {
        ActionError::NoSuchOption(mismatch) => mismatch,
        other => panic!("not no-such-option: {other}"),
    }
}

pub(crate) async fn open(form: &mut Form, page: &str) {
    done(form.open(&format!("{}/{page}", site())).await);
}

pub(crate) fn item(target: Target, text: &str) -> FillItem {
    FillItem { target, value: Typed::literal(text), look_only: false }
}

pub(crate) async fn fill(form: &mut Form, target: Target, text: &str) -> Result<(), Failure> {
    form.fill(&item(target, text)).await
}

/// Fills by `fill_all`, or one by one.
pub(crate) async fn fill_each(form: &mut Form, items: &[FillItem], together: bool) -> Result<(), Failure> {
    if together {
        return form.fill_all(items).await;
    }
    for item in items {
        form.fill(item).await?;
    }
    Ok(())
}

/// A part of a value that may not be read.
pub(crate) fn unread(path: &str, text: &str) -> Typed {
    let (path, rules) = (path.to_owned(), vec!["part".to_owned()]);
    let source = Source::Field { path, rules, pieces: PiecesPresent::WHOLE, disclosure: Disclosure::Hidden };
    Typed { text: Personal::new(text), holds: None, source }
}

/// Fills and reads.
pub(crate) async fn fills(form: &mut Form, target: Target, text: &str) {
    done(fill(form, target.clone(), text).await);
    assert_eq!(value(form, target).await, text);
}

pub(crate) async fn click(form: &mut Form, target: Target) {
    let words = target.describe();
    form.click(&target, None).await.unwrap_or_else(|failure| panic!("{words}: {failure}"));
}

pub(crate) async fn choose(form: &mut Form, target: Target, text: &str) -> Result<(), Failure> {
    form.choose(&target, &[by_text(text)]).await
}

pub(crate) fn by_text(text: &str) -> Choice {
    Choice::by_text(Typed::literal(text))
}

pub(crate) fn by_part(part: &str) -> Choice {
    Choice::by_part(Typed::literal(part))
}

pub(crate) fn by_code(code: &str) -> Choice {
    Choice::by_code(Typed::literal(code))
}

pub(crate) async fn check(form: &mut Form, target: Target, on: bool) -> Result<(), Failure> {
    form.check(&target, on, &Source::Literal).await
}

pub(crate) async fn value(form: &mut Form, target: Target) -> String {
    done(form.read_value(&target).await)
}

pub(crate) async fn text(form: &mut Form, target: Target) -> String {
    done(form.read_text(&target).await)
}

/// What the page noted about what was done to it.
pub(crate) async fn out(form: &mut Form) -> String {
    text(form, css("#out")).await
}

/// Waits until the page noted it.
pub(crate) async fn comes_out(form: &mut Form, expect: &str) {
    let there = Condition::Visible(within(Finder::Id("out".to_owned()), shown(expect)));
    if form.wait(&[there], 3_000).await.is_err() {
        assert_eq!(out(form).await, expect);
    }
}

/// Runs a script in the page, as no action does: to bring the page into a state.
pub(crate) async fn script(form: &Form, script: &str) -> serde_json::Value {
    form.session().execute(script, vec![]).await.unwrap()
}

// ---- Documents ---------------------------------------------------------------------------------------------------------

/// Documents in a folder that lives as long as they are wanted.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Folder {
        Folder(tempfile::tempdir().unwrap())
    }

    pub(crate) fn file(&self, name: &str) -> UploadFile {
        let path = self.0.path().join(name);
        std::fs::write(&path, DOCUMENT).unwrap();
        UploadFile { path, field: None }
    }

    /// A document of the application.
    pub(crate) fn document(&self, name: &str, number: usize) -> UploadFile {
        UploadFile { field: Some(format!("documents[{number}]")), ..self.file(name) }
    }
}
