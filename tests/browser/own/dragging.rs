//! Dragging so far, or onto a point: sliders, pads, what the browser itself drags.

use postrider::form::{DragEnd, Offset, Submit};

use super::committing::plainly;
use crate::case::cases;
use crate::shorthand::*;

cases! { "Dragging", settings;
    "drag-by.html" a_slider: "`drag` by so many pixels moves a slider's handle, there and back";
    "drag-by.html" the_browsers_own_slider: "`drag` onto a point of a range sets it";
    "drag-by.html" onto_a_point: "`drag` onto a point of an element, by the pointer and by the browser's own drag and drop";
    "drag-by.html" out_of_reach (quick): "a drag that ends outside of the window or of its element is `not-ready(uncovered)`; bounds";
    "drag-by.html" what_submits_is_no_place (submitting): "a drag that ends on what submits is refused";
}

fn submitting() -> Settings {
    Settings { submits: vec![Submit::Request("/county/submit".into())], ..settings() }
}

fn by(x: i32, y: i32) -> DragEnd {
    DragEnd::By(Offset { x, y })
}

fn onto(id_of: &str, x: i32, y: i32) -> DragEnd {
    DragEnd::OntoPoint(id(id_of), Offset { x, y })
}

async fn a_slider(form: &mut Form) {
    let thumb = role("slider", "Hours");
    for (x, expect) in [(120, "hours 120"), (-45, "hours 75"), (300, "hours 280"), (-300, "hours 0")] {
        done(form.drag(&thumb, by(x, 0)).await);
        assert_eq!(out(form).await, expect);
    }
}

async fn the_browsers_own_slider(form: &mut Form) {
    for (x, low, high) in [(225, 70, 80), (30, 5, 15)] {
        done(form.drag(&id("share"), onto("share", x, 5)).await);
        let share: u32 = value(form, id("share")).await.parse().unwrap();
        assert!((low..=high).contains(&share), "{share}");
    }
}

async fn onto_a_point(form: &mut Form) {
    done(form.drag(&id("chip"), onto("pad", 150, 20)).await);
    assert_eq!(out(form).await, "chip at 150, 20");
    done(form.drag(&id("card"), onto("pad", 30, 80)).await);
    assert_eq!(out(form).await, "card at 30, 80");
    // From the middle of the card, which stands right below the pad.
    done(form.drag(&id("card"), by(70, -65)).await);
    assert_eq!(out(form).await, "card at 100, 50");
}

async fn out_of_reach(form: &mut Form) {
    let refused = |failure: ActionError, cover: &str| match failure {
        ActionError::NotReady { missing: Readiness::Uncovered, covered_by, .. } => {
            assert_eq!(covered_by.as_deref(), Some(cover));
        }
        other => panic!("{other}"),
    };
    refused(failed(form.drag(&id("chip"), by(-9_000, 0)).await), "the edge of the window");
    refused(failed(form.drag(&id("chip"), onto("pad", 200, 10)).await), "its own edge");
    assert!(matches!(failed(form.drag(&id("chip"), onto("pad", -1, 10)).await), ActionError::Malformed(_)));
    assert!(matches!(failed(form.drag(&id("chip"), by(10_001, 0)).await), ActionError::Limit(_)));
    assert_eq!(out(form).await, "");
}

async fn what_submits_is_no_place(form: &mut Form) {
    let send = script(form, "const box = document.getElementById('send').getBoundingClientRect(), chip = document.getElementById('chip').getBoundingClientRect(); return [Math.round(box.x + box.width / 2 - chip.x - chip.width / 2), Math.round(box.y + box.height / 2 - chip.y - chip.height / 2)]").await;
    let [x, y] = [0, 1].map(|at| i32::try_from(send[at].as_i64().unwrap()).unwrap());
    assert!(plainly(&failed(form.drag(&id("chip"), by(x, y)).await)));
    assert!(plainly(&failed(form.drag(&id("chip"), onto("send", 5, 5)).await)));
    assert!(plainly(&failed(form.drag(&id("send"), by(-100, 0)).await)));
}
