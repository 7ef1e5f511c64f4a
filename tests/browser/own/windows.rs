//! Windows, tabs and dialogs.

use crate::case::cases;
use crate::shorthand::*;

cases! { "Windows and dialogs", settings;
    "windows.html" windows_open_and_close: "windows opened later are gone to, worked in, and left when they close themselves";
    "windows.html" a_tab_by_its_title: "a tab by its title, back to the main window, and closed";
    "windows.html" no_such_window (quick): "a window that is not there is said; the main one stays open";
    "dialogs.html" alert_confirm_prompt (masked): "alert, confirm and prompt are answered; their text comes masked";
    "dialogs.html" a_dialog_is_never_swallowed (quick): "a dialog that opens by surprise stops every action until it is answered";
    "prints.html" a_page_that_prints_itself: "a page, a frame or a window that prints itself opens no dialog, and can be printed all the same";
}

async fn windows_open_and_close(form: &mut Form) {
    for name in ["Ada", "Bob"] {
        click(form, button("Add member")).await;
        assert_eq!(done(form.switch_window(&Window::Newest).await).title, "Member");
        done(fill(form, label("Name"), name).await);
        click(form, button("Add")).await;
        assert_eq!(done(form.close_window().await).title, "Windows");
    }
    assert_eq!(text(form, id("members")).await, "Ada;Bob;");
    assert_eq!(done(form.which(&[Condition::Windows(1)]).await), Some(0));
}

async fn a_tab_by_its_title(form: &mut Form) {
    click(form, role("link", "In a tab")).await;
    assert_eq!(done(form.switch_window(&Window::Titled(holding("memb"))).await).title, "Member");
    done(fill(form, label("Name"), "Bob").await);
    assert_eq!(done(form.switch_window(&Window::Main).await).title, "Windows");
    assert_eq!(done(form.switch_window(&Window::Newest).await).title, "Member");
    assert_eq!(value(form, label("Name")).await, "Bob");
    assert_eq!(done(form.close_window().await).title, "Windows");
}

async fn no_such_window(form: &mut Form) {
    assert!(matches!(failed(form.switch_window(&Window::Newest).await), ActionError::NothingThere(_)));
    assert!(matches!(failed(form.switch_window(&Window::Titled(exact("None"))).await), ActionError::NothingThere(_)));
    assert!(matches!(failed(form.close_window().await), ActionError::Malformed(_)));
    assert_eq!(done(form.current().await).title, "Windows");
}

async fn alert_confirm_prompt(form: &mut Form) {
    click(form, button("Alert")).await;
    assert_eq!(done(form.dialog(&DialogAnswer::Accept).await), "Saved");
    assert_eq!(out(form).await, "alerted");
    click(form, button("Remove")).await;
    assert_eq!(done(form.dialog(&DialogAnswer::Accept).await), "Really remove •••?");
    assert_eq!(out(form).await, "confirmed true");
    click(form, button("Remove")).await;
    done(form.dialog(&DialogAnswer::Dismiss).await);
    assert_eq!(out(form).await, "confirmed false");
    click(form, button("Ask")).await;
    done(form.dialog(&DialogAnswer::Enter(Typed::literal("12 ü"))).await);
    assert_eq!(out(form).await, "prompted 12 ü");
}

async fn a_dialog_is_never_swallowed(form: &mut Form) {
    click(form, button("Surprise")).await;
    assert_eq!(done(form.wait(&[Condition::Dialog], 2_000).await), 0);
    let open = failed(form.click(&button("Ask"), None).await);
    assert_eq!(open, ActionError::DialogOpen("Your session will end".into()));
    done(form.dialog(&DialogAnswer::Accept).await);
    assert!(matches!(failed(form.dialog(&DialogAnswer::Accept).await), ActionError::NothingThere(_)));
    let warned = failed(fill(form, label("Warns"), "x").await);
    assert_eq!(warned, ActionError::DialogOpen("Are you sure?".into()));
    done(form.dialog(&DialogAnswer::Accept).await);
    done(form.fill(&FillItem { look_only: true, ..item(label("Warns"), "x") }).await);
}

async fn a_page_that_prints_itself(form: &mut Form) {
    assert_eq!(out(form).await, "printed");
    done(form.print_pdf().await);
    click(form, button("Member")).await;
    done(form.switch_window(&Window::Newest).await);
    assert_eq!(out(form).await, "printed");
    done(form.print_pdf().await);
    done(form.screenshot(None).await);
    assert_eq!(form.session().dialog_text().await, Ok(None));
    done(form.close_window().await);
}
