//! Pages that are far too big: still worked, and in time.

use std::time::{Duration, Instant};

use crate::case::cases;
use crate::shorthand::*;

/// What an action on the big page may take on a machine that does much else; it takes about 100 ms alone, and took minutes where
/// each step of the script went over the page.
const IN_TIME: Duration = Duration::from_secs(5);

cases! { "Big pages", settings;
    "grow.html" fifty_thousand_elements: "fill, click, find by text, role and after-text among 50,000 elements, 3,000 of them labelled controls";
    "grow.html" ten_million_letters: "read, wait and fill on a page of ten million letters; a value of ten million is refused";
}

async fn fifty_thousand_elements(form: &mut Form) {
    script(form, "grow()").await;
    assert!(script(form, "return document.querySelectorAll('*').length").await.as_u64().unwrap() > 50_000);
    done(form.current().await);
    let mut took = Vec::new();
    macro_rules! in_time {
        ($what:literal, $action:expr) => {
            let begun = Instant::now();
            done($action.await);
            took.push(($what, begun.elapsed()));
        };
    }
    in_time!("first label", fill(form, label("First name"), "Bob"));
    in_time!("last label", fill(form, label("Last one"), "Bob"));
    in_time!("label amid", fill(form, label("Amount 2999"), "12"));
    in_time!("button", form.click(&button("Save"), None));
    in_time!("text", form.click(&shown("note 18999"), None));
    in_time!("after text", fill(form, Target::by(Finder::AfterText(exact("line 1500"))), "1"));
    in_time!("row", form.read_text(&css("#box p:last-of-type")));
    in_time!("page text", form.which(&[Condition::Text(holding("at the end"))]));
    in_time!("text of the page", form.which(&[Condition::Text(exact("At the end"))]));
    eprintln!("{took:?}");
    assert!(took.iter().all(|(_, took)| *took < IN_TIME), "{took:?}");
    let begun = Instant::now();
    let none = failed(form.click(&label("Nowhere at all"), None).await);
    assert!(matches!(none, ActionError::NoMatch(_)) && begun.elapsed() < Duration::from_secs(8), "{none}");
}

async fn ten_million_letters(form: &mut Form) {
    script(form, "write()").await;
    let begun = Instant::now();
    assert_eq!(text(form, id("box")).await.chars().count(), 100_000);
    assert_eq!(done(form.which(&[Condition::Text(holding("at the end"))]).await), Some(0));
    fills(form, label("First name"), "Bob").await;
    click(form, button("Save")).await;
    assert_eq!(out(form).await, "clicked");
    let ten_million = "x".repeat(10_000_000);
    assert!(matches!(failed(fill(form, label("First name"), &ten_million).await), ActionError::Limit(_)));
    assert_eq!(value(form, label("First name")).await, "Bob");
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}
