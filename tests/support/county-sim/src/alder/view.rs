//! Alder's HTML: plain, server-made, no script at all.

use maud::{DOCTYPE, Markup, html};

use super::controls::{row, shown};
use crate::change::Change;
use crate::county::Layout;
use crate::draft::{Draft, Problem};
use crate::field::{Field, Kind, Months};
use crate::form::Form;
use crate::shown::{full_name, slashed};
use crate::truth::Accepted;
use crate::values::Values;

pub(super) fn frame(layout: Layout, title: &str, signed_in: bool, body: &Markup) -> Markup {
    let name = match layout {
        Layout::V1 => "County of Alder - Benefits Intake System",
        Layout::V2 => "Alder County | MyBenefits Worker Portal",
    };
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                title { (title) " - Alder County" }
                link rel="stylesheet" href=(format!("/static/alder-{layout}.css"));
            }
            body {
                div id="masthead" {
                    span class="seal" { "A" }
                    span class="system" { (name) }
                    @if signed_in { a href="/home" { "Main menu" } " " a href="/search" { "Find an application" } " " a href="/logout" { "Log out" } }
                }
                div id="content" { h1 { (title) } (body) }
                div id="footer" { "Department of Social Services, County of Alder. Authorized use only. 5.2.11" }
            }
        }
    }
}

pub(super) fn banner(problems: &[Problem]) -> Markup {
    html! {
        @if !problems.is_empty() {
            div class="banner" id="errors" role="alert" {
                strong { "Please correct the following:" }
                ul { @for problem in problems { li { (problem.message) } } }
            }
        }
    }
}

pub(super) fn login(layout: Layout, problem: Option<&str>) -> Markup {
    frame(
        layout,
        "Worker sign in",
        false,
        &html! {
            @if let Some(problem) = problem { div class="banner" id="errors" role="alert" { (problem) } }
            form method="post" action="/login" {
                table class="form" {
                    tr { td { label for="username" { "User ID" } } td { input type="text" id="username" name="username" autocomplete="off"; } }
                    tr { td { label for="password" { "Password" } } td { input type="password" id="password" name="password"; } }
                }
                p { button type="submit" id="sign_in" { "Sign in" } }
            }
            p class="fine" { "One session per worker. Signing in again ends your earlier session." }
        },
    )
}

pub(super) fn code(layout: Layout, problem: Option<&str>) -> Markup {
    frame(
        layout,
        "Verification code",
        false,
        &html! {
            @if let Some(problem) = problem { div class="banner" id="errors" role="alert" { (problem) } }
            p { "We sent a code to the phone on file for this worker." }
            form method="post" action="/login/code" {
                p { label for="code" { "Code" } " " input type="text" id="code" name="code" maxlength="6" size="8" autocomplete="off"; }
                p { button type="submit" { "Verify" } }
            }
        },
    )
}

pub(super) fn home(layout: Layout, worker: &str) -> Markup {
    frame(
        layout,
        "Main menu",
        true,
        &html! {
            p { "Signed in as " strong id="worker" { (worker) } "." }
            form method="post" action="/application/new" { button type="submit" id="new_application" { "New application" } }
            p { a href="/search" { "Find an application" } }
        },
    )
}

pub(super) fn notice(layout: Layout) -> Markup {
    frame(
        layout,
        "System notice",
        true,
        &html! {
            p { "The system will be updated this weekend. Work that is not submitted by Friday 17:00 will have to be entered again." }
            form method="post" action="/notice" { button type="submit" { "Continue" } }
        },
    )
}

/// A page of inputs, or of text.
pub(super) fn form(form: &Form, index: usize, raw: &Values, token: &str, problems: &[Problem]) -> Markup {
    let page = &form.pages[index];
    frame(
        form.design.layout,
        page.title,
        true,
        &html! {
            (steps(form, index))
            (banner(problems))
            form method="post" action=(format!("/application/{}", page.id)) {
                input type="hidden" name="_token" value=(token);
                @if let Some(notice) = page.notice { p { (notice) } } @else {
                    table class="form" { @for field in page.fields.iter() { (row(field, raw)) } }
                }
                p class="buttons" { button type="submit" name="do" value="continue" { "Continue" } }
            }
        },
    )
}

/// The page that takes members one at a time.
pub(super) fn household(
    form: &Form,
    index: usize,
    draft: &Draft,
    raw: &Values,
    token: &str,
    problems: &[Problem],
) -> Markup {
    let page = &form.pages[index];
    let (add, go) = match form.design.layout {
        Layout::V1 => ("Add this person", "Continue"),
        Layout::V2 => ("Save person", "Done adding people"),
    };
    let whom = if form.has(Change::Wording) {
        "Please list each person who lives with you, one at a time. Do not list yourself."
    } else {
        "List everyone who lives with you, one person at a time. Do not list yourself."
    };
    frame(
        form.design.layout,
        page.title,
        true,
        &html! {
            (steps(form, index))
            (banner(problems))
            p { (whom) }
            form method="post" action=(format!("/application/{}", page.id)) {
                input type="hidden" name="_token" value=(token);
                table class="list" id="members" {
                    thead { tr { th { "No." } th { "Name" } th { "Birth date" } th { "Relationship" } th { "" } } }
                    tbody {
                        @for (index, member) in draft.members().iter().enumerate() {
                            tr {
                                td { (index + 1) }
                                td { (full_name(member, "")) }
                                td { (slashed(member.get("birth_date").map_or("", String::as_str))) }
                                td { (member.get("relationship").map_or("", String::as_str)) }
                                td { button type="submit" name="remove" value=(index) { "Remove" } }
                            }
                        }
                        @if draft.members().is_empty() { tr { td colspan="5" { "No one added yet." } } }
                    }
                }
                fieldset {
                    legend { "New person" }
                    table class="form" { @for field in form.member.iter() { (row(field, raw)) } }
                    button type="submit" name="do" value="add" { (add) }
                }
                p class="buttons" { button type="submit" name="do" value="continue" { (go) } }
            }
        },
    )
}

pub(super) fn review(
    form: &Form,
    index: usize,
    draft: &Draft,
    path: &str,
    token: &str,
    problems: &[Problem],
) -> Markup {
    let held = draft.held();
    let submit = match form.design.layout {
        Layout::V1 => "Submit application",
        Layout::V2 => "Send to county",
    };
    frame(
        form.design.layout,
        form.pages[index].title,
        true,
        &html! {
            (steps(form, index))
            (banner(problems))
            p { "Nothing has been sent yet. Check each answer. To change one, go back to its page." }
            @for section in form.pages.iter().filter(|p| !p.fields.is_empty()) {
                h2 { a href=(format!("/application/{}", section.id)) { (section.title) } }
                table class="review" {
                    @for field in once_each(&section.fields).filter(|f| held.contains_key(f.path)) {
                        tr { th scope="row" { (field.label) } td data-field=(field.name) { (shown(field, &held[field.path])) } }
                    }
                }
            }
            h2 { "Household" }
            table class="review" id="review_members" {
                @for (index, member) in draft.members().iter().enumerate() {
                    tr {
                        th scope="row" { (index + 1) }
                        @for field in form.member.iter() { td data-field=(field.name) { (member.get(field.path).map_or(String::new(), |v| shown(field, v))) } }
                    }
                }
            }
            form method="post" action=(path) {
                input type="hidden" name="_token" value=(token);
                p class="buttons" { button type="submit" id="submit_application" { (submit) } }
            }
        },
    )
}

/// Asks once more.
pub(super) fn confirm(form: &Form, path: &str, token: &str) -> Markup {
    frame(
        form.design.layout,
        "Confirm submission",
        true,
        &html! {
            p { "Nothing has been sent yet. An application cannot be changed after it was submitted." }
            form method="post" action=(path) {
                input type="hidden" name="_token" value=(token);
                input type="hidden" name="confirmed" value="1";
                p class="buttons" { button type="submit" { "Yes, submit" } }
            }
        },
    )
}

pub(super) fn received(layout: Layout, accepted: &Accepted) -> Markup {
    let words = match layout {
        Layout::V1 => "Confirmation number",
        Layout::V2 => "Your reference",
    };
    frame(
        layout,
        "Application received",
        true,
        &html! {
            div class="good" id="confirmation" {
                p { (words) ": " strong id="confirmation_number" { (accepted.confirmation) } }
                p { "Received " span id="received_at" { (accepted.accepted_at.strftime("%m/%d/%Y %H:%M")) } " UTC" }
            }
            p { "Please write this number down." }
            form method="post" action="/application/new" { button type="submit" { "New application" } }
        },
    )
}

pub(super) fn search(layout: Layout, raw: &Values, found: Option<&[Accepted]>, problems: &[Problem]) -> Markup {
    frame(
        layout,
        "Find an application",
        true,
        &html! {
            (banner(problems))
            form method="post" action="/search" {
                table class="form" { @for field in SEARCH { (row(field, raw)) } }
                p class="buttons" { button type="submit" { "Search" } }
            }
            @if let Some(found) = found {
                @if found.is_empty() { p id="no_results" { "No applications found." } } @else {
                    table class="list" id="results" {
                        thead { tr { th { "Confirmation number" } th { "Name" } th { "Birth date" } th { "Date received" } } }
                        tbody { @for a in found { tr {
                            td { (a.confirmation) }
                            td { (full_name(&a.values, "applicant.")) }
                            td { (slashed(a.value("applicant.birth_date"))) }
                            td { (a.accepted_at.strftime("%m/%d/%Y %H:%M")) }
                        } } }
                    }
                }
            }
        },
    )
}

/// The search page asks these, in both designs.
pub(crate) const SEARCH: &[Field] = &[
    Field::new("applicant.name.last", "Last name", "last", Kind::Text).req(),
    Field::new("applicant.birth_date", "Date of birth", "born", Kind::DateLists(Months::Words)).req(),
];

fn steps(form: &Form, index: usize) -> Markup {
    html! { p class="steps" { "Page " (index + 1) " of " (form.pages.len()) } }
}

/// The questions, of two boxes for one value the first.
fn once_each(fields: &[Field]) -> impl Iterator<Item = &Field> {
    let first = |(at, field): &(usize, &Field)| !fields[..*at].iter().any(|earlier| earlier.path == field.path);
    fields.iter().enumerate().filter(first).map(|(_, field)| field)
}
