//! The pages that Selenium tests its drivers with, as its package carries them: forms, scripts, lists, frames, dialogs,
//! windows, dragging, scrolling. Nobody wrote them with Postrider in mind.

use crate::case::cases;
use crate::shorthand::*;

cases! { "selenium-webdriver 3.6.0", settings;
    "packages/selenium-webdriver/lib/test/data/formPage.html" a_form_is_filled: "texts, mail, number and areas of a form without labels";
    "packages/selenium-webdriver/lib/test/data/formPage.html" boxes_and_radio_buttons: "boxes, and a radio group whose texts stand beside it";
    "packages/selenium-webdriver/lib/test/data/formPage.html" lists_of_every_kind: "single and multiple lists, with blanks in their texts, empty options, disabled, transparent";
    "packages/selenium-webdriver/lib/test/data/formPage.html" a_list_that_sends_one_on: "a list that leaves the page when it changes";
    "packages/selenium-webdriver/lib/test/data/formPage.html" what_is_disabled_or_read_only (quick): "disabled and read-only controls";
    "packages/selenium-webdriver/lib/test/data/formPage.html" a_form_is_sent: "a form is sent and the next page seen; back";
    "packages/selenium-webdriver/lib/test/data/selectPage.html" options_in_groups_and_labels: "options with label attributes, in groups, in narrow lists";
    "packages/selenium-webdriver/lib/test/data/readOnlyPage.html" what_can_be_cleared (quick): "texts, areas and editable elements are emptied, read-only and disabled ones not";
    "packages/selenium-webdriver/lib/test/data/nestedElements.html" names_and_ids_that_repeat: "names and ids that repeat, distinguished by a scope";
    "packages/selenium-webdriver/lib/test/data/tables.html" tables_are_read: "tables by row and cell, hidden parts left out";
    "packages/selenium-webdriver/lib/test/data/dynamic.html" what_comes_late: "elements that are added and revealed a second later";
    "packages/selenium-webdriver/lib/test/data/ajaxy_page.html" what_is_added_by_script: "labels that a script adds a while after the click";
    "packages/selenium-webdriver/lib/test/data/javascriptPage.html" events_arrive_in_order: "focus, key, change and blur events arrive as of a person";
    "packages/selenium-webdriver/lib/test/data/javascriptPage.html" menus_and_mouse_events: "a menu under the pointer, double click, mouse down and up";
    "packages/selenium-webdriver/lib/test/data/javascriptPage.html" what_cannot_be_seen (quick): "what is hidden by display, visibility or its parent";
    "packages/selenium-webdriver/lib/test/data/content-editable.html" rich_text: "an editable element with elements in it";
    "packages/selenium-webdriver/lib/test/data/upload.html" a_file_is_sent: "a file field whose form answers in a frame";
}

cases! { MORE = "selenium-webdriver 3.6.0", settings;
    "packages/selenium-webdriver/lib/test/data/alerts.html" dialogs: "alert, confirm, prompt, two in a row, a slow one, one from a list, one in nested frames";
    "packages/selenium-webdriver/lib/test/data/clicks.html" links_of_every_shape: "links of two boxes, with images and blocks, that overflow, in a frame";
    "packages/selenium-webdriver/lib/test/data/frameset.html" a_frameset: "a frameset with forms and frames in its frames";
    "packages/selenium-webdriver/lib/test/data/iframes.html" a_frame: "a form in a frame";
    "packages/selenium-webdriver/lib/test/data/xhtmlTest.html" windows: "a window by its title, and closed";
    "packages/selenium-webdriver/lib/test/data/droppableItems.html" dropping: "dragging onto a place (jQuery UI 1.8)";
    "packages/selenium-webdriver/lib/test/data/draggableLists.html" sorting: "dragging from list to list (jQuery UI 1.8)";
    "packages/selenium-webdriver/lib/test/data/dragAndDropTest.html" dragging_images: "dragging by an old page's own listeners";
    "packages/selenium-webdriver/lib/test/data/scrolling_tests/page_with_nested_scrolling_frames_out_of_view.html" frames_out_of_view: "a box in a frame in a frame, each scrolled out of view";
    "packages/selenium-webdriver/lib/test/data/scrolling_tests/page_with_double_overflow_auto.html" boxes_that_scroll: "a link in boxes that scroll";
    "packages/selenium-webdriver/lib/test/data/click_tests/overlapping_elements.html" elements_that_overlap (quick): "elements over one another: what covers is named";
    "packages/selenium-webdriver/lib/test/data/click_tests/link_that_wraps.html" a_link_that_wraps: "a link broken over two lines";
    "packages/selenium-webdriver/lib/test/data/pageWithOnBeforeUnloadMessage.html" a_page_that_asks: "a page that asks before it is left";
    "packages/selenium-webdriver/lib/test/data/actualXhtmlPage.xhtml" xhtml: "a page of XHTML";
    "packages/selenium-webdriver/lib/test/data/key_tests/remove_on_keypress.html" an_element_that_removes_itself: "an element that goes away under the key";
    "packages/selenium-webdriver/lib/test/data/fixedFooterNoScroll.html" a_footer_that_stays: "a link under a footer that stays";
}

/// Where the steps of a page that does not say what it took read it: its address.
async fn sent(form: &mut Form, part: &str) {
    done(form.wait(&[Condition::Address(part.to_owned())], 5_000).await);
}

async fn a_form_is_filled(form: &mut Form) {
    for (field, text) in [
        ("email", "ada@example.org"),
        ("age", "34"),
        ("working", "works"),
        ("inputWithText", "Some other text"),
        ("withText", "one\ntwo"),
        ("emptyTextArea", "a longer text, with punctuation; and more"),
        ("no-type", "x"),
        ("vsearchGadget", "Hvad søger du?"),
    ] {
        fills(form, id(field), text).await;
    }
    let items = [item(name("x"), "nested"), item(id("working"), "again"), item(id("age"), "35")];
    done(form.fill_all(&items).await);
    done(form.clear(&id("withText")).await);
    assert_eq!(value(form, id("withText")).await, "");
    let both = Target { nth: Some(0), ..css("#id-name1, [name=id-name1]") };
    fills(form, both, "first").await;
}

async fn boxes_and_radio_buttons(form: &mut Form) {
    for on in [true, false] {
        done(check(form, id("checky"), on).await);
        done(check(form, id("checkedchecky"), on).await);
        assert_eq!(done(form.state(&id("checky")).await).checked, on);
    }
    done(check(form, label("Label"), true).await);
    done(choose(form, name("snack"), "Peas").await);
    assert!(done(form.state(&id("peas")).await).checked);
    done(form.choose(&name("snack"), &[by_code("cheese")]).await);
    done(check(form, Target::by(Finder::AfterText(holding("Here's a checkbox"))), true).await);
}

async fn lists_of_every_kind(form: &mut Form) {
    done(choose(form, name("selectomatic"), "Still learning how to count, apparently").await);
    done(choose(form, name("select_with_spaces"), "Four").await);
    done(choose(form, name("select_with_spaces"), "Still learning how to count, apparently").await);
    done(form.choose(&id("multi"), &[by_text("Ham"), by_code("onion gravy")]).await);
    assert_eq!(value(form, id("multi")).await, "Ham\nOnion gravy");
    done(form.choose(&id("multi"), &[]).await);
    done(form.choose(&name("select_empty_multiple"), &[by_text("select_2"), by_text("select_4")]).await);
    done(choose(form, id("invisi_select"), "Oranges").await);
    assert_eq!(value(form, id("invisi_select")).await, "Oranges");
    let unnamed = Target::by(Finder::XPath("//select[option[@id='blankOption']]".into()));
    done(choose(form, unnamed, "nothing").await);
}

async fn a_list_that_sends_one_on(form: &mut Form) {
    done(choose(form, id("redirect"), "Two").await);
    sent(form, "/common/page/3").await;
}

async fn what_is_disabled_or_read_only(form: &mut Form) {
    for field in ["notWorking", "notWorkingArea", "disabledTextElement1"] {
        assert_eq!(missing(fill(form, id(field), "x").await), Readiness::Enabled, "{field}");
    }
    assert_eq!(missing(fill(form, name("readonly"), "x").await), Readiness::Editable);
    assert_eq!(missing(choose(form, name("no-select"), "Bar").await), Readiness::Enabled);
    assert_eq!(missing(check(form, id("disabledchecky"), true).await), Readiness::Enabled);
    assert_eq!(missing(choose(form, name("snack"), "Not a sausage").await), Readiness::Enabled);
    let many = failed(form.click(&css("#id-name1, [name=id-name1]"), None).await);
    assert!(matches!(many, ActionError::ManyMatches(_)), "{many}");
}

async fn a_form_is_sent(form: &mut Form) {
    let opened = done(form.current().await).title;
    click(form, role("button", "Hello there")).await;
    assert_eq!(done(form.current().await).title, "We Arrive Here");
    assert_eq!(done(form.back().await).title, opened);
    click(form, role("button", "click me!")).await;
    sent(form, "resultPage.html").await;
}

async fn options_in_groups_and_labels(form: &mut Form) {
    done(choose(form, id("selectWithoutMultiple"), "two").await);
    done(form.choose(&id("selectWithMultipleEqualsMultiple"), &[by_text("roquefort"), by_text("cheddar")]).await);
    done(choose(form, Target::by(Finder::XPath("//select[optgroup]".into())), "two").await);
    assert!(done(form.read_options(&Target::by(Finder::XPath("//select[optgroup]".into()))).await)[1].chosen);
    let all = ["one", "two", "six"].map(by_text);
    done(form.choose(&id("selectWithMultipleLongList"), &all).await);
    done(choose(form, id("narrow"), "Avonlea Clothbound Cheddar").await);
}

async fn what_can_be_cleared(form: &mut Form) {
    for field in ["writableTextInput", "writableTextArea", "content-editable"] {
        done(form.clear(&id(field)).await);
        assert_eq!(value(form, id(field)).await, "", "{field}");
    }
    fills(form, id("content-editable-blank"), "so").await;
    assert_eq!(missing(form.clear(&id("readOnlyTextInput")).await), Readiness::Editable);
    assert_eq!(missing(form.clear(&id("textAreaNotenabled")).await), Readiness::Enabled);
}

async fn names_and_ids_that_repeat(form: &mut Form) {
    let many = failed(form.click(&id("checky"), None).await);
    assert!(matches!(many, ActionError::ManyMatches(_)), "{many}");
    let second = Target { nth: Some(1), ..id("checky") };
    done(check(form, second.clone(), true).await);
    assert!(done(form.state(&second).await).checked);
    assert!(!done(form.state(&Target { nth: Some(0), ..id("checky") }).await).checked);
    assert_eq!(text(form, within(Finder::Id("test_id_div".into()), id("test_id"))).await, "inside");
    assert_eq!(text(form, within(Finder::Id("test_special_chars".into()), id("css#.chars"))).await, "css escapes");
    assert_eq!(
        text(form, Target { nth: Some(1), ..id("white space") }).await,
        "second copy for testing plural findElements"
    );
    done(form.hover(&name("link2")).await);
}

async fn tables_are_read(form: &mut Form) {
    assert_eq!(done(form.read_table(&id("base")).await), [["Hello", "World", "(Cheese!)"]]);
    assert_eq!(text(form, id("hidden_text")).await, "some text");
    let headed = done(form.read_table(&Target { nth: Some(2), ..css("table") }).await);
    assert_eq!(headed, [vec!["Heading"], vec!["Data 1", "Data 2"]]);
    assert!(text(form, Target::by(row(&["Data 1"]))).await.contains("Data 2"));
}

async fn what_comes_late(form: &mut Form) {
    click(form, button("Reveal a new input")).await;
    fills(form, id("revealed"), "here").await;
    click(form, button("Add a box!")).await;
    click(form, button("Add a box!")).await;
    assert_eq!(done(form.wait(&[Condition::Count(css(".redbox"), 2)], 5_000).await), 0);
}

async fn what_is_added_by_script(form: &mut Form) {
    done(fill(form, name("typer"), "first label").await);
    done(check(form, id("red"), true).await);
    click(form, name("submit")).await;
    done(form.wait(&[Condition::Visible(css(".label"))], 15_000).await);
    assert_eq!(text(form, css(".label")).await, "first label");
}

async fn events_arrive_in_order(form: &mut Form) {
    done(fill(form, id("theworks"), "a").await);
    let events = text(form, id("resultParagraph")).await;
    assert_eq!(events.trim(), "focus keydown keypress keyup change blur");
    done(fill(form, id("clearMe"), "").await);
    assert_eq!(text(form, id("resultParagraph")).await, "Cleared");
    fills(form, id("keyUpArea"), "I like\ncheese").await;
    done(choose(form, id("selector"), "Bar").await);
    assert_eq!(text(form, id("resultParagraph")).await, "bar");
    let suppressed = altered(fill(form, name("suppress"), "text").await);
    assert_eq!(suppressed.0, AlterationKind::Emptied);
}

async fn menus_and_mouse_events(form: &mut Form) {
    done(form.hover(&id("menu1")).await);
    click(form, shown("Item 1")).await;
    assert_eq!(text(form, id("resultParagraph")).await, "item 1");
    for (field, expect) in [("mousedown", "mouse down"), ("mouseup", "mouse up"), ("mouseclick", "mouse click")] {
        click(form, id(field)).await;
        assert_eq!(text(form, id("resultParagraph")).await, expect);
    }
    done(form.click(&id("doubleClickField"), Some(ClickOptions { count: 2, ..ClickOptions::default() })).await);
    assert_eq!(value(form, id("doubleClickField")).await, "DoubleClicked");
    done(
        form.click(
            &id("doubleClickField"),
            Some(ClickOptions { button: postrider::form::MouseButton::Secondary, ..ClickOptions::default() }),
        )
        .await,
    );
    assert_eq!(value(form, id("doubleClickField")).await, "ContextClicked");
    click(form, id("delete")).await;
    done(form.wait(&[Condition::Hidden(id("deleted"))], 2_000).await);
    click(form, id("hideMe")).await;
    done(form.wait(&[Condition::Hidden(id("hideMe"))], 2_000).await);
}

async fn what_cannot_be_seen(form: &mut Form) {
    for field in ["suppressedParagraph", "none", "hidden", "hiddenlink", "unclickable", "untogglable", "zero"] {
        assert_eq!(missing(form.click(&id(field), None).await), Readiness::Visible, "{field}");
    }
    done(form.hover(&id("visibleSubElement")).await);
    assert_eq!(text(form, id("displayed")).await, "Displayed");
}

async fn rich_text(form: &mut Form) {
    fills(form, id("editable"), "something else").await;
}

async fn a_file_is_sent(form: &mut Form) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("proof.txt");
    std::fs::write(&path, "proof").unwrap();
    done(form.upload(&id("upload"), &[UploadFile { path, field: None }]).await);
    click(form, id("go")).await;
    done(form.wait(&[Condition::Visible(shown("Uploading")), Condition::Text(holding("proof.txt"))], 5_000).await);
}

async fn dialogs(form: &mut Form) {
    click(form, id("alert")).await;
    assert_eq!(done(form.dialog(&DialogAnswer::Accept).await), "cheese");
    click(form, id("empty-alert")).await;
    assert_eq!(done(form.dialog(&DialogAnswer::Accept).await), "");
    click(form, id("prompt-with-default")).await;
    done(form.dialog(&DialogAnswer::Enter(Typed::literal("other"))).await);
    assert_eq!(text(form, id("text")).await, "other");
    click(form, id("double-prompt")).await;
    done(form.dialog(&DialogAnswer::Enter(Typed::literal("brie"))).await);
    done(form.dialog(&DialogAnswer::Enter(Typed::literal("cheddar"))).await);
    assert_eq!(text(form, id("text2")).await, "cheddar");
    click(form, id("slow-alert")).await;
    assert_eq!(done(form.dialog(&DialogAnswer::Accept).await), "Slow");
    let changed = failed(choose(form, id("select"), "One").await);
    assert_eq!(changed, ActionError::DialogOpen("changed".into()));
    done(form.dialog(&DialogAnswer::Accept).await);
    done(choose(form, id("select"), "One").await);
    let fired = failed(fill(form, id("input"), "x").await);
    assert_eq!(fired, ActionError::DialogOpen("change fired".into()));
    done(form.dialog(&DialogAnswer::Accept).await);
    click(form, framed(&["iframeWithIframe", "iframeWithAlert"], id("alertInFrame"))).await;
    assert_eq!(done(form.dialog(&DialogAnswer::Accept).await), "framed cheese");
    click(form, id("confirm")).await;
    done(form.dialog(&DialogAnswer::Dismiss).await);
    assert_eq!(done(form.current().await).title, "Testing Alerts");
    click(form, id("confirm")).await;
    done(form.dialog(&DialogAnswer::Accept).await);
    done(form.wait(&[Condition::Title(exact("Hello WebDriver"))], 5_000).await);
}

async fn links_of_every_shape(form: &mut Form) {
    let page = "packages/selenium-webdriver/lib/test/data/clicks.html";
    for link in ["normal", "twoClientRects", "link-with-enclosed-image", "enclosed-span", "overflowLink"] {
        click(form, id(link)).await;
        assert_eq!(done(form.current().await).title, "XHTML Test Page", "{link}");
        open(form, page).await;
    }
    click(form, shown("And a div")).await;
    assert_eq!(done(form.current().await).title, "XHTML Test Page");
    open(form, page).await;
    click(form, role("link", "333333")).await;
    assert_eq!(done(form.current().await).title, "XHTML Test Page");
    open(form, page).await;
    let in_frame = Target { frames: vec![Finder::Id("source".into())], nth: Some(0), ..id("otherframe") };
    click(form, in_frame).await;
    let arrived = Target { frames: vec![Finder::Id("target".into())], ..css("body") };
    done(form.wait(&[Condition::Visible(Target { by: Finder::Text(holding("Heading")), ..arrived })], 5_000).await);
}

async fn a_frameset(form: &mut Form) {
    done(fill(form, framed(&["third"], id("working")), "x").await);
    done(check(form, framed(&["third"], id("checky")), true).await);
    let sixth =
        |target: Target| Target { frames: vec![Finder::Id("sixth".into()), Finder::Id("iframe1".into())], ..target };
    fills(form, sixth(id("inputWithText")), "deep").await;
    done(choose(form, sixth(name("selectomatic")), "Two").await);
    assert_eq!(done(form.current().await).title, "Unique title");
}

async fn a_frame(form: &mut Form) {
    let inside = |target: Target| framed(&["iframe1-name"], target);
    fills(form, inside(id("email")), "a@b.cd").await;
    click(form, inside(id("submitButton"))).await;
    done(form.wait(&[Condition::Visible(inside(id("greeting")))], 5_000).await);
    assert_eq!(text(form, id("iframe_page_heading")).await, "This is the heading");
}

async fn windows(form: &mut Form) {
    click(form, role("link", "Open new window")).await;
    assert_eq!(done(form.switch_window(&Window::Newest).await).title, "We Arrive Here");
    done(form.switch_window(&Window::Main).await);
    assert_eq!(done(form.switch_window(&Window::Titled(holding("arrive"))).await).title, "We Arrive Here");
    assert_eq!(done(form.close_window().await).title, "XHTML Test Page");
}

async fn dropping(form: &mut Form) {
    done(form.drag(&id("draggable"), &id("droppable")).await);
    done(form.wait(&[Condition::Visible(within(Finder::Id("droppable".into()), shown("Dropped!")))], 5_000).await);
}

async fn sorting(form: &mut Form) {
    done(form.drag(&id("leftitem-4"), &id("rightitem-3")).await);
    let moved = Condition::Visible(css("#sortable2 #leftitem-4"));
    done(form.wait(&[moved], 5_000).await);
}

async fn dragging_images(form: &mut Form) {
    let place = "return Math.round(document.getElementById('test1').getBoundingClientRect().top)";
    let before = script(form, place).await.as_i64().unwrap();
    done(form.drag(&id("test1"), &id("test3")).await);
    assert!(script(form, place).await.as_i64().unwrap() > before + 50);
}

async fn frames_out_of_view(form: &mut Form) {
    let inner = |target: Target| framed(&["scrolling_frame", "nested_scrolling_frame"], target);
    done(check(form, inner(name("scroll_checkbox")), true).await);
    assert!(done(form.state(&inner(name("scroll_checkbox"))).await).checked);
}

async fn boxes_that_scroll(form: &mut Form) {
    click(form, role("link", "Click me!")).await;
    assert!(
        done(form.current().await).address.contains("clicked.html")
            || done(form.current().await).title == "Clicked Successfully!"
    );
}

async fn elements_that_overlap(form: &mut Form) {
    match failed(form.click(&id("under"), None).await) {
        ActionError::NotReady { missing: Readiness::Uncovered, covered_by: Some(cover), .. } => {
            assert!(cover.contains("over"), "{cover}");
        }
        other => panic!("{other}"),
    }
}

async fn a_link_that_wraps(form: &mut Form) {
    click(form, id("link")).await;
    assert_eq!(done(form.current().await).title, "Submitted Successfully!");
}

async fn a_page_that_asks(form: &mut Form) {
    click(form, role("link", "Click here to navigate to another page.")).await;
    done(form.wait(&[Condition::Title(exact("Testing Alerts"))], 5_000).await);
}

async fn xhtml(form: &mut Form) {
    assert!(!text(form, css("body")).await.is_empty());
    assert!(!done(form.current().await).title.is_empty());
}

async fn an_element_that_removes_itself(form: &mut Form) {
    done(form.press(Some(&id("target")), "a").await);
    done(form.wait(&[Condition::Hidden(id("target"))], 3_000).await);
}

async fn a_footer_that_stays(form: &mut Form) {
    click(form, id("link")).await;
    done(form.wait(&[Condition::Title(exact("XHTML Test Page"))], 5_000).await);
}
