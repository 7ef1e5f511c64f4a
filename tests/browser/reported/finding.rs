//! What an error says of a target that is something else.

use super::quick;
use crate::case::cases;
use crate::shorthand::*;

cases! { "Finding", quick;
    "reported/tab-alike.html" the_same_name_under_another_role: "a name that another role has: the error is `no-match`, as there is no such link or button, and names the tab";
}

async fn the_same_name_under_another_role(form: &mut Form) {
    for wanted in ["link", "button"] {
        let failure = form.click(&role(wanted, "Past month"), None).await.unwrap_err();
        let words = failure.to_string();
        assert!(matches!(failure.error, ActionError::NoMatch(_)), "{words}");
        assert!(words.contains("tab") && words.contains("Past month”"), "{words}");
    }
    click(form, role("tab", "Past month")).await;
}
