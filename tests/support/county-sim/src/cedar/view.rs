//! Cedar's HTML: frames (inline frames since the redesign), tables without label elements, popups and dialogs.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::pages::{KINDS, words};
use crate::change::Change;
use crate::county::Layout;
use crate::draft::{Draft, Problem};
use crate::field::{Field, Kind, Page};
use crate::form::Form;
use crate::shown::{full_name, slashed};
use crate::truth::Accepted;
use crate::values::Values;

fn document(layout: Layout, title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html {
            head {
                meta charset="utf-8";
                title { (title) }
                link rel="stylesheet" href="/static/cedar.css";
                script src="/static/cedar.js" {}
            }
            body class=(layout.to_string()) { (body) }
        }
    }
}

/// The outer page: a menu frame and a main frame.
pub(super) fn frames(layout: Layout) -> Markup {
    let v1 = PreEscaped(
        "<!DOCTYPE html>\n<html><head><title>CEDAR COUNTY - CASE ENTRY</title></head>\
         <frameset cols=\"190,*\" border=\"1\"><frame name=\"menu\" src=\"/menu\"><frame name=\"main\" src=\"/main/welcome\"></frameset></html>"
            .to_owned(),
    );
    match layout {
        Layout::V1 => v1,
        Layout::V2 => document(
            layout,
            "Cedar County Case Entry",
            &html! {
                div class="top" { "Cedar County Case Entry System" }
                iframe name="menu" title="Menu" src="/menu" style="width:200px;height:740px;border:0;float:left" {}
                iframe name="main" title="Main" src="/main/welcome" style="width:calc(100% - 210px);height:740px;border:0" {}
            },
        ),
    }
}

pub(super) fn menu(layout: Layout) -> Markup {
    let words = words(layout);
    document(
        layout,
        "Menu",
        &html! {
            div class="menu" {
                div class="menuhead" { "MENU" }
                a href="/main/new" target="main" { (words.new) }
                a href="/main/cases" target="main" { (words.cases) }
                a href="/logout" target="_top" { "Log Off" }
            }
        },
    )
}

pub(super) fn login(layout: Layout, problem: Option<&str>) -> Markup {
    document(
        layout,
        "CEDAR COUNTY - LOG ON",
        &html! {
            div class="login" {
                h2 { "CEDAR COUNTY" br; "CASE ENTRY SYSTEM" }
                (message(problem))
                form method="post" action="/login" target="_top" {
                    table {
                        tr { td { "USER" } td { input type="text" name="USER" id="USER" maxlength="20"; } }
                        tr { td { "PASSWORD" } td { input type="password" name="PASS" id="PASS"; } }
                    }
                    input type="submit" name="LOGON" value="LOG ON";
                }
            }
        },
    )
}

pub(super) fn code(layout: Layout, problem: Option<&str>) -> Markup {
    document(
        layout,
        "CEDAR COUNTY - CODE",
        &html! {
            div class="login" {
                h2 { "ENTER CODE" }
                (message(problem))
                form method="post" action="/login/code" target="_top" {
                    table { tr { td { "CODE SENT TO YOUR PHONE" } td { input type="text" name="CODE" id="CODE" maxlength="6"; } } }
                    input type="submit" value="OK";
                }
            }
        },
    )
}

pub(super) fn welcome(layout: Layout, clerk: &str) -> Markup {
    document(
        layout,
        "Welcome",
        &html! {
            h2 { "WELCOME" } p { "USER " b id="clerk" { (clerk) } " IS LOGGED ON." } p { "SELECT A FUNCTION FROM THE MENU." }
        },
    )
}

fn message(problem: Option<&str>) -> Markup {
    html! { @if let Some(problem) = problem { p class="err" id="ERRMSG" { font color="red" { (problem) } } } }
}

fn errors(problems: &[Problem]) -> Markup {
    html! {
        @if !problems.is_empty() {
            div class="err" id="ERRMSG" { @for problem in problems { font color="red" { "*** " (problem.message) } br; } }
        }
    }
}

/// A page of inputs. Saving it says so in an alert; the last page asks before it submits.
pub(super) fn form(
    layout: Layout,
    page: &Page,
    submit_path: &str,
    raw: &Values,
    token: &str,
    problems: &[Problem],
) -> Markup {
    let words = words(layout);
    let last = page.id == "sign";
    let (action, guard, button) = if last {
        (submit_path.to_owned(), "return askSubmit()", words.submit)
    } else {
        (format!("/main/{}", page.id), "return saySaved()", words.save)
    };
    document(
        layout,
        page.title,
        &html! {
            h2 { (page.title) }
            (errors(problems))
            form name="F1" method="post" action=(action) onsubmit=(guard) {
                input type="hidden" name="TOKEN" value=(token);
                table class="grid" { @for field in page.fields.iter() { (row(field, raw)) } }
                input type="submit" name="GO" value=(button);
            }
        },
    )
}

/// A page of text.
pub(super) fn notice(layout: Layout, page: &Page, next: &str) -> Markup {
    document(
        layout,
        page.title,
        &html! {
            h2 { (page.title) }
            p { (page.notice.unwrap_or_default()) }
            form method="get" action=(format!("/main/{next}")) { input type="submit" value=(words(layout).go_on); }
        },
    )
}

/// Asks once more.
pub(super) fn confirm(layout: Layout, submit_path: &str, token: &str) -> Markup {
    document(
        layout,
        "CONFIRM",
        &html! {
            h2 { "CONFIRM" }
            p { "NOTHING HAS BEEN FILED YET. FILE THIS APPLICATION WITH CEDAR COUNTY?" }
            form name="FC" method="post" action=(submit_path) {
                input type="hidden" name="TOKEN" value=(token);
                input type="hidden" name="CONFIRMED" value="1";
                input type="submit" value="FILE NOW";
            }
        },
    )
}

pub(super) fn household(layout: Layout, page: &Page, draft: &Draft, token: &str, next: &str) -> Markup {
    let words = words(layout);
    document(
        layout,
        page.title,
        &html! {
            h2 { (page.title) }
            table class="list" id="MEMBERS" border="1" {
                tr { th { "#" } th { "NAME" } th { "DOB" } th { "RELATION" } th { "" } }
                @for (index, member) in draft.members().iter().enumerate() {
                    tr {
                        td { (index + 1) } td { (full_name(member, "")) }
                        td { (slashed(member.get("birth_date").map_or("", String::as_str))) }
                        td { (member.get("relationship").map_or("", String::as_str)) }
                        td { form method="post" action="/main/household/remove" { input type="hidden" name="TOKEN" value=(token); input type="hidden" name="ROW" value=(index); input type="submit" value="REMOVE"; } }
                    }
                }
            }
            p { input type="button" id="ADDMEMBER" value=(words.add) onclick="openMember()"; " (" span id="COUNT" { (draft.members().len()) } " ENTERED)" }
            form method="get" action=(format!("/main/{next}")) { input type="submit" value=(words.go_on); }
        },
    )
}

pub(super) fn popup(form: &Form, raw: &Values, token: &str, problems: &[Problem]) -> Markup {
    let layout = form.design.layout;
    document(
        layout,
        "MEMBER",
        &html! {
            h2 { "HOUSEHOLD MEMBER" }
            (errors(problems))
            form name="FM" method="post" action="/popup/member" {
                input type="hidden" name="TOKEN" value=(token);
                table class="grid" { @for field in form.member.iter() { (row(field, raw)) } }
                input type="submit" value=(words(layout).add_save); " " input type="button" value="CANCEL" onclick="window.close()";
            }
        },
    )
}

pub(super) fn popup_done(layout: Layout) -> Markup {
    document(layout, "MEMBER", &html! { p { "SAVED." } script { "memberSaved();" } })
}

/// The popup of somebody who is signed out: the opener gets the login, the popup goes.
pub(super) fn popup_lost(layout: Layout) -> Markup {
    document(layout, "MEMBER", &html! { p { "SESSION ENDED. PLEASE LOG ON AGAIN." } })
}

pub(super) fn documents(
    form: &Form,
    page: &Page,
    draft: &Draft,
    token: &str,
    next: &str,
    problem: Option<&str>,
) -> Markup {
    let layout = form.design.layout;
    let taken = if form.has(Change::Wording) {
        "PDF AND JPEG FILES OF AT MOST 5 MB EACH ARE ACCEPTED. DOCUMENTS ARE OPTIONAL."
    } else {
        "PDF OR JPEG ONLY. 5 MB OR LESS PER FILE. DOCUMENTS ARE OPTIONAL."
    };
    document(
        layout,
        page.title,
        &html! {
            h2 { (page.title) }
            (message(problem))
            p { (taken) }
            table class="list" id="FILES" border="1" {
                tr { th { "#" } th { "FILE" } th { "TYPE" } th { "SIZE" } th { "" } }
                @for (index, file) in draft.documents().iter().enumerate() {
                    tr { td { (index + 1) } td { (file.name) } td { (KINDS.iter().find(|k| k.0 == file.kind).map_or("", |k| k.2)) } td { (file.size) }
                        td { form method="post" action="/main/documents/remove" { input type="hidden" name="TOKEN" value=(token); input type="hidden" name="ROW" value=(index); input type="submit" value="REMOVE"; } } }
                }
            }
            form name="FU" method="post" action="/main/documents/upload" enctype="multipart/form-data" {
                input type="hidden" name="TOKEN" value=(token);
                table class="grid" {
                    tr { td { "DOCUMENT TYPE" } td { select name="DOCTYPE" id="DOCTYPE" { option value="" { "" } @for (_, value, text) in KINDS { option value=(value) { (text) } } } } }
                    tr { td { "FILE" } td { input type="file" name="FILE" id="FILE"; } }
                }
                input type="submit" value="UPLOAD";
            }
            form method="get" action=(format!("/main/{next}")) { input type="submit" value=(words(layout).go_on); }
        },
    )
}

pub(super) fn received(layout: Layout, accepted: &Accepted) -> Markup {
    let said = match layout {
        Layout::V1 => "APPLICATION ACCEPTED. CONFIRMATION NUMBER",
        Layout::V2 => "Application filed. Receipt no.",
    };
    document(
        layout,
        "RECEIPT",
        &html! {
            h2 { "RECEIPT" }
            p { (said) " " b id="CONFNO" { (accepted.confirmation) } }
            p { a href=(format!("/receipt/{}.pdf", accepted.confirmation)) { "Print receipt (PDF)" } }
        },
    )
}

pub(super) fn cases(layout: Layout, last: &str, found: &[Accepted]) -> Markup {
    document(
        layout,
        "CASES",
        &html! {
            h2 { "CASE LIST" }
            form method="post" action="/main/cases" {
                table class="grid" { tr { td { "LAST NAME" } td { input type="text" name="FIND" id="FIND" value=(last); } td { input type="submit" value="FIND"; } } }
            }
            @if found.is_empty() { p id="NOCASES" { "NO CASES." } } @else {
                table class="list" id="CASES" border="1" {
                    tr { th { "CONFIRMATION" } th { "NAME" } th { "DOB" } th { "RECEIVED" } }
                    @for a in found { tr {
                        td { (a.confirmation) } td { (full_name(&a.values, "applicant.")) }
                        td { (slashed(a.value("applicant.birth_date"))) } td { (a.accepted_at.strftime("%m/%d/%Y %H:%M")) }
                    } }
                }
            }
        },
    )
}

fn row(field: &Field, raw: &Values) -> Markup {
    let id = field.name;
    let typed = raw.get(id).map_or("", String::as_str);
    html! {
        tr {
            td { (field.label) @if field.required { font color="red" { "*" } } }
            td {
                @match field.kind {
                    Kind::Select(choices) => select name=(id) id=(id) {
                        option value="" {}
                        @for (_, value, text) in choices { option value=(value) selected[typed == *value] { (text) } }
                    },
                    Kind::Area => textarea name=(id) id=(id) rows="4" cols="46" maxlength=[field.max] { (typed) },
                    Kind::DateCalendar => span class="calbox" {
                        input type="text" name=(id) id=(id) size="10" readonly value=(typed) onclick=(format!("calendar('{id}')"));
                    },
                    _ => input type="text" name=(id) id=(id) size=(field.max.unwrap_or(30).min(42)) maxlength=[field.max] value=(typed);,
                }
            }
        }
    }
}
