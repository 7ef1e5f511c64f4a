//! What actions cost: commands sent to the driver, counted.

use crate::case::cases;
use crate::shorthand::*;

cases! { "Costs", settings;
    "cost.html" each_action_in_few_trips: "round trips to the driver: fill 3, click 3 (its arrival is asked for), check 3, choose 3, date 4, read 1, wait 1, n controls together n + 2";
}

async fn each_action_in_few_trips(form: &mut Form) {
    macro_rules! costs {
        ($trips:literal, $action:expr) => {
            let before = form.commands();
            done($action.await);
            assert_eq!(form.commands() - before, $trips, stringify!($action));
        };
    }
    costs!(3, fill(form, label("Field 0"), "x"));
    costs!(3, fill(form, label("Field 0"), "again"));
    costs!(3, form.click(&button("Next"), None));
    costs!(2, form.press(Some(&label("Field 0")), "End"));
    costs!(2, form.hover(&button("Next")));
    costs!(3, check(form, label("Box"), true));
    costs!(2, check(form, label("Box"), true));
    costs!(3, choose(form, label("State"), "Colorado"));
    costs!(4, form.set_date(&label("Date"), &Typed::literal("1980-01-02"), &DateStyle::Native));
    costs!(1, form.read_value(&label("Field 0")));
    costs!(1, form.read_text(&button("Next")));
    costs!(1, form.state(&label("Field 0")));
    costs!(1, form.wait(&[Condition::Visible(button("Next"))], 1_000));
    costs!(1, form.which(&[Condition::Visible(button("Next"))]));
    costs!(1, form.current());
    let empty: Vec<FillItem> = (1..10).map(|i| item(label(&format!("Field {i}")), "x")).collect();
    costs!(11, form.fill_all(&empty));
    let again: Vec<FillItem> = (1..10).map(|i| item(label(&format!("Field {i}")), "y")).collect();
    let before = form.commands();
    done(form.fill_all(&again).await);
    assert!(form.commands() - before <= 2 + 2 * 9, "filled before: {}", form.commands() - before);
}
