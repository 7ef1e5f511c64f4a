//! Dogwood's HTML, as WebForms writes it: one form around the page, hidden inputs for its state, ids of containers, links that
//! are scripts.

use maud::{DOCTYPE, Markup, html};

use super::controls::{do_post_back, id, name, row};
use super::pages::words::Words;
use super::pages::{FIND, words};
use super::postback::view_state;
use crate::change::Change;
use crate::county::Layout;
use crate::draft::{Draft, Problem};
use crate::field::Page;
use crate::form::Form;
use crate::shown::{full_name, slashed};
use crate::truth::Accepted;
use crate::values::Values;

/// A step of the application, as it is drawn.
pub(super) struct Shown<'a> {
    pub(super) form: &'a Form,
    pub(super) page: &'a Page,
    pub(super) draft: &'a Draft,
    /// What was posted, where the page comes again.
    pub(super) typed: Option<&'a Values>,
    /// The editor of a household member stands open.
    pub(super) editing: bool,
    /// The page warns that the session will end.
    pub(super) warns: bool,
    pub(super) problems: &'a [Problem],
}

/// The button of the second confirmation.
pub(super) const CONFIRM_BUTTON: &str = "btnConfirm";

/// The page's one form, its state and everything around it.
fn document(layout: Layout, title: &str, address: &str, token: &str, warns: bool, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                title { (title) " - Dogwood County Benefits" }
                link rel="stylesheet" href="/static/dogwood.css";
            }
            body class=(layout.to_string()) {
                div class="top" { "Dogwood County" span { "Benefits Intake" } }
                form method="post" action=(format!(".{address}")) id="aspnetForm" name="aspnetForm" autocomplete="off" {
                    div class="aspNetHidden" {
                        input type="hidden" name="__EVENTTARGET" id="__EVENTTARGET" value="";
                        input type="hidden" name="__EVENTARGUMENT" id="__EVENTARGUMENT" value="";
                        input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" value=(view_state(token));
                        input type="hidden" name="__VIEWSTATEGENERATOR" id="__VIEWSTATEGENERATOR" value="CA0B0334";
                    }
                    div class="page" { h1 { (title) } (body) }
                    div id="ctl00_UpdateProgress1" class="shade" hidden { div class="wait" { "Please wait..." } }
                    @if warns { (timeout()) }
                }
                script src="/static/webforms.js" {}
            }
        }
    }
}

/// Covers the page until somebody answers.
fn timeout() -> Markup {
    html! {
        div class="shade" id="ctl00_dlgTimeout" {
            div class="box" role="dialog" aria-modal="true" aria-labelledby="ctl00_dlgTimeout_lbl" {
                h2 id="ctl00_dlgTimeout_lbl" { "Session Timeout" }
                p { "Your session will end in " span id="ctl00_dlgTimeout_seconds" { "60" } " seconds. Do you want to stay?" }
                input type="button" id="ctl00_dlgTimeout_btnStay" value="Stay signed in";
                " "
                a href="/Logout.aspx" { "Log out" }
            }
        }
    }
}

fn summary(words: &Words, problems: &[Problem]) -> Markup {
    html! {
        div id=(id(words, "ValidationSummary1")) class="summary" hidden[problems.is_empty()] {
            "Please correct the following:"
            ul { @for problem in problems { li { (problem.message) } } }
        }
    }
}

pub(super) fn panel_id(layout: Layout) -> String {
    id(words(layout), "UpdatePanel1")
}

/// A step: what a partial update draws anew stands in a panel, its buttons outside.
pub(super) fn apply(shown: &Shown<'_>, token: &str, submit_path: &str) -> Markup {
    let layout = shown.form.design.layout;
    let words = words(layout);
    let all = &shown.form.pages;
    let elsewhere = shown.form.has(Change::SubmitPath).then(|| format!(".{submit_path}"));
    let number = all.iter().position(|page| page.id == shown.page.id).map_or(0, |at| at + 1);
    let last = all.last().is_some_and(|last| last.id == shown.page.id);
    let first = all.first().is_some_and(|first| first.id == shown.page.id);
    document(
        layout,
        shown.page.title,
        "/Apply.aspx",
        token,
        shown.warns,
        &html! {
            p class="steps" { "Step " (number) " of " (all.len()) }
            (summary(words, shown.problems))
            div id=(panel_id(layout)) data-update-panel { (panel(shown)) }
            p class="buttons" {
                @if !first {
                    input type="submit" name=(name(words, "btnPrevious")) id=(id(words, "btnPrevious")) value="< Previous";
                    " "
                }
                @if !last {
                    input type="submit" name=(name(words, "btnNext")) id=(id(words, "btnNext")) value=(words.next) onclick="return Page_ClientValidate();";
                } @else if words.submit_is_link {
                    a id=(id(words, words.submit_name)) class="button" href=(do_post_back(words, words.submit_name, "")) onclick="return Page_ClientValidate();" { (words.submit) }
                } @else {
                    input type="submit" name=(name(words, words.submit_name)) id=(id(words, words.submit_name)) value=(words.submit) formaction=[elsewhere] onclick="return Page_ClientValidate();";
                }
            }
        },
    )
}

/// What the panel of a step holds.
pub(super) fn panel(shown: &Shown<'_>) -> Markup {
    let words = words(shown.form.design.layout);
    let saved = shown.page.shown(&shown.draft.raw);
    let typed = shown.typed.unwrap_or(&saved);
    if let Some(notice) = shown.page.notice {
        return html! { p { (notice) } };
    }
    if shown.page.fields.is_empty() {
        return members(shown, words, typed);
    }
    let mail = shown.page.fields.iter().find(|f| f.path.is_empty() && !f.required).is_some_and(|same| {
        let fresh = shown.typed.is_none() && !shown.draft.has(shown.page.id);
        !fresh && !typed.contains_key(same.name)
    });
    let zip = shown.page.fields.iter().find(|f| f.path == "home.zip").and_then(|f| typed.get(f.name));
    html! {
        table class="form" {
            @for field in shown.page.fields.iter().filter(|f| mail || !f.path.starts_with("mailing.")) {
                (row(words, field, typed, mail))
            }
        }
        @if let Some(zip) = zip.filter(|zip| zip.len() >= 5) {
            p class="office" { "Served by: " span id=(id(words, "lblOffice")) { "District office " (zip.chars().take(3).collect::<String>()) } }
        }
    }
}

fn members(shown: &Shown<'_>, words: &Words, typed: &Values) -> Markup {
    let blank = Values::new();
    let typed = if shown.problems.is_empty() { &blank } else { typed };
    let relation = if shown.form.has(Change::Wording) { "Relation" } else { "Relationship" };
    html! {
        // A partial update says here what is wrong; a full page above.
        @if shown.editing && !shown.problems.is_empty() {
            div id=(id(words, "dvMember_summary")) class="summary" { ul { @for problem in shown.problems { li { (problem.message) } } } }
        }
        table class="grid" id=(id(words, "gvMembers")) {
            tr { th { "No." } th { "Name" } th { "Birth date" } th { (relation) } th {} }
            @for (index, member) in shown.draft.members().iter().enumerate() {
                tr class="member" {
                    td { (index + 1) } td { (full_name(member, "")) }
                    td { (slashed(member.get("birth_date").map_or("", String::as_str))) }
                    td { (member.get("relationship").map_or("", String::as_str)) }
                    td { a href=(do_post_back(words, "gvMembers", &format!("Delete${index}"))) { "Delete" } }
                }
            }
        }
        @if shown.editing {
            fieldset id=(id(words, "dvMember")) {
                legend { "Member details" }
                table class="form" { @for field in shown.form.member.iter() { (row(words, field, typed, false)) } }
                a href=(do_post_back(words, "dvMember", "Insert$")) { (words.insert) } " "
                a href=(do_post_back(words, "dvMember", "Cancel$")) { "Cancel" }
            }
        } @else {
            p { a id=(id(words, "lnkAdd")) href=(do_post_back(words, "gvMembers", "Add$")) { (words.add) } }
        }
    }
}

pub(super) fn login(layout: Layout, problem: Option<&str>) -> Markup {
    let words = words(layout);
    secret(
        layout,
        "Log In",
        "/Login.aspx",
        problem,
        &html! {
            tr { td { label for=(id(words, "txtUser")) { "User name:" } } td { input type="text" id=(id(words, "txtUser")) name=(name(words, "txtUser")); } }
            tr { td { label for=(id(words, "txtPassword")) { "Password:" } } td { input type="password" id=(id(words, "txtPassword")) name=(name(words, "txtPassword")); } }
        },
    )
}

pub(super) fn code(layout: Layout, problem: Option<&str>) -> Markup {
    let words = words(layout);
    secret(
        layout,
        "Verify Your Identity",
        "/Code.aspx",
        problem,
        &html! {
            tr { td { label for=(id(words, "txtCode")) { "Code:" } } td { input type="text" id=(id(words, "txtCode")) name=(name(words, "txtCode")) maxlength="6"; } }
        },
    )
}

fn secret(layout: Layout, title: &str, address: &str, problem: Option<&str>, rows: &Markup) -> Markup {
    let words = words(layout);
    document(
        layout,
        title,
        address,
        "",
        false,
        &html! {
            table class="form" { (rows) }
            @if let Some(problem) = problem { p class="summary" id=(id(words, "FailureText")) { (problem) } }
            p { input type="submit" name=(name(words, "LoginButton")) id=(id(words, "LoginButton")) value=(title); }
        },
    )
}

pub(super) fn menu(layout: Layout, token: &str) -> Markup {
    let words = words(layout);
    document(
        layout,
        "Worker Menu",
        "/Default.aspx",
        token,
        false,
        &html! {
            ul class="menu" {
                li { a id=(id(words, "lnkNew")) href=(do_post_back(words, "lnkNew", "")) { "New application" } }
                li { a href="/Inquiry.aspx" { "Case inquiry" } }
                li { a href="/Logout.aspx" { "Log out" } }
            }
        },
    )
}

/// Asks once more.
pub(super) fn confirm(layout: Layout, submit_path: &str, token: &str) -> Markup {
    let words = words(layout);
    document(
        layout,
        "Confirm Submission",
        submit_path,
        token,
        false,
        &html! {
            p { "Nothing has been submitted yet. An application cannot be changed afterwards." }
            p class="buttons" { input type="submit" name=(name(words, CONFIRM_BUTTON)) id=(id(words, CONFIRM_BUTTON)) value="Yes, submit"; }
        },
    )
}

pub(super) fn received(layout: Layout, accepted: &Accepted) -> Markup {
    let words = words(layout);
    document(
        layout,
        words.received,
        "/Apply.aspx",
        "",
        false,
        &html! {
            p { (words.number) " " span id=(id(words, "lblNumber")) class="number" { (accepted.confirmation) } "." }
            p { a href="/Default.aspx" { "Return to the menu" } }
        },
    )
}

pub(super) fn inquiry(
    layout: Layout,
    raw: &Values,
    found: Option<&[Accepted]>,
    token: &str,
    problems: &[Problem],
) -> Markup {
    let words = words(layout);
    document(
        layout,
        "Case Inquiry",
        "/Inquiry.aspx",
        token,
        false,
        &html! {
            (summary(words, problems))
            table class="form" { @for field in FIND { (row(words, field, raw, false)) } }
            p class="buttons" { input type="submit" name=(name(words, "btnFind")) id=(id(words, "btnFind")) value="Find"; }
            @match found {
                None => {},
                Some([]) => p { span id=(id(words, "lblNone")) { "No cases were found." } },
                Some(found) => table class="grid" id=(id(words, "gvResults")) {
                    tr { th { "Case number" } th { "Name" } th { "Birth date" } th { "Received" } }
                    @for a in found { tr {
                        td { (a.confirmation) } td { (full_name(&a.values, "applicant.")) }
                        td { (slashed(a.value("applicant.birth_date"))) } td { (a.accepted_at.strftime("%m/%d/%Y %H:%M")) }
                    } }
                },
            }
            p { a href="/Default.aspx" { "Return to the menu" } }
        },
    )
}
