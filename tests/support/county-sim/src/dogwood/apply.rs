//! `/Apply.aspx`: every step, every partial update and the submission, unless a change has moved that. A view state that is stale,
//! forged or from before a redesign is refused; the submission's own is void after it.

use std::sync::Arc;
use std::time::Duration;

use axum::Form as Posted;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use super::addresses::addresses;
use super::pages;
use super::postback::{Delta, Postback, turned_away, view_state};
use super::view::{self, Shown};
use crate::change::Change;
use crate::draft::{Draft, Problem};
use crate::field::{Field, Page};
use crate::form::Form;
use crate::gate;
use crate::session::Session;
use crate::site::Site;
use crate::values::Values;

pub(super) const STALE: &str = "The state information is invalid for this page and might be corrupted.";
/// The address of every step, and where an application is submitted since that was moved.
pub(super) const STEPS: &str = "/Apply.aspx";
pub(super) const SUBMIT: &str = "/Submit.aspx";
/// What the view state of the second confirmation is for.
const CONFIRM: &str = "confirm";
/// How late a partial update is answered.
const PARTIAL_LATE: Duration = Duration::from_millis(250);
/// From this page on, counted from 0, the page warns that the session will end, until it was told to stay.
const WARNS_FROM: usize = 3;

/// A page as it is sent: whole, or its panel alone.
enum Answer {
    Page(Response),
    Submitted(crate::truth::Accepted, Option<crate::fault::Lost>),
}

pub(super) async fn shown(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    let form = site.form();
    let shown = site.sessions.with(&headers, |s| {
        let page = unfinished(&form, &s.draft);
        whole(&form, s, page, None, &[])
    });
    shown.unwrap_or_else(|why| turned_away(why, false))
}

pub(super) async fn posted(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    uri: Uri,
    Posted(raw): Posted<Values>,
) -> Response {
    let form = site.form();
    let submits = uri.path() == submit_path(&form);
    if uri.path() != STEPS && !submits {
        return gate::failure(StatusCode::NOT_FOUND, "The resource cannot be found.");
    }
    let post = Postback::read(form.design.layout, &headers, &raw);
    let of = |s: &mut Session| form.pages.iter().position(|page| s.knows(page.id, &post.token));
    if let Ok(Some(at)) = site.sessions.with(&headers, of)
        && let Some(response) = gate::stopped_at(&site, &[form.pages[at].id]).await
    {
        return response;
    }
    if post.partial {
        tokio::select! { () = tokio::time::sleep(PARTIAL_LATE) => {}, () = site.stop.cancelled() => {} }
    }
    let done = site.sessions.with(&headers, |s| {
        // An application that was begun since is not the one that was asked about.
        if submits && post.is_by(view::CONFIRM_BUTTON) && s.redeem(CONFIRM, &post.token) && is_complete(&form, &s.draft)
        {
            return accepted(&site, s);
        }
        let Some(at) = of(s) else {
            return Answer::Page(stale(&form, s, post.partial));
        };
        let page = &form.pages[at];
        match event(&form, page, &post) {
            Event::Redraw { editing } => Answer::Page(redrawn(&form, s, page, &post, editing, &[])),
            Event::Insert => Answer::Page(inserted(&form, s, page, &post)),
            Event::Delete(row) => {
                s.draft.remove_member(row);
                Answer::Page(redrawn(&form, s, page, &post, false, &[]))
            }
            Event::Back => {
                let before = &form.pages[at.saturating_sub(1)];
                Answer::Page(whole(&form, s, before, None, &[]))
            }
            Event::Next => Answer::Page(saved(&form, s, at, &post)),
            Event::Submit if submits => submitted(&site, &form, s, page, &post),
            Event::Submit => Answer::Page(redrawn(&form, s, page, &post, false, &[])),
        }
    });
    match done {
        Ok(Answer::Page(response)) => response,
        Ok(Answer::Submitted(_, Some(how))) => gate::lose(&site, how).await,
        Ok(Answer::Submitted(accepted, None)) => view::received(form.design.layout, &accepted).into_response(),
        Err(why) => turned_away(why, post.partial),
    }
}

/// What the form was posted for.
enum Event {
    /// A list or box that posts back when it changes, or the editor of a member opened or closed.
    Redraw {
        editing: bool,
    },
    Insert,
    Delete(usize),
    Back,
    Next,
    Submit,
}

/// The path that submits.
fn submit_path(form: &Form) -> &'static str {
    form.submit_path(STEPS, SUBMIT)
}

fn event(form: &Form, page: &Page, post: &Postback) -> Event {
    let words = pages::words(form.design.layout);
    let last = form.pages.last().is_some_and(|last| last.id == page.id);
    let editing = form.member.iter().any(|field| post.inputs.contains_key(field.name));
    match post.argument.split_once('$') {
        Some(("Add", _)) if post.is_by("gvMembers") => return Event::Redraw { editing: true },
        Some(("Delete", row)) if post.is_by("gvMembers") => return Event::Delete(row.parse().unwrap_or(usize::MAX)),
        Some(("Insert", _)) if post.is_by("dvMember") => return Event::Insert,
        Some(("Cancel", _)) if post.is_by("dvMember") => return Event::Redraw { editing: false },
        _ => {}
    }
    if last && post.is_by(words.submit_name) {
        Event::Submit
    } else if post.is_by("btnPrevious") {
        Event::Back
    } else if !last && post.is_by("btnNext") {
        Event::Next
    } else {
        Event::Redraw { editing }
    }
}

/// The first page that was not saved yet.
fn unfinished<'f>(form: &'f Form, draft: &Draft) -> &'f Page {
    let all = &form.pages;
    all.iter().find(|page| !draft.has(page.id)).unwrap_or(&all[all.len() - 1])
}

fn whole(form: &Form, s: &mut Session, page: &Page, typed: Option<&Values>, problems: &[Problem]) -> Response {
    let warns = form.position(page.id).is_some_and(|at| at >= WARNS_FROM) && !s.noticed;
    let token = s.issue(page.id);
    let shown = Shown { form, page, draft: &s.draft, typed, editing: false, warns, problems };
    view::apply(&shown, &token, submit_path(form)).into_response()
}

fn redrawn(
    form: &Form,
    s: &mut Session,
    page: &Page,
    post: &Postback,
    editing: bool,
    problems: &[Problem],
) -> Response {
    let token = s.issue(page.id);
    let typed = Some(&post.inputs);
    let shown = Shown { form, page, draft: &s.draft, typed, editing, warns: false, problems };
    if !post.partial {
        return view::apply(&shown, &token, submit_path(form)).into_response();
    }
    Delta::default()
        .piece("updatePanel", &view::panel_id(form.design.layout), &view::panel(&shown).into_string())
        .piece("hiddenField", "__VIEWSTATE", &view_state(&token))
        .into_response()
}

/// Refused: nothing that came with it counts.
fn stale(form: &Form, s: &mut Session, partial: bool) -> Response {
    if partial {
        return Delta::default().piece("error", "500", STALE).into_response();
    }
    let page = unfinished(form, &s.draft);
    whole(form, s, page, None, &[Problem::new("", STALE)])
}

fn inserted(form: &Form, s: &mut Session, page: &Page, post: &Postback) -> Response {
    match s.draft.add_member(&form.member, &post.inputs) {
        Ok(()) => redrawn(form, s, page, post, false, &[]),
        Err(problems) => redrawn(form, s, page, post, true, &problems),
    }
}

fn saved(form: &Form, s: &mut Session, at: usize, post: &Postback) -> Response {
    let all = &form.pages;
    let page = &all[at];
    let typed = |field: &Field| post.inputs.get(field.name).is_some_and(|value| !value.is_empty());
    let problems = if page.fields.is_empty() {
        if form.member.iter().any(typed) {
            vec![Problem::new("", "The member that you have entered has not been added.")]
        } else {
            s.draft.pass(page.id);
            Vec::new()
        }
    } else {
        s.draft.save(page, &post.inputs, |values| addresses(page, values)).err().unwrap_or_default()
    };
    if !problems.is_empty() {
        return whole(form, s, page, Some(&post.inputs), &problems);
    }
    let _ = s.redeem(page.id, &post.token);
    whole(form, s, &all[at + 1], None, &[])
}

fn submitted(site: &Site, form: &Form, s: &mut Session, page: &Page, post: &Postback) -> Answer {
    if let Err(problems) = s.draft.save(page, &post.inputs, |_| Vec::new()) {
        return Answer::Page(whole(form, s, page, Some(&post.inputs), &problems));
    }
    if !is_complete(form, &s.draft) {
        let missing = s.draft.missing(&form.pages);
        let named = |(page, field): &(&Page, &Field)| {
            Problem::new(field.name, format!("{} is required ({}).", field.label, page.title))
        };
        let mut problems: Vec<_> = missing.iter().map(named).collect();
        problems.push(Problem::new("", "The application is not complete."));
        return Answer::Page(whole(form, s, page, Some(&post.inputs), &problems));
    }
    let _ = s.redeem(page.id, &post.token);
    if form.has(Change::SecondConfirmation) {
        let token = s.issue(CONFIRM);
        return Answer::Page(view::confirm(form.design.layout, submit_path(form), &token).into_response());
    }
    accepted(site, s)
}

fn is_complete(form: &Form, draft: &Draft) -> bool {
    draft.missing(&form.pages).is_empty() && form.pages.iter().all(|page| draft.has(page.id))
}

fn accepted(site: &Site, s: &mut Session) -> Answer {
    let draft = std::mem::take(&mut s.draft);
    let (accepted, lost) = site.accept(&s.name, &draft);
    Answer::Submitted(accepted, lost)
}
