//! `/Apply.aspx`: every step, every partial update and the submission. A view state that is stale, forged or from before the
//! redesign is refused; the submission's own is void after it.

use std::sync::Arc;
use std::time::Duration;

use axum::Form;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};

use super::addresses::addresses;
use super::pages;
use super::postback::{Delta, Postback, turned_away, view_state};
use super::view::{self, Shown};
use crate::county::Layout;
use crate::draft::{Draft, Problem};
use crate::field::{Field, Page};
use crate::gate;
use crate::session::Session;
use crate::site::Site;
use crate::values::Values;

pub(super) const STALE: &str = "The state information is invalid for this page and might be corrupted.";
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
    let layout = site.layout();
    let shown = site.sessions.with(&headers, |s| {
        let page = unfinished(layout, &s.draft);
        whole(layout, s, page, None, &[])
    });
    shown.unwrap_or_else(|why| turned_away(why, false))
}

pub(super) async fn posted(State(site): State<Arc<Site>>, headers: HeaderMap, Form(raw): Form<Values>) -> Response {
    let layout = site.layout();
    let post = Postback::read(layout, &headers, &raw);
    let of = |s: &mut Session| pages::pages(layout).iter().position(|page| s.knows(page.id, &post.token));
    if let Ok(Some(at)) = site.sessions.with(&headers, of)
        && let Some(response) = gate::stopped_at(&site, &[pages::pages(layout)[at].id]).await
    {
        return response;
    }
    if post.partial {
        tokio::select! { () = tokio::time::sleep(PARTIAL_LATE) => {}, () = site.stop.cancelled() => {} }
    }
    let done = site.sessions.with(&headers, |s| {
        let Some(at) = of(s) else {
            return Answer::Page(stale(layout, s, post.partial));
        };
        let page = &pages::pages(layout)[at];
        match event(layout, page, &post) {
            Event::Redraw { editing } => Answer::Page(redrawn(layout, s, page, &post, editing, &[])),
            Event::Insert => Answer::Page(inserted(layout, s, page, &post)),
            Event::Delete(row) => {
                s.draft.remove_member(row);
                Answer::Page(redrawn(layout, s, page, &post, false, &[]))
            }
            Event::Back => {
                let before = &pages::pages(layout)[at.saturating_sub(1)];
                Answer::Page(whole(layout, s, before, None, &[]))
            }
            Event::Next => Answer::Page(saved(layout, s, at, &post)),
            Event::Submit => submitted(&site, layout, s, page, &post),
        }
    });
    match done {
        Ok(Answer::Page(response)) => response,
        Ok(Answer::Submitted(_, Some(how))) => gate::lose(&site, how).await,
        Ok(Answer::Submitted(accepted, None)) => view::received(layout, &accepted).into_response(),
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

fn event(layout: Layout, page: &Page, post: &Postback) -> Event {
    let words = pages::words(layout);
    let last = pages::pages(layout).last().is_some_and(|last| last.id == page.id);
    let editing = pages::member(layout).iter().any(|field| post.inputs.contains_key(field.name));
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
fn unfinished(layout: Layout, draft: &Draft) -> &'static Page {
    let all = pages::pages(layout);
    all.iter().find(|page| !draft.has(page.id)).unwrap_or(&all[all.len() - 1])
}

fn whole(layout: Layout, s: &mut Session, page: &Page, typed: Option<&Values>, problems: &[Problem]) -> Response {
    let at = pages::pages(layout).iter().position(|one| one.id == page.id).unwrap_or_default();
    let token = s.issue(page.id);
    let shown =
        Shown { layout, page, draft: &s.draft, typed, editing: false, warns: at >= WARNS_FROM && !s.noticed, problems };
    view::apply(&shown, &token).into_response()
}

fn redrawn(
    layout: Layout,
    s: &mut Session,
    page: &Page,
    post: &Postback,
    editing: bool,
    problems: &[Problem],
) -> Response {
    let token = s.issue(page.id);
    let typed = Some(&post.inputs);
    let shown = Shown { layout, page, draft: &s.draft, typed, editing, warns: false, problems };
    if !post.partial {
        return view::apply(&shown, &token).into_response();
    }
    Delta::default()
        .piece("updatePanel", &view::panel_id(layout), &view::panel(&shown).into_string())
        .piece("hiddenField", "__VIEWSTATE", &view_state(&token))
        .into_response()
}

/// Refused: nothing that came with it counts.
fn stale(layout: Layout, s: &mut Session, partial: bool) -> Response {
    if partial {
        return Delta::default().piece("error", "500", STALE).into_response();
    }
    let page = unfinished(layout, &s.draft);
    whole(layout, s, page, None, &[Problem::new("", STALE)])
}

fn inserted(layout: Layout, s: &mut Session, page: &Page, post: &Postback) -> Response {
    match s.draft.add_member(pages::member(layout), &post.inputs) {
        Ok(()) => redrawn(layout, s, page, post, false, &[]),
        Err(problems) => redrawn(layout, s, page, post, true, &problems),
    }
}

fn saved(layout: Layout, s: &mut Session, at: usize, post: &Postback) -> Response {
    let all = pages::pages(layout);
    let page = &all[at];
    let typed = |field: &Field| post.inputs.get(field.name).is_some_and(|value| !value.is_empty());
    let problems = if page.fields.is_empty() {
        if pages::member(layout).iter().any(typed) {
            vec![Problem::new("", "The member that you have entered has not been added.")]
        } else {
            s.draft.pass(page.id);
            Vec::new()
        }
    } else {
        s.draft.save(page, &post.inputs, |values| addresses(page, values)).err().unwrap_or_default()
    };
    if !problems.is_empty() {
        return whole(layout, s, page, Some(&post.inputs), &problems);
    }
    let _ = s.redeem(page.id, &post.token);
    whole(layout, s, &all[at + 1], None, &[])
}

fn submitted(site: &Site, layout: Layout, s: &mut Session, page: &Page, post: &Postback) -> Answer {
    let all = pages::pages(layout);
    if let Err(problems) = s.draft.save(page, &post.inputs, |_| Vec::new()) {
        return Answer::Page(whole(layout, s, page, Some(&post.inputs), &problems));
    }
    let missing = s.draft.missing(all);
    if !missing.is_empty() || all.iter().any(|one| !s.draft.has(one.id)) {
        let named = |(page, field): &(&Page, &Field)| {
            Problem::new(field.name, format!("{} is required ({}).", field.label, page.title))
        };
        let mut problems: Vec<_> = missing.iter().map(named).collect();
        problems.push(Problem::new("", "The application is not complete."));
        return Answer::Page(whole(layout, s, page, Some(&post.inputs), &problems));
    }
    let _ = s.redeem(page.id, &post.token);
    let draft = std::mem::take(&mut s.draft);
    let (accepted, lost) = site.accept(&s.name, &draft);
    Answer::Submitted(accepted, lost)
}
